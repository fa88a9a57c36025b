package routers_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/examples/routers"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/sqlite"
)

const notes = `
datasource db { provider = "sqlite" url = env("DATABASE_URL") }

model User {
    id    String @id
    notes Note[]

    @@allow('create', true)
    @@allow('read', auth() == this)
}

model Note {
    id      String @id
    text    String @length(1, 20)
    owner   User   @relation(fields: [ownerId], references: [id])
    ownerId String @default(auth().id)

    @@allow('all', auth() == owner)
}`

// site serves a new database for a tenant.
func site(t *testing.T, tenant string) http.Handler {
	t.Helper()
	s, file := gozentest.Schema(t, notes), gozentest.SQLite(t)
	gozentest.Push(t, file, s)
	db, err := gozen.Open(t.Context(), s, gozen.Config{Driver: sqlite.New(file)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	h, err := routers.Site(db.Runtime(), "/"+tenant+"/api", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestEachRouter has two people use the sites of two tenants behind each router.
func TestEachRouter(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	tokens := routers.Tokens{"token of ann": "ann", "token of bob": "bob"}
	for name, mount := range map[string]func(routers.Tokens, map[string]http.Handler) http.Handler{
		"chi": routers.Chi, "echo": routers.Echo, "gin": routers.Gin,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(mount(tokens, map[string]http.Handler{"acme": site(t, "acme"), "globex": site(t, "globex")}))
			t.Cleanup(server.Close)
			for _, step := range story() {
				got := send(t, server.URL, step)
				if step.status == 0 {
					step.status = http.StatusOK
				}
				if diff := cmp.Diff(answer{step.status, step.want}, got, cmp.AllowUnexported(answer{})); diff != "" {
					t.Errorf("%s: %s %s: %s", step.name, step.method, step.path, diff)
				}
			}
		})
	}
}

type step struct {
	name, who, method, path, body string
	header                        string // of the form name: value
	status                        int
	want                          string
}

type answer struct {
	status int
	body   string
}

func story() []step {
	q := "?q=" + url.QueryEscape(`{"select":{"id":true,"text":true},"orderBy":{"id":"asc"}}`)
	const note = `{"jsonapi":{"version":"1.1"},"links":{"self":"/acme/api/rest/note/a%2Fb"},"data":{"type":"Note","id":"a/b",` +
		`"attributes":{"text":"TEXT","ownerId":"ann"},"links":{"self":"/acme/api/rest/note/a%2Fb"},"relationships":{"owner":{"links":` +
		`{"self":"/acme/api/rest/note/a%2Fb/relationships/owner","related":"/acme/api/rest/note/a%2Fb/owner"},"data":{"type":"User","id":"ann"}}}}}`
	withText := func(text string) string { return strings.Replace(note, "TEXT", text, 1) }
	return []step{
		{name: "people sign up", method: "POST", path: "/acme/api/model/user/createMany", body: `{"data":[{"id":"ann"},{"id":"bob"}]}`, status: 201, want: `{"data":{"count":2}}`},
		{name: "ann knows herself", who: "ann", method: "GET", path: "/acme/api/model/user/findMany", want: `{"data":[{"id":"ann"}]}`},
		{name: "a note by RPC", who: "ann", method: "POST", path: "/acme/api/model/note/create", body: `{"data":{"id":"n","text":"first"}}`, status: 201, want: `{"data":{"id":"n","text":"first","ownerId":"ann"}}`},
		{name: "a PUT", who: "ann", method: "PUT", path: "/acme/api/model/note/update", body: `{"where":{"id":"n"},"data":{"text":"second"}}`, want: `{"data":{"id":"n","text":"second","ownerId":"ann"}}`},
		{name: "a transaction", who: "ann", method: "POST", path: "/acme/api/model/$transaction/sequential", body: `[{"model":"Note","op":"count"}]`, want: `{"data":[1]}`},
		{name: "a note by JSON:API", who: "ann", method: "POST", path: "/acme/api/rest/note", body: `{"data":{"type":"Note","attributes":{"id":"a/b","text":"x"}}}`, status: 201, want: withText("x")},
		{name: "an id with a slash in it", who: "ann", method: "GET", path: "/acme/api/rest/note/a%2Fb", want: withText("x")},
		{name: "a PATCH of JSON:API's type", who: "ann", method: "PATCH", path: "/acme/api/rest/note/a%2Fb", body: `{"data":{"type":"Note","attributes":{"text":"y"}}}`, header: "Content-Type: application/vnd.api+json", want: withText("y")},
		{name: "both", who: "ann", method: "GET", path: "/acme/api/model/note/findMany" + q, want: `{"data":[{"id":"a/b","text":"y"},{"id":"n","text":"second"}]}`},
		{name: "bob sees none", who: "bob", method: "GET", path: "/acme/api/model/note/findMany" + q, want: `{"data":[]}`},
		{name: "and deletes none", who: "bob", method: "DELETE", path: "/acme/api/model/note/deleteMany", want: `{"data":{"count":0}}`},
		{name: "a token that nobody has", who: "eve", method: "GET", path: "/acme/api/model/note/findMany" + q, want: `{"data":[]}`},
		{name: "the other tenant", who: "ann", method: "GET", path: "/globex/api/model/note/findMany" + q, want: `{"data":[]}`},
		{name: "a page of another site", who: "ann", method: "POST", path: "/acme/api/rest/note", body: `{"data":{"type":"Note"}}`, header: "Sec-Fetch-Site: cross-site", status: 403, want: `{"errors":[{"status":403,"code":"forbidden","title":"Operation is forbidden","detail":"cross-origin request refused"}]}`},
		{name: "a path of no handler", who: "ann", method: "GET", path: "/acme/api/model/note", status: 400, want: `{"error":{"message":"invalid request path"}}`},
		{name: "a DELETE", who: "ann", method: "DELETE", path: "/acme/api/rest/note/a%2Fb", want: `{"meta":{}}`},
		{name: "one is left", who: "ann", method: "GET", path: "/acme/api/model/note/count", want: `{"data":1}`},
	}
}

func send(t *testing.T, base string, s step) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), s.method, base+s.path, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if s.who != "" {
		r.Header.Set("Authorization", "Bearer token of "+s.who)
	}
	if name, value, ok := strings.Cut(s.header, ": "); ok {
		r.Header.Set(name, value)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Body.Close() }()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{w.StatusCode, string(text)}
}

func TestATenantThatIsNotThere(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	for name, mount := range map[string]func(routers.Tokens, map[string]http.Handler) http.Handler{
		"chi": routers.Chi, "echo": routers.Echo, "gin": routers.Gin,
	} {
		server := httptest.NewServer(mount(nil, nil))
		t.Cleanup(server.Close)
		if got := send(t, server.URL, step{method: "GET", path: "/nobody/api/model/note/count"}); got.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
}
