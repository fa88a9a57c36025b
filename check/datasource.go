package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// datasource is what the checks need to know of the datasource.
type datasource struct {
	provider string // empty when there is none
	schemas  []string
	listed   bool   // the datasource has a list of schemas
	fallback string // the schema of models without @@schema
	prisma   bool   // relationMode is "prisma": no foreign keys in the database
	needs    []*schema.Extension
}

// lists reports whether the database has list columns; an unknown one may.
func (d datasource) lists() bool {
	return d.provider == "" || d.provider == "postgresql" || d.provider == "cockroachdb"
}

// providers lists the databases that the language knows; whether an engine
// drives them is not decided here.
func providers() []string {
	return []string{"sqlite", "postgresql", "mysql", "sqlserver", "cockroachdb"}
}

// checkDatasource finds the one datasource of all files and checks its options.
func (c *checker) checkDatasource() {
	var blocks []*syntax.Block
	for _, f := range c.files {
		for _, d := range f.tree.Decls {
			if b, ok := d.(*syntax.Block); ok && b.Kind == syntax.Datasource {
				blocks = append(blocks, b)
			}
		}
	}
	if len(blocks) == 0 {
		c.reportAt(CodeNoDatasource, diag.Warning, c.files[0].tree.Whole(),
			"the schema has no datasource").Hint = "add datasource db { provider = \"sqlite\" url = env(\"DATABASE_URL\") }"
		return
	}
	for _, b := range blocks[1:] {
		c.report(CodeTwoDatasources, b.Name, "only one datasource is allowed").Related = []diag.Related{{Span: blocks[0].Name.Span(), Message: "the first is here"}}
	}
	c.checkProvider(blocks[0])
	for _, key := range []string{"url", "shadowDatabaseUrl"} {
		c.checkURL(blocks[0].Option(key))
	}
	c.checkRelationMode(blocks[0].Option("relationMode"))
	c.checkSchemas(blocks[0])
	c.source.needs = extensions(blocks[0].Option("extensions"))
}

func (c *checker) checkProvider(b *syntax.Block) {
	o := b.Option("provider")
	if o == nil {
		c.report(CodeNoProvider, b.Name, "datasource %s lacks \"provider\"", b.Name.Text)
		return
	}
	lit, ok := o.Value.(*syntax.StringLit)
	if !ok {
		c.report(CodeProviderLiteral, o.Value, "\"provider\" must be a string literal")
		return
	}
	if !slices.Contains(providers(), lit.Value) {
		d := c.report(CodeProvider, lit, "provider %q is not supported; use one of %s", lit.Value, strings.Join(providers(), ", "))
		d.Hint = c.suggest(lit.Value, providers)
		return
	}
	c.source.provider = lit.Value
}

func (c *checker) checkURL(o *syntax.Option) {
	if o == nil {
		return
	}
	switch v := o.Value.(type) {
	case *syntax.StringLit:
		if v.Value != "" {
			return
		}
	case *syntax.Call:
		if _, ok := arg(v, 0).(*syntax.StringLit); ok && v.Func.Text == "env" && len(v.Args) == 1 {
			return
		}
	}
	c.report(CodeURL, o.Value, "%s must be a string literal or env(...)", o.Name.Text)
}

func (c *checker) checkRelationMode(o *syntax.Option) {
	if o == nil {
		return
	}
	lit, ok := o.Value.(*syntax.StringLit)
	if !ok || lit.Value != "foreignKeys" && lit.Value != "prisma" {
		c.report(CodeRelationMode, o.Value, "relationMode must be \"foreignKeys\" or \"prisma\"")
		return
	}
	c.source.prisma = lit.Value == "prisma"
}

// checkSchemas checks schemas and defaultSchema, which only PostgreSQL has.
func (c *checker) checkSchemas(b *syntax.Block) {
	c.source.fallback = "public"
	list, def := b.Option("schemas"), b.Option("defaultSchema")
	for _, o := range []*syntax.Option{list, def} {
		if o != nil && c.source.provider != "" && c.source.provider != "postgresql" {
			c.report(CodePostgresOnly, o, "%s is only available for postgresql", o.Name.Text)
			return
		}
	}
	if def != nil {
		lit, ok := def.Value.(*syntax.StringLit)
		if !ok {
			c.report(CodeDefaultSchema, def.Value, "defaultSchema must be a string literal")
			return
		}
		c.source.fallback = lit.Value
	}
	if list == nil {
		return
	}
	items, _ := list.Value.(*syntax.ListLit)
	if items == nil {
		c.report(CodeSchemas, list, "schemas must be a list of string literals")
		return
	}
	c.source.listed = true
	for _, item := range items.Items {
		lit, ok := item.(*syntax.StringLit)
		if !ok {
			c.report(CodeSchemas, list, "schemas must be a list of string literals")
			return
		}
		c.source.schemas = append(c.source.schemas, lit.Value)
	}
	if !slices.Contains(c.source.schemas, c.source.fallback) && (def != nil || c.anyWithoutSchema()) {
		c.report(CodeSchemaMissing, list, "schemas must contain %q", c.source.fallback).Hint = "models without @@schema live there"
	}
}

// anyWithoutSchema reports whether a model or enum leaves its schema open.
func (c *checker) anyWithoutSchema() bool {
	for _, f := range c.files {
		for _, d := range f.tree.Decls {
			switch d := d.(type) {
			case *syntax.Model:
				if d.Kind != syntax.TypeDecl && !d.Abstract && !hasBlock(d.Body, "schema") {
					return true
				}
			case *syntax.Enum:
				if !hasBlock(d.Body, "schema") {
					return true
				}
			}
		}
	}
	return false
}

func hasBlock(body []syntax.Member, name string) bool {
	return slices.ContainsFunc(body, func(m syntax.Member) bool {
		a, ok := m.(*syntax.Attribute)
		return ok && a.Name.Text == name
	})
}

// checkHasSchema refuses, in a v2 schema, a model or enum that leaves open in
// which of the listed schemas it lives; v3 puts it into the default one.
func (c *checker) checkHasSchema(name syntax.Name, schema string) {
	if schema == "" && c.source.listed && c.profile.old() {
		c.report(CodeNoSchema, name, "%s does not say in which schema it lives", name.Text).Hint = "add @@schema with one of those that the datasource lists"
	}
}

// checkSchemaName refuses a @@schema that the datasource does not list.
func (c *checker) checkSchemaName(a *syntax.Attribute, name string) {
	if name != "" && !slices.Contains(c.source.schemas, name) && c.source.provider != "" {
		c.report(CodeSchemaName, a, "schema %q is not listed in the datasource", name).Hint = "add it to schemas = […]"
	}
}

// extensions are those of extensions = [pg_trgm, ossp(map: "uuid-ossp", schema: "ext")].
// What else may stand there both ZenStack and Prisma pass over.
func extensions(o *syntax.Option) []*schema.Extension {
	if o == nil {
		return nil
	}
	list, ok := o.Value.(*syntax.ListLit)
	if !ok {
		return nil
	}
	var out []*schema.Extension
	for _, item := range list.Items {
		ref, ok := item.(*syntax.Ref)
		if !ok {
			continue
		}
		x := &schema.Extension{Name: ref.Name.Text}
		for _, label := range ref.Labels() {
			if text, ok := label.Value.(*syntax.StringLit); ok {
				switch label.Name() {
				case "map":
					x.Name = text.Value
				case "schema":
					x.Schema = text.Value
				case "version":
					x.Version = text.Value
				}
			}
		}
		out = append(out, x)
	}
	return out
}
