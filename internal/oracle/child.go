package oracle

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// backKey returns what a child's foreign key holds when it belongs to x.
func (r *request) backKey(x *row, f *schema.Field) map[string]any {
	back := r.db.s.Model(f.Relation.Target).Field(f.Relation.Opposite).Relation
	key := map[string]any{}
	for i, name := range back.Fields {
		key[name] = x.v[back.References[i]]
	}
	return key
}

// noKey is the foreign key of a child that belongs to nobody.
func (r *request) noKey(f *schema.Field) map[string]any {
	key := map[string]any{}
	for _, name := range r.db.s.Model(f.Relation.Target).Field(f.Relation.Opposite).Relation.Fields {
		key[name] = nil
	}
	return key
}

// nestedChild runs a nested write of a relation whose foreign key is at the
// other end.
func (r *request) nestedChild(x *row, f *schema.Field, n *query.Nested) {
	m := r.db.s.Model(f.Relation.Target)
	switch n.Kind {
	case query.NestedSet:
		r.setChildren(x, f, n)
	case query.NestedDisconnect:
		r.move(r.targets(r.linkedSearch(x, f, n.Where, n.Unique)), r.noKey(f))
	case query.NestedConnect:
		found := r.targets(r.pinned(m, n.Where, n.Unique))
		if len(found) == 0 {
			r.missing(m)
		} else {
			r.adopt(x, f, found[0])
		}
	case query.NestedConnectOrCreate:
		if t, made := r.connectOrCreate(m, n, nil, r.backKey(x, f)); !made {
			r.adopt(x, f, t)
		}
	case query.NestedCreate:
		r.create(n.Create, r.backKey(x, f))
	case query.NestedCreateMany:
		r.createRows(n.Rows, r.backKey(x, f), n.SkipDuplicates)
	case query.NestedUpsert:
		found := r.targets(r.linkedSearch(x, f, n.Where, n.Unique))
		if len(found) == 0 {
			r.createAbsent(m, n, r.backKey(x, f))
		} else {
			r.updateFound(found[0], n.Update)
		}
	default:
		r.nestedCommon(x, f, n)
	}
}

// move writes the foreign key of those children that may be updated, and
// passes over the others. A field's rule refuses.
func (r *request) move(children []*row, key map[string]any) {
	children = r.allowed(children, schema.OpUpdate)
	if len(children) > 0 {
		r.unlocked(children, keyFields(children[0].m, key))
		r.setAll(children, nil, key)
	}
}

func keyFields(m *schema.Model, key map[string]any) []*schema.Field {
	var list []*schema.Field
	for _, f := range m.Fields {
		if _, ok := key[f.Name]; ok {
			list = append(list, f)
		}
	}
	return list
}

// adopt gives a child to x, also one that it has already. In a one-to-one
// relation the present partner that the caller may know of is let go first.
func (r *request) adopt(x *row, f *schema.Field, child *row) {
	if !f.Type.List {
		r.letGo(slices.DeleteFunc(r.partners(x, f), func(p *row) bool { return p == child }), f)
	}
	if !r.c.may(child, schema.OpUpdate) {
		r.missing(child.m)
		return
	}
	key := r.backKey(x, f)
	r.unlocked([]*row{child}, keyFields(child.m, key))
	r.setAll([]*row{child}, nil, key)
}

// letGo takes rows out of a relation. One that must be in it cannot be.
func (r *request) letGo(present []*row, f *schema.Field) {
	m := r.db.s.Model(f.Relation.Target)
	switch {
	case m.Field(f.Relation.Opposite).Type.Optional:
		r.move(present, r.noKey(f))
	case len(r.allowed(present, schema.OpUpdate)) > 0:
		r.fail(failed(m, parted))
	}
}

// setChildren makes the named children the only ones. Those that may not be
// updated stay.
func (r *request) setChildren(x *row, f *schema.Field, n *query.Nested) {
	m := r.db.s.Model(f.Relation.Target)
	renames := slices.ContainsFunc(keyFields(m, r.noKey(f)), m.IsID)
	var wanted []*row
	for i, where := range n.SetWhere {
		found := r.targets(r.pinned(m, where, n.Set[i]))
		if len(found) == 0 {
			r.missing(m)
		}
		// Whether a row that is listed twice is found under its new id is open.
		r.open = r.open || renames && slices.ContainsFunc(found, func(x *row) bool { return slices.Contains(wanted, x) })
		wanted = append(wanted, found...)
	}
	present := r.partners(x, f)
	r.move(slices.DeleteFunc(slices.Clone(present), func(c *row) bool { return slices.Contains(wanted, c) }), r.noKey(f))
	for _, c := range wanted {
		r.adopt(x, f, c)
	}
}
