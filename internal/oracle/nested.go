package oracle

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// partners returns the rows that a relation links to x as a write comes to
// them: by keys that the caller may see, whoever may read the rows.
func (r *request) partners(x *row, f *schema.Field) []*row {
	if x == nil {
		return nil
	}
	return slices.Clone(r.db.related(x, f, r.c.shown, r.c.shown))
}

// linkedSearch looks among the partners.
func (r *request) linkedSearch(x *row, f *schema.Field, where query.Cond, u *query.Unique) search {
	return search{m: r.db.s.Model(f.Relation.Target), among: r.partners(x, f), where: where, pin: u}
}

// keyOf is the key of a relation that x holds, as the caller sees it; nil when there
// is none.
func (r *request) keyOf(x *row, f *schema.Field) []any {
	if x == nil {
		return nil
	}
	return fields(x, r.db.level(x, f), f.Relation.Fields, r.c.shown)
}

// holding returns the rows that a key of the relation leads to.
func (r *request) holding(f *schema.Field, key []any) []*row {
	m := r.db.s.Model(f.Relation.Target)
	return slices.DeleteFunc(slices.Clone(r.db.all(m)), func(t *row) bool {
		other := fields(t, m, f.Relation.References, r.c.shown)
		return key == nil || other == nil || !sameAll(key, other)
	})
}

// owned is a nested write of a relation whose key the row holds, with the rows
// that the relation leads to before anything is written.
type owned struct {
	*query.Nested
	f     *schema.Field
	found []*row
	key   []any // that the row had then
}

// owns lists the nested writes of the relations whose keys the row x holds. Of a
// row to be created, x is nil.
func (r *request) owns(x *row, data *query.Data) []owned {
	var list []owned
	for _, w := range data.Relations {
		if !w.Field.Relation.Owner() {
			continue
		}
		for _, n := range w.Writes {
			o := owned{Nested: n, f: w.Field, key: r.keyOf(x, w.Field)}
			switch n.Kind {
			case query.NestedUpsert, query.NestedDisconnect:
				o.found = r.targets(r.linkedSearch(x, w.Field, n.Where, n.Unique))
			case query.NestedDelete:
				if t := r.one(r.linkedSearch(x, w.Field, n.Where, n.Unique), schema.OpDelete); t != nil {
					o.found = []*row{t}
				}
			default: // looks when it is its turn
			}
			list = append(list, o)
		}
	}
	return list
}

// own runs one of them, and says what the key becomes.
func (r *request) own(x *row, o owned, given map[string]any) {
	m := r.db.s.Model(o.f.Relation.Target)
	var t *row
	switch o.Kind {
	case query.NestedConnect:
		if t = r.readableOne(m, o.Where); t != nil && r.hides(t, o.f.Relation) {
			r.missing(m)
		}
	case query.NestedConnectOrCreate:
		t, _ = r.connectOrCreate(m, o.Nested, o.f.Relation, nil)
	case query.NestedCreate:
		t = r.create(o.Create, nil)
	case query.NestedUpdate:
		r.updateOne(search{m: m, among: r.holding(o.f, o.key), where: o.Where, pin: o.Unique}, o.Update)
	case query.NestedUpsert:
		if len(o.found) == 0 {
			t = r.create(o.Create, nil)
		} else {
			r.open = r.open || !r.there(o.found[0])
			r.updateFound(o.found[0], o.Update)
		}
	case query.NestedDelete:
		r.deletePartner(x, o)
	case query.NestedDisconnect:
		if o.Where == nil || len(o.found) > 0 {
			point(nil, o.f, given)
		}
	default:
		panic("oracle: nested write of a key " + o.Kind.String())
	}
	if t != nil {
		point(t, o.f, given)
	}
}

// point makes a key that of the row t, or of none.
func point(t *row, f *schema.Field, key map[string]any) {
	for i, name := range f.Relation.Fields {
		key[name] = nil
		if t != nil {
			key[name] = t.v[f.Relation.References[i]]
		}
	}
}

// severs reports whether a nested write unlinks the row that x points at.
func (r *request) severs(x *row, f *schema.Field, n *query.Nested) bool {
	return n.Kind == query.NestedDisconnect && (n.Where == nil || len(r.targets(r.linkedSearch(x, f, n.Where, nil))) > 0)
}

// deletePartner deletes the row that x points at, after x has let go of it.
func (r *request) deletePartner(x *row, o owned) {
	if len(o.found) == 0 {
		return
	}
	none := map[string]any{}
	point(nil, o.f, none)
	r.setAll([]*row{x}, nil, none)
	r.fail(r.db.remove(o.found[0]))
}

// readableOne finds the row to point at. It must exist for the caller.
func (r *request) readableOne(m *schema.Model, where query.Cond) *row {
	list := r.found(m, r.db.all(m), where, query.NoPage())
	if len(list) == 0 {
		r.missing(m)
		return nil
	}
	return list[0]
}

// connectOrCreate finds the row to link, or makes it with what the parent implies.
// By is the relation, if it is the one to hold its key.
func (r *request) connectOrCreate(m *schema.Model, n *query.Nested, by *schema.Relation, implied map[string]any) (t *row, made bool) {
	found := r.targets(r.pinned(m, n.Where, n.Unique))
	switch {
	case len(found) == 0 || !r.c.readable(m, found[0]):
	case by == nil || !r.hides(found[0], by):
		return found[0], false
	default:
		r.denied(m, "hidden")
	}
	return r.createAbsent(m, n, implied), true
}

// createAbsent makes a row that a nested write has not found. One that is there
// and hidden is refused, not made again.
func (r *request) createAbsent(m *schema.Model, n *query.Nested, implied map[string]any) *row {
	if n.Unique != nil {
		for _, x := range r.targets(r.pinned(m, n.Where, n.Unique)) {
			if !r.c.readable(m, x) {
				r.db.said.note("there is a " + m.Name) // as a create finds out whose key it takes
				r.denied(m, "hidden")
			}
		}
	}
	return r.create(n.Create, implied)
}

// updateFound updates a row that an upsert has found. What may not be updated
// is refused: it would be no help to create it again.
func (r *request) updateFound(x *row, data *query.Data) {
	r.permit(x, data, func(m *schema.Model) { r.denied(m, "update") })
	r.apply(x, data)
}

// nested runs the writes of a relation whose keys, or links, are elsewhere.
func (r *request) nested(x *row, w *query.RelationWrite) {
	for _, n := range w.Writes {
		if w.Field.Relation.Join != nil {
			r.nestedMany(x, w.Field, n)
		} else {
			r.nestedChild(x, w.Field, n)
		}
	}
}

// nestedCommon runs the writes that do not change which rows are linked.
func (r *request) nestedCommon(x *row, f *schema.Field, n *query.Nested) {
	s := r.linkedSearch(x, f, n.Where, n.Unique)
	switch n.Kind {
	case query.NestedUpdate:
		r.updateOne(s, n.Update)
	case query.NestedUpdateMany:
		r.updateAll(r.writable(r.targets(s), r.written(n.Update, nil)), n.Update)
	case query.NestedDelete:
		if t := r.one(s, schema.OpDelete); t != nil {
			r.fail(r.db.remove(t))
		}
	case query.NestedDeleteMany:
		r.fail(r.db.remove(r.allowed(r.targets(s), schema.OpDelete)...))
	default:
		panic("oracle: unknown nested write " + n.Kind.String())
	}
}
