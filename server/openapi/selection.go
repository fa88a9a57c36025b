package openapi

import "github.com/gozen-dev/gozen/schema"

// relations keeps the relations.
func relations(fields []*schema.Field) []*schema.Field {
	var list []*schema.Field
	for _, f := range fields {
		if f.IsRelation() {
			list = append(list, f)
		}
	}
	return list
}

// selected are the members of an operation's arguments that say what its result holds.
func (d *document) selected(m *schema.Model, related bool) object {
	if !d.v.reads(m) {
		return nil
	}
	o := object{{"select", nullable(d.sel(m))}}
	if related && len(relations(d.v.shown(m)))+len(d.v.called(m)) > 0 {
		o = o.with("include", nullable(d.include(m)))
	}
	return o.with("omit", nullable(d.omit(m)))
}

func (d *document) sel(m *schema.Model) object {
	return d.ref(m.Name+"Select", func() object {
		properties := object{}
		for _, f := range scalars(d.v.shown(m)) {
			properties = properties.with(f.Name, typed("boolean"))
		}
		return closed(append(properties, d.related(m)...))
	})
}

func (d *document) include(m *schema.Model) object {
	return d.ref(m.Name+"Include", func() object { return closed(d.related(m)) })
}

func (d *document) omit(m *schema.Model) object {
	return d.ref(m.Name+"Omit", func() object { return closed(booleans(scalars(d.v.shown(m)))) })
}

func booleans(fields []*schema.Field) object {
	properties := object{}
	for _, f := range fields {
		properties = properties.with(f.Name, typed("boolean"))
	}
	return properties
}

// given are the arguments that a request gives a field or a procedure, and
// whether it must give any.
func (d *document) given(params []*schema.Parameter) (_ object, needed bool) {
	properties := object{}
	var required []string
	for _, p := range params {
		properties = properties.with(p.Name, d.in(p.Type))
		if !p.Type.Optional {
			required = append(required, p.Name)
		}
	}
	return closed(properties, required...), len(required) > 0
}

// givenTo is [document.given] of a field, as the member args.
func (d *document) givenTo(f *schema.Field) object {
	args, _ := d.given(f.Params)
	return object{{"args", args}}
}

// related are the members of a select or an include for related rows, and for
// fields that are computed of arguments.
func (d *document) related(m *schema.Model) object {
	properties, counts := object{}, object{}
	for _, f := range d.v.called(m) {
		properties = properties.with(f.Name, closed(d.givenTo(f), "args"))
	}
	for _, f := range relations(d.v.shown(m)) {
		target := d.v.target(f)
		if !f.Type.List {
			properties = properties.with(f.Name, object{{"anyOf", []any{typed("boolean"), d.toOne(target)}}})
			continue
		}
		properties = properties.with(f.Name, object{{"anyOf", []any{typed("boolean"), d.toMany(target)}}})
		counts = counts.with(f.Name, object{{"anyOf", []any{typed("boolean"), closed(object{{"where", d.where(target)}})}}})
	}
	if len(counts) > 0 {
		properties = properties.with("_count", object{{"anyOf", []any{typed("boolean"), closed(object{{"select", closed(counts)}}, "select")}}})
	}
	return properties
}

func (d *document) toOne(m *schema.Model) object {
	return d.ref(m.Name+"ToOneArgs", func() object {
		return closed(append(object{{"where", d.where(m)}}, d.selected(m, true)...))
	})
}

func (d *document) toMany(m *schema.Model) object {
	return d.ref(m.Name+"ToManyArgs", func() object {
		return closed(append(d.page(m, true), d.selected(m, true)...))
	})
}

func direction() object { return object{{"type", "string"}, {"enum", []string{"asc", "desc"}}} }

func nulls() object { return object{{"type", "string"}, {"enum", []string{"first", "last"}}} }

// orderBy is the component of one sort key of a model.
func (d *document) orderBy(m *schema.Model) object {
	return d.ref(m.Name+"OrderByInput", func() object {
		properties := object{}
		for _, f := range d.v.compared(m) {
			switch {
			case f.IsRelation() && f.Type.List:
				properties = properties.with(f.Name, closed(object{{"_count", direction()}}, "_count"))
			case f.IsRelation():
				properties = properties.with(f.Name, d.orderBy(d.v.target(f)))
			case sortable(f.Type):
				properties = properties.with(f.Name, sortKey(f))
			}
		}
		for _, f := range d.v.called(m) {
			if sortable(f.Type) {
				key := d.givenTo(f).with("sort", direction()).with("nulls", nulls())
				properties = properties.with(f.Name, closed(key, "args", "sort"))
			}
		}
		return closed(properties).with("maxProperties", 1)
	})
}

func sortable(t schema.ValueType) bool {
	return !t.List && t.Kind != schema.JSON && t.Kind != schema.Custom && t.Kind != schema.Bytes
}

func sortKey(f *schema.Field) object {
	long := object{{"sort", direction()}}
	if f.Type.Optional {
		long = long.with("nulls", nulls())
	}
	return object{{"anyOf", []any{direction(), closed(long, "sort")}}}
}
