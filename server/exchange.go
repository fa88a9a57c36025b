package server

import (
	"context"
	"net/http"
	"strconv"
)

// exchange is a request and its answer, as [Wrap] follows them. It is what
// handlers write to, and it stands in the request's context: one value for what
// each of several layers has to remember.
type exchange struct {
	http.ResponseWriter
	drawn  [8]byte   // of which the id is made
	id     [1]string // the request's own, as its header has it
	trace  string
	status int
	bytes  int64
	ticket ticket
}

type exchangeKey struct{}

// exchangeOf returns the exchange of a request; one of which nothing is known
// outside of [Wrap].
func exchangeOf(ctx context.Context) *exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{}
}

// within returns the exchange that r is part of, which it makes for one outside
// of [Wrap].
func within(r *http.Request) (*exchange, *http.Request) {
	if x, ok := r.Context().Value(exchangeKey{}).(*exchange); ok {
		return x, r
	}
	x := &exchange{}
	return x, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
}

// followed is w with what is sent remembered.
func followed(w http.ResponseWriter) *exchange {
	if x, ok := w.(*exchange); ok {
		return x
	}
	return &exchange{ResponseWriter: w}
}

// Status returns what was answered, 0 as long as nothing was.
func (x *exchange) Status() int { return x.status }

// WriteHeader keeps the first final status, and says when to come back where
// nobody else has.
func (x *exchange) WriteHeader(status int) {
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		if head := x.Header(); head.Get("Retry-After") == "" {
			head.Set("Retry-After", "1")
		}
	}
	if x.status == 0 && status >= http.StatusOK {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write counts what is written.
func (x *exchange) Write(p []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := x.ResponseWriter.Write(p)
	x.bytes += int64(n)
	return n, err
}

// buffered is how long an answer may be for net/http to find out its length.
const buffered = 2048

func (x *exchange) writeWhole(status int, body []byte) {
	// With one header less, the map of them is one that grows nowhere: making
	// room for the ninth, and again in net/http's copy, costs more than all others.
	if len(body) > buffered {
		x.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
	}
	x.WriteHeader(status)
	_, _ = x.Write(body) // the caller may have gone, and then there is nobody to tell
}

// Unwrap lets http.ResponseController reach the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }
