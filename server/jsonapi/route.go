package jsonapi

import (
	"net/http"
	"net/url"
	"strings"
)

// segmentsOf returns the segments of a path. It is the escaped path that is cut,
// so that an id may hold a slash.
func segmentsOf(u *url.URL) ([]string, error) {
	parts := strings.FieldsFunc(u.EscapedPath(), func(c rune) bool { return c == '/' })
	for i, p := range parts {
		text, err := url.PathUnescape(p)
		if err != nil {
			return nil, &problem{status: http.StatusBadRequest, code: "invalid-path"}
		}
		parts[i] = text
	}
	return parts, nil
}

// action answers a request of one kind.
type action func(*request) (*answer, error)

// relationships stands between a resource and a relation in the paths of what
// links the two.
const relationships = "relationships"

// route returns what a method does with a path; nil when there is no such.
func (h *handler) route(method string, segments []string) action {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if method == http.MethodPut {
		method = http.MethodPatch // both change what they name and leave the rest
	}
	switch {
	case len(segments) == 1:
		return byMethod(method, (*request).list, (*request).create, nil, nil)
	case len(segments) == 2:
		return byMethod(method, (*request).get, nil, (*request).update, (*request).remove)
	case len(segments) == 3 && h.nested:
		return byMethod(method, (*request).related, (*request).createChild, (*request).updateOnlyChild, nil)
	case len(segments) == 3:
		return byMethod(method, (*request).related, nil, nil, nil)
	case len(segments) == 4 && segments[2] == relationships:
		return byMethod(method, (*request).links, (*request).addLinks, (*request).setLinks, (*request).removeLinks)
	case len(segments) == 4 && h.nested:
		return byMethod(method, (*request).child, nil, (*request).updateChild, (*request).removeChild)
	default:
		return nil
	}
}

func byMethod(method string, get, post, patch, remove action) action {
	switch method {
	case http.MethodGet:
		return get
	case http.MethodPost:
		return post
	case http.MethodPatch:
		return patch
	case http.MethodDelete:
		return remove
	default:
		return nil
	}
}

// sendsBody reports whether a request needs a body. Of deletions only those of
// links say in it what is to go.
func sendsBody(method string, segments []string) bool {
	switch method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		return true
	case http.MethodDelete:
		return len(segments) == 4 && segments[2] == relationships
	default:
		return false
	}
}
