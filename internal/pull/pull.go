// Package pull writes the ZModel of a database that is there already.
//
//	result, err := pull.New(ddl.PostgreSQL, "public", realm)
//
// Tables become models, enums enums; foreign keys become relations with both
// their sides, and the join tables that a schema does not show become relations
// of many to many. Comments become documentation. Where a name of the database
// is no name in ZModel, @map and @@map keep it. A database that a schema has
// made gives back that schema's tables: pushing what was pulled changes nothing.
//
// [Update] brings a schema that is there to the database: what is still true
// in it stays as it was written, rules and comments with it.
//
// It talks to no database: package migrate does, and hands over what it found.
package pull

import (
	"fmt"
	"strings"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/syntax"
)

// Result is the text of a schema.
type Result struct {
	Text []byte
	// Notes say what no schema can say, and what is left to do.
	Notes []string
}

// New returns a schema of all that a database has. Space is the database schema
// whose tables need no @@schema.
func New(d ddl.Dialect, space string, have *atlas.Realm) (*Result, error) {
	b := newBuilder(d, space, have, nil)
	b.build()
	var out strings.Builder
	fmt.Fprintf(&out, "datasource db {\n  provider = %q\n  url = env(\"DATABASE_URL\")\n%s%s}\n", d, b.extensions(), b.schemas())
	for _, e := range b.enums {
		out.WriteString("\n" + e.text())
	}
	for _, m := range b.models {
		out.WriteString("\n" + m.text())
	}
	return b.result([]byte(out.String()))
}

// extensions lists those that the database has besides its own.
func (b *builder) extensions() string {
	var out []string
	for _, x := range ddl.Extensions(b.realm) {
		name, labels := identifier(x.Name), []string(nil)
		if name != x.Name {
			labels = append(labels, "map: "+quote(x.Name))
		}
		if x.Space != "" {
			labels = append(labels, "schema: "+quote(x.Space))
		}
		if len(labels) > 0 {
			name += "(" + strings.Join(labels, ", ") + ")"
		}
		out = append(out, name)
	}
	if len(out) == 0 {
		return ""
	}
	return "  extensions = [" + strings.Join(out, ", ") + "]\n"
}

// schemas lists the database schemas where there are several.
func (b *builder) schemas() string {
	var out []string
	for _, s := range b.realm.Schemas {
		out = append(out, quote(s.Name))
	}
	if len(out) < 2 {
		return ""
	}
	return "  schemas = [" + strings.Join(out, ", ") + "]\n"
}

// result brings the text into its one form.
func (b *builder) result(text []byte) (*Result, error) {
	form, diags := syntax.Format("schema.zmodel", text)
	if err := diags.Err(); err != nil {
		return nil, fmt.Errorf("the schema that was pulled: %w", err)
	}
	return &Result{Text: form, Notes: b.notes}, nil
}

// model is a table on its way into a schema.
type model struct {
	table  *atlas.Table
	space  string // what @@schema says
	name   string
	doc    []string
	fields []*field
	attrs  []string // @@id, @@unique, @@index
	taken  names
	keyed  bool // it has an id or a unique key that is required
}

// field is a column, or a side of a relation.
type field struct {
	name, column string
	typ          string // with ? or []
	attrs        []string
	doc          []string
	relation     *relation // nil for a column
}

func (m *model) field(column string) *field {
	for _, f := range m.fields {
		if f.column == column && f.relation == nil {
			return f
		}
	}
	return nil
}

// text writes the model. One without a key, which no schema can have, is a
// comment.
func (m *model) text() string {
	var b strings.Builder
	writeDoc(&b, "", m.doc)
	fmt.Fprintf(&b, "model %s {\n", m.name)
	for _, f := range m.fields {
		b.WriteString(f.text())
	}
	for _, a := range m.blockAttrs() {
		b.WriteString("  " + a + "\n")
	}
	fmt.Fprintf(&b, "\n  // Nobody may do anything with %s until a rule says so, such as:\n  // @@allow('read', true)\n}\n", m.name)
	if !m.keyed {
		return "// " + strings.ReplaceAll(strings.TrimRight(b.String(), "\n"), "\n", "\n// ") + "\n"
	}
	return b.String()
}

// blockAttrs are the attributes of the model as a whole.
func (m *model) blockAttrs() []string {
	out := append([]string(nil), m.attrs...)
	if m.name != m.table.Name {
		out = append(out, "@@map("+quote(m.table.Name)+")")
	}
	if m.space != "" {
		out = append(out, "@@schema("+quote(m.space)+")")
	}
	return out
}

func (f *field) text() string {
	var b strings.Builder
	writeDoc(&b, "  ", f.doc)
	b.WriteString("  " + strings.Join(append([]string{f.name, f.typ}, f.attributes()...), " ") + "\n")
	return b.String()
}

// attributes are all of the field's, the name of its column among them.
func (f *field) attributes() []string {
	if f.relation == nil && f.name != f.column {
		return append(append([]string(nil), f.attrs...), "@map("+quote(f.column)+")")
	}
	return f.attrs
}

func writeDoc(b *strings.Builder, indent string, doc []string) {
	for _, line := range doc {
		b.WriteString(strings.TrimRight(indent+"/// "+line, " ") + "\n")
	}
}

// enum is a native enum on its way into a schema.
type enum struct {
	typ    *atlas.EnumType
	space  string
	name   string
	values []enumValue
}

type enumValue struct{ name, stored string }

func (e *enum) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "enum %s {\n", e.name)
	for _, v := range e.values {
		b.WriteString(v.text())
	}
	if e.name != e.typ.T {
		b.WriteString("\n  @@map(" + quote(e.typ.T) + ")\n")
	}
	if e.space != "" {
		b.WriteString("\n  @@schema(" + quote(e.space) + ")\n")
	}
	return b.String() + "}\n"
}

func (v enumValue) text() string {
	if v.name == v.stored {
		return "  " + v.name + "\n"
	}
	return "  " + v.name + " @map(" + quote(v.stored) + ")\n"
}

// value returns the name of the stored value.
func (e *enum) value(stored string) (string, bool) {
	for _, v := range e.values {
		if v.stored == stored {
			return v.name, true
		}
	}
	return "", false
}
