package gozen

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
)

// selects is the select that the form stands for, with the arguments that the
// query's include has for its relations.
func (f *form) selects(s *state) (query.Node, error) {
	o, counts, used := &query.Object{}, &query.Object{}, 0
	put := func(o *query.Object, name string, n query.Node) {
		o.Members = append(o.Members, query.Member{Name: name, Value: n})
	}
	given := func(name string, count bool) *Part {
		for _, p := range slices.Backward(s.include) {
			if p.name == name && p.count == count {
				used++
				return p
			}
		}
		return nil
	}
	for _, x := range f.fields {
		put(o, x.field.Name, query.Bool(true))
	}
	for _, x := range f.below {
		var a arguments
		below := &state{}
		if p := given(x.field.Name, false); p != nil && p.state != nil {
			below = p.state
		}
		a.rows(&state{
			where: below.where, order: below.order, skip: below.skip, take: below.take, cut: below.cut,
			cursor: below.cursor, distinct: below.distinct,
		})
		n, err := x.form.selects(below)
		if err == nil {
			err = a.err
		}
		if err != nil {
			return nil, err
		}
		a.set("select", n)
		put(o, x.field.Name, &a.Object)
	}
	for _, x := range f.counts {
		n := query.Node(query.Bool(true))
		if p := given(x.field.Name, true); p != nil && len(p.where) > 0 {
			where := allOf(p.where)
			if where.err != nil {
				return nil, where.err
			}
			n = object("where", where.node)
		}
		put(counts, x.field.Name, n)
	}
	if len(counts.Members) > 0 {
		put(o, "_count", object("select", counts))
	}
	if used < len(s.include) {
		return nil, usage("select %s: the query includes a relation that the struct has no field for", f.t)
	}
	return o, nil
}
