package main

import (
	"net/http"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/jsonapi"
	"github.com/gozen-dev/gozen/server/live"
	"github.com/gozen-dev/gozen/server/rpc"
)

// faces are the protocols in which callers reach the data, and their
// descriptions, by their paths.
func (p *plan) faces(s *schema.Schema, callers *server.Callers, hub *live.Hub) (map[string]http.Handler, *live.Handler, error) {
	rest, err := jsonapi.NewHandler(jsonapi.Config{
		Schema: s, Client: callers.Client, Endpoint: p.at.origin + restPath, NestedRoutes: true, V2: p.v2, Logger: p.log,
	})
	if err != nil {
		return nil, nil, err
	}
	all := map[string]http.Handler{
		dataPath: rpc.NewHandler(rpc.Config{Schema: s, Client: callers.Client, V2: p.v2, Logger: p.log}),
		restPath: rest,
	}
	streams := live.NewHandler(live.Config{Hub: hub, Handler: all[dataPath], Principal: callers.Principal, Logger: p.log})
	if all[livePath], err = p.open("live", http.StripPrefix(livePath, streams)); err != nil {
		return nil, nil, err
	}
	gate := &server.Gate{Requests: p.operation.requests, PerPrincipal: p.operation.byUser, Logger: p.log}
	kept := &server.Replays{Principal: callers.Principal, Logger: p.log}
	for path, name := range map[string]string{dataPath: "rpc", restPath: "jsonapi"} {
		if all[path], err = p.guard(name, http.StripPrefix(path, all[path]), gate, kept); err != nil {
			return nil, nil, err
		}
	}
	all[restPath] = server.Speak(all[restPath], jsonapi.Problem, p.log)
	for path, h := range p.descriptions(s, callers) {
		if all[path], err = p.open("openapi", gate.Wrap(server.Compress(server.Conditional(h)))); err != nil {
			return nil, nil, err
		}
	}
	return all, streams, nil
}
