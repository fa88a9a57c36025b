package service

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// query runs one operation.
func (h *Handler) query(ctx context.Context, b *body) (rt.Document, error) {
	if err := b.only("model", "operation", "args"); err != nil {
		return rt.Document{}, err
	}
	op, err := h.operation(b.members, &b.asking)
	if err != nil {
		return rt.Document{}, err
	}
	c, err := h.client(&b.asking)
	if err != nil {
		return rt.Document{}, err
	}
	return c.JSON(ctx, op)
}

// operation makes a request of {"model", "operation", "args"}.
func (h *Handler) operation(o *query.Object, a *asking) (*query.Op, error) {
	m, err := h.model(o)
	if err != nil {
		return nil, err
	}
	name, err := text(o, "operation")
	if err != nil {
		return nil, err
	}
	kind, ok := query.ParseKind(name)
	if !ok {
		return nil, bad(fmt.Sprintf("unknown operation %q", name))
	}
	limits := h.limits.Request
	limits.ShowOmitted = a.omitted
	return query.Decode(h.schema, m, kind, o.Get("args"), limits)
}

// model returns the model that a body names, with either first letter.
func (h *Handler) model(o *query.Object) (*schema.Model, error) {
	name, err := text(o, "model")
	if err != nil {
		return nil, err
	}
	m := h.schema.ModelByAccessor(name)
	if m == nil || m.Ignore {
		return nil, bad(fmt.Sprintf("unknown model %q", name))
	}
	return m, nil
}

// batch runs operations in order, all or none.
func (h *Handler) batch(ctx context.Context, b *body) (rt.Document, error) {
	if err := b.only("operations", "isolationLevel"); err != nil {
		return rt.Document{}, err
	}
	level, err := isolation(b.members)
	if err != nil {
		return rt.Document{}, err
	}
	list, ok := b.members.Get("operations").(query.Array)
	if !ok {
		return rt.Document{}, bad(`"operations" must be a list`)
	}
	if limit := h.limits.Request.Batch; limit > 0 && len(list) > limit {
		return rt.Document{}, bad(fmt.Sprintf("at most %d operations can be sent together", limit))
	}
	ops := make([]*query.Op, len(list))
	for i, n := range list {
		if ops[i], err = h.item(n, &b.asking); err != nil {
			return rt.Document{}, err
		}
	}
	c, err := h.client(&b.asking)
	if err != nil {
		return rt.Document{}, err
	}
	return c.Transaction(ctx, ops, level)
}

func (h *Handler) item(n query.Node, a *asking) (*query.Op, error) {
	o, ok := n.(*query.Object)
	if !ok {
		return nil, bad(`each of "operations" must be an object`)
	}
	if err := only(o, "operations.", "model", "operation", "args"); err != nil {
		return nil, err
	}
	return h.operation(o, a)
}

func isolation(o *query.Object) (query.Isolation, error) {
	name, err := text(o, "isolationLevel")
	if name == "" || err != nil {
		return query.DefaultIsolation, err
	}
	level, ok := query.ParseIsolation(name)
	if !ok {
		return 0, bad("\"isolationLevel\" is one of ReadUncommitted, ReadCommitted, RepeatableRead, Serializable")
	}
	return level, nil
}

// check tells whether the user may ever do something.
func (h *Handler) check(ctx context.Context, b *body) (rt.Document, error) {
	if err := b.only("model", "operation", "where"); err != nil {
		return rt.Document{}, err
	}
	m, err := h.model(b.members)
	if err != nil {
		return rt.Document{}, err
	}
	name, err := text(b.members, "operation")
	if err != nil {
		return rt.Document{}, err
	}
	args := &query.Object{}
	if where := b.members.Get("where"); where != nil {
		args.Members = []query.Member{{Name: "where", Value: where}}
	}
	rows, err := query.Decode(h.schema, m, query.Exists, args, h.limits.Request)
	if err != nil {
		return rt.Document{}, err
	}
	c, err := h.client(&b.asking)
	if err != nil {
		return rt.Document{}, err
	}
	v, err := c.Check(ctx, operations(name), rows)
	return rt.Document{Data: strconv.AppendBool(nil, v.Allowed)}, err
}

// operations returns the operation of rules called name; none for another.
func operations(name string) schema.Ops {
	switch name {
	case "create":
		return schema.OpCreate
	case "read":
		return schema.OpRead
	case "update":
		return schema.OpUpdate
	case "delete":
		return schema.OpDelete
	default:
		return 0
	}
}
