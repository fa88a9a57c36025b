package server

import (
	"net/http"
	"strconv"
)

// whole is a writer that takes an answer in one piece, so that who tags or
// compresses it knows that there is no more to come.
type whole interface{ writeWhole(status int, body []byte) }

// Send answers with a whole body, which it does not keep, under the headers that
// are set on w.
func Send(w http.ResponseWriter, status int, body []byte) {
	if w, ok := w.(whole); ok {
		w.writeWhole(status, body)
		return
	}
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(body))} // else a long one is sent in chunks
	w.WriteHeader(status)
	_, _ = w.Write(body) // the caller may have gone, and then there is nobody to tell
}
