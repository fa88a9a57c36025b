package rpc_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/rpc"
)

// recorded is testdata/golden.json: what ZenStack 3 answered.
type recorded struct {
	ZModel              string          `json:"zmodel"`
	ZModelPostgresExtra string          `json:"zmodelPostgresExtra"`
	Seed                json.RawMessage `json:"seed"`
	SeedPostgresExtra   json.RawMessage `json:"seedPostgresExtra"`
	Cases               []exchange      `json:"cases"`
	PostgresOnlyCases   []exchange      `json:"postgresOnlyCases"`
}

type exchange struct {
	ID, Name, Method, URL string
	Headers               map[string]string
	Body                  json.RawMessage
	RawBody               *string
	Status                int
	Response              any
	Loose                 string
	ContinuesPrevious     bool
	Postgres              *struct {
		Status   int
		Response any
	}
}

// on returns the exchange as the named database had it.
func (e exchange) on(postgres bool) exchange {
	if postgres && e.Postgres != nil {
		e.Status, e.Response = e.Postgres.Status, e.Postgres.Response
	}
	return e
}

func (e exchange) request(t *testing.T) *http.Request {
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

func TestAnswersAreThoseOfZenStack(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		golden := readGolden(t)
		postgres := strings.HasPrefix(url, "postgres")
		source, cases := golden.ZModel, golden.Cases
		seed := []json.RawMessage{golden.Seed}
		if postgres {
			source = strings.Replace(source+golden.ZModelPostgresExtra, `provider = "sqlite"`, `provider = "postgresql"`, 1)
			cases = append(cases, golden.PostgresOnlyCases...)
			seed = append(seed, golden.SeedPostgresExtra)
		}
		stage := newStage(t, url, source, seed)
		gaps := readGaps(t, postgres)
		dirty := true
		for _, c := range cases {
			c = c.on(postgres)
			t.Run(c.ID, func(t *testing.T) {
				if dirty && !c.ContinuesPrevious {
					stage.reset(t)
					dirty = false
				}
				dirty = dirty || c.Method != http.MethodGet
				judge(t, c, gaps, compare(t, stage.golden(), c))
			})
			delete(gaps, c.ID)
		}
		for id := range gaps {
			t.Errorf("gaps.txt lists %s, which is no case here", id)
		}
	})
}

// judge fails for a difference, and for a listed gap that has closed: the
// list only gets shorter.
func judge(t *testing.T, c exchange, gaps map[string]string, diff string) {
	t.Helper()
	reason, listed := gaps[c.ID]
	switch {
	case listed && diff == "":
		t.Errorf("%s passes: take it off gaps.txt", c.ID)
	case listed:
		t.Logf("known difference: %s", reason)
	case diff != "":
		t.Errorf("%s: %s %s\n%s", c.Name, c.Method, c.URL, diff)
	}
}

func compare(t *testing.T, h http.Handler, c exchange) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, c.request(t))
	var got any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		return "the answer is not JSON: " + w.Body.String()
	}
	want := map[string]any{"status": float64(c.Status), "body": c.Response}
	have := map[string]any{"status": float64(w.Code), "body": got}
	if c.Loose == "not-zenstack" {
		return cmp.Diff(want["status"], have["status"])
	}
	return cmp.Diff(normal(want, c.Loose), normal(have, c.Loose))
}

// normal drops what the comparison does not look at: superjson's v and
// referentialEqualities, our own error code, and from wordings that are not
// ZenStack's all but "Invalid <op> args for model "<Model>": ".
func normal(answer map[string]any, loose string) map[string]any {
	body, _ := answer["body"].(map[string]any)
	if meta, _ := body["meta"].(map[string]any); meta != nil {
		if s, _ := meta["serialization"].(map[string]any); s != nil {
			delete(s, "v")
			delete(s, "referentialEqualities")
		}
	}
	if e, _ := body["error"].(map[string]any); e != nil {
		delete(e, "code")
		if message, _ := e["message"].(string); strings.HasPrefix(loose, "message") {
			e["message"], _, _ = strings.Cut(message, ": ")
		}
	}
	return answer
}

func readGolden(t testing.TB) recorded {
	t.Helper()
	text, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var g recorded
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// readGaps reads gaps.txt: lines of an id, sqlite, postgres or both, and the
// reason for the difference.
func readGaps(t *testing.T, postgres bool) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/gaps.txt")
	if err != nil {
		t.Fatal(err)
	}
	here := "sqlite"
	if postgres {
		here = "postgres"
	}
	gaps := map[string]string{}
	line := regexp.MustCompile(`^(\S+)\s+(sqlite|postgres|both)\s+(.+)$`)
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		if s.Text() == "" || strings.HasPrefix(s.Text(), "#") {
			continue
		}
		m := line.FindStringSubmatch(s.Text())
		if m == nil {
			t.Fatalf("gaps.txt: not an id, a database and a reason: %q", s.Text())
		}
		if m[2] == "both" || m[2] == here {
			gaps[m[1]] = m[3]
		}
	}
	return gaps
}

// golden returns the two mounts that the recording had.
func (s *stage) golden() http.Handler {
	limits := server.DefaultLimits()
	// ZenStack always lets a select bring back an omitted field; here that is an option.
	limits.Request.AllowOmitOverride = true
	plain := rpc.NewHandler(rpc.Config{Schema: s.schema, Limits: limits, Client: func(*http.Request) (*rt.Client, error) {
		return s.db.Unrestricted("golden cases"), nil
	}})
	enforced := rpc.NewHandler(rpc.Config{Schema: s.schema, Limits: limits, Client: func(r *http.Request) (*rt.Client, error) {
		id, err := strconv.ParseInt(r.Header.Get("x-user-id"), 10, 64)
		if err != nil {
			return s.db.As(nil), nil
		}
		return s.db.As(map[string]any{"id": id}), nil
	}})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/policy-rpc/") {
			http.StripPrefix("/policy-rpc", enforced).ServeHTTP(w, r)
			return
		}
		http.StripPrefix("/rpc", plain).ServeHTTP(w, r)
	})
	return server.Wrap(h, server.Options{})
}
