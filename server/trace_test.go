package server_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/server"
)

func TestLinesOfATraceAreFoundByItsID(t *testing.T) {
	t.Parallel()
	const id = "0af7651916cd43dd8448eb211c80319c"
	tests := []struct{ name, header, want string }{
		{"a trace", "00-" + id + "-b7ad6b7169203331-01", id},
		{"a later version with more", "01-" + id + "-b7ad6b7169203331-01-more", id},
		{"no trace", "", ""},
		{"an invalid version", "ff-" + id + "-b7ad6b7169203331-01", ""},
		{"version 0 with more", "00-" + id + "-b7ad6b7169203331-01-more", ""},
		{"no trace id", "00-" + strings.Repeat("0", 32) + "-b7ad6b7169203331-01", ""},
		{"no parent", "00-" + id + "-0000000000000000-01", ""},
		{"capitals", "00-" + strings.ToUpper(id) + "-b7ad6b7169203331-01", ""},
		{"a line's end", "00-" + id + "\n-7ad6b7169203331-01", ""},
		{"something else", strings.Repeat("x", 55), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			var got string
			h := server.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = server.TraceID(r.Context()) }),
				server.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			r.Header.Set("Traceparent", tt.header)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if got != tt.want || strings.Contains(log.String(), " trace=") != (tt.want != "") || !strings.Contains(log.String(), "trace="+tt.want) == (tt.want != "") {
				t.Errorf("got %q, log %s", got, &log)
			}
			if !strings.Contains(log.String(), " id="+w.Header().Get("X-Request-Id")) {
				t.Errorf("no id in %s", &log)
			}
		})
	}
}
