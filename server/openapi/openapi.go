// Package openapi describes a schema's HTTP API as OpenAPI 3.1, for programs and,
// as a page, for people:
//
//	GET /api/openapi.json               JSON:API, as package jsonapi serves it
//	GET /api/openapi.json?style=rpc     RPC, as package rpc serves it
//	GET /api/docs                       either of them as HTML, without scripts
//
// A document says what the server really does. It is made for who asks for it:
// models, operations and fields that the rules never let the caller use are not in
// it, as far as rt.Client.Check can tell without looking into the database. [Describe]
// makes the document of everything.
package openapi

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"

	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
)

// Style is a protocol that a document describes.
type Style string

// The styles.
const (
	REST Style = "rest"
	RPC  Style = "rpc"
)

// Config says what is described. Schema is required.
type Config struct {
	Schema *schema.Schema
	// Slice is what there is for callers; nil is everything.
	Slice *server.Slice
	// Servers are the URLs, or the paths, at which the handlers are mounted.
	Servers map[Style]string
	// Title, Version and Description are of the API. Title and Version have defaults.
	Title, Version, Description string
	// Cookie is the name of the cookie that holds a session; empty where there are none.
	Cookie string

	// IDDivider, Names, ExternalIDs and NestedRoutes are those of jsonapi.Config.
	IDDivider    string
	Names        map[string]string
	ExternalIDs  map[string]string
	NestedRoutes bool
	// PageSize is how many resources a page has at most; 0 means 100.
	PageSize int
	// V2 says that types and errors have the form of ZenStack 2: V2 of jsonapi.Config
	// and rpc.Config.
	V2 bool
}

// Describe returns the document of everything that c's slice leaves, as JSON.
func Describe(c Config, style Style) ([]byte, error) {
	return render(&c, style, everything(&c))
}

// render makes a document of what a view shows.
func render(c *Config, style Style, v *view) ([]byte, error) {
	doc, err := describe(c, style, v)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	return append(text, '\n'), nil
}

func describe(c *Config, style Style, v *view) (object, error) {
	switch style {
	case REST:
		return (&rest{newDocument(c, v)}).describe(), nil
	case RPC:
		return (&rpc{newDocument(c, v)}).describe(), nil
	default:
		return nil, fmt.Errorf("openapi: the style is %q or %q, not %q", REST, RPC, style)
	}
}

// Handler serves documents and their pages, to each caller its own.
type Handler struct {
	config Config
	client func(*http.Request) (*rt.Client, error)
	log    *slog.Logger

	mu    sync.Mutex
	ready map[string][]byte // by style, form and what is shown; many callers see the same
}

// maxReady bounds how many documents are kept.
const maxReady = 64

// NewHandler returns a handler. Client returns the caller's client, as
// server.Callers makes it; nil shows everything to everybody.
func NewHandler(c Config, client func(*http.Request) (*rt.Client, error), log *slog.Logger) *Handler {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Handler{config: c, client: client, log: log, ready: map[string][]byte{}}
}

// JSON serves the documents.
func (h *Handler) JSON() http.Handler {
	return h.serve("application/json", func(style Style, v *view) ([]byte, error) { return render(&h.config, style, v) })
}

// Page serves the documents for people.
func (h *Handler) Page() http.Handler {
	return h.serve("text/html; charset=utf-8", func(style Style, v *view) ([]byte, error) { return page(&h.config, style, v) })
}

func (h *Handler) serve(kind string, make func(Style, *view) ([]byte, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := h.text(r, kind, make)
		if err != nil {
			server.Fail(w, r, h.log, err)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		server.Send(w, http.StatusOK, text)
	})
}

func (h *Handler) text(r *http.Request, kind string, make func(Style, *view) ([]byte, error)) ([]byte, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, server.Refuse(http.StatusMethodNotAllowed, "invalid request method, only GET is supported")
	}
	style := Style(r.URL.Query().Get("style"))
	if style == "" {
		style = REST
	}
	if style != REST && style != RPC {
		return nil, server.Refuse(http.StatusBadRequest, "style is rest or rpc")
	}
	v, err := h.view(r)
	if err != nil {
		return nil, err
	}
	key := kind + " " + string(style) + " " + v.fingerprint()
	h.mu.Lock()
	text := h.ready[key]
	h.mu.Unlock()
	if text != nil {
		return text, nil
	}
	if text, err = make(style, v); err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.ready) >= maxReady {
		clear(h.ready)
	}
	h.ready[key] = text
	return text, nil
}

// view is what the caller may ever use.
func (h *Handler) view(r *http.Request) (v *view, err error) {
	if h.client == nil {
		return everything(&h.config), nil
	}
	err = server.Run(r, server.DefaultLimits().Timeout, h.client, func(ctx context.Context, c *rt.Client) error {
		v, err = viewOf(ctx, &h.config, c)
		return err
	})
	return v, err
}
