package server

import (
	"hash/maphash"
	"net/http"
	"strconv"
	"strings"
)

// Conditional gives answers to GET an ETag, and answers 304 without a body to
// who has the same already (If-None-Match). It is for programs that ask again
// and again: caches are told to keep nothing, see [Wrap].
//
// The tag is a keyed hash of the body with a key of this process, so that it can
// be neither guessed nor compared with those of another one, and a restart costs
// one full answer.
func Conditional(h http.Handler) http.Handler {
	seed := maphash.MakeSeed()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			h.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(&tagged{ResponseWriter: w, seed: seed, known: r.Header.Get("If-None-Match")}, r)
	})
}

// tagged holds the status back until the body has come. One that does not come
// in one piece goes untagged.
type tagged struct {
	http.ResponseWriter
	seed  maphash.Seed
	known string
	held  bool // a 200 that is not sent yet
	spent bool // the body is known already to the caller
}

// WriteHeader holds 200 back where the body's length is known.
func (t *tagged) WriteHeader(status int) {
	if status == http.StatusOK && !t.held && t.Header().Get("Content-Length") != "" && t.Header().Get("ETag") == "" {
		t.held = true
		return
	}
	t.ResponseWriter.WriteHeader(status)
}

// Write tags the whole body, or drops it.
func (t *tagged) Write(p []byte) (int, error) {
	if t.spent {
		return len(p), nil
	}
	if t.held {
		t.held = false
		if t.Header().Get("Content-Length") == strconv.Itoa(len(p)) {
			tag := `W/"` + strconv.FormatUint(maphash.Bytes(t.seed, p), 36) + `"`
			t.Header().Set("ETag", tag)
			if names(t.known, tag) {
				t.spent = true
				t.Header().Del("Content-Length")
				t.ResponseWriter.WriteHeader(http.StatusNotModified)
				return len(p), nil
			}
		}
		t.ResponseWriter.WriteHeader(http.StatusOK)
	}
	return t.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tagged) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// names reports whether If-None-Match names the tag, by weak comparison.
func names(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
