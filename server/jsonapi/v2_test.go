package jsonapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server/jsonapi"
	"github.com/gozen-dev/gozen/server/recorded"
)

// TestAnswersAreThoseOfZenStack2 replays what ZenStack 2, 2.22.3 over Prisma 6.19,
// was asked. Texts of errors are not compared: they are Prisma's there.
func TestAnswersAreThoseOfZenStack2(t *testing.T) {
	recorded.Replay(t, recorded.Play{
		V2: true, Mounts: []string{"rest", "policy-rest"}, Gaps: "testdata/gaps-v2.txt", Expect: expectV2,
		Handler: func(s *recorded.Stage) http.Handler {
			all := map[string]http.Handler{}
			for name, client := range map[string]func(*http.Request) (*rt.Client, error){
				"rest": func(*http.Request) (*rt.Client, error) { return s.DB.Unrestricted("golden cases"), nil },
				"policy-rest": func(r *http.Request) (*rt.Client, error) {
					id, err := strconv.ParseInt(r.Header.Get("x-user-id"), 10, 64)
					if err != nil {
						return s.DB.As(nil), nil
					}
					return s.DB.As(map[string]any{"id": id}), nil
				},
			} {
				h, err := jsonapi.NewHandler(jsonapi.Config{Schema: s.Schema, V2: true, Client: client, Endpoint: "http://golden.test/" + name})
				if err != nil {
					t.Fatal(err)
				}
				all[name] = h
			}
			return recorded.Mounts(all)
		},
		Normal: func(c recorded.Exchange, answer map[string]any) {
			normal(c, answer)
			body, _ := answer["body"].(map[string]any)
			errors, _ := body["errors"].([]any)
			for _, e := range errors {
				e := e.(map[string]any)
				delete(e, "detail")
				delete(e, "zodErrors")
			}
		},
	})
}

// expectV2 puts right what the links between the pages of ZenStack 2 lack besides:
// what the request includes.
func expectV2(c recorded.Exchange, body any) any {
	doc, _ := expect(c, body).(map[string]any)
	links, _ := doc["links"].(map[string]any)
	asked, err := url.Parse(c.URL)
	if err != nil {
		return body
	}
	include := asked.Query().Get("include")
	for name, link := range links {
		if text, ok := link.(string); ok && include != "" && strings.Contains(text, "page%5Blimit%5D") {
			links[name] = text + "&include=" + url.QueryEscape(include)
		}
	}
	return body
}

// TestErrorsOfZenStack2 looks at the members that only ZenStack 2 has.
func TestErrorsOfZenStack2(t *testing.T) {
	t.Parallel()
	const source = `
		datasource db { provider = "sqlite" url = "file:x" }
		model User {
			id Int @id
			email String @unique @email
			@@allow('create,read', true)
		}
		model Audit {
			id Int @id
			@@allow('create', id > 0)
		}`
	s := recorded.NewStage(t, gozentest.SQLite(t), source, nil)
	h, err := jsonapi.NewHandler(jsonapi.Config{Schema: s.Schema, V2: true, Client: func(*http.Request) (*rt.Client, error) { return s.DB.As(nil), nil }})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, path, body, want string }{
		{
			"a row", "/user", `{"data":{"type":"user","attributes":{"id":1,"email":"ann@example.com"}}}`,
			`{"jsonapi":{"version":"1.1"},"links":{"self":"/user/1"},"data":{"type":"user","id":1,"attributes":{"email":"ann@example.com"},"links":{"self":"/user/1"},"relationships":{}}}`,
		},
		{
			"a key that is taken", "/user", `{"data":{"type":"user","attributes":{"id":2,"email":"ann@example.com"}}}`,
			`{"errors":[{"status":400,"code":"prisma-error","title":"Prisma error","detail":"Failed to execute query: a row with the same value exists: unique constraint of User (email)","prismaCode":"P2002"}]}`,
		},
		{
			"an attribute that is not valid", "/user", `{"data":{"type":"user","attributes":{"id":2,"email":"ann"}}}`,
			`{"errors":[{"status":422,"code":"invalid-payload","title":"Invalid payload",` +
				`"detail":"Invalid create args for model \"User\": Validation error: Invalid email address at \"data.email\"","reason":"DATA_VALIDATION_VIOLATION",` +
				`"zodErrors":{"issues":[{"code":"custom","message":"Invalid email address","path":["email"]}],"name":"ZodError"}}]}`,
		},
		{
			"a create that the rules refuse", "/audit", `{"data":{"type":"audit","attributes":{"id":-1}}}`,
			`{"errors":[{"status":403,"code":"forbidden","title":"Operation is forbidden","reason":"ACCESS_POLICY_VIOLATION"}]}`,
		},
		{
			"a result that may not be read", "/audit", `{"data":{"type":"audit","attributes":{"id":1}}}`,
			`{"errors":[{"status":403,"code":"forbidden","title":"Operation is forbidden","reason":"RESULT_NOT_READABLE"}]}`,
		},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, tt.path, strings.NewReader(tt.body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if diff := cmp.Diff(tt.want, w.Body.String()); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}
