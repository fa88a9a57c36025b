package jsonapi

import (
	"mime"
	"net/http"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

// body reads the document that a request sends.
func (h *handler) body(w http.ResponseWriter, r *http.Request) (*query.Object, error) {
	n, err := h.payload(w, r)
	if err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case *query.Object:
		return n, nil
	case nil:
		return nil, invalidPayload("")
	default:
		return nil, invalidPayload("the body must be an object")
	}
}

// payload reads a request's body, nil for none. One of another media type is refused.
func (h *handler) payload(w http.ResponseWriter, r *http.Request) (query.Node, error) {
	types := []string{"application/json", mediaType}
	if given := r.Header.Get("Content-Type"); given != "" {
		kind, params, err := mime.ParseMediaType(given)
		if err != nil || !slices.Contains(types, kind) || kind == mediaType && !known(params) {
			return nil, &problem{status: http.StatusUnsupportedMediaType, code: "unsupported-media-type", detail: "send application/json or " + mediaType}
		}
	}
	return server.ReadJSON(w, r, h.limits.Body, types...)
}

// known reports whether JSON:API lets its media type have the parameters, of which
// none asks for an extension: there are none here.
func known(params map[string]string) bool {
	for name := range params {
		if name != "profile" {
			return false
		}
	}
	return true
}

// only refuses members of o other than those named.
func only(o *query.Object, at string, names ...string) error {
	for _, m := range o.Members {
		if !slices.Contains(names, m.Name) {
			detail := "Validation error: Unrecognized key: \"" + m.Name + "\""
			if at != "" {
				detail += " at \"" + at + "\""
			}
			return invalidPayload(detail)
		}
	}
	return nil
}

// part returns a member that must be an object, nil where it is not given.
func part(o *query.Object, name, at string) (*query.Object, error) {
	n := o.Get(name)
	if n == nil {
		return nil, nil
	}
	below, ok := n.(*query.Object)
	if !ok {
		return nil, invalidPayload("Validation error: Invalid input: expected object at \"" + at + "\"")
	}
	return below, nil
}
