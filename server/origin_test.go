package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gozen-dev/gozen/server"
)

func TestWritesComeFromTheSameOrigin(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method string
		headers      map[string]string
		status       int
	}{
		{"a program without browser headers", http.MethodPost, nil, 200},
		{"a page of the site", http.MethodPost, map[string]string{"Origin": "http://app.test"}, 200},
		{"a page of the site behind a proxy", http.MethodPost, map[string]string{"Origin": "https://public.example"}, 200},
		{"a page of another site", http.MethodPost, map[string]string{"Origin": "https://evil.example"}, 403},
		{"a page of another port", http.MethodPut, map[string]string{"Origin": "http://app.test:81"}, 403},
		{"a page whose origin is hidden", http.MethodDelete, map[string]string{"Origin": "null"}, 403},
		{"a sibling subdomain", http.MethodPost, map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"another site, said by the browser", http.MethodPatch, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"the site itself, said by the browser", http.MethodPost, map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		{"a read from another site", http.MethodGet, map[string]string{"Origin": "https://evil.example"}, 200},
	}
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	h, err := server.SameOrigin(ok, []string{"https://public.example"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), tt.method, "http://app.test/api/model/user/create", nil)
			for k, v := range tt.headers {
				r.Header.Set(k, v)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
		})
	}
}

func TestATrustedOriginThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := server.SameOrigin(http.NotFoundHandler(), []string{"example.com/path"}, nil); err == nil {
		t.Error("no error")
	}
}
