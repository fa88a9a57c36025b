package service

import (
	"context"
	"fmt"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// procedure calls a procedure of the schema with the client that is asked for.
func (h *Handler) procedure(ctx context.Context, b *body) (rt.Document, error) {
	if err := b.only("name", "args"); err != nil {
		return rt.Document{}, err
	}
	name, err := text(b.members, "name")
	if err != nil {
		return rt.Document{}, err
	}
	p := h.schema.Procedure(name)
	if p == nil {
		return rt.Document{}, bad(fmt.Sprintf("unknown procedure %q", name))
	}
	args, err := object(b.members, "args")
	if err != nil {
		return rt.Document{}, err
	}
	call, err := query.DecodeCall(h.schema, p, args, h.limits.Request)
	if err != nil {
		return rt.Document{}, err
	}
	c, err := h.client(&b.asking)
	if err != nil {
		return rt.Document{}, err
	}
	return c.ProcedureJSON(ctx, call)
}
