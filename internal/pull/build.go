package pull

import (
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/schema"
)

// builder makes models and enums of a picture of a database.
type builder struct {
	dialect ddl.Dialect
	space   string
	realm   *atlas.Realm
	known   *schema.Schema // whose names are kept; nil where there is none

	taken     names
	enums     []*enum
	models    []*model
	relations []*relation
	notes     []string
}

func newBuilder(d ddl.Dialect, space string, have *atlas.Realm, known *schema.Schema) *builder {
	b := &builder{dialect: d, space: space, realm: have, known: known, taken: names{}}
	if known != nil {
		// What the schema declares keeps its name, tables or not.
		for _, m := range known.Models {
			b.taken[lowerFirst(m.Name)] = true
		}
		for _, e := range known.Enums {
			b.taken[lowerFirst(e.Name)] = true
		}
		for _, t := range known.Types {
			b.taken[lowerFirst(t.Name)] = true
		}
	}
	return b
}

func (b *builder) note(format string, args ...any) {
	b.notes = append(b.notes, fmt.Sprintf(format, args...))
}

func (b *builder) build() {
	var joins []*atlas.Table
	for _, s := range b.realm.Schemas {
		for _, o := range s.Objects {
			if e, ok := o.(*atlas.EnumType); ok {
				b.enums = append(b.enums, b.enum(e, b.outside(s)))
			}
		}
	}
	for _, s := range b.realm.Schemas {
		for _, t := range s.Tables {
			if isJoin(t) {
				joins = append(joins, t)
				continue
			}
			b.models = append(b.models, b.model(t, b.outside(s)))
		}
	}
	joins = slices.DeleteFunc(joins, func(t *atlas.Table) bool {
		if b.ordered(t) {
			return false
		}
		b.models = append(b.models, b.model(t, b.outside(t.Schema)))
		return true
	})
	for _, m := range b.models {
		b.columns(m)
		b.keys(m)
	}
	b.relate(joins)
}

// outside is what @@schema says for a database schema.
func (b *builder) outside(s *atlas.Schema) string {
	if s.Name == b.space || s.Name == "" {
		return ""
	}
	return s.Name
}

func (b *builder) enum(t *atlas.EnumType, space string) *enum {
	e := &enum{typ: t, space: space}
	known := b.knownEnum(t.T)
	if known != nil {
		e.name = known.Name
	} else {
		e.name = b.taken.give(modelName(t.T))
	}
	taken := map[string]bool{}
	for _, stored := range t.Values {
		name := identifier(stored)
		if known != nil {
			for _, v := range known.Values {
				if v.DBName == stored {
					name = v.Name
				}
			}
		}
		for taken[name] {
			name += "_"
		}
		taken[name] = true
		e.values = append(e.values, enumValue{name, stored})
	}
	return e
}

func (b *builder) knownEnum(stored string) *schema.Enum {
	if b.known != nil {
		for _, e := range b.known.Enums {
			if e.DBName == stored {
				return e
			}
		}
	}
	return nil
}

// knownModel returns the model whose table it is. A view has none.
func (b *builder) knownModel(table string) *schema.Model {
	if b.known != nil {
		for _, m := range b.known.Models {
			if m.Table == table && !m.View {
				return m
			}
		}
	}
	return nil
}

func (b *builder) model(t *atlas.Table, space string) *model {
	m := &model{table: t, space: space, doc: comment(t.Attrs), taken: names{}}
	known := b.knownModel(t.Name)
	if known == nil {
		m.name = b.taken.give(modelName(t.Name))
		return m
	}
	m.name = known.Name
	for _, f := range known.Fields {
		m.taken[lowerFirst(f.Name)] = true
	}
	return m
}

func comment(attrs []atlas.Attr) []string {
	for _, a := range attrs {
		if c, ok := a.(*atlas.Comment); ok && c.Text != "" {
			return strings.Split(strings.ReplaceAll(c.Text, "\r", ""), "\n")
		}
	}
	return nil
}

// columns makes the fields of the columns.
func (b *builder) columns(m *model) {
	known := b.knownModel(m.table.Name)
	for _, c := range m.table.Columns {
		f := &field{column: c.Name, doc: comment(c.Attrs)}
		if known != nil {
			for _, k := range known.Fields {
				if k.Stored() && k.Column == c.Name && (k.Base == "" || known.IsID(k)) {
					f.name = k.Name
				}
			}
		}
		if f.name == "" {
			f.name = m.taken.give(identifier(c.Name))
		}
		typ, native := b.columnType(m, c)
		f.typ = typ
		if slices.ContainsFunc(c.Attrs, isAutoIncrement) || isSerial(c) {
			f.attrs = append(f.attrs, "@default(autoincrement())")
		} else if def := b.defaultOf(c, &f.typ); def != "" {
			f.attrs = append(f.attrs, "@default("+def+")")
		}
		if c.Type.Null && !strings.HasSuffix(f.typ, "[]") {
			f.typ += "?"
		}
		if native != "" {
			f.attrs = append(f.attrs, native)
		}
		m.fields = append(m.fields, f)
	}
}

func isAutoIncrement(a atlas.Attr) bool {
	switch a.(type) {
	case *sqlite.AutoIncrement, *postgres.Identity:
		return true
	default:
		return false
	}
}

func isSerial(c *atlas.Column) bool {
	_, ok := c.Type.Type.(*postgres.SerialType)
	return ok
}
