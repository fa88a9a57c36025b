// Package jsonapi serves a schema's models as JSON:API 1.1 resources, the way
// ZenStack's REST handler does:
//
//	GET   /post?filter[published]=true&include=author&sort=-id&page[limit]=10
//	PATCH /post/1                        {"data":{"type":"post","attributes":{"title":"Hello"}}}
//	POST  /user/1/relationships/posts    {"data":[{"type":"post","id":4}]}
//
// [NewHandler] serves the paths below wherever it is mounted. It decides
// nothing: a request becomes a query.Op, the caller's client runs it, and a read is
// one round trip whatever it includes, but for the total of a list that its page
// does not tell. What callers see follows recorded answers of ZenStack 3, but
// where those are faults: testdata/gaps.txt lists each.
package jsonapi

import (
	"context"
	"fmt"
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
	// Endpoint is what links begin with: the URL, or only the path, at which the
	// handler is mounted.
	Endpoint string
	// Limits bound a request; zero means server.DefaultLimits.
	Limits server.Limits
	// Slice is what there is for callers; nil is everything.
	Slice *server.Slice
	// Errors may replace an error before it is answered, by a server.Refusal or a
	// query.Error, which callers see; nil replaces none.
	Errors func(*http.Request, error) error
	Logger *slog.Logger // nil discards

	// PageSize is how many resources a page has at most, and when the caller does
	// not say; 0 means 100, and less than 0 that lists have no pages.
	PageSize int
	// IDDivider joins the values of a compound id; empty means "_".
	IDDivider string
	// Names gives models, by their declared names, other names in URLs.
	Names map[string]string
	// ExternalIDs gives models, by their declared names, a unique field, or a
	// compound unique key by its name, that is their id outside.
	ExternalIDs map[string]string
	// NestedRoutes serves single related resources below their parent, too:
	// /user/1/posts/7.
	NestedRoutes bool
	// NullRelated answers a to-one relation without a row with 200 and data null,
	// as JSON:API says, and not with 404, as ZenStack does.
	NullRelated bool
	// V2 gives types and errors the form that they have in ZenStack 2.
	V2 bool
}

type handler struct {
	schema      *schema.Schema
	client      func(*http.Request) (*rt.Client, error)
	endpoint    string
	limits      server.Limits
	slice       *server.Slice
	errors      func(*http.Request, error) error
	log         *slog.Logger
	resources   *resources
	pageSize    int
	nested      bool
	nullRelated bool
	v2          bool
}

// NewHandler returns the handler. It fails when c names what the schema does not have.
func NewHandler(c Config) (http.Handler, error) {
	h := &handler{
		schema: c.Schema, client: c.Client, endpoint: strings.TrimSuffix(c.Endpoint, "/"), limits: c.Limits, slice: c.Slice, errors: c.Errors, log: c.Logger,
		pageSize: c.PageSize, nested: c.NestedRoutes, nullRelated: c.NullRelated, v2: c.V2,
	}
	if h.limits == (server.Limits{}) {
		h.limits = server.DefaultLimits()
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	if h.pageSize == 0 {
		h.pageSize = 100
	}
	if most := h.limits.Request.Take; most > 0 && h.pageSize > most {
		h.pageSize = most
	}
	var err error
	if h.resources, err = newResources(&c); err != nil {
		return nil, fmt.Errorf("jsonapi: %w", err)
	}
	return h, nil
}

// ServeHTTP answers one request.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, err := h.serve(w, r)
	if err != nil {
		if h.errors != nil {
			err = h.errors(r, err)
		}
		h.fail(w, r, err)
		return
	}
	a.send(w, r)
}

// serve finds out what is asked for.
func (h *handler) serve(w http.ResponseWriter, r *http.Request) (*answer, error) {
	segments, err := segmentsOf(r.URL)
	if err != nil {
		return nil, err
	}
	if len(segments) == 2 && segments[0] == "$procs" {
		return h.procedure(w, r, segments[1])
	}
	act := h.route(r.Method, segments)
	if act == nil {
		return nil, &problem{status: http.StatusBadRequest, code: "invalid-path"}
	}
	q := &request{h: h, http: r, segments: segments}
	if q.res, err = h.resources.named(segments[0]); err != nil {
		return nil, err
	}
	if q.params, err = parametersOf(r.URL.RawQuery); err != nil {
		return nil, err
	}
	if sendsBody(r.Method, segments) {
		if q.body, err = h.body(w, r); err != nil {
			return nil, err
		}
	}
	return act(q)
}

// request is one request on its way.
type request struct {
	h        *handler
	http     *http.Request
	segments []string
	res      *resource
	params   parameters
	body     *query.Object
}

// decode makes an operation of arguments, within what callers may ask.
func (q *request) decode(m *schema.Model, kind query.Kind, args *query.Object) (*query.Op, error) {
	op, err := query.Decode(q.h.schema, m, kind, args, q.h.limits.Request)
	if err != nil {
		return nil, err
	}
	if err := q.h.slice.Refuse(op); err != nil {
		return nil, err
	}
	return op, server.RefuseSecret(op)
}

// run runs one operation with the caller's client.
func (q *request) run(m *schema.Model, kind query.Kind, args *query.Object) (result any, err error) {
	if !q.h.slice.Operation(m, kind) {
		return nil, &problem{status: http.StatusBadRequest, code: "invalid-path"}
	}
	op, err := q.decode(m, kind, args)
	if err != nil {
		return nil, err
	}
	err = q.with(func(ctx context.Context, c *rt.Client) error {
		result, err = c.Rows(ctx, op)
		return err
	})
	return result, err
}

// one is run for an operation on one row; nil is none.
func (q *request) one(m *schema.Model, kind query.Kind, args *query.Object) (map[string]any, error) {
	result, err := q.run(m, kind, args)
	if err != nil {
		return nil, err
	}
	row, _ := result.(map[string]any)
	return row, nil
}

func (q *request) with(f func(context.Context, *rt.Client) error) error {
	return server.Run(q.http, q.h.limits.Timeout, q.h.client, f)
}
