package rpc

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

// arguments reads an operation's arguments from where it has them.
func (h *handler) arguments(w http.ResponseWriter, r *http.Request, o operation) (query.Node, error) {
	if o.hasBody() {
		return h.bodyArguments(w, r)
	}
	args, err := urlArguments(r.URL.RawQuery)
	if bad, ok := errors.AsType[*annotationError](err); ok && r.Method == http.MethodDelete {
		return nil, badRequest(bad.Error())
	}
	if errors.Is(err, errMeta) && r.Method == http.MethodDelete {
		return nil, badRequest(badMeta)
	}
	if err != nil {
		return nil, badRequest(badQ)
	}
	return args, nil
}

const (
	badQ    = "invalid \"q\" query parameter"
	badMeta = "invalid \"meta\" query parameter"
)

// errMeta says that the parameter meta is not JSON.
var errMeta = errors.New("meta is not JSON")

// annotationError is a superjson annotation that cannot be followed.
type annotationError struct{ err error }

func (e *annotationError) Error() string { return e.err.Error() }
func (e *annotationError) Unwrap() error { return e.err }

// urlArguments reads the parameters q and meta.
func urlArguments(raw string) (query.Node, error) {
	q, meta, err := parameters(raw)
	if err != nil {
		return nil, fmt.Errorf("query string: %w", err)
	}
	if q == "" {
		q = "{}"
	}
	args, err := query.ParseJSON([]byte(q))
	if err != nil {
		return nil, fmt.Errorf("q: %w", err)
	}
	if meta != "" {
		n, err := query.ParseJSON([]byte(meta))
		if err != nil {
			return nil, errMeta
		}
		if args, err = wire.Annotate(args, n); err != nil {
			return nil, &annotationError{err}
		}
	}
	if args, err = wire.Unwrap(args); err != nil {
		return nil, &annotationError{err}
	}
	return args, nil
}

// errSemicolon is of [url.ParseQuery].
var errSemicolon = errors.New("invalid semicolon separator")

// parameters returns the first q and the first meta of a query string, which
// must be well formed as a whole: it is [url.ParseQuery] without the map.
func parameters(raw string) (q, meta string, err error) {
	var hasQ, hasMeta bool
	for pair := range strings.SplitSeq(raw, "&") {
		if strings.Contains(pair, ";") {
			return "", "", errSemicolon
		}
		name, value, _ := strings.Cut(pair, "=")
		if name, err = url.QueryUnescape(name); err != nil {
			return "", "", err
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return "", "", err
		}
		switch {
		case name == "q" && !hasQ:
			q, hasQ = value, true
		case name == "meta" && !hasMeta:
			meta, hasMeta = value, true
		}
	}
	return q, meta, nil
}

// bodyArguments reads the body, which is the arguments.
func (h *handler) bodyArguments(w http.ResponseWriter, r *http.Request) (query.Node, error) {
	n, err := h.body(w, r)
	if err != nil {
		return nil, err
	}
	if falsy(n) {
		return nil, badRequest("missing request body")
	}
	return unwrapped(n)
}

// unwrapped follows the annotations in a body.
func unwrapped(n query.Node) (query.Node, error) {
	args, err := wire.Unwrap(n)
	if err != nil {
		return nil, badRequest(undecodable + err.Error())
	}
	return args, nil
}

const undecodable = "failed to deserialize request payload: "

// body parses the request's body, nil for one that is absent or not JSON.
func (h *handler) body(w http.ResponseWriter, r *http.Request) (query.Node, error) {
	return server.ReadJSON(w, r, h.limits.Body, "application/json")
}

// member returns a member of n, nil when n is no object or has none.
func member(n query.Node, name string) query.Node {
	if o, ok := n.(*query.Object); ok {
		return o.Get(name)
	}
	return nil
}

// falsy reports whether JavaScript takes n for absent.
func falsy(n query.Node) bool {
	switch n := n.(type) {
	case nil, query.Null, query.Undefined:
		return true
	case query.Bool:
		return !bool(n)
	case query.String:
		return n == ""
	case query.Number:
		f, err := strconv.ParseFloat(string(n), 64)
		return err == nil && f == 0
	default:
		return false
	}
}
