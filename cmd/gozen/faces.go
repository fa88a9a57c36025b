package main

import (
	"net/http"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/jsonapi"
	"github.com/gozen-dev/gozen/server/rpc"
)

// faces are the protocols in which callers reach the data, and their
// descriptions, by their paths.
func (p *plan) faces(s *schema.Schema, callers *server.Callers) (map[string]http.Handler, error) {
	rest, err := jsonapi.NewHandler(jsonapi.Config{
		Schema: s, Client: callers.Client, Endpoint: p.at.origin + restPath, NestedRoutes: true, Logger: p.log,
	})
	if err != nil {
		return nil, err
	}
	all := map[string]http.Handler{
		dataPath: rpc.NewHandler(rpc.Config{Schema: s, Client: callers.Client, V2: p.v2, Logger: p.log}),
		restPath: rest,
	}
	for path, h := range all {
		guarded, err := server.SameOrigin(http.StripPrefix(path, h), p.at.origin, p.log)
		if err != nil {
			return nil, err
		}
		all[path] = guarded
	}
	p.describe(all, s, callers)
	return all, nil
}
