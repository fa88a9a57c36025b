package jsonapi_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/jsonapi"
)

// TestWhatIsAnsweredAroundTheHandlerIsJSONAPIToo has each part that may stand
// around it refuse.
func TestWhatIsAnsweredAroundTheHandlerIsJSONAPIToo(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	everybody := func(*http.Request) (string, error) { return "everybody", nil }
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/panic" {
			panic("SELECT")
		}
		w.WriteHeader(http.StatusCreated)
	})
	kept := (&server.Replays{Principal: everybody, Body: 8, Logger: log}).Wrap(inner)
	same, err := server.SameOrigin(kept, nil, log)
	if err != nil {
		t.Fatal(err)
	}
	open := (&server.Gate{Logger: log}).Wrap(same)
	full := &server.Gate{Requests: 1, Logger: log}
	// A request from inside of one that fills the gate.
	crowded := full.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { full.Wrap(inner).ServeHTTP(w, r) }))

	tests := []struct {
		name    string
		h       http.Handler
		path    string
		headers map[string]string
		body    string
		status  int
		want    string
	}{
		{
			"a server that is full", crowded, "/post", nil, "", 503,
			`{"errors":[{"status":503,"code":"unavailable","title":"The server cannot answer now","detail":"the server has too many requests under way; try again"}]}`,
		},
		{
			"a page of another site", open, "/post",
			map[string]string{"Sec-Fetch-Site": "cross-site"},
			"", 403,
			`{"errors":[{"status":403,"code":"forbidden","title":"Operation is forbidden","detail":"cross-origin request refused"}]}`,
		},
		{
			"a body that is too large", open, "/post",
			map[string]string{"Idempotency-Key": "k1"},
			"more than eight", 413,
			`{"errors":[{"status":413,"code":"payload-too-large","title":"Payload is too large","detail":"request body is too large"}]}`,
		},
		{
			"a key that is none", open, "/post",
			map[string]string{"Idempotency-Key": strings.Repeat("k", 300)},
			"", 400,
			`{"errors":[{"status":400,"code":"invalid-payload","title":"Invalid payload","detail":"Idempotency-Key must be one key of 1 to 255 printable characters"}]}`,
		},
		{
			"a panic", open, "/panic", nil, "", 500,
			`{"errors":[{"id":"ID","status":500,"code":"unknown-error","title":"Unknown error","detail":"internal error"}]}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, tt.path, strings.NewReader(tt.body))
			r.Header.Set("Accept", "application/vnd.api+json")
			for name, value := range tt.headers {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			server.Wrap(server.Speak(tt.h, jsonapi.Problem, log), server.Options{}).ServeHTTP(w, r)
			got := strings.Replace(w.Body.String(), w.Header().Get("X-Request-Id"), "ID", 1)
			if diff := cmp.Diff(tt.want, got); diff != "" || w.Code != tt.status {
				t.Errorf("%d %s", w.Code, diff)
			}
			if kind := w.Header().Get("Content-Type"); kind != "application/vnd.api+json" {
				t.Errorf("the type is %s", kind)
			}
		})
	}
}
