package recorded

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
)

// Play says what [Replay] does.
type Play struct {
	Mounts []string // those whose exchanges are replayed
	V2     bool     // what ZenStack 2 answered
	Gaps   string   // the file that lists intended differences
	// Handler returns what serves the mounts on a stage.
	Handler func(*Stage) http.Handler
	// Normal changes an answer, recorded or ours, so that what does not count is
	// the same: {"status": …, "body": …}. Nil changes nothing more than Replay does.
	Normal func(e Exchange, answer map[string]any)
	// Expect changes what was recorded into what is expected of us.
	Expect func(e Exchange, body any) any
}

// Replay asks a handler, on each database, what was asked of ZenStack's, and
// wants the same answers. What is meant to differ stands in a file of gaps, with the
// reason; a gap that has closed is an error too, so that the list only gets shorter.
func Replay(t *testing.T, p Play) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		golden := p.golden(t)
		postgres := strings.HasPrefix(url, "postgres")
		source, cases := golden.ZModel, golden.Cases
		seed := []json.RawMessage{golden.Seed}
		if postgres {
			source = strings.Replace(source+golden.ZModelPostgresExtra, `provider = "sqlite"`, `provider = "postgresql"`, 1)
			cases = append(cases, golden.PostgresOnlyCases...)
			if golden.SeedPostgresExtra != nil {
				seed = append(seed, golden.SeedPostgresExtra)
			}
		}
		stage := NewStage(t, url, source, seed)
		h := p.Handler(stage)
		gaps := readGaps(t, p.Gaps, postgres)
		dirty := true
		for _, c := range cases {
			c = c.on(postgres)
			t.Run(c.ID, func(t *testing.T) {
				if dirty && !c.ContinuesPrevious {
					stage.Reset(t)
					dirty = false
				}
				dirty = dirty || c.Method != http.MethodGet
				judge(t, c, gaps, p.compare(t, h, c))
			})
			delete(gaps, c.ID)
		}
		for id := range gaps {
			t.Errorf("%s lists %s, which is no case here", p.Gaps, id)
		}
	})
}

// golden returns what is replayed.
func (p Play) golden(t testing.TB) *Golden {
	t.Helper()
	if p.V2 {
		return read(t, goldenV2, p.Mounts)
	}
	return Read(t, p.Mounts...)
}

// judge fails for a difference, and for a listed gap that has closed.
func judge(t *testing.T, c Exchange, gaps map[string]string, diff string) {
	t.Helper()
	reason, listed := gaps[c.ID]
	switch {
	case listed && diff == "":
		t.Errorf("%s passes: take it off the list of gaps", c.ID)
	case listed:
		t.Logf("known difference: %s", reason)
	case diff != "":
		t.Errorf("%s: %s %s\n%s", c.Name, c.Method, c.URL, diff)
	}
}

func (p Play) compare(t *testing.T, h http.Handler, c Exchange) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, c.Request(t))
	var got any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		return "the answer is not JSON: " + w.Body.String()
	}
	expected := c.Response
	if p.Expect != nil {
		expected = p.Expect(c, expected)
	}
	want := map[string]any{"status": float64(c.Status), "body": expected}
	have := map[string]any{"status": float64(w.Code), "body": got}
	if c.Loose == "not-zenstack" {
		return cmp.Diff(want["status"], have["status"])
	}
	for _, answer := range []map[string]any{want, have} {
		p.normal(c, answer)
	}
	return cmp.Diff(want, have)
}

// normal drops what no comparison looks at: superjson's v and
// referentialEqualities, and what changes from run to run.
func (p Play) normal(c Exchange, answer map[string]any) {
	body, _ := answer["body"].(map[string]any)
	if meta, _ := body["meta"].(map[string]any); meta != nil {
		if s, _ := meta["serialization"].(map[string]any); s != nil {
			delete(s, "v")
			delete(s, "referentialEqualities")
		}
	}
	for _, path := range c.Volatile {
		at := body
		parts := strings.Split(path, ".")
		for _, part := range parts[:len(parts)-1] {
			at, _ = at[part].(map[string]any)
		}
		if last := parts[len(parts)-1]; at[last] != nil {
			at[last] = "volatile"
		}
	}
	if p.Normal != nil {
		p.Normal(c, answer)
	}
}

// readGaps reads lines of an id, sqlite, postgres or both, and the reason for the
// difference.
func readGaps(t *testing.T, file string, postgres bool) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
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
			t.Fatalf("%s: not an id, a database and a reason: %q", file, s.Text())
		}
		if m[2] == "both" || m[2] == here {
			gaps[m[1]] = m[3]
		}
	}
	return gaps
}
