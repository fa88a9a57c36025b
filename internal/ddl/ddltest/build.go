// Package ddltest holds schemas that between them have every kind of table, for
// the tests of packages ddl and migrate. They are built as package check would
// build them, so that these tests need no language.
package ddltest

import (
	"cmp"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// Option changes a field.
type Option func(*schema.Field)

// Field makes a field.
func Field(name string, kind schema.Kind, opts ...Option) *schema.Field {
	f := &schema.Field{Name: name, Column: name, Type: schema.ValueType{Kind: kind}}
	for _, o := range opts {
		o(f)
	}
	return f
}

// Optional makes a field optional.
func Optional(f *schema.Field) { f.Type.Optional = true }

// List makes a field a list.
func List(f *schema.Field) { f.Type.List = true }

// Named names the enum, the custom type or the SQL type of a field.
func Named(name string) Option { return func(f *schema.Field) { f.Type.Name = name } }

// Column stores a field under another name.
func Column(name string) Option { return func(f *schema.Field) { f.Column = name } }

// Inherited says that a delegate base stores the field.
func Inherited(base string) Option { return func(f *schema.Field) { f.Base = base } }

// Native gives a field an @db attribute.
func Native(name string, args ...string) Option {
	return func(f *schema.Field) { f.Native = &schema.Native{Name: name, Args: args} }
}

// Call gives a field a generated default.
func Call(name string) Option {
	return func(f *schema.Field) { f.Default = &schema.Default{Func: name} }
}

// SQL gives a field the default dbgenerated(text).
func SQL(text string) Option {
	return func(f *schema.Field) { f.Default = &schema.Default{Func: "dbgenerated", SQL: text} }
}

// Value gives a field a literal default.
func Value(v any) Option {
	return func(f *schema.Field) {
		f.Default = &schema.Default{Value: &schema.Literal{Value: v, T: f.Type}}
	}
}

// Values gives a field a list of literals as its default.
func Values(vs ...any) Option {
	return func(f *schema.Field) {
		l := &schema.List{T: f.Type}
		for _, v := range vs {
			l.Items = append(l.Items, &schema.Literal{Value: v})
		}
		f.Default = &schema.Default{Value: l}
	}
}

// Model makes a model whose id is its first field.
func Model(name string, fields ...*schema.Field) *schema.Model {
	return &schema.Model{Name: name, Table: name, Fields: fields, ID: []string{fields[0].Name}}
}

// Owner makes the end of a relation that holds the key; keys is "a,b -> c,d".
func Owner(name, target, keys string, onDelete schema.Action) *schema.Field {
	from, to, _ := strings.Cut(keys, " -> ")
	return &schema.Field{
		Name: name,
		Type: schema.ValueType{Kind: schema.ModelKind, Name: target},
		Relation: &schema.Relation{
			Target: target, Fields: strings.Split(from, ","), References: strings.Split(to, ","),
			OnDelete: cmp.Or(onDelete, schema.Restrict), OnUpdate: schema.Cascade,
		},
	}
}

// Joined makes an end of an implicit many-to-many relation.
func Joined(name, target, table, this, other string) *schema.Field {
	return &schema.Field{
		Name:     name,
		Type:     schema.ValueType{Kind: schema.ModelKind, Name: target, List: true},
		Relation: &schema.Relation{Target: target, Join: &schema.Join{Table: table, This: this, Other: other}},
	}
}

// Enum makes an enum.
func Enum(name string, values ...string) *schema.Enum {
	e := &schema.Enum{Name: name, DBName: name}
	for _, v := range values {
		e.Values = append(e.Values, &schema.EnumValue{Name: v, DBName: v})
	}
	return e
}

// Models makes a schema of models alone.
func Models(ms ...*schema.Model) schema.Schema { return schema.Schema{Models: ms} }
