package check

import (
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// checkMappedNames refuses names that collide once they are in the database:
// columns of a table, tables, and, on PostgreSQL, indexes and unique keys.
func (c *checker) checkMappedNames(s *schema.Schema) {
	tables := map[[2]string]string{}
	constraints := map[string]bool{}
	for _, k := range c.models {
		m := k.model
		if m == nil {
			continue
		}
		id := [2]string{m.Schema, m.Table}
		if first := tables[id]; first != "" && first != m.Name {
			c.report(CodeMappedName, k.decl.Name, "models %s and %s are both stored in table %q", first, m.Name, m.Table)
		}
		tables[id] = m.Name
		c.checkColumns(k)
		for _, b := range k.attrs {
			c.checkConstraintName(k, b.from.file, b.attr, constraints)
		}
		for _, f := range k.members {
			for _, a := range f.decl.Attrs {
				if name := a.Name.Text; f.base == nil && (name == "id" || name == "unique") {
					c.checkConstraintName(k, f.from.file, a, constraints)
				}
			}
		}
	}
}

func (c *checker) checkColumns(k *container) {
	columns := map[string]*member{}
	for _, m := range k.members {
		if m.out.Column == "" || m.base != nil {
			continue
		}
		if first := columns[m.out.Column]; first != nil {
			c.report(CodeMappedName, m.decl.Name, "fields %s and %s of %s are both stored in column %q",
				first.name(), m.name(), k.name(), m.out.Column)
		}
		columns[m.out.Column] = m
	}
}

func (c *checker) checkConstraintName(k *container, f *file, a *syntax.Attribute, seen map[string]bool) {
	switch a.Name.Text {
	case "id", "unique", "index", "fulltext":
	default:
		return
	}
	name := c.applied(f, a).text("map", "")
	if name == "" {
		return
	}
	scoped := name
	if c.source.provider != "postgresql" && c.source.provider != "sqlite" {
		scoped = k.name() + "." + name // there, names belong to a table
	}
	if seen[scoped] {
		c.report(CodeMappedName, a, "the constraint name %q is used twice", name)
	}
	seen[scoped] = true
}
