package jsonapi

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/server"
)

// mediaType is JSON:API's own. ZenStack answers with plain JSON; callers who ask
// for this one get it.
const mediaType = "application/vnd.api+json"

// answer is what goes back.
type answer struct {
	status   int
	location string // of what was created
	body     []byte
	plain    bool // no document of JSON:API's
}

func (a *answer) send(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Add("Vary", "Accept")
	head.Set("Content-Type", "application/json")
	if !a.plain && asksForJSONAPI(r) {
		head.Set("Content-Type", mediaType)
	}
	if a.location != "" {
		head.Set("Location", a.location)
	}
	if r.Method == http.MethodHead {
		head.Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		return
	}
	server.Send(w, a.status, a.body)
}

// asksForJSONAPI reports whether the caller names JSON:API's media type.
func asksForJSONAPI(r *http.Request) bool {
	for _, line := range r.Header.Values("Accept") {
		for part := range strings.SplitSeq(line, ",") {
			if kind, _, err := mime.ParseMediaType(part); err == nil && kind == mediaType {
				return true
			}
		}
	}
	return false
}
