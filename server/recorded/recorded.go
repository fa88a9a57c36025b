// Package recorded holds what the servers of ZenStack answered, and the stage
// on which our handlers are asked the same. It is for tests.
//
//	recorded.Replay(t, recorded.Play{
//		Mounts: []string{"rpc", "policy-rpc"}, Gaps: "testdata/gaps.txt", Handler: mounts,
//	})
package recorded

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

//go:embed golden.json
var golden []byte

// goldenV2 is what ZenStack 2 answered.
//
//go:embed golden-v2.json
var goldenV2 []byte

// Golden is what was recorded.
type Golden struct {
	ZModel              string          `json:"zmodel"`
	ZModelPostgresExtra string          `json:"zmodelPostgresExtra"`
	Seed                json.RawMessage `json:"seed"`
	SeedPostgresExtra   json.RawMessage `json:"seedPostgresExtra"`
	Cases               []Exchange      `json:"cases"`
	PostgresOnlyCases   []Exchange      `json:"postgresOnlyCases"`
}

// Exchange is a request and what came back.
type Exchange struct {
	ID, Name, Method, URL string
	Headers               map[string]string
	Body                  json.RawMessage
	RawBody               *string
	Status                int
	Response              any
	Loose                 string
	Volatile              []string
	ContinuesPrevious     bool
	Postgres              *struct {
		Status   int
		Response any
	}
}

// Read returns what was recorded of the mounts: "rpc", "policy-rpc", ….
func Read(t testing.TB, mounts ...string) *Golden {
	t.Helper()
	return read(t, golden, mounts)
}

func read(t testing.TB, text []byte, mounts []string) *Golden {
	t.Helper()
	var g Golden
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	other := func(e Exchange) bool { return !slices.Contains(mounts, e.Mount()) }
	g.Cases = slices.DeleteFunc(g.Cases, other)
	g.PostgresOnlyCases = slices.DeleteFunc(g.PostgresOnlyCases, other)
	return &g
}

// Mount returns the first segment of the path, which says how the server was set up.
func (e Exchange) Mount() string {
	mount, _, _ := strings.Cut(strings.TrimPrefix(e.URL, "/"), "/")
	return mount
}

// on returns the exchange as the named database had it.
func (e Exchange) on(postgres bool) Exchange {
	if postgres && e.Postgres != nil {
		e.Status, e.Response = e.Postgres.Status, e.Postgres.Response
	}
	return e
}

// Request returns the request.
func (e Exchange) Request(t testing.TB) *http.Request {
	t.Helper()
	body := string(e.Body)
	if e.RawBody != nil {
		body = *e.RawBody
	}
	r := httptest.NewRequestWithContext(t.Context(), e.Method, "http://golden.test"+e.URL, strings.NewReader(body))
	for k, v := range e.Headers {
		r.Header.Set(k, v)
	}
	return r
}
