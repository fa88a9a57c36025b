package server_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/server"
)

func TestLongAnswersAreCompressedForWhoTakesIt(t *testing.T) {
	t.Parallel()
	long := `{"data":"` + strings.Repeat("a todo ", 1000) + `"}`
	tests := []struct {
		name, accept, kind, body string
		compressed               bool
	}{
		{"who takes gzip", "br, gzip;q=0.8", "application/json", long, true},
		{"JSON:API", "gzip", "application/vnd.api+json", long, true},
		{"a program that says nothing", "", "application/json", long, false},
		{"who refuses gzip", "gzip;q=0, br", "application/json", long, false},
		{"a short answer", "gzip", "application/json", `{"data":[]}`, false},
		{"a stream of events", "gzip", "text/event-stream", long, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := server.Compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", tt.kind)
				if r.URL.Path == "/whole" {
					server.Send(w, http.StatusOK, []byte(tt.body))
					return
				}
				w.Header().Set("Content-Length", strconv.Itoa(len(tt.body)))
				_, _ = io.WriteString(w, tt.body)
			}))
			for _, path := range []string{"/", "/", "/whole"} { // the second one with the writer of the first
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
				r.Header.Set("Accept-Encoding", tt.accept)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				got, compressed := w.Body.String(), w.Header().Get("Content-Encoding") == "gzip"
				if compressed {
					got = unzipped(t, w.Body)
				}
				if compressed != tt.compressed || got != tt.body || compressed == (w.Header().Get("Content-Length") != "") {
					t.Errorf("compressed %t, headers %v, body of %d bytes", compressed, w.Header(), len(got))
				}
			}
		})
	}
}

func unzipped(t *testing.T, r io.Reader) string {
	t.Helper()
	z, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
