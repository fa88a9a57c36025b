package jsonapi

import (
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// order makes an orderBy of the parameter sort. Of rows that are equal in it the
// engine sorts the pages by id, so that they do not overlap.
func (q *request) order(res *resource) (query.Array, error) {
	var keys query.Array
	for _, part := range listed(q.params.get("sort")) {
		path, desc := strings.CutPrefix(part, "-")
		direction := query.String("asc")
		if desc {
			direction = "desc"
		}
		more, err := q.h.sortKeys(res, path, direction)
		if err != nil {
			return nil, err
		}
		keys = append(keys, more...)
	}
	return keys, nil
}

// ordered is the orderBy of the key.
func (k *key) ordered() []query.Member {
	var keys query.Array
	for _, f := range k.fields {
		if sortable(f) {
			keys = append(keys, object(is(f.Name, query.String("asc"))))
		}
	}
	if keys == nil {
		return nil
	}
	return []query.Member{is("orderBy", keys)}
}

func sortable(f *schema.Field) bool { return f.Type.Kind != schema.Bytes }

// sortKeys are the sort keys of one path: one, or those of a compound id.
func (h *handler) sortKeys(res *resource, path string, direction query.String) (query.Array, error) {
	bad := func(detail string) (query.Array, error) { return nil, invalid("invalid-sort", detail) }
	name, rest, further := strings.Cut(path, ".")
	f := res.attribute(name)
	if f == nil && name == "id" {
		f = res.key.fields[0]
	}
	switch {
	case f != nil && further:
		return bad("intermediate sort segments must be relationships")
	case f != nil && f.Type.List:
		return bad("sorting by array field is not supported")
	case f != nil:
		return query.Array{object(is(f.Name, direction))}, nil
	}
	f = res.relation(name)
	switch {
	case f == nil:
		return bad(res.model.Accessor() + " has no field \"" + name + "\"")
	case f.Type.List:
		return bad("sorting by array field is not supported")
	}
	target := h.resources.of(f)
	var below query.Array
	if further {
		var err error
		if below, err = h.sortKeys(target, rest, direction); err != nil {
			return nil, err
		}
	} else {
		for _, id := range target.key.fields {
			below = append(below, object(is(id.Name, direction)))
		}
	}
	for i, k := range below {
		below[i] = object(is(f.Name, k))
	}
	return below, nil
}
