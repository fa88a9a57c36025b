package openapi

import (
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// arguments is the component of an operation's arguments.
func (d *document) arguments(m *schema.Model, k query.Kind) object {
	name := k.String()
	return d.ref(m.Name+strings.ToUpper(name[:1])+name[1:]+"Args", func() object {
		properties, needed := d.argumentsOf(m, k)
		return closed(properties.with("meta", d.meta()), needed...)
	})
}

func (d *document) argumentsOf(m *schema.Model, k query.Kind) (properties object, needed []string) {
	switch k {
	case query.FindUnique, query.Delete:
		return append(object{{"where", d.unique(m)}}, d.selected(m, true)...), []string{"where"}
	case query.FindFirst, query.FindMany:
		return append(d.page(m, true), d.selected(m, true)...), nil
	case query.Exists:
		return object{{"where", d.where(m)}}, nil
	case query.Count:
		all := append(object{{"_all", typed("boolean")}}, booleans(scalars(d.v.compared(m)))...)
		return append(d.page(m, false), member{"select", object{{"anyOf", []any{typed("boolean"), closed(all)}}}}), nil
	case query.Aggregate:
		return append(d.page(m, false), d.functions(m)...), nil
	case query.GroupBy:
		return d.groupBy(m), []string{"by"}
	default:
		return d.writing(m, k)
	}
}

// page are where, order and cut. Entities may be told to differ in a field.
func (d *document) page(m *schema.Model, entities bool) object {
	o := object{
		{"where", d.where(m)},
		{"orderBy", oneOrMore(d.orderBy(m))},
		{"skip", typed("integer").with("minimum", 0)},
		{"take", typed("integer")},
		{"cursor", d.unique(m)},
	}
	if entities {
		o = append(o, member{"distinct", oneOrMore(fieldNames(scalars(d.v.compared(m))))})
	}
	return o
}

// fieldNames is the schema of the name of one of the fields.
func fieldNames(fields []*schema.Field) object {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return object{{"type", "string"}, {"enum", names}}
}

// functions are the members that ask for aggregates.
func (d *document) functions(m *schema.Model) object {
	fields := scalars(d.v.compared(m))
	var numbers, ordered []*schema.Field
	for _, f := range fields {
		if f.Type.Kind.Numeric() && !f.Type.List {
			numbers = append(numbers, f)
		}
		if sortable(f.Type) {
			ordered = append(ordered, f)
		}
	}
	count := append(object{{"_all", typed("boolean")}}, booleans(fields)...)
	o := object{{"_count", object{{"anyOf", []any{typed("boolean"), closed(count)}}}}}
	for _, name := range []string{"_sum", "_avg"} {
		if len(numbers) > 0 {
			o = o.with(name, closed(booleans(numbers)))
		}
	}
	for _, name := range []string{"_min", "_max"} {
		if len(ordered) > 0 {
			o = o.with(name, closed(booleans(ordered)))
		}
	}
	return o
}

func (d *document) groupBy(m *schema.Model) object {
	o := object{
		{"by", oneOrMore(fieldNames(scalars(d.v.compared(m))))},
		{"where", d.where(m)},
		{"having", typed("object").with("description", "a condition on groups: on fields of by, and on functions of any")},
		{"orderBy", oneOrMore(typed("object")).with("description", "fields of by, and functions of any")},
		{"skip", typed("integer").with("minimum", 0)},
		{"take", typed("integer")},
	}
	return append(o, d.functions(m)...)
}

// writing are the arguments of operations that write.
func (d *document) writing(m *schema.Model, k query.Kind) (properties object, needed []string) {
	data := []string{"data"}
	switch k {
	case query.Create:
		return append(object{{"data", d.create(m, false)}}, d.selected(m, true)...), data
	case query.CreateMany:
		return object{{"data", oneOrMore(d.create(m, true))}, {"skipDuplicates", typed("boolean")}}, data
	case query.CreateManyAndReturn:
		o := object{{"data", oneOrMore(d.create(m, true))}, {"skipDuplicates", typed("boolean")}}
		return append(o, d.selected(m, false)...), data
	case query.Update:
		o := object{{"where", d.unique(m)}, {"data", d.update(m, false)}}
		return append(o, d.selected(m, true)...), []string{"where", "data"}
	case query.UpdateMany:
		return object{{"where", d.where(m)}, {"data", d.update(m, true)}, {"limit", typed("integer")}}, data
	case query.UpdateManyAndReturn:
		o := object{{"where", d.where(m)}, {"data", d.update(m, true)}, {"limit", typed("integer")}}
		return append(o, d.selected(m, false)...), data
	case query.Upsert:
		o := object{{"where", d.unique(m)}, {"create", d.create(m, false)}, {"update", d.update(m, false)}}
		return append(o, d.selected(m, true)...), []string{"where", "create", "update"}
	case query.DeleteMany:
		return object{{"where", d.where(m)}, {"limit", typed("integer")}}, nil
	default:
		panic("openapi: unknown operation " + k.String())
	}
}

// result is the schema of an operation's result.
func (d *document) result(m *schema.Model, k query.Kind) object {
	switch k {
	case query.FindUnique, query.FindFirst:
		return nullable(d.entity(m))
	case query.FindMany, query.CreateManyAndReturn, query.UpdateManyAndReturn:
		return list(d.entity(m))
	case query.Exists:
		return typed("boolean")
	case query.Count:
		return object{{"anyOf", []any{typed("integer"), typed("object").with("additionalProperties", typed("integer"))}}}
	case query.Aggregate:
		return typed("object")
	case query.GroupBy:
		return list(typed("object"))
	case query.CreateMany, query.UpdateMany, query.DeleteMany:
		return record(object{{"count", typed("integer")}}, "count")
	default:
		return d.entity(m)
	}
}
