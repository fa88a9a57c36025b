package rpc

import (
	"context"
	"errors"
	"net/http"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
)

// procedure answers a call of a procedure, which runs with the caller's client.
func (h *handler) procedure(w http.ResponseWriter, r *http.Request, name string) (rt.Document, error) {
	p := h.schema.Procedure(name)
	if p == nil || !h.slice.Procedure(p) {
		return rt.Document{}, badRequest("unknown procedure: " + name)
	}
	if err := server.CheckVerb(p, r.Method); err != nil {
		return rt.Document{}, err
	}
	payload, err := h.payload(w, r, p)
	if err != nil {
		return rt.Document{}, err
	}
	args, err := server.Arguments(p, payload)
	if err != nil {
		return rt.Document{}, err
	}
	call, err := query.DecodeCall(h.schema, p, args, h.limits.Request)
	if err != nil {
		return rt.Document{}, err
	}
	return h.run(r, func(ctx context.Context, c *rt.Client) (rt.Document, error) { return c.ProcedureJSON(ctx, call) })
}

// payload reads what holds the arguments, nil when there is nothing.
func (h *handler) payload(w http.ResponseWriter, r *http.Request, p *schema.Procedure) (query.Node, error) {
	if p.Mutation {
		n, err := h.body(w, r)
		if err != nil || falsy(n) {
			return nil, err
		}
		return unwrapped(n)
	}
	n, err := urlArguments(r.URL.RawQuery)
	if bad, ok := errors.AsType[*annotationError](err); ok {
		return nil, badRequest(bad.Error())
	}
	if errors.Is(err, errMeta) {
		return nil, badRequest(badMeta)
	}
	if err != nil {
		return nil, badRequest(badQ)
	}
	return n, nil
}
