package server

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// logged writes one line for each request. The path is in it and the query is
// not: arguments travel there, and with them people's data and one-time tokens.
func logged(h http.Handler, log *slog.Logger, now func() time.Time) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, x := now(), followed(w)
		defer func() { x.log(r, log, start, now()) }()
		h.ServeHTTP(x, r)
	})
}

// log writes the line. It is made without where in the program that is, which is
// here, and costs as much to find out as all of its text.
func (x *exchange) log(r *http.Request, log *slog.Logger, start, end time.Time) {
	level := slog.LevelInfo
	if x.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	if !log.Enabled(r.Context(), level) {
		return
	}
	line := slog.NewRecord(end, level, "request", 0)
	line.AddAttrs(x.marks(), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", x.status), slog.Int64("bytes", x.bytes), slog.Duration("took", end.Sub(start)))
	_ = log.Handler().Handle(r.Context(), line) // nobody reads what a log says of itself
}

// recovered turns a panic into a 500 that holds the request's id and nothing
// else; the log has the rest.
func recovered(h http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := followed(w)
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
			if x.status != 0 {
				// Half an answer is out: cutting the connection is the only honest end.
				panic(http.ErrAbortHandler)
			}
			answerFailure(x, r, http.StatusInternalServerError, unknown(r))
		}()
		h.ServeHTTP(x, r)
	})
}
