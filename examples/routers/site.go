// Package routers shows Gozen behind three routers: chi, echo and gin. A program
// of its own mounts what [Site] returns below any path, parameters included, and
// its own middleware says who the user is.
package routers

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/jsonapi"
	"github.com/gozen-dev/gozen/server/rpc"
)

// Site serves the data of db below base, such as /api: for ZenStack's clients at
// /api/model, and as JSON:API at /api/rest.
func Site(db *rt.DB, base string, log *slog.Logger) (http.Handler, error) {
	callers := &server.Callers{DB: db, Auth: fromContext{}, Logger: log}
	data := rpc.NewHandler(rpc.Config{Schema: db.Schema(), Client: callers.Client, Logger: log})
	rest, err := jsonapi.NewHandler(jsonapi.Config{Schema: db.Schema(), Client: callers.Client, Endpoint: base + "/rest", Logger: log})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for path, h := range map[string]http.Handler{base + "/model": data, base + "/rest": rest} {
		h, err := server.SameOrigin(http.StripPrefix(path, h), nil, log)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if path == base+"/rest" {
			h = server.Speak(h, jsonapi.Problem, log)
		}
		mux.Handle(path+"/", h)
	}
	return mux, nil
}

// Tokens are the ids of users by the tokens that they send.
type Tokens map[string]string

// identify is what the middleware of each router does: it puts into the request
// who sent it. Whoever sends no token that is known is a stranger.
func (t Tokens) identify(r *http.Request) *http.Request {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	user, ok := t[token]
	if !ok {
		return r
	}
	return r.WithContext(auth.WithIdentity(r.Context(), &auth.Identity{Subject: user}))
}

// fromContext is an [auth.Authenticator] that goes by what the middleware has said.
type fromContext struct{}

// Authenticate returns who is in the request's context.
func (fromContext) Authenticate(r *http.Request) (*auth.Identity, error) {
	return auth.FromContext(r.Context()), nil
}
