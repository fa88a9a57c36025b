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

// tagged tags answers that come whole. Others go as they are.
type tagged struct {
	http.ResponseWriter
	seed  maphash.Seed
	known string
	tag   [1]string
}

func (t *tagged) writeWhole(status int, body []byte) {
	head := t.Header()
	if status == http.StatusOK && head.Get("Etag") == "" {
		t.tag[0] = tagOf(maphash.Bytes(t.seed, body))
		head["Etag"] = t.tag[:]
		if t.known != "" && names(t.known, t.tag[0]) {
			t.WriteHeader(http.StatusNotModified)
			return
		}
	}
	Send(t.ResponseWriter, status, body)
}

// tagOf is a number as a weak tag.
func tagOf(sum uint64) string {
	var b [24]byte
	return string(append(strconv.AppendUint(append(b[:0], `W/"`...), sum, 36), '"'))
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
