package jsonapi

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
)

// matchFields reads from a body's meta the fields by which an upsert finds its
// row. An empty list is no upsert, as in ZenStack.
func matchFields(meta query.Node) ([]string, error) {
	operation := fieldNode(meta, "operation")
	if operation == nil {
		return nil, nil
	}
	if operation != query.String("upsert") {
		return nil, invalidPayload("Validation error: expected \"upsert\" at \"meta.operation\"")
	}
	items, ok := fieldNode(meta, "matchFields").(query.Array)
	if !ok {
		return nil, invalidPayload("Validation error: expected array at \"meta.matchFields\"")
	}
	var names []string
	for _, x := range items {
		name, ok := x.(query.String)
		if !ok {
			return nil, invalidPayload("Validation error: expected strings at \"meta.matchFields\"")
		}
		names = append(names, string(name))
	}
	return names, nil
}

// matched is the unique where of an upsert: its match fields, which must be unique
// ones or make up a unique key, with the values that the attributes give them.
func (q *request) matched(w *written) (*query.Object, error) {
	where := object()
	left := slices.Clone(w.upsert)
	m := q.res.model
	use := func(name string, fields []string) {
		if len(fields) == 0 || slices.ContainsFunc(fields, func(f string) bool { return !slices.Contains(w.upsert, f) }) {
			return
		}
		var members []query.Member
		for _, f := range fields {
			left = slices.DeleteFunc(left, func(n string) bool { return n == f })
			if v := fieldNode(object(w.attributes...), f); v != nil {
				members = append(members, is(f, v))
			}
		}
		if len(fields) == 1 {
			where.Members = append(where.Members, members...)
		} else {
			where.Members = append(where.Members, is(name, object(members...)))
		}
	}
	use(m.IDName, m.ID)
	for _, u := range m.Uniques {
		use(u.Name, u.Fields)
	}
	if len(left) > 0 {
		return nil, invalidPayload("Match fields must be unique fields")
	}
	return where, nil
}
