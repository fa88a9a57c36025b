package jsonapi

import (
	"context"
	"net/http"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
)

// procedure answers a call of a procedure. Its result is plain JSON under data,
// without annotations and no resource.
func (h *handler) procedure(w http.ResponseWriter, r *http.Request, name string) (*answer, error) {
	p := h.schema.Procedure(name)
	if p == nil || !h.slice.Procedure(p) {
		return nil, invalidPayload("unknown procedure: " + name)
	}
	if err := server.CheckVerb(p, r.Method); err != nil {
		return nil, err
	}
	payload, err := h.callPayload(w, r, p)
	if err != nil {
		return nil, err
	}
	args, err := server.Arguments(p, payload)
	if err != nil {
		return nil, err
	}
	call, err := query.DecodeCall(h.schema, p, args, h.limits.Request)
	if err != nil {
		return nil, err
	}
	var doc rt.Document
	err = server.Run(r, h.limits.Timeout, h.client, func(ctx context.Context, c *rt.Client) error {
		doc, err = c.ProcedureJSON(ctx, call)
		return err
	})
	if err != nil {
		return nil, err
	}
	body := append([]byte(`{"data":`), doc.Data...)
	return &answer{status: http.StatusOK, body: append(body, '}'), plain: true}, nil
}

// callPayload reads {"args": {…}}: a mutation's body, or of a query the parameter
// args, which is JSON.
func (h *handler) callPayload(w http.ResponseWriter, r *http.Request, p *schema.Procedure) (query.Node, error) {
	if p.Mutation {
		n, err := h.payload(w, r)
		if n == nil || err != nil {
			return nil, err
		}
		if n, err = wire.Unwrap(n); err != nil {
			return nil, invalidPayload("failed to deserialize request payload: " + err.Error())
		}
		return n, nil
	}
	params, err := parametersOf(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	text := params.get("args")
	if text == "" {
		return nil, nil
	}
	args, err := query.ParseJSON([]byte(text))
	if err != nil {
		return nil, invalidPayload("the parameter args is not JSON")
	}
	return object(is("args", args)), nil
}
