package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/server"
)

func TestPagesOfNamedOriginsMayCall(t *testing.T) {
	t.Parallel()
	type seen struct {
		Status                      int
		Origin, Credentials, Method string
		Reached                     bool
	}
	tests := []struct {
		name, method string
		headers      map[string]string
		want         seen
	}{
		{"a named origin reads", "GET", map[string]string{"Origin": "https://app.test"}, seen{200, "https://app.test", "true", "", true}},
		{"another origin reads nothing back", "GET", map[string]string{"Origin": "https://evil.test"}, seen{200, "", "", "", true}},
		{"a longer name is another origin", "GET", map[string]string{"Origin": "https://app.test.evil.test"}, seen{200, "", "", "", true}},
		{"a hidden origin is none", "GET", map[string]string{"Origin": "null"}, seen{200, "", "", "", true}},
		{"a program", "GET", nil, seen{200, "", "", "", true}},
		{
			"a named origin asks before it writes", "OPTIONS",
			map[string]string{"Origin": "https://app.test", "Access-Control-Request-Method": "PUT"},
			seen{204, "https://app.test", "true", "GET, POST, PUT, PATCH, DELETE", false},
		},
		{
			"another origin asks in vain", "OPTIONS",
			map[string]string{"Origin": "https://evil.test", "Access-Control-Request-Method": "PUT"},
			seen{200, "", "", "", true},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got seen
			h, err := server.CrossOrigin(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { got.Reached = true }), []string{"https://app.test"})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequestWithContext(t.Context(), tt.method, "http://api.test/", nil)
			for k, v := range tt.headers {
				r.Header.Set(k, v)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			head := w.Header()
			got.Status, got.Origin = w.Code, head.Get("Access-Control-Allow-Origin")
			got.Credentials, got.Method = head.Get("Access-Control-Allow-Credentials"), head.Get("Access-Control-Allow-Methods")
			if diff := cmp.Diff(tt.want, got); diff != "" || head.Get("Vary") != "Origin" {
				t.Errorf("Vary %q\n%s", head.Get("Vary"), diff)
			}
		})
	}
}

func TestOriginsAreNamedExactly(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"*", "null", "app.test", "https://app.test/", "https://APP.test", "ftp://app.test", "https://*.app.test/x"} {
		if _, err := server.CrossOrigin(http.NotFoundHandler(), []string{origin}); err == nil {
			t.Errorf("%s was taken", origin)
		}
	}
}
