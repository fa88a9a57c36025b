package jsonapi

import (
	"net/url"
	"strings"
)

// collection is the URL of a resource's list.
func (h *handler) collection(res *resource) string { return h.endpoint + "/" + res.name }

// self is the URL of a row; ok is false where a rule hides its id.
func (h *handler) self(res *resource, row map[string]any) (self string, ok bool) {
	id, ok := res.key.text(row)
	return h.collection(res) + "/" + url.PathEscape(id), ok
}

// asked is the URL of the request, without its query.
func (q *request) asked() string {
	parts := []string{q.h.collection(q.res)}
	for _, segment := range q.segments[1:] {
		parts = append(parts, url.PathEscape(segment))
	}
	return strings.Join(parts, "/")
}
