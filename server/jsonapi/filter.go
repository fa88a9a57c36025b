package jsonapi

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// filters makes a where of the filter parameters; nil when there are none.
func (q *request) filters(res *resource) (*query.Object, error) {
	var all query.Array
	for _, p := range q.params {
		segments := bracketed(p.name, "filter")
		if segments == nil {
			continue
		}
		cond, err := q.h.filter(res, segments, p.value)
		if err != nil {
			return nil, err
		}
		if cond != nil {
			all = append(all, cond)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return object(is("AND", all)), nil
}

// filter makes a condition of one parameter; nil when its value says nothing.
func (h *handler) filter(res *resource, segments []string, value string) (query.Node, error) {
	name, op, hasOp := strings.Cut(segments[0], "$")
	f := res.attribute(name)
	if name == "id" {
		f = res.key.fields[0]
	}
	if f != nil {
		if len(segments) > 1 {
			return nil, invalid("invalid-filter", "")
		}
		return attributeFilter(f, op, hasOp, value)
	}
	if f = res.relation(name); f == nil || hasOp {
		return nil, invalid("invalid-filter", "")
	}
	target := h.resources.of(f)
	var cond query.Node
	var err error
	if len(segments) > 1 {
		cond, err = h.filter(target, segments[1:], value)
	} else {
		cond, err = target.key.anyOf(listed(value))
	}
	if cond == nil || err != nil {
		return nil, err
	}
	return object(is(f.Name, object(is(quantifier(f), cond)))), nil
}

// quantifier is the member of a where about related rows that means "there is one".
func quantifier(f *schema.Field) string {
	if f.Type.List {
		return "some"
	}
	return "is"
}

// anyOf is a where for the rows with one of the ids; nil for no ids.
func (k *key) anyOf(ids []string) (query.Node, error) {
	var ways query.Array
	for _, id := range ids {
		w, err := k.equal(id)
		if err != nil {
			return nil, err
		}
		ways = append(ways, w)
	}
	switch len(ways) {
	case 0:
		return nil, nil
	case 1:
		return ways[0], nil
	default:
		return object(is("OR", ways)), nil
	}
}

// operators lists what may stand behind a $.
func operators() []string {
	return []string{
		"lt", "lte", "gt", "gte", "between", "contains", "icontains", "search", "startsWith", "endsWith",
		"has", "hasEvery", "hasSome", "isEmpty",
	}
}

func attributeFilter(f *schema.Field, op string, hasOp bool, value string) (query.Node, error) {
	if hasOp && !slices.Contains(operators(), op) {
		return nil, invalid("invalid-filter", "invalid filter operation: "+op)
	}
	if value == "" {
		return nil, nil
	}
	if !hasOp {
		return equality(f, value)
	}
	cond, err := operator(f, op, value)
	if err != nil {
		return nil, err
	}
	return object(is(f.Name, cond)), nil
}

// operator makes the condition that an operator is, of a field.
func operator(f *schema.Field, op, value string) (query.Node, error) {
	t := f.Type
	t.List = false
	switch op {
	case "between", "hasEvery", "hasSome":
		list, err := coerceAll(t, listed(value))
		if err == nil && op == "between" && len(list) != 2 {
			err = invalid("invalid-value", "\"between\" expects exactly 2 comma-separated values")
		}
		if err != nil {
			return nil, err
		}
		return object(is(op, list)), nil
	case "isEmpty":
		if value != "true" && value != "false" {
			return nil, invalid("invalid-value", "Not a boolean: "+value)
		}
		return object(is(op, query.Bool(value == "true"))), nil
	case "icontains":
		return object(is("contains", query.String(value)), is("mode", query.String("insensitive"))), nil
	case "contains", "startsWith", "endsWith", "search":
		return object(is(op, query.String(value))), nil
	default:
		v, err := coerce(t, value)
		if err != nil {
			return nil, err
		}
		return object(is(op, v)), nil
	}
}

func coerceAll(t schema.ValueType, texts []string) (query.Array, error) {
	list := make(query.Array, len(texts))
	for i, text := range texts {
		v, err := coerce(t, text)
		if err != nil {
			return nil, err
		}
		list[i] = v
	}
	return list, nil
}

// equality is the condition that a field has one of the values, or that a list
// is just these. Json has commas of its own and is one value.
func equality(f *schema.Field, value string) (query.Node, error) {
	if f.Type.Kind == schema.JSON || f.Type.Kind == schema.Custom {
		v, err := coerce(f.Type, value)
		if err != nil {
			return nil, err
		}
		return object(is(f.Name, object(is("equals", v)))), nil
	}
	t := f.Type
	t.List = false
	list, err := coerceAll(t, listed(value))
	switch {
	case err != nil:
		return nil, err
	case len(list) == 0:
		return nil, nil
	case f.Type.List:
		return object(is(f.Name, object(is("equals", list)))), nil
	case len(list) == 1:
		return object(is(f.Name, list[0])), nil
	case f.Type.Kind == schema.Boolean:
		either := make(query.Array, len(list))
		for i, v := range list {
			either[i] = object(is(f.Name, v))
		}
		return object(is("OR", either)), nil
	default:
		return object(is(f.Name, object(is("in", list)))), nil
	}
}
