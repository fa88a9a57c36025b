package recorded

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"regexp"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// Attack sends anything that is a request of HTTP, as it comes over the wire, to
// the handler of mounts on a stage. Whatever it is, the answer is JSON, nothing
// panics, no error is the server's, and no SQL is told. What was recorded are the seeds.
func Attack(f *testing.F, mounts []string, handler func(*Stage) http.Handler) {
	golden := Read(f, mounts...)
	for _, c := range golden.Cases {
		raw, err := httputil.DumpRequest(c.Request(f), true)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	s := NewStageWith(f, gozentest.SQLite(f), golden.ZModel, []json.RawMessage{golden.Seed}, harmless)
	s.Reset(f)
	h := handler(s)
	inside := regexp.MustCompile(`(?i)insert into|delete from|update "|select "|constraint failed|goroutine|\.go:`)
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			t.Skip("no request")
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(t.Context()))
		if w.Code == http.StatusNotFound && w.Header().Get("Content-Type") != "application/json" {
			t.Skip("no mount")
		}
		text := w.Body.String()
		if r.Method != http.MethodHead && !json.Valid(w.Body.Bytes()) {
			t.Errorf("the answer is not JSON: %s", text)
		}
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("got %d %s", w.Code, text)
		}
		if w.Code >= http.StatusBadRequest && inside.MatchString(text) && !inside.Match(raw) {
			t.Errorf("the answer tells of the inside: %s", text)
		}
	})
}

// harmless are the procedures with bodies for those that fail for no reason that a
// caller is told.
func harmless(s *schema.Schema) map[string]rt.Procedure {
	bodies := Procedures(s)
	for _, name := range []string{"boom", "unwired"} {
		bodies[name] = func(context.Context, *rt.Client, map[string]any) (any, error) { return nil, nil }
	}
	return bodies
}
