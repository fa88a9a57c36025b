package openapi

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// where is the component of conditions on rows of a model.
func (d *document) where(m *schema.Model) object {
	return d.ref(m.Name+"WhereInput", func() object { return closed(d.conditions(m)) })
}

// conditions are the members of a condition.
func (d *document) conditions(m *schema.Model) object {
	properties := object{}
	for _, f := range d.v.compared(m) {
		if f.IsRelation() {
			properties = properties.with(f.Name, d.relationFilter(f))
		} else {
			properties = properties.with(f.Name, d.filter(f))
		}
	}
	for _, f := range d.v.called(m) {
		filters := record(d.givenTo(f), "args").with("description", "the arguments, and filters as of other fields")
		properties = properties.with(f.Name, filters)
	}
	self := d.where(m)
	return append(properties, member{"AND", oneOrMore(self)}, member{"OR", list(self)}, member{"NOT", oneOrMore(self)})
}

func (d *document) relationFilter(f *schema.Field) object {
	target := d.where(d.v.target(f))
	if f.Type.List {
		return closed(object{{"some", target}, {"every", target}, {"none", target}})
	}
	either := []any{target, closed(object{{"is", nullable(target)}, {"isNot", nullable(target)}})}
	if f.Type.Optional {
		either = append(either, typed("null"))
	}
	return object{{"anyOf", either}}
}

// unique is the component of conditions that pin one row.
func (d *document) unique(m *schema.Model) object {
	return d.ref(m.Name+"WhereUniqueInput", func() object {
		properties := d.conditions(m)
		var ways []any
		for _, k := range keys(m) {
			if !d.comparable(m, k.Fields) {
				continue
			}
			ways = append(ways, object{{"required", []string{k.Name}}})
			if len(k.Fields) > 1 {
				parts := object{}
				for _, name := range k.Fields {
					parts = parts.with(name, d.in(m.Field(name).Type))
				}
				properties = properties.with(k.Name, closed(parts, k.Fields...))
			}
		}
		s := closed(properties)
		if len(ways) > 0 {
			s = s.with("anyOf", ways)
		}
		return s
	})
}

// keys lists the unique keys of a model by what callers call them, the id first.
func keys(m *schema.Model) []schema.Key {
	var list []schema.Key
	if len(m.ID) > 0 {
		list = append(list, schema.Key{Name: m.IDName, Fields: m.ID})
	}
	for _, k := range m.Uniques {
		list = append(list, *k)
	}
	for i, k := range list {
		if len(k.Fields) == 1 {
			list[i].Name = k.Fields[0]
		}
	}
	return list
}

func (d *document) comparable(m *schema.Model, names []string) bool {
	fields := d.v.compared(m)
	for _, n := range names {
		if !slices.Contains(fields, m.Field(n)) {
			return false
		}
	}
	return true
}

// filter is the component of what a condition says of a field.
func (d *document) filter(f *schema.Field) object {
	t := f.Type
	switch {
	case t.List:
		return d.ref(typeName(t)+"ListFilter", func() object { return d.listFilter(t) })
	case t.Kind == schema.JSON || t.Kind == schema.Custom:
		return object{} // a value, or conditions on what is inside of it
	case f.Fuzzy || f.FullText:
		return d.scalarFilter(f)
	}
	name := typeName(t) + "Filter"
	if t.Optional {
		name = typeName(t) + "NullableFilter"
	}
	return d.ref(name, func() object { return d.scalarFilter(f) })
}

func typeName(t schema.ValueType) string {
	if t.Name != "" {
		return t.Name
	}
	return t.Kind.String()
}

func (d *document) listFilter(t schema.ValueType) object {
	t.Optional = false
	one := t
	one.List = false
	return closed(object{
		{"equals", d.in(t)}, {"has", d.in(one)}, {"hasEvery", d.in(t)}, {"hasSome", d.in(t)}, {"isEmpty", typed("boolean")},
	})
}

func (d *document) scalarFilter(f *schema.Field) object {
	value := d.in(f.Type)
	t := f.Type
	t.Optional = false
	one := d.in(t)
	operators := object{{"equals", value}, {"not", object{{"anyOf", []any{value, typed("object")}}}}}
	if t.Kind != schema.Boolean {
		operators = append(operators, member{"in", list(one)}, member{"notIn", list(one)})
	}
	if ordered(t) {
		for _, name := range []string{"lt", "lte", "gt", "gte"} {
			operators = operators.with(name, one)
		}
		operators = operators.with("between", list(one).with("minItems", 2).with("maxItems", 2))
	}
	if t.Kind == schema.String {
		for _, name := range []string{"contains", "startsWith", "endsWith"} {
			operators = operators.with(name, typed("string"))
		}
		operators = append(operators, d.searches(f)...)
	}
	return object{{"anyOf", []any{value, closed(operators)}}}
}

// ordered reports whether values of a type are more or less than others.
func ordered(t schema.ValueType) bool {
	return t.Kind != schema.Boolean && t.Kind != schema.Bytes && t.Kind != schema.EnumKind
}

// searches are the operators of texts that only some databases know.
func (d *document) searches(f *schema.Field) object {
	var more object
	if d.folds() {
		more = more.with("mode", object{{"type", "string"}, {"enum", []string{"default", "insensitive"}}})
	}
	if f.Fuzzy {
		more = more.with("fuzzy", object{})
	}
	if f.FullText {
		more = append(more, member{"fts", object{}}, member{"search", typed("string")})
	}
	return more
}

// folds reports whether the schema's database compares without regard to case.
func (d *document) folds() bool {
	return slices.Contains([]string{"postgresql", "postgres", "cockroachdb"}, d.c.Schema.Provider)
}
