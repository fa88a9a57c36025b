package rpc

import (
	"context"
	"errors"
	"net/http"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// procedure answers a call of a procedure, which runs with the caller's client.
func (h *handler) procedure(w http.ResponseWriter, r *http.Request, name string) (rt.Document, error) {
	p := h.schema.Procedure(name)
	if p == nil {
		return rt.Document{}, badRequest("unknown procedure: " + name)
	}
	if p.Mutation && r.Method != http.MethodPost {
		return rt.Document{}, badRequest(onlyPost)
	}
	if !p.Mutation && r.Method != http.MethodGet {
		return rt.Document{}, badRequest(onlyGet)
	}
	payload, err := h.payload(w, r, p)
	if err != nil {
		return rt.Document{}, err
	}
	args, err := envelope(p, payload)
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

// envelope takes the arguments out of {"args": {…}} and refuses those that the
// procedure does not have, in the order in which ZenStack looks for them.
func envelope(p *schema.Procedure, payload query.Node) (*query.Object, error) {
	if payload == nil {
		payload = &query.Object{}
	}
	o, ok := payload.(*query.Object)
	if !ok {
		return nil, badRequest("procedure payload must be an object")
	}
	n := o.Get("args")
	if n == nil {
		if required(p) {
			return nil, badRequest("missing procedure arguments")
		}
		return &query.Object{}, nil
	}
	args, ok := n.(*query.Object)
	if !ok {
		return nil, badRequest("procedure `args` must be an object")
	}
	if len(p.Params) == 0 && len(args.Members) > 0 {
		return nil, badRequest("procedure does not accept arguments")
	}
	return args, complete(p, args)
}

func required(p *schema.Procedure) bool {
	for _, param := range p.Params {
		if !param.Type.Optional {
			return true
		}
	}
	return false
}

// complete reports arguments that are unknown, and then those that are missing.
func complete(p *schema.Procedure, args *query.Object) error {
	declared := make(map[string]bool, len(p.Params))
	for _, param := range p.Params {
		declared[param.Name] = true
	}
	for i := range args.Members {
		if name := args.Members[i].Name; !declared[name] {
			return badRequest("unknown procedure argument: " + name)
		}
	}
	for _, param := range p.Params {
		if !param.Type.Optional && args.Get(param.Name) == nil {
			return badRequest("missing procedure argument: " + param.Name)
		}
	}
	return nil
}
