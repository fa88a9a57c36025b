package query

import "github.com/gozen-dev/gozen/schema"

// nestedSet decodes the rows that a relation is to have, as one nested write.
func (d *decoder) nestedSet(f *schema.Field, n Node, p *path) []*Nested {
	w := &Nested{Kind: NestedSet}
	d.each(n, p, func(x Node, q *path) {
		u, where := d.uniqueWhere(d.target(f), x, q)
		w.Set = append(w.Set, u)
		w.SetWhere = append(w.SetWhere, where)
	})
	return []*Nested{w}
}

func (d *decoder) nestedCreateMany(f *schema.Field, n Node, p *path) []*Nested {
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	target := d.target(f)
	d.creatable(target)
	w := &Nested{Kind: NestedCreateMany}
	w.SkipDuplicates = d.skipDuplicates(target, o, p)
	w.Rows = d.createRows(target, o.Get("data"), p.key("data"), d.opposite(f))
	d.only(o, p, "data", "skipDuplicates")
	return []*Nested{w}
}

func (d *decoder) connectOrCreate(w *Nested, f *schema.Field, n Node, p *path) {
	o, ok := d.object(n, p)
	if !ok {
		return
	}
	w.Unique, w.Where = d.uniqueWhere(d.target(f), o.Get("where"), p.key("where"))
	w.Create = d.createData(d.target(f), o.Get("create"), p.key("create"), d.opposite(f))
	d.only(o, p, "where", "create")
}

// remove decodes a disconnect or a delete. On a to-one relation true stands
// for the row that there is, and false for nothing to do.
func (d *decoder) remove(w *Nested, f *schema.Field, n Node, p *path) []*Nested {
	switch yes, ok := n.(Bool); {
	case f.Type.List:
		w.Unique, w.Where = d.uniqueWhere(d.target(f), n, p)
	case !ok:
		w.Where = d.where(d.target(f), n, p)
	case !bool(yes):
		return nil
	}
	return []*Nested{w}
}

// nestedUpdate decodes {where, data}, or on a to-one relation the data alone.
func (d *decoder) nestedUpdate(w *Nested, f *schema.Field, n Node, p *path) {
	target, via := d.target(f), d.opposite(f)
	o, ok := d.object(n, p)
	if !ok {
		return
	}
	if !f.Type.List && !wrapped(target, o) {
		w.Update = d.updateData(target, o, p, via)
		return
	}
	d.which(w, f, o, p)
	w.Update = d.updateData(target, o.Get("data"), p.key("data"), via)
	d.only(o, p, "where", "data")
}

// wrapped tells {where, data} from data: by the member data, unless the model
// has a field of that name, which then must be an object to be the wrapper's.
func wrapped(m *schema.Model, o *Object) bool {
	data := o.Get("data")
	if data == nil {
		return false
	}
	if m.Field("data") == nil {
		return true
	}
	_, ok := data.(*Object)
	return ok && (len(o.Members) == 1 || len(o.Members) == 2 && o.Get("where") != nil)
}

// which decodes the where of an update or upsert: of a list it must pin a row,
// of a to-one relation it is one more condition on the row that there is.
func (d *decoder) which(w *Nested, f *schema.Field, o *Object, p *path) {
	if f.Type.List {
		w.Unique, w.Where = d.uniqueWhere(d.target(f), o.Get("where"), p.key("where"))
	} else {
		w.Where = d.optionalWhere(d.target(f), o, p)
	}
}

func (d *decoder) nestedUpdateMany(w *Nested, f *schema.Field, n Node, p *path) {
	o, ok := d.object(n, p)
	if !ok {
		return
	}
	w.Where = d.where(d.target(f), o.Get("where"), p.key("where"))
	w.Update = d.updateScalars(d.target(f), o.Get("data"), p.key("data"), d.opposite(f))
	d.only(o, p, "where", "data")
}

func (d *decoder) nestedUpsert(w *Nested, f *schema.Field, n Node, p *path) {
	o, ok := d.object(n, p)
	if !ok {
		return
	}
	d.which(w, f, o, p)
	w.Create = d.createData(d.target(f), o.Get("create"), p.key("create"), d.opposite(f))
	w.Update = d.updateData(d.target(f), o.Get("update"), p.key("update"), d.opposite(f))
	d.only(o, p, "where", "create", "update")
}
