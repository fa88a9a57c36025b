package oracle

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// nestedMany runs a nested write of a many-to-many relation. Who changes a link
// must be allowed to update both its ends.
func (r *request) nestedMany(x *row, f *schema.Field, n *query.Nested) {
	m := r.db.s.Model(f.Relation.Target)
	switch n.Kind {
	case query.NestedSet:
		r.setLinks(x, f, n)
	case query.NestedDisconnect:
		for _, t := range r.targets(r.linkedSearch(x, f, n.Where, n.Unique)) {
			r.unlink(x, f, t)
		}
	case query.NestedConnect:
		r.link(x, f, r.readableOne(m, n.Where))
	case query.NestedConnectOrCreate:
		t, _ := r.connectOrCreate(m, n, nil, nil)
		r.link(x, f, t)
	case query.NestedCreate:
		r.link(x, f, r.create(n.Create, nil))
	case query.NestedUpsert:
		found := r.targets(r.linkedSearch(x, f, n.Where, n.Unique))
		if len(found) > 0 {
			r.updateFound(found[0], n.Update)
		} else {
			r.link(x, f, r.createAbsent(m, n, nil))
		}
	default:
		r.nestedCommon(x, f, n)
	}
}

// bothUpdatable reports whether the caller may change the link of two rows.
func (r *request) bothUpdatable(x, t *row) bool {
	return r.c.may(x, schema.OpUpdate) && r.c.may(t, schema.OpUpdate)
}

func (r *request) link(x *row, f *schema.Field, t *row) {
	if t == nil {
		return
	}
	if !r.db.has(x) || !r.db.has(t) {
		r.fail(failed(x.m, dangling))
	}
	r.joined = append(r.joined, pair(x, f, t))
	table, l := f.Relation.Join.Table, pair(x, f, t)
	if !slices.Contains(r.db.links[table], l) {
		r.db.links[table] = append(r.db.links[table], l)
	}
}

// unlink removes a link, or does nothing when the caller may not.
func (r *request) unlink(x *row, f *schema.Field, t *row) {
	if !r.bothUpdatable(x, t) {
		return
	}
	table, l := f.Relation.Join.Table, pair(x, f, t)
	r.db.links[table] = slices.DeleteFunc(r.db.links[table], func(y link) bool { return y == l })
}

// setLinks makes the named rows the only linked ones. Each is looked for when it
// is its turn: a link may change who may read the next.
func (r *request) setLinks(x *row, f *schema.Field, n *query.Nested) {
	m := r.db.s.Model(f.Relation.Target)
	var wanted []*row
	for _, where := range n.SetWhere {
		wanted = append(wanted, r.found(m, r.db.all(m), where, query.NoPage())...)
	}
	for _, t := range r.partners(x, f) {
		if !slices.Contains(wanted, t) {
			r.unlink(x, f, t)
		}
	}
	for _, where := range n.SetWhere {
		r.link(x, f, r.readableOne(m, where))
	}
}
