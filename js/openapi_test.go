package js_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server/jsonapi"
	"github.com/gozen-dev/gozen/server/openapi"
	"github.com/gozen-dev/gozen/server/recorded"
	"github.com/gozen-dev/gozen/server/rpc"
)

// exchanged is a request that was really made, or what came back.
type exchanged struct {
	ID     string          `json:"id"`
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Status int             `json:"status,omitempty"`
	Q      bool            `json:"q,omitempty"`
	Body   json.RawMessage `json:"body"`
}

// TestOpenAPI holds the documents against the specification of OpenAPI, and what
// handlers take and answer to the recorded requests against the documents.
func TestOpenAPI(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the tests of js/openapi are not run")
	}
	watch(t)
	install(t, "openapi")
	for _, tt := range []struct {
		name   string
		style  openapi.Style
		v2     bool
		mounts []string
	}{
		{"rest", openapi.REST, false, []string{"rest", "nested-rest"}},
		{"rpc", openapi.RPC, false, []string{"rpc"}},
		{"rest of ZenStack 2", openapi.REST, true, []string{"rest", "nested-rest"}},
		{"rpc of ZenStack 2", openapi.RPC, true, []string{"rpc"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			golden := recorded.Read(t, tt.mounts...)
			stage := recorded.NewStage(t, gozentest.SQLite(t), golden.ZModel, []json.RawMessage{golden.Seed})
			text, err := openapi.Describe(openapi.Config{
				Schema: stage.Schema, V2: tt.v2, NestedRoutes: true, Cookie: "authjs.session-token", Servers: map[openapi.Style]string{tt.style: "/api"},
			}, tt.style)
			if err != nil {
				t.Fatal(err)
			}
			answers, requests := exchanges(t, stage, golden, tt.v2)
			judged(t, map[string]any{"document": json.RawMessage(text), "answers": answers, "requests": requests})
		})
	}
}

// exchanges asks what was recorded, and returns the answers, and of the requests
// those that were taken.
func exchanges(t *testing.T, stage *recorded.Stage, golden *recorded.Golden, v2 bool) (answers, requests []exchanged) {
	t.Helper()
	client := func(*http.Request) (*rt.Client, error) { return stage.DB.Unrestricted("recorded cases"), nil }
	rest, err := jsonapi.NewHandler(jsonapi.Config{Schema: stage.Schema, Client: client, NestedRoutes: true, V2: v2})
	if err != nil {
		t.Fatal(err)
	}
	h := recorded.Mounts(map[string]http.Handler{
		"rest": rest, "nested-rest": rest, "rpc": rpc.NewHandler(rpc.Config{Schema: stage.Schema, Client: client, V2: v2}),
	})
	for _, c := range golden.Cases {
		if !c.ContinuesPrevious {
			stage.Reset(t)
		}
		r := c.Request(t)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		path := strings.TrimPrefix(r.URL.EscapedPath(), "/"+c.Mount())
		x := exchanged{ID: c.ID, Method: c.Method, Path: strings.ReplaceAll("/"+strings.Trim(path, "/"), "//", "/"), Status: w.Code, Body: w.Body.Bytes()}
		if hasAlias(x) {
			continue
		}
		if w.Code < http.StatusBadRequest || w.Code == http.StatusUnprocessableEntity || w.Code == http.StatusForbidden {
			answers = append(answers, x)
		}
		if w.Code >= http.StatusBadRequest {
			continue
		}
		x.Status, x.Body = 0, c.Body
		if q := r.URL.Query().Get("q"); q != "" {
			x.Q, x.Body = true, json.RawMessage(q)
		}
		if len(x.Body) > 0 && strings.ContainsRune("[{", rune(x.Body[0])) {
			requests = append(requests, x)
		}
	}
	return answers, requests
}

// hasAlias reports whether a request is made in one of two ways of which a
// document tells the other: PUT for PATCH, an upper letter for a lower.
func hasAlias(x exchanged) bool {
	rpc := strings.Count(x.Path, "/") == 2 && !strings.ContainsAny(x.Path, "0123456789")
	return x.Method == http.MethodPut && !rpc || x.Method == http.MethodPatch && rpc || len(x.Path) > 1 && x.Path[1] >= 'A' && x.Path[1] <= 'Z'
}

// judged runs the checker.
func judged(t *testing.T, material map[string]any) {
	t.Helper()
	text, err := json.Marshal(material)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "openapi", nil, "node", "check.mjs", file)
}
