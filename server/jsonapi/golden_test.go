package jsonapi_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/jsonapi"
	"github.com/gozen-dev/gozen/server/recorded"
)

func mountNames() []string {
	return []string{"rest", "policy-rest", "nested-rest", "paged-rest", "unpaged-rest", "mapped-rest"}
}

func TestAnswersAreThoseOfZenStack(t *testing.T) {
	recorded.Replay(t, recorded.Play{
		Mounts: mountNames(), Gaps: "testdata/gaps.txt", Handler: func(s *recorded.Stage) http.Handler { return mounts(t, s) },
		Normal: normal, Expect: expect,
	})
}

// normal drops Prisma's code, which is ours, wordings that are not ZenStack's, and
// the order of parameters in links.
func normal(c recorded.Exchange, answer map[string]any) {
	body, _ := answer["body"].(map[string]any)
	errors, _ := body["errors"].([]any)
	for _, e := range errors {
		e := e.(map[string]any)
		delete(e, "meta")
		delete(e, "id")
		if strings.HasPrefix(c.Loose, "message") {
			delete(e, "detail")
		}
		if strings.Contains(c.Loose, "dbErrorCode") {
			delete(e, "dbErrorCode")
		}
	}
	links, _ := body["links"].(map[string]any)
	for name, link := range links {
		text, ok := link.(string)
		if !ok {
			continue
		}
		at, params, has := strings.Cut(text, "?")
		if values, err := url.ParseQuery(params); has && err == nil {
			links[name] = at + "?" + values.Encode()
		}
	}
	if meta, _ := body["meta"].(map[string]any); meta != nil && related(c) {
		delete(meta, "total")
		if len(meta) == 0 {
			delete(body, "meta")
		}
	}
}

// related reports whether a case reads behind a relation.
func related(c recorded.Exchange) bool {
	return c.Method == http.MethodGet && strings.Count(strings.SplitN(c.URL, "?", 2)[0], "/") >= 4
}

// expect puts right what ZenStack's links between pages lack.
func expect(c recorded.Exchange, body any) any {
	doc, _ := body.(map[string]any)
	links, _ := doc["links"].(map[string]any)
	first, ok := links["first"].(string)
	if !ok {
		return body
	}
	asked, err := url.Parse(c.URL)
	if err != nil {
		return body
	}
	_, params, _ := strings.Cut(first, "?")
	firstParams, _ := url.ParseQuery(params)
	sorts := asked.Query()["sort"]
	for _, name := range []string{"first", "last", "prev", "next"} {
		text, ok := links[name].(string)
		if !ok {
			continue
		}
		at, params, _ := strings.Cut(text, "?")
		values, _ := url.ParseQuery(params)
		if len(sorts) > 0 {
			values.Set("sort", sorts[len(sorts)-1])
		}
		values.Set("page[limit]", firstParams.Get("page[limit]"))
		if n, err := strconv.Atoi(values.Get("page[offset]")); err == nil && n <= 0 {
			values.Del("page[offset]")
		}
		links[name] = at + "?" + values.Encode()
	}
	return body
}

// mounts returns the mounts that the recording had.
func mounts(t testing.TB, s *recorded.Stage) http.Handler {
	limits := server.DefaultLimits()
	plain := func(*http.Request) (*rt.Client, error) { return s.DB.Unrestricted("golden cases"), nil }
	enforced := func(r *http.Request) (*rt.Client, error) {
		id, err := strconv.ParseInt(r.Header.Get("x-user-id"), 10, 64)
		if err != nil {
			return s.DB.As(nil), nil
		}
		return s.DB.As(map[string]any{"id": id}), nil
	}
	all := map[string]http.Handler{}
	for name, c := range map[string]jsonapi.Config{
		"rest":         {},
		"policy-rest":  {Client: enforced},
		"nested-rest":  {NestedRoutes: true},
		"paged-rest":   {PageSize: 2},
		"unpaged-rest": {PageSize: -1},
		"mapped-rest": {
			Names: map[string]string{"User": "users", "Post": "posts"}, ExternalIDs: map[string]string{"User": "email"}, IDDivider: "+",
		},
	} {
		c.Schema, c.Limits, c.Endpoint = s.Schema, limits, "http://golden.test/"+name
		if c.Client == nil {
			c.Client = plain
		}
		h, err := jsonapi.NewHandler(c)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = h
	}
	return recorded.Mounts(all)
}
