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

// own runs the nested writes of a relation whose key the row x holds, and says
// what the key becomes. Of a row to be created, x is nil.
func (r *request) own(x *row, w *query.RelationWrite, given map[string]any) {
	m := r.db.s.Model(w.Field.Relation.Target)
	for _, n := range w.Writes {
		var t *row
		switch n.Kind {
		case query.NestedConnect:
			t = r.readableOne(m, n.Where)
		case query.NestedConnectOrCreate:
			t, _ = r.connectOrCreate(m, n, nil)
		case query.NestedCreate:
			t = r.create(n.Create, nil)
		case query.NestedUpdate:
			r.updateOne(r.linkedSearch(x, w.Field, n.Where, n.Unique), n.Update)
		case query.NestedUpsert:
			t = r.upsertPartner(x, w.Field, n)
			// A new id before the row's own fields are written: open.
			r.open = r.open || t != nil && slices.ContainsFunc(w.Field.Relation.Fields, func(name string) bool { return slices.Contains(x.m.ID, name) })
		case query.NestedDelete:
			r.deletePartner(x, w.Field, n)
		default: // a disconnect is in the key, below
		}
		for i, name := range w.Field.Relation.Fields {
			if t != nil {
				given[name] = t.v[w.Field.Relation.References[i]]
			} else if r.severs(x, w.Field, n) {
				given[name] = nil
			}
		}
	}
}

// severs reports whether a nested write unlinks the row that x points at.
func (r *request) severs(x *row, f *schema.Field, n *query.Nested) bool {
	return n.Kind == query.NestedDisconnect && (n.Where == nil || len(r.targets(r.linkedSearch(x, f, n.Where, nil))) > 0)
}

// deletePartner deletes the row that x points at, after x has let go of it.
func (r *request) deletePartner(x *row, f *schema.Field, n *query.Nested) {
	t := r.one(r.linkedSearch(x, f, n.Where, n.Unique), schema.OpDelete)
	if t == nil {
		return
	}
	none := map[string]any{}
	for _, name := range f.Relation.Fields {
		none[name] = nil
	}
	r.setAll([]*row{x}, nil, none)
	r.fail(r.db.remove(t))
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

// connectOrCreate finds the row to point at, or makes it with what the parent
// implies.
func (r *request) connectOrCreate(m *schema.Model, n *query.Nested, implied map[string]any) (t *row, made bool) {
	found := r.targets(r.pinned(m, n.Where, n.Unique))
	if len(found) > 0 && r.c.readable(m, found[0]) {
		return found[0], false
	}
	return r.createAbsent(m, n, implied), true
}

// createAbsent makes a row that a nested write has not found. One that is there
// and hidden is refused, not made again.
func (r *request) createAbsent(m *schema.Model, n *query.Nested, implied map[string]any) *row {
	if n.Unique != nil {
		for _, x := range r.targets(r.pinned(m, n.Where, n.Unique)) {
			if !r.c.readable(m, x) {
				r.denied(m, "hidden")
			}
		}
	}
	return r.create(n.Create, implied)
}

// upsertPartner updates the row that x points at, or makes one.
func (r *request) upsertPartner(x *row, f *schema.Field, n *query.Nested) *row {
	found := r.targets(r.linkedSearch(x, f, n.Where, n.Unique))
	if len(found) == 0 {
		return r.create(n.Create, nil)
	}
	r.updateFound(found[0], n.Update)
	return nil
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
		r.updateAll(r.allowed(r.targets(s), schema.OpUpdate), n.Update)
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
