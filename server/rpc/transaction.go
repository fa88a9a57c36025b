package rpc

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const noOperations = "request body must be a non-empty array of operations"

// transaction runs operations in order in one database transaction. Every one
// of them is checked before the first runs.
func (h *handler) transaction(w http.ResponseWriter, r *http.Request, kind string) (rt.Document, error) {
	if r.Method != http.MethodPost {
		return rt.Document{}, badRequest(onlyPost)
	}
	if kind != "sequential" {
		return rt.Document{}, badRequest("unsupported transaction type: " + kind)
	}
	body, err := h.body(w, r)
	if err != nil {
		return rt.Document{}, err
	}
	ops, err := h.operations(body)
	if err != nil {
		return rt.Document{}, err
	}
	return h.run(r, func(ctx context.Context, c *rt.Client) (rt.Document, error) {
		return c.Transaction(ctx, ops, query.DefaultIsolation)
	})
}

func (h *handler) operations(body query.Node) ([]*query.Op, error) {
	items, err := items(body)
	if err != nil {
		return nil, badRequest(undecodable + err.Error())
	}
	if len(items) == 0 {
		return nil, badRequest(noOperations)
	}
	if limit := h.limits.Request.Batch; limit > 0 && len(items) > limit {
		return nil, badRequest(fmt.Sprintf("request body must have at most %d operations", limit))
	}
	ops := make([]*query.Op, len(items))
	for i, item := range items {
		if ops[i], err = h.item(i, item); err != nil {
			return nil, err
		}
	}
	return ops, nil
}

// items returns the operations of a body: an array, or the object with the
// members 0 to n-1 and meta that the official clients make of one as soon as a
// value in it needs an annotation.
func items(body query.Node) (query.Array, error) {
	switch n := body.(type) {
	case query.Array:
		return n, nil
	case *query.Object:
		if _, ok := member(n.Get("meta"), "serialization").(*query.Object); !ok {
			return nil, nil
		}
		typed, err := wire.Unwrap(n)
		if err != nil {
			return nil, err
		}
		return indexed(typed.(*query.Object)), nil
	default:
		return nil, nil
	}
}

// indexed returns the members of o in the order of their names, which must be
// 0 to n-1; nil otherwise.
func indexed(o *query.Object) query.Array {
	list := make(query.Array, len(o.Members))
	for _, m := range o.Members {
		i, err := strconv.Atoi(m.Name)
		if err != nil || i < 0 || i >= len(list) || strconv.Itoa(i) != m.Name || list[i] != nil {
			return nil
		}
		list[i] = m.Value
	}
	if slices.Contains(list, nil) {
		return nil
	}
	return list
}

func (h *handler) item(i int, n query.Node) (*query.Op, error) {
	bad := func(format string, args ...any) error {
		return badRequest(fmt.Sprintf("operation at index %d ", i) + fmt.Sprintf(format, args...))
	}
	o, ok := n.(*query.Object)
	if !ok {
		return nil, bad("must be an object")
	}
	model, ok := o.Get("model").(query.String)
	if !ok || model == "" {
		return nil, bad("is missing a valid \"model\" field")
	}
	name, ok := o.Get("op").(query.String)
	if !ok || name == "" {
		return nil, bad("is missing a valid \"op\" field")
	}
	op, ok := lookup(string(name))
	if !ok {
		return nil, bad("has invalid op: %s", name)
	}
	m := h.model(string(model))
	if m == nil {
		return nil, bad("has unknown model: %s", model)
	}
	if !h.slice.Operation(m, op.kind) {
		return nil, bad("has invalid op: %s", name)
	}
	args, ok := itemArguments(o.Get("args"))
	if !ok {
		return nil, bad("has invalid \"args\" field")
	}
	typed, err := wire.Unwrap(args)
	if err != nil {
		return nil, badRequest(fmt.Sprintf("operation at index %d: %s%s", i, undecodable, err))
	}
	return h.decode(m, op.kind, typed)
}

func itemArguments(n query.Node) (*query.Object, bool) {
	switch n := n.(type) {
	case nil, query.Null:
		return &query.Object{}, true
	case *query.Object:
		return n, true
	default:
		return nil, false
	}
}
