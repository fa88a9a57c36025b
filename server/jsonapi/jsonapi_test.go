package jsonapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/jsonapi"
	"github.com/gozen-dev/gozen/server/recorded"
)

const library = `
datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}

model User {
    id       Int     @id
    email    String  @unique
    password String  @password(saltLength: 4) @omit
    note     String? @omit
    secret   String? @deny('read', true)
    books    Book[]
    groups   Group[]

    @@allow('all', true)
}

model Book {
    shelf  String
    code   String
    title  String
    at     DateTime?
    size   BigInt?
    extra  Json?
    owner  User?  @relation(fields: [ownerId], references: [id])
    ownerId Int?

    @@id([shelf, code])
    @@allow('all', title != 'hidden')
}

model Group {
    id    Int    @id
    name  String
    users User[]

    @@allow('all', true)
}

model Veiled {
    id   Int     @id
    code String? @unique @deny('read', true)

    @@allow('all', true)
}
`

// exchange is a request, and what must and must not be in its answer.
type exchange struct {
	name, method, url, body string
	status                  int
	holds, lacks            []string
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	h := stage(t, jsonapi.Config{Endpoint: "/api", NestedRoutes: true, ExternalIDs: map[string]string{"Veiled": "code"}})
	play(t, h, []exchange{
		{
			name: "a create says where its resource is", method: http.MethodPost, url: "/user", status: 201,
			body:  `{"data":{"type":"user","attributes":{"id":1,"email":"a@x.test","password":"x","note":"n"}}}`,
			holds: []string{`"self":"/api/user/1"`}, lacks: []string{"password", `"note"`, "$2"},
		},
		{
			name: "a compound id may hold the divider and slashes", method: http.MethodPost, url: "/book", status: 201,
			body:  `{"data":{"type":"book","attributes":{"shelf":"a_b","code":"c/1","title":"T"},"relationships":{"owner":{"data":{"type":"user","id":"1"}}}}}`,
			holds: []string{`"id":"a%5fb_c/1"`, `"self":"/api/book/a%255fb_c%2F1"`},
		},
		{name: "and finds its row", method: http.MethodGet, url: "/book/a%255fb_c%2F1", status: 200, holds: []string{`"shelf":"a_b"`}},
		{name: "an id of too many parts is none", method: http.MethodGet, url: "/book/a_b_c", status: 400, holds: []string{"the id has more than shelf, code"}},
		{
			name: "a hidden row is not created", method: http.MethodPost, url: "/book", status: 403,
			body: `{"data":{"type":"book","attributes":{"shelf":"h","code":"h","title":"hidden"}}}`, holds: []string{`"reason":"no-access"`, `"code":"P2004"`},
		},
		{
			name: "typed values are annotated where they stand", method: http.MethodPost, url: "/book?include=owner", status: 201,
			body: `{"data":{"type":"book","attributes":{"shelf":"s","code":"2","title":"U","at":"2024-05-01T00:00:00.000Z","size":"12","extra":{"k":[1]}},` +
				`"relationships":{"owner":{"data":{"type":"user","id":1}}}},"meta":{"serialization":{"values":{"data.attributes.size":["bigint"]}}}}`,
			holds: []string{`"data.attributes.at":["Date"]`, `"data.attributes.size":["bigint"]`, `"extra":{"k":[1]}`, `"included":[{"type":"User","id":1`},
		},
		{name: "a hidden field is null", method: http.MethodGet, url: "/user/1", status: 200, holds: []string{`"secret":null`}},
		{name: "the type of sparse fields is that of paths", method: http.MethodGet, url: "/user/1?fields[user]=id", status: 200, holds: []string{`"attributes":{}`}},
		{name: "or that of documents", method: http.MethodGet, url: "/user/1?fields[User]=id", status: 200, holds: []string{`"attributes":{}`}},
		{name: "an omitted field cannot be asked for", method: http.MethodGet, url: "/user/1?fields[user]=note", status: 422, holds: []string{"omitted"}},
		{name: "a password cannot be compared", method: http.MethodGet, url: "/user?filter[password$startsWith]=$2", status: 422, holds: []string{"a password can be neither compared"}},
		{name: "nor through a relation", method: http.MethodGet, url: "/book?filter[owner][password$startsWith]=$2", status: 422, holds: []string{"a password can be neither compared"}},
		{name: "nor sorted by", method: http.MethodGet, url: "/book?sort=owner.password", status: 422, holds: []string{"a password can be neither compared"}},
		{name: "a hidden field finds nothing", method: http.MethodGet, url: "/user?filter[secret]=x", status: 200, holds: []string{`"total":0`}},
		{
			name: "a relation is no attribute", method: http.MethodPatch, url: "/user/1", status: 400,
			body: `{"data":{"type":"user","attributes":{"books":{"deleteMany":{}}}}}`, holds: []string{`it belongs into \"data.relationships\"`},
		},
		{
			name: "an unknown member of a resource is refused", method: http.MethodPatch, url: "/user/1", status: 400,
			body: `{"data":{"type":"user","attribute":{}}}`, holds: []string{`Unrecognized key: \"attribute\"`},
		},
		{
			name: "several resources do not go into a to-one relation", method: http.MethodPatch, url: "/book/s_2", status: 400,
			body: `{"data":{"type":"book","relationships":{"owner":{"data":[]}}}}`, holds: []string{"invalid-relation-data"},
		},
		{
			name: "an identifier has nothing besides", method: http.MethodPatch, url: "/book/s_2/relationships/owner", status: 400,
			body: `{"data":{"type":"user","id":1,"attributes":{}}}`, holds: []string{"invalid-payload"},
		},
		{
			name: "a related list tells its total", method: http.MethodGet, url: "/user/1/books?filter[title]=U&page[limit]=1", status: 200,
			holds: []string{`"total":1`, `"next":null`, `"last":"/api/user/1/books?filter%5Btitle%5D=U&page%5Blimit%5D=1"`},
		},
		{name: "related resources include by their own paths, too", method: http.MethodGet, url: "/user/1/books?include=owner", status: 200, holds: []string{`"included":[{"type":"User"`}},
		{
			name: "what is primary is not included again", method: http.MethodGet, url: "/user/1?include=books.owner", status: 200,
			holds: []string{`"included":[{"type":"Book"`}, lacks: []string{`"included":[{"type":"User"`, `},{"type":"User"`},
		},
		{
			name: "a child of a many-to-many relation", method: http.MethodPost, url: "/user/1/groups", status: 201,
			body: `{"data":{"type":"group","attributes":{"id":7,"name":"g"}}}`, holds: []string{`"self":"/api/user/1/groups/7"`},
		},
		{name: "belongs to its parent", method: http.MethodGet, url: "/user/1/groups/7", status: 200, holds: []string{`"name":"g"`}},
		{
			name: "an id outside that nobody may read is null, and has no link", method: http.MethodPost, url: "/veiled", status: 201,
			body: `{"data":{"type":"veiled","attributes":{"id":1,"code":"v"}}}`, holds: []string{`"id":null`, `"links":{},"relationships"`},
		},
		{name: "nested too deep is the caller's fault", method: http.MethodGet, url: "/user?include=" + strings.TrimSuffix(strings.Repeat("books.owner.", 20), "."), status: 422, holds: []string{"validation-error"}},
		{name: "a query string that cannot be read", method: http.MethodGet, url: "/user?filter%5=1", status: 400, holds: []string{"the query string cannot be read"}},
	})
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	h := stage(t, jsonapi.Config{})
	tests := []struct {
		name, sent, accepts, got string
		status                   int
	}{
		{"plain JSON", "application/json", "", "application/json", 201},
		{"JSON:API's type both ways", "application/vnd.api+json", "text/html, application/vnd.api+json;q=0.9", "application/vnd.api+json", 201},
		{"a profile", `application/vnd.api+json;profile="https://example.com/p"`, "*/*", "application/json", 201},
		{"an extension that is not there", `application/vnd.api+json;ext="https://example.com/e"`, "", "application/json", 415},
		{"a form", "application/x-www-form-urlencoded", "", "application/json", 415},
		{"text that a page of another site can send", "text/plain", "application/vnd.api+json", "application/vnd.api+json", 415},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/group", strings.NewReader(fmt.Sprintf(`{"data":{"type":"group","attributes":{"id":%d,"name":"g"}}}`, i)))
			r.Header.Set("Content-Type", tt.sent)
			r.Header.Set("Accept", tt.accepts)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status || w.Header().Get("Content-Type") != tt.got {
				t.Errorf("got %d %q %s", w.Code, w.Header().Get("Content-Type"), w.Body)
			}
			if at := w.Header().Get("Location"); (at != "") != (w.Code == http.StatusCreated) {
				t.Errorf("the resource is said to be at %q", at)
			}
		})
	}
}

// TestPagesDoNotOverlap walks through a list whose sort leaves all rows equal:
// they come in the order of their ids, not in that in which they were made.
func TestPagesDoNotOverlap(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		h := stageAt(t, url, jsonapi.Config{PageSize: 3})
		for n := range 8 {
			ask(t, h, http.MethodPost, "/book", fmt.Sprintf(`{"data":{"type":"book","attributes":{"shelf":"s","code":"%d","title":"same"}}}`, (n*5+3)%8))
		}
		var seen []string
		for offset := 0; offset < 8; offset += 3 {
			got := ask(t, h, http.MethodGet, fmt.Sprintf("/book?sort=-title&page[offset]=%d&fields[book]=", offset), "").Body.Bytes()
			var page struct {
				Data []struct{ ID string }
				Meta struct{ Total int }
			}
			if err := json.Unmarshal(got, &page); err != nil {
				t.Fatal(err)
			}
			for _, r := range page.Data {
				seen = append(seen, r.ID)
			}
			if page.Meta.Total != 8 {
				t.Errorf("the total is %d", page.Meta.Total)
			}
		}
		if diff := cmp.Diff("s_0 s_1 s_2 s_3 s_4 s_5 s_6 s_7", strings.Join(seen, " ")); diff != "" {
			t.Error(diff)
		}
	})
}

// TestAHostReplacesErrors: what a procedure of the host fails with can be told.
func TestAHostReplacesErrors(t *testing.T) {
	t.Parallel()
	h := stage(t, jsonapi.Config{Errors: func(r *http.Request, err error) error {
		if r.URL.Path == "/user" {
			return server.Refuse(http.StatusTeapot, "short and stout")
		}
		return err
	}})
	play(t, h, []exchange{
		{name: "one that it knows", method: http.MethodPost, url: "/user", body: `{}`, status: 418, holds: []string{`"detail":"short and stout"`}},
		{name: "others stay", method: http.MethodPost, url: "/group", body: `{}`, status: 400, holds: []string{`invalid-payload`}},
	})
}

// TestAHandlerWorksBelowAnyPath, whoever routes: also with ids that are escaped.
func TestAHandlerWorksBelowAnyPath(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/v1/rest/", http.StripPrefix("/v1/rest", stage(t, jsonapi.Config{Endpoint: "https://api.test/v1/rest/"})))
	play(t, mux, []exchange{
		{
			name: "a create", method: http.MethodPost, url: "/v1/rest/book", status: 201,
			body: `{"data":{"type":"book","attributes":{"shelf":"a/b c","code":"1","title":"T"}}}`, holds: []string{`"self":"https://api.test/v1/rest/book/a%2Fb%20c_1"`},
		},
		{name: "the link leads back", method: http.MethodGet, url: "/v1/rest/book/a%2Fb%20c_1", status: 200, holds: []string{`"shelf":"a/b c"`}},
		{name: "a head without a body", method: http.MethodHead, url: "/v1/rest/book/a%2Fb%20c_1", status: 200, lacks: []string{"shelf"}},
	})
}

func TestNothingBehindARelationCanBeAnAnswer(t *testing.T) {
	t.Parallel()
	h := stage(t, jsonapi.Config{NullRelated: true})
	ask(t, h, http.MethodPost, "/book", `{"data":{"type":"book","attributes":{"shelf":"s","code":"1","title":"T"}}}`)
	play(t, h, []exchange{
		{name: "related", method: http.MethodGet, url: "/book/s_1/owner", status: 200, holds: []string{`"data":null`}},
		{name: "the relationship", method: http.MethodGet, url: "/book/s_1/relationships/owner", status: 200, holds: []string{`"data":null`}},
		{name: "of no row", method: http.MethodGet, url: "/book/s_2/owner", status: 404, holds: []string{"not-found"}},
	})
}

func TestWhatIsSlicedOutHasNoPath(t *testing.T) {
	t.Parallel()
	slice, err := server.NewSlice(gozentest.Schema(t, library), server.Slicing{
		Models: server.Choice{Not: []string{"Group"}}, Operations: map[string]server.Choice{"Book": {Only: []string{"findMany", "findUnique"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const user = `{"data":{"type":"user","attributes":{"id":1,"email":"a@x.test","password":"x"}}}`
	play(t, stage(t, jsonapi.Config{Slice: slice}), []exchange{
		{name: "a model", method: http.MethodGet, url: "/group", status: 404, holds: []string{"unsupported-model"}},
		{name: "an operation", method: http.MethodDelete, url: "/book/s_1", status: 400, holds: []string{"invalid-path"}},
		{name: "a relation to the model", method: http.MethodPost, url: "/user", body: user, status: 201, holds: []string{`"books"`}, lacks: []string{`"groups"`}},
		{name: "what is behind it", method: http.MethodGet, url: "/user/1/groups", status: 404, holds: []string{"unsupported-relationship"}},
		{name: "a filter through it", method: http.MethodGet, url: "/user?filter[groups][name]=x", status: 400, holds: []string{"invalid-filter"}},
		{
			name: "a link that updates the other row", method: http.MethodPost, url: "/user/1/relationships/books", status: 422,
			body: `{"data":[{"type":"book","id":"s_1"}]}`, holds: []string{"is not served"},
		},
	})
}

func TestConfigsThatNameNothingAreRefused(t *testing.T) {
	t.Parallel()
	s := gozentest.Schema(t, library)
	tests := []struct {
		name, says string
		c          jsonapi.Config
	}{
		{"a name for no model", `no model "Nope"`, jsonapi.Config{Names: map[string]string{"Nope": "x"}}},
		{"one name twice", `both called "user"`, jsonapi.Config{Names: map[string]string{"Group": "user"}}},
		{"an id that is not unique", `no unique key "note"`, jsonapi.Config{ExternalIDs: map[string]string{"User": "note"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.c.Schema = s
			if _, err := jsonapi.NewHandler(tt.c); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func stage(t *testing.T, c jsonapi.Config) http.Handler {
	t.Helper()
	return stageAt(t, gozentest.SQLite(t), c)
}

func stageAt(t *testing.T, url string, c jsonapi.Config) http.Handler {
	t.Helper()
	s := recorded.NewStage(t, url, library, nil)
	c.Schema, c.Client = s.Schema, func(*http.Request) (*rt.Client, error) { return s.DB.As(nil), nil }
	h, err := jsonapi.NewHandler(c)
	if err != nil {
		t.Fatal(err)
	}
	return server.Wrap(h, server.Options{})
}

// play runs exchanges one after the other.
func play(t *testing.T, h http.Handler, exchanges []exchange) {
	t.Helper()
	for _, x := range exchanges {
		t.Run(x.name, func(t *testing.T) {
			w := ask(t, h, x.method, x.url, x.body)
			got := w.Body.String()
			if w.Code != x.status {
				t.Errorf("status %d, want %d: %s", w.Code, x.status, got)
			}
			for _, want := range x.holds {
				if !strings.Contains(got, want) {
					t.Errorf("the answer lacks %s: %s", want, got)
				}
			}
			for _, no := range x.lacks {
				if strings.Contains(got, no) {
					t.Errorf("the answer holds %s: %s", no, got)
				}
			}
		})
	}
}

func ask(t *testing.T, h http.Handler, method, url, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
