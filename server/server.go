// Package server is what every HTTP face of Gozen shares: limits, request ids,
// the access log, the answer to a panic, who asks, and the one place where an
// error becomes a status and a body.
//
//	callers := &server.Callers{DB: db, Auth: sessions, Logger: log}
//	api := rpc.NewHandler(rpc.Config{Schema: s, Client: callers.Client, Logger: log})
//	err := server.Serve(ctx, listener, server.Wrap(api, server.Options{Logger: log}))
//
// It promises that an answer is always JSON (but for the streams of package live,
// whose events are), that it never holds SQL, the text
// of a rule, a file's path or a Go error, and that what it leaves out stands in
// the log under the id that the answer gives.
package server

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/gozen-dev/gozen/query"
)

// Limits bound what one request may cost. They answer before any SQL runs.
type Limits struct {
	// Body is the length of the longest request body, in bytes.
	Body int64
	// Timeout is how long the statements of one request may run.
	Timeout time.Duration
	// Request bounds what may be asked: nesting, list lengths, rows.
	Request query.Limits
}

// DefaultLimits returns the limits of a server on which nothing was set.
func DefaultLimits() Limits {
	l := query.DefaultLimits()
	l.Take = 1000
	return Limits{Body: 1 << 20, Timeout: 10 * time.Second, Request: l}
}

// Options configure [Wrap]. The zero value works.
type Options struct {
	Logger *slog.Logger     // nil discards
	Now    func() time.Time // nil is time.Now
	Rand   io.Reader        // of request ids; nil is crypto/rand
}

// Wrap puts around h what every answer needs, from the outside in: a request
// id, the access log, the answer to a panic, and headers that keep browsers
// from guessing, framing or storing. h may replace those headers.
func Wrap(h http.Handler, o Options) http.Handler {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	h = recovered(h, o.Logger)
	h = secured(h)
	h = logged(h, o.Logger, o.Now)
	return identified(h, o.Rand)
}

// secured sets the headers that a JSON answer wants. Answers depend on the
// caller's cookie, so that no cache may keep one. Their values are made once:
// who replaces one, sets another.
func secured(h http.Handler) http.Handler {
	always := []struct {
		name   string
		values []string
	}{
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"X-Frame-Options", []string{"DENY"}},
		{"Referrer-Policy", []string{"same-origin"}},
		{"Content-Security-Policy", []string{"default-src 'none'; frame-ancestors 'none'"}},
		{"Cache-Control", []string{"private, no-store"}},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		for _, x := range always {
			head[x.name] = x.values
		}
		h.ServeHTTP(w, r)
	})
}
