package server

import (
	"net/http"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// CheckVerb refuses methods other than the one by which a procedure is called:
// POST for what changes something, GET for others.
func CheckVerb(p *schema.Procedure, method string) error {
	switch {
	case p.Mutation && method != http.MethodPost:
		return Refuse(http.StatusBadRequest, "invalid request method, only POST is supported")
	case !p.Mutation && method != http.MethodGet:
		return Refuse(http.StatusBadRequest, "invalid request method, only GET is supported")
	default:
		return nil
	}
}

// Arguments takes a procedure's arguments out of {"args": {…}} and refuses
// those that it does not have, in the order in which ZenStack looks for them.
// Payload is nil where there is none.
func Arguments(p *schema.Procedure, payload query.Node) (*query.Object, error) {
	bad := func(message string) (*query.Object, error) { return nil, Refuse(http.StatusBadRequest, message) }
	if payload == nil {
		payload = &query.Object{}
	}
	o, ok := payload.(*query.Object)
	if !ok {
		return bad("procedure payload must be an object")
	}
	n := o.Get("args")
	if n == nil {
		if required(p) {
			return bad("missing procedure arguments")
		}
		return &query.Object{}, nil
	}
	args, ok := n.(*query.Object)
	if !ok {
		return bad("procedure `args` must be an object")
	}
	if len(p.Params) == 0 && len(args.Members) > 0 {
		return bad("procedure does not accept arguments")
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
			return Refuse(http.StatusBadRequest, "unknown procedure argument: "+name)
		}
	}
	for _, param := range p.Params {
		if !param.Type.Optional && args.Get(param.Name) == nil {
			return Refuse(http.StatusBadRequest, "missing procedure argument: "+param.Name)
		}
	}
	return nil
}
