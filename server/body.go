package server

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/gozen-dev/gozen/query"
)

// ReadJSON parses a request's body of at most limit bytes. It returns nil for
// one that is absent, empty, or not declared to be of one of the media types: a
// page of another site can send others without the browser asking us first.
func ReadJSON(w http.ResponseWriter, r *http.Request, limit int64, types ...string) (query.Node, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(types, kind) {
		return nil, nil
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, err
	}
	if err != nil {
		return nil, Refuse(http.StatusBadRequest, "request body could not be read")
	}
	if len(text) == 0 {
		return nil, nil
	}
	n, err := query.ParseJSON(text)
	if err != nil {
		return nil, Refuse(http.StatusBadRequest, "request body is not valid JSON: "+err.Error())
	}
	return n, nil
}
