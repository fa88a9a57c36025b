package server

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// answer remembers what was sent, for the log and for who must know whether
// an answer can still be made.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader keeps the first final status, and says when to come back where
// nobody else has.
func (a *answer) WriteHeader(status int) {
	if head := a.Header(); (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable) && head.Get("Retry-After") == "" {
		head.Set("Retry-After", "1")
	}
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write counts what is written.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// logged writes one line for each request. The path is in it and the query is
// not: arguments travel there, and with them people's data and one-time tokens.
func logged(h http.Handler, log *slog.Logger, now func() time.Time) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := now()
		a := &answer{ResponseWriter: w}
		defer func() {
			level := slog.LevelInfo
			if a.status >= http.StatusInternalServerError {
				level = slog.LevelError
			}
			log.LogAttrs(r.Context(), level, "request",
				marked(r.Context()), slog.String("method", r.Method),
				slog.String("path", r.URL.Path), slog.Int("status", a.status),
				slog.Int64("bytes", a.bytes), slog.Duration("took", now().Sub(start)))
		}()
		h.ServeHTTP(a, r)
	})
}

// recovered turns a panic into a 500 that holds the request's id and nothing
// else; the log has the rest.
func recovered(h http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{ResponseWriter: w}
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			log.LogAttrs(r.Context(), slog.LevelError, "panic", marked(r.Context()),
				slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
			if a.status != 0 {
				// Half an answer is out: cutting the connection is the only honest end.
				panic(http.ErrAbortHandler)
			}
			answerFailure(a, r, http.StatusInternalServerError, unknown(r))
		}()
		h.ServeHTTP(a, r)
	})
}
