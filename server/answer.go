package server

import (
	"net/http"
	"strconv"

	"github.com/gozen-dev/gozen/rt"
)

// Answer sends a result, with annotations when some value in it needs one.
func Answer(w http.ResponseWriter, status int, doc rt.Document) {
	b := make([]byte, 0, len(doc.Data)+len(doc.Types)+64)
	b = append(b, `{"data":`...)
	b = append(b, doc.Data...)
	switch {
	case len(doc.Types) == 0:
	case doc.Types[0] == '[':
		b = append(b, `,"meta":{"serialization":{"values":`...)
		b = append(b, doc.Types...)
		b = append(b, `,"v":1}}`...)
	default:
		b = append(b, `,"meta":{"serialization":{"values":{`...)
		b = append(b, doc.Types...)
		b = append(b, `},"v":1}}`...)
	}
	b = append(b, '}')
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(b))) // else a long one is sent in chunks
	w.WriteHeader(status)
	_, _ = w.Write(b) // the caller may have gone, and then there is nobody to tell
}
