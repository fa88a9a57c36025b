package server

import (
	"context"
	"encoding/hex"
	"io"
	"net/http"
)

// mark is what distinguishes a request from others.
type mark struct{ id, trace string }

type markKey struct{}

// RequestID returns the id that [Wrap] gave the request, which its answer
// carries in X-Request-Id; empty outside of Wrap.
func RequestID(ctx context.Context) string {
	m, _ := ctx.Value(markKey{}).(mark)
	return m.id
}

// identified gives each request an id of our own: one that a caller sent
// could be made to collide in the log.
func identified(h http.Handler, random io.Reader) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b [8]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			panic("server: no randomness: " + err.Error())
		}
		id := hex.EncodeToString(b[:])
		w.Header().Set("X-Request-Id", id)
		m := mark{id: id, trace: traceOf(r.Header.Get("Traceparent"))}
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), markKey{}, m)))
	})
}
