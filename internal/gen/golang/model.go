package golang

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// model is a model with what Go needs to know of it.
type model struct {
	*schema.Model
	Go        string
	fields    []*field // scalar, visible to clients
	relations []*field
	keys      []key
	count     string // the row's field with numbers of related rows
	sub       string // a delegate base's field with the row as the model that it is of
	creatable bool
}

// field is a field with what Go needs to know of it.
type field struct {
	*schema.Field
	Go     string
	base   string // the Go type of a value, in package model
	hidden bool   // it may be absent although the schema requires it
	fk     bool   // part of an id or a foreign key
	own    bool   // part of no foreign key
	fixed  bool   // it cannot be written
	target *model // of a relation
}

// key is a unique key.
type key struct {
	suffix string // of the function ByX
	name   string // a compound key's own
	fields []*field
}

// models works out the models, with their names.
func (g *generator) models() error {
	g.byName = map[string]*model{}
	top := names{}
	for _, n := range []string{"DB", "Config", "Open", "Client", "ClientOf", "Unrestricted", "NewContext", "FromContext", "Procedures", "Procs", "Computed"} {
		top[n] = "the client's own " + n
	}
	for _, m := range g.schema.Models {
		if m.Ignore {
			continue
		}
		x := &model{Model: m, Go: goName(m.Name, m.Attributes)}
		for _, n := range []string{"", "Fields", "Query", "Pred", "Order", "Change", "Key", "Column", "Include", "Create", "Patch", "One", "Many", "Count", "Sub"} {
			if err := top.take(x.Go+n, "model "+m.Name); err != nil {
				return err
			}
		}
		g.all = append(g.all, x)
		g.byName[m.Name] = x
	}
	for _, e := range g.schema.Enums {
		if err := top.take(exported(e.Name), "enum "+e.Name); err != nil {
			return err
		}
	}
	for _, x := range g.all {
		if err := g.members(x); err != nil {
			return err
		}
		x.creatable = g.canCreate(x)
	}
	return nil
}

func goName(name string, attributes []*schema.Attribute) string {
	for _, a := range attributes {
		if strings.TrimLeft(a.Name, "@") == "meta" && len(a.Args) == 2 && strings.Trim(a.Args[0], `'"`) == "go" {
			return strings.Trim(a.Args[1], `'"`)
		}
	}
	return exported(name)
}

// members works out the fields, relations and keys of a model.
func (g *generator) members(x *model) error {
	taken := names{"GozenModel": "the client's own GozenModel"}
	for _, f := range x.Fields {
		if f.Ignore || len(f.Params) > 0 || f.Type.Kind == schema.Unsupported || f.IsRelation() && g.byName[f.Relation.Target] == nil {
			continue
		}
		y := &field{Field: f, Go: goName(f.Name, f.Attributes), base: g.base(f.Type), hidden: hidden(f)}
		if err := taken.take(y.Go, "field "+x.Name+"."+f.Name); err != nil {
			return err
		}
		y.fixed = f.Computed || g.discriminator(x.Model, f)
		if f.IsRelation() {
			y.target = g.byName[f.Relation.Target]
			x.relations = append(x.relations, y)
			continue
		}
		foreign := slices.ContainsFunc(x.Fields, func(r *schema.Field) bool {
			return r.IsRelation() && slices.Contains(r.Relation.Fields, f.Name)
		})
		y.fk, y.own = x.IsID(f) || foreign, !foreign
		x.fields = append(x.fields, y)
	}
	// What the client adds to a row makes way for fields of the same name.
	x.count, x.sub = "Count", "Sub"
	if taken[x.count] != "" {
		x.count = "RelationCount"
	}
	if taken[x.sub] != "" {
		x.sub = "SubModel"
	}
	if len(x.ID) > 0 {
		x.key(x.IDName, x.ID)
	}
	for _, u := range x.Uniques {
		x.key(u.Name, u.Fields)
	}
	for _, k := range x.keys {
		if err := taken.take("By"+k.suffix, "a unique key of "+x.Name); err != nil {
			return err
		}
	}
	return nil
}

// key adds a unique key, if clients see all of its fields.
func (x *model) key(name string, fields []string) {
	k := key{}
	for _, n := range fields {
		f := x.scalar(n)
		if f == nil {
			return
		}
		k.fields = append(k.fields, f)
	}
	parts := make([]string, len(k.fields))
	for i, f := range k.fields {
		parts[i] = f.Go
	}
	k.suffix = strings.Join(parts, "And")
	if len(fields) > 1 {
		k.name = name
		if name != strings.Join(fields, "_") {
			k.suffix = exported(name)
		}
	}
	if !slices.ContainsFunc(x.keys, func(o key) bool { return o.suffix == k.suffix }) {
		x.keys = append(x.keys, k)
	}
}

func (x *model) scalar(name string) *field {
	for _, f := range x.fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// counted are the relations of which the number of rows can be asked.
func (x *model) counted() []*field {
	var list []*field
	for _, r := range x.relations {
		if r.Type.List {
			list = append(list, r)
		}
	}
	return list
}

// hidden reports whether a row may lack the field for its reader.
func hidden(f *schema.Field) bool {
	return f.Omit || slices.ContainsFunc(f.Rules, func(r *schema.Rule) bool { return r.Ops&schema.OpRead != 0 })
}

// discriminator reports whether f names the concrete model of a hierarchy.
func (g *generator) discriminator(m *schema.Model, f *schema.Field) bool {
	for m != nil && m.Delegate != nil {
		if m.Delegate.Discriminator == f.Name {
			return true
		}
		m = g.schema.Model(m.Delegate.Base)
	}
	return false
}

// canCreate reports whether rows of the model can be made.
func (g *generator) canCreate(x *model) bool {
	if x.View || x.Delegate != nil && x.Delegate.Discriminator != "" {
		return false
	}
	return !slices.ContainsFunc(x.Fields, func(f *schema.Field) bool {
		return f.Type.Kind == schema.Unsupported && !f.Type.Optional && f.Default == nil
	})
}

// base is the Go type of one value of a type, in package model.
func (g *generator) base(t schema.ValueType) string {
	switch t.Kind {
	case schema.Boolean:
		return "bool"
	case schema.Int:
		return "int"
	case schema.BigInt:
		return "int64"
	case schema.Float:
		return "float64"
	case schema.Decimal:
		return "gozen.Decimal"
	case schema.DateTime:
		return "time.Time"
	case schema.JSON, schema.Any, schema.Object:
		return "gozen.JSONValue"
	case schema.Bytes:
		return "[]byte"
	case schema.EnumKind, schema.Custom, schema.ModelKind:
		return exported(t.Name)
	default:
		return "string"
	}
}

// slice reports whether the type's values are slices, which need no pointer to be NULL.
func slice(t schema.ValueType) bool {
	return t.List || t.Kind == schema.Bytes || t.Kind == schema.JSON
}

// row is the field's type in a row.
func (f *field) row() string {
	switch {
	case f.Type.List:
		return "[]" + f.base
	case !slice(f.Type) && (f.Type.Optional || f.hidden):
		return "*" + f.base
	default:
		return f.base
	}
}

// outside is a type of package model as another package names it.
func outside(f *field) string {
	if k := f.Type.Kind; k == schema.EnumKind || k == schema.Custom {
		return "model." + f.base
	}
	return f.base
}
