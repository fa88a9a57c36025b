package openapi_test

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/openapi"
	"github.com/gozen-dev/gozen/server/recorded"
)

const office = `
datasource db { provider = "sqlite" url = "file:x" }

model User {
    id       Int     @id
    email    String  @unique @email
    password String  @password @omit
    role     String  @default("USER")
    pay      Decimal? @allow('read', auth().role == 'ADMIN')
    notes    Note[]
    logs     Log[]

    @@allow('read', true)
    @@allow('update', auth().id == id)
    @@allow('create,delete', auth().role == 'ADMIN')
}

/// What somebody wrote.
model Note {
    id     Int      @id
    text   String   @length(1, 20)
    at     DateTime @default(now())
    size   BigInt?
    user   User     @relation(fields: [userId], references: [id])
    userId Int

    @@allow('all', auth() != null)
}

model Log {
    id     Int  @id
    user   User @relation(fields: [userId], references: [id])
    userId Int

    @@allow('read', auth().role == 'ADMIN')
}

model Locked { id Int @id }

procedure ping(n: Int, note: String?): Int
mutation procedure register(email: String): User
`

type document struct {
	OpenAPI    string
	Paths      map[string]map[string]any
	Components struct {
		Schemas map[string]struct {
			Properties map[string]any
		}
		SecuritySchemes map[string]any
	}
	Servers []struct{ URL string }
}

func parse(t *testing.T, text []byte) *document {
	t.Helper()
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return &d
}

// TestADocumentIsForWhoAsks compares what three people are told.
func TestADocumentIsForWhoAsks(t *testing.T) {
	t.Parallel()
	h := handler(t, map[string]map[string]any{
		"admin": {"id": int64(1), "role": "ADMIN"}, "user": {"id": int64(2), "role": "USER"},
	})
	tests := []struct {
		who, style string
		paths      []string // those with User and Log in them
		user, log  []string // members
	}{
		{
			"", "rest", []string{"/user get", "/user/{id} get"}, []string{"email", "role"}, nil,
		},
		{
			"user", "rest", []string{
				"/user get", "/user/{id} get patch", "/user/{id}/notes get post", "/user/{id}/notes/{childId} delete get patch",
				"/user/{id}/relationships/notes delete get patch post",
			}, []string{"email", "role"}, nil,
		},
		{
			"admin", "rest", []string{
				"/log get", "/log/{id} get", "/log/{id}/relationships/user get", "/log/{id}/user get patch",
				"/user get post", "/user/{id} delete get patch", "/user/{id}/logs get", "/user/{id}/logs/{childId} get",
				"/user/{id}/notes get post", "/user/{id}/notes/{childId} delete get patch",
				"/user/{id}/relationships/logs get", "/user/{id}/relationships/notes delete get patch post",
			}, []string{"email", "pay", "role"}, []string{"userId"},
		},
		{
			"", "rpc", []string{
				"/user/aggregate get", "/user/count get", "/user/exists get", "/user/findFirst get",
				"/user/findMany get", "/user/findUnique get", "/user/groupBy get",
			}, []string{"email", "id", "role"}, nil,
		},
		{
			"user", "rpc", []string{
				"/user/aggregate get", "/user/count get", "/user/exists get", "/user/findFirst get",
				"/user/findMany get", "/user/findUnique get", "/user/groupBy get", "/user/update put", "/user/updateMany put", "/user/updateManyAndReturn put",
			}, []string{"email", "id", "notes", "role"}, nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.who+" "+tt.style, func(t *testing.T) {
			w := ask(t, h.JSON(), http.MethodGet, "/api/openapi.json?style="+tt.style, tt.who)
			d := parse(t, w.Body.Bytes())
			var paths []string
			for path, operations := range d.Paths {
				if strings.HasPrefix(path, "/user") || strings.HasPrefix(path, "/log") || strings.HasPrefix(path, "/locked") {
					paths = append(paths, path+" "+strings.Join(slices.Sorted(maps.Keys(operations)), " "))
				}
			}
			slices.Sort(paths)
			if diff := cmp.Diff(tt.paths, paths); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.user, members(d, "User")); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.log, members(d, "Log")); diff != "" {
				t.Error(diff)
			}
			for _, no := range []string{"password\": {\n          \"type\": \"boolean\"", "locked", "Locked"} {
				if strings.Contains(w.Body.String(), no) {
					t.Errorf("the document tells of %s", no)
				}
			}
			if tt.who == "" && strings.Contains(w.Body.String(), `"pay"`) {
				t.Error("the document tells of a field that is hidden")
			}
		})
	}
}

// members lists the members of a row: in JSON:API its attributes.
func members(d *document, model string) []string {
	properties := d.Components.Schemas[model].Properties
	if a, ok := properties["attributes"].(map[string]any); ok {
		properties, _ = a["properties"].(map[string]any)
	}
	return slices.Sorted(maps.Keys(properties))
}

func TestTheCommonDocumentHasEverything(t *testing.T) {
	t.Parallel()
	s := gozentest.Schema(t, office)
	for _, style := range []openapi.Style{openapi.REST, openapi.RPC} {
		text, err := openapi.Describe(openapi.Config{
			Schema: s, Title: "Office", Cookie: "authjs.session-token", Servers: map[openapi.Style]string{style: "/api/" + string(style)},
		}, style)
		if err != nil {
			t.Fatal(err)
		}
		d := parse(t, text)
		if d.OpenAPI != "3.1.0" || d.Servers[0].URL != "/api/"+string(style) || d.Components.SecuritySchemes["session"] == nil {
			t.Errorf("%s: %+v", style, d)
		}
		for _, want := range []string{`"description": "What somebody wrote."`, `"maxLength": 20`, `"format": "email"`, `"example"`, "Locked", "$procs/register"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: the document lacks %s", style, want)
			}
		}
		again, err := openapi.Describe(openapi.Config{
			Schema: s, Title: "Office", Cookie: "authjs.session-token", Servers: map[openapi.Style]string{style: "/api/" + string(style)},
		}, style)
		if err != nil || string(again) != string(text) {
			t.Errorf("%s: the document is not the same each time: %v", style, err)
		}
	}
	if _, err := openapi.Describe(openapi.Config{Schema: s}, "soap"); err == nil {
		t.Error("no error for a style that is none")
	}
}

func TestWhatIsSlicedOutIsNotDescribed(t *testing.T) {
	t.Parallel()
	s := gozentest.Schema(t, office)
	slice, err := server.NewSlice(s, server.Slicing{
		Models: server.Choice{Not: []string{"Note"}}, Procedures: server.Choice{Only: []string{}},
		Operations: map[string]server.Choice{"User": {Only: []string{"findMany", "create"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, style := range []openapi.Style{openapi.REST, openapi.RPC} {
		text, err := openapi.Describe(openapi.Config{Schema: s, Slice: slice}, style)
		if err != nil {
			t.Fatal(err)
		}
		for _, no := range []string{"note", "Note", "procs", "user/update", "/user/{id}"} {
			if strings.Contains(string(text), no) {
				t.Errorf("%s: the document tells of %s", style, no)
			}
		}
	}
}

func TestThePageIsCompleteWithoutScripts(t *testing.T) {
	t.Parallel()
	h := handler(t, nil)
	w := ask(t, h.Page(), http.MethodGet, "/api/docs", "")
	for _, want := range []string{"<code>/user/{id}</code>", `href="#schema-UserListResponse"`, `<div id="schema-UserListResponse">`, `filter[email$contains]`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, no := range []string{"<script", "src=", "http://", "https://", "Locked", "register/"} {
		if strings.Contains(w.Body.String(), no) {
			t.Errorf("the page holds %s", no)
		}
	}
	if kind := w.Header().Get("Content-Type"); kind != "text/html; charset=utf-8" {
		t.Errorf("the page is of type %s", kind)
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("the page's policy is %s", policy)
	}
}

func TestOtherRequestsAreRefused(t *testing.T) {
	t.Parallel()
	h := handler(t, nil)
	if w := ask(t, h.JSON(), http.MethodPost, "/api/openapi.json", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("got %d", w.Code)
	}
	if w := ask(t, h.JSON(), http.MethodGet, "/api/openapi.json?style=soap", ""); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "style is rest or rpc") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// handler serves documents to users by the header X-User.
func handler(t *testing.T, users map[string]map[string]any) *openapi.Handler {
	t.Helper()
	s := recorded.NewStageWith(t, gozentest.SQLite(t), office, nil, func(*schema.Schema) map[string]rt.Procedure { return nil })
	client := func(r *http.Request) (*rt.Client, error) { return s.DB.As(users[r.Header.Get("X-User")]), nil }
	return openapi.NewHandler(openapi.Config{Schema: s.Schema, NestedRoutes: true}, client, slog.New(slog.DiscardHandler))
}

func ask(t *testing.T, h http.Handler, method, url, user string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, url, nil)
	r.Header.Set("X-User", user)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestTypesAndArgumentsAreDescribed finds closed types, and fields where their
// arguments can be given.
func TestTypesAndArgumentsAreDescribed(t *testing.T) {
	t.Parallel()
	s, diags := check.Source("x.zmodel", []byte(`
		datasource db { provider = "sqlite" url = "file:x" }
		type Open { n Int }
		type Closed { n Int @@strict }
		model A {
			id Int @id
			open Open @json
			closed Closed @json
			near(to: Closed, limit: Int?) Int @computed
			@@allow('read', true)
		}`))
	if s == nil {
		t.Fatal(diags)
	}
	text, err := openapi.Describe(openapi.Config{Schema: s}, openapi.RPC)
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Components struct{ Schemas map[string]map[string]any }
	}
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	schemas := d.Components.Schemas
	if _, said := schemas["Open"]["additionalProperties"]; said || schemas["Closed"]["additionalProperties"] != false {
		t.Errorf("Open %v, Closed %v", schemas["Open"], schemas["Closed"])
	}
	for component, want := range map[string]bool{
		"A": false, "ASelect": true, "AInclude": true, "AOmit": false, "AWhereInput": true, "AOrderByInput": true,
	} {
		near, has := schemas[component]["properties"].(map[string]any)["near"].(map[string]any)
		if has != want {
			t.Errorf("%s: near is there: %t, want %t", component, has, want)
		} else if has {
			args := near["properties"].(map[string]any)["args"].(map[string]any)
			if diff := cmp.Diff([]any{"to"}, args["required"]); diff != "" {
				t.Errorf("%s: %s", component, diff)
			}
		}
	}
}
