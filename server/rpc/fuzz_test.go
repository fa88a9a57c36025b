package rpc_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server/recorded"
)

// FuzzAnswer sends anything to a handler under the rules of the recorded
// cases. Whatever it is, the answer is JSON, nothing panics, no error is
// unknown, and no SQL is told. The recorded requests are the seeds.
func FuzzAnswer(f *testing.F) {
	golden := readGolden(f)
	for _, c := range golden.Cases {
		u, err := url.Parse(c.URL)
		if err != nil {
			f.Fatal(err)
		}
		path := u.Path[strings.Index(u.Path[1:], "/")+1:]
		f.Add(c.Method, path, u.RawQuery, string(c.Body), c.Headers["x-user-id"])
	}
	s := recorded.NewStageWith(f, gozentest.SQLite(f), golden.ZModel, []json.RawMessage{golden.Seed}, func(s *schema.Schema) map[string]rt.Procedure {
		bodies := recorded.Procedures(s)
		delete(bodies, "boom") // which fails for no reason that a caller is told
		return bodies
	})
	s.Reset(f)
	h := mounts(f, s)
	inside := regexp.MustCompile(`(?i)insert into|delete from|update "|select "|constraint failed|goroutine|\.go:`)
	f.Fuzz(func(t *testing.T, method, path, query, body, user string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://golden.test/", strings.NewReader(body))
		r.Method, r.URL.Path, r.URL.RawQuery = method, "/policy-rpc/"+strings.TrimPrefix(path, "/"), query
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-User-Id", user)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("the answer is not JSON: %s", w.Body)
		}
		if w.Code >= http.StatusInternalServerError && !strings.Contains(w.Body.String(), `"reason":`) {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
		if text := w.Body.String(); w.Code >= http.StatusBadRequest && inside.MatchString(text) && !inside.MatchString(path+query+body) {
			t.Errorf("the answer tells of the inside: %s", text)
		}
	})
}
