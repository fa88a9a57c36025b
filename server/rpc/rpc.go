// Package rpc serves ZenStack's RPC style, the one that its clients speak:
//
//	GET  /post/findMany?q={"where":{"published":true}}
//	POST /post/create          {"data":{"title":"Hello"}}
//	POST /$transaction/sequential   [{"model":"Post","op":"create","args":{…}}, …]
//
// [NewHandler] serves the paths below wherever it is mounted. Arguments and
// results are superjson: JSON, and beside it under meta.serialization what
// dates, bigints, decimals and bytes are.
//
// It decides nothing: a request becomes query.Ops, the caller's client runs
// them, and package server words the errors. What callers see follows recorded
// answers of ZenStack 3 (testdata), in the order of checks too.
package rpc

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
)

// Config configures [NewHandler]. Schema and Client are required.
type Config struct {
	Schema *schema.Schema
	// Client returns the client that runs the request: the caller's, enforced,
	// as server.Callers makes it.
	Client func(*http.Request) (*rt.Client, error)
	// Limits bound a request; zero means server.DefaultLimits.
	Limits server.Limits
	// Slice is what there is for callers; nil is everything.
	Slice *server.Slice
	// Errors may replace an error before it is answered, by a server.Refusal or a
	// query.Error, which callers see; nil replaces none.
	Errors func(*http.Request, error) error
	// V2 gives errors the bodies that they have in ZenStack 2, for its generated
	// hooks. Those of ZenStack 3 know them, too.
	V2     bool
	Logger *slog.Logger // nil discards
}

type handler struct {
	schema *schema.Schema
	client func(*http.Request) (*rt.Client, error)
	limits server.Limits
	slice  *server.Slice
	errors func(*http.Request, error) error
	v2     bool
	log    *slog.Logger

	answers server.Answers
}

// NewHandler returns the handler of the paths {model}/{operation},
// $transaction/sequential and $procs/{name}.
func NewHandler(c Config) http.Handler {
	h := &handler{schema: c.Schema, client: c.Client, limits: c.Limits, slice: c.Slice, errors: c.Errors, v2: c.V2, log: c.Logger}
	if h.limits == (server.Limits{}) {
		h.limits = server.DefaultLimits()
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	return h
}

// ServeHTTP answers one request.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, doc, err := h.serve(w, r)
	if err != nil {
		if h.errors != nil {
			err = h.errors(r, err)
		}
		if h.v2 {
			h.failV2(w, r, err)
			return
		}
		server.Fail(w, r, h.log, err)
		return
	}
	h.answers.Send(w, status, doc)
}

func (h *handler) serve(w http.ResponseWriter, r *http.Request) (status int, doc rt.Document, err error) {
	parts := strings.FieldsFunc(r.URL.Path, func(c rune) bool { return c == '/' })
	if len(parts) != 2 {
		return 0, doc, badRequest("invalid request path")
	}
	switch parts[0] {
	case "$procs":
		doc, err = h.procedure(w, r, parts[1])
		return http.StatusOK, doc, err
	case "$transaction":
		doc, err = h.transaction(w, r, parts[1])
		return http.StatusOK, doc, err
	default:
		return h.operation(w, r, parts[0], parts[1])
	}
}

func (h *handler) operation(w http.ResponseWriter, r *http.Request, model, name string) (status int, doc rt.Document, err error) {
	o, checks := asksCheck(name)
	ok := checks
	if !checks {
		o, ok = lookup(name)
	}
	if !ok {
		return 0, doc, badRequest("invalid operation: " + name)
	}
	if !o.allows(r.Method) {
		return 0, doc, badRequest(o.refused)
	}
	args, err := h.arguments(w, r, o)
	if err != nil {
		return 0, doc, err
	}
	m := h.model(model)
	if m == nil {
		return 0, doc, badRequest("unknown model name: " + lowerFirst(model))
	}
	if !checks && !h.slice.Operation(m, o.kind) {
		return 0, doc, badRequest("invalid operation: " + name)
	}
	if checks {
		doc, err = h.check(w, r, m, args)
		return o.status, doc, err
	}
	op, err := h.decode(m, o.kind, args)
	if err != nil {
		return 0, doc, err
	}
	doc, err = h.run(r, func(ctx context.Context, c *rt.Client) (rt.Document, error) { return c.JSON(ctx, op) })
	return o.status, doc, err
}

// decode makes an operation of arguments, within what callers may ask.
func (h *handler) decode(m *schema.Model, kind query.Kind, args query.Node) (*query.Op, error) {
	op, err := query.Decode(h.schema, m, kind, args, h.limits.Request)
	if err != nil {
		return nil, err
	}
	if err := h.slice.Refuse(op); err != nil {
		return nil, err
	}
	return op, server.RefuseSecret(op)
}

// run runs f with the caller's client.
func (h *handler) run(r *http.Request, f func(context.Context, *rt.Client) (rt.Document, error)) (doc rt.Document, err error) {
	err = server.Run(r, h.limits.Timeout, h.client, func(ctx context.Context, c *rt.Client) (err error) {
		doc, err = f(ctx, c)
		return err
	})
	return doc, err
}

// model returns the model that clients call name, nil when there is none or
// they may not know of it.
func (h *handler) model(name string) *schema.Model {
	m := h.schema.ModelByAccessor(name)
	if m == nil || !h.slice.Model(m) {
		return nil
	}
	return m
}

func badRequest(message string) error { return server.Refuse(http.StatusBadRequest, message) }

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
