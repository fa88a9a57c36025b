package openapi

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// writable lists the fields that data may name. Computed fields and what names
// the concrete model of a polymorphic one are not among them.
func (d *document) writable(m *schema.Model, op schema.Ops) []*schema.Field {
	var list []*schema.Field
	for _, f := range m.Fields {
		if d.v.known(f) && !f.Computed && d.v.hidden[f]&op == 0 && !d.discriminates(m, f) {
			list = append(list, f)
		}
	}
	return list
}

func (d *document) discriminates(m *schema.Model, f *schema.Field) bool {
	for m != nil && m.Delegate != nil {
		if m.Delegate.Discriminator == f.Name {
			return true
		}
		m = d.c.Schema.Model(m.Delegate.Base)
	}
	return false
}

// required lists the fields that a create must give. A foreign key can be given by
// its relation, or by where the create is nested.
func required(m *schema.Model, fields []*schema.Field) []string {
	var names []string
	for _, f := range fields {
		if !f.IsRelation() && !f.Type.Optional && !f.Type.List && f.Default == nil && !f.UpdatedAt && !foreign(m, f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// foreign reports whether a field belongs to a foreign key.
func foreign(m *schema.Model, f *schema.Field) bool {
	for _, r := range m.Fields {
		if r.IsRelation() && slices.Contains(r.Relation.Fields, f.Name) {
			return true
		}
	}
	return false
}

// create is the component of the data of a create; flat leaves the relations out.
func (d *document) create(m *schema.Model, flat bool) object {
	name := m.Name + "CreateInput"
	if flat {
		name = m.Name + "CreateManyInput"
	}
	return d.ref(name, func() object {
		fields := d.writable(m, schema.OpCreate)
		properties := object{}
		for _, f := range fields {
			if s := d.createField(f, flat); s != nil {
				properties = properties.with(f.Name, described(s, description(f.Doc, f.Attributes)))
			}
		}
		return closed(properties, required(m, fields)...)
	})
}

func (d *document) createField(f *schema.Field, flat bool) object {
	if !f.IsRelation() {
		return d.validated(f)
	}
	if flat {
		return nil
	}
	return d.nested(f, false)
}

// update is the component of the data of an update.
func (d *document) update(m *schema.Model, flat bool) object {
	name := m.Name + "UpdateInput"
	if flat {
		name = m.Name + "UpdateManyInput"
	}
	return d.ref(name, func() object {
		properties := object{}
		for _, f := range d.writable(m, schema.OpUpdate) {
			switch {
			case !f.IsRelation():
				properties = properties.with(f.Name, described(d.change(f), description(f.Doc, f.Attributes)))
			case !flat:
				if s := d.nested(f, true); s != nil {
					properties = properties.with(f.Name, s)
				}
			}
		}
		return closed(properties)
	})
}

// change is the new value of a field, or the operator that makes it.
func (d *document) change(f *schema.Field) object {
	value := d.validated(f)
	operators := object{{"set", value}}
	one := f.Type
	one.Optional = false
	switch {
	case f.Type.List:
		one.List = false
		operators = operators.with("push", oneOrMore(d.in(one)))
	case f.Type.Kind.Numeric():
		for _, name := range []string{"increment", "decrement", "multiply", "divide"} {
			operators = operators.with(name, d.in(one))
		}
	case f.Type.Kind == schema.JSON || f.Type.Kind == schema.Custom:
		return value
	}
	return object{{"anyOf", []any{value, closed(operators)}}}
}

// nested is what data says of a relation; nil where nothing may be done with it.
func (d *document) nested(f *schema.Field, updating bool) object {
	m := d.v.target(f)
	if m.View {
		return nil
	}
	w := nestedWriter{d: d, f: f, m: m}
	w.add(query.Create, "create", func() object { return w.many(d.create(m, false)) })
	if d.linkable(f, m) {
		unique := d.unique(m)
		w.o = w.o.with("connect", w.many(unique))
		w.add(query.Create, "connectOrCreate", func() object {
			return w.many(closed(object{{"where", unique}, {"create", d.create(m, false)}}, "where", "create"))
		})
	}
	if f.Type.List && f.Relation.Join == nil {
		w.add(query.CreateMany, "createMany", func() object {
			return closed(object{{"data", oneOrMore(d.create(m, true))}, {"skipDuplicates", typed("boolean")}}, "data")
		})
	}
	if updating {
		w.updating()
	}
	if len(w.o) == 0 {
		return nil
	}
	return closed(w.o)
}

// linkable reports whether rows can be linked: the other row can be looked for, and
// where it holds the foreign key, updated.
func (d *document) linkable(f *schema.Field, m *schema.Model) bool {
	if !d.v.reads(m) {
		return false
	}
	return f.Relation.Owner() || f.Relation.Join != nil || d.v.may(m, query.Update)
}

// nestedWriter collects the nested writes of a relation.
type nestedWriter struct {
	d *document
	f *schema.Field
	m *schema.Model
	o object
}

// add adds a nested write that needs an operation on the rows written.
func (w *nestedWriter) add(k query.Kind, name string, s func() object) {
	if w.d.v.may(w.m, k) {
		w.o = w.o.with(name, s())
	}
}

// many is one of a to-one relation, and one or more of a to-many relation.
func (w *nestedWriter) many(s object) object {
	if w.f.Type.List {
		return oneOrMore(s)
	}
	return s
}

// updating adds the nested writes that only updates have.
func (w *nestedWriter) updating() {
	d, m := w.d, w.m
	if !d.v.reads(m) {
		return
	}
	if !w.f.Type.List {
		w.updatingOne()
		return
	}
	unique := d.unique(m)
	w.add(query.Update, "update", func() object {
		return oneOrMore(closed(object{{"where", unique}, {"data", d.update(m, false)}}, "where", "data"))
	})
	w.add(query.Upsert, "upsert", func() object {
		return oneOrMore(closed(object{{"where", unique}, {"create", d.create(m, false)}, {"update", d.update(m, false)}}, "where", "create", "update"))
	})
	w.add(query.UpdateMany, "updateMany", func() object {
		return oneOrMore(closed(object{{"where", d.where(m)}, {"data", d.update(m, true)}}, "data"))
	})
	w.add(query.Delete, "delete", func() object { return oneOrMore(unique) })
	w.add(query.DeleteMany, "deleteMany", func() object { return oneOrMore(d.where(m)) })
	if d.linkable(w.f, m) {
		w.o = append(w.o, member{"disconnect", oneOrMore(unique)}, member{"set", oneOrMore(unique)})
	}
}

func (w *nestedWriter) updatingOne() {
	d, m := w.d, w.m
	w.add(query.Update, "update", func() object {
		return object{{"anyOf", []any{d.update(m, false), closed(object{{"where", d.where(m)}, {"data", d.update(m, false)}}, "data")}}}
	})
	w.add(query.Upsert, "upsert", func() object {
		return closed(object{{"where", d.where(m)}, {"create", d.create(m, false)}, {"update", d.update(m, false)}}, "create", "update")
	})
	if !w.f.Type.Optional {
		return
	}
	either := object{{"anyOf", []any{typed("boolean"), d.where(m)}}}
	if d.linkable(w.f, m) {
		w.o = w.o.with("disconnect", either)
	}
	w.add(query.Delete, "delete", func() object { return either })
}
