package server

import (
	"context"
	"encoding/hex"
	"io"
	"net/http"
)

// RequestID returns the id that [Wrap] gave the request, which its answer
// carries in X-Request-Id; empty outside of Wrap.
func RequestID(ctx context.Context) string { return exchangeOf(ctx).id[0] }

// identified gives each request an id of our own: one that a caller sent
// could be made to collide in the log.
func identified(h http.Handler, random io.Reader) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{ResponseWriter: w, trace: traceOf(r.Header.Get("Traceparent"))}
		if _, err := io.ReadFull(random, x.drawn[:]); err != nil {
			panic("server: no randomness: " + err.Error())
		}
		var text [2 * len(x.drawn)]byte
		hex.Encode(text[:], x.drawn[:])
		x.id[0] = string(text[:])
		w.Header()["X-Request-Id"] = x.id[:]
		h.ServeHTTP(x, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
	})
}
