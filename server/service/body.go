package service

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

// body is what a request says: the endpoint's own members, and who asks.
type body struct {
	asking
	members *query.Object
}

// read reads the body of a request, applies its annotations and finds out who
// asks.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) (*body, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, server.Refuse(http.StatusUnsupportedMediaType, "the body must be application/json")
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.limits.Body))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, err
	}
	if err != nil {
		return nil, bad("the body could not be read")
	}
	b, err := decodeBody(text)
	if err != nil {
		return nil, err
	}
	b.asking, err = h.asking(b.members)
	b.connection = server.ConnectionOf(r.Context())
	return b, err
}

func decodeBody(text []byte) (*body, error) {
	n, err := query.ParseJSON(text)
	if err != nil {
		return nil, bad(err.Error())
	}
	if n, err = wire.Unwrap(n); err != nil {
		return nil, bad("meta: " + err.Error())
	}
	o, ok := n.(*query.Object)
	if !ok {
		return nil, bad("the body must be an object")
	}
	return &body{members: o}, nil
}

func bad(message string) error { return server.Refuse(http.StatusBadRequest, message) }

// only refuses members that the endpoint does not know: a misspelt option must
// not be taken for one that was not given.
func (b *body) only(names ...string) error {
	return only(b.members, "", append(names, "as", "options", "transaction")...)
}

func only(o *query.Object, where string, names ...string) error {
	for _, m := range o.Members {
		if _, absent := m.Value.(query.Undefined); !absent && !slices.Contains(names, m.Name) {
			return bad(fmt.Sprintf("unknown member %q", where+m.Name))
		}
	}
	return nil
}

// text returns a member that must be a string; "" when it is absent.
func text(o *query.Object, name string) (string, error) {
	switch v := o.Get(name).(type) {
	case nil:
		return "", nil
	case query.String:
		return string(v), nil
	default:
		return "", bad(fmt.Sprintf("%q must be a string", name))
	}
}

// flag returns a member that must be true or false; absent is false.
func flag(o *query.Object, name string) (bool, error) {
	switch v := o.Get(name).(type) {
	case nil:
		return false, nil
	case query.Bool:
		return bool(v), nil
	default:
		return false, bad(fmt.Sprintf("%q must be true or false", name))
	}
}

// object returns a member that must be an object; an empty one when it is absent.
func object(o *query.Object, name string) (*query.Object, error) {
	switch v := o.Get(name).(type) {
	case nil:
		return &query.Object{}, nil
	case *query.Object:
		return v, nil
	default:
		return nil, bad(fmt.Sprintf("%q must be an object", name))
	}
}
