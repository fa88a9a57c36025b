package rpc_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/recorded"
	"github.com/gozen-dev/gozen/server/rpc"
)

const notes = `
datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}

model Note {
    id    Int       @id @default(autoincrement())
    text  String    @length(1, 20)
    due   DateTime?
    size  BigInt?

    @@allow('all', true)
}
`

// TestWhereOursAreMeantToDiffer says what the answers are that gaps.txt lists
// as meant.
func TestWhereOursAreMeantToDiffer(t *testing.T) {
	t.Parallel()
	golden := readGolden(t)
	s := recorded.NewStage(t, gozentest.SQLite(t), golden.ZModel, []json.RawMessage{golden.Seed})
	answers := map[string]struct {
		status int
		holds  string
	}{
		"rpc-proc-26":   {500, `"reason":"config-error"`},
		"rpc-err-53":    {200, `{"data":[{"published":false},{"published":true}]}`},
		"rpc-policy-43": {403, `"rejectReason":"no-access"`},
		"rpc-types-33":  {201, `"json":{"constructor":1}`},
		"rpc-err-44":    {404, `"reason":"not-found"`},
	}
	for _, c := range golden.Cases {
		want, ok := answers[c.ID]
		if !ok {
			continue
		}
		s.Reset(t)
		w := httptest.NewRecorder()
		mounts(t, s).ServeHTTP(w, c.Request(t))
		if w.Code != want.status || !strings.Contains(w.Body.String(), want.holds) {
			t.Errorf("%s got %d %s", c.ID, w.Code, w.Body)
		}
		delete(answers, c.ID)
	}
	if len(answers) > 0 {
		t.Errorf("no such cases: %v", answers)
	}
}

func TestRequestsAreReadAsClientsSendThem(t *testing.T) {
	t.Parallel()
	const jsonType = "application/json"
	tests := []struct {
		name, method, path, kind, body string
		status                         int
		answer                         string
	}{
		{
			"a transaction as an object with annotations, as the official clients send it",
			http.MethodPost, "/$transaction/sequential", jsonType,
			`{"1":{"model":"note","op":"count"},"0":{"model":"Note","op":"create","args":{"data":{"text":"x","due":"2026-01-01T00:00:00.000Z"},"select":{"due":true}}},
			  "meta":{"serialization":{"values":{"0.args.data.due":["Date"]},"v":1}}}`,
			200, `{"data":[{"due":"2026-01-01T00:00:00.000Z"},1],"meta":{"serialization":{"values":{"0.due":["Date"]},"v":1}}}`,
		},
		{
			"such an object with a gap", http.MethodPost, "/$transaction/sequential", jsonType,
			`{"0":{"model":"note","op":"count"},"2":{"model":"note","op":"count"},"meta":{"serialization":{"values":{}}}}`,
			400, `{"error":{"message":"request body must be a non-empty array of operations"}}`,
		},
		{
			"such an object with a number spelt otherwise", http.MethodPost, "/$transaction/sequential", jsonType,
			`{"00":{"model":"note","op":"count"},"meta":{"serialization":{"values":{}}}}`,
			400, `{"error":{"message":"request body must be a non-empty array of operations"}}`,
		},
		{
			"more operations than a transaction may have", http.MethodPost, "/$transaction/sequential", jsonType,
			`[` + strings.Repeat(`{"model":"note","op":"count"},`, 1000) + `{"model":"note","op":"count"}]`,
			400, `{"error":{"message":"request body must have at most 1000 operations"}}`,
		},
		{
			"a content type with a charset", http.MethodPost, "/note/create", jsonType + "; charset=utf-8",
			`{"data":{"text":"x"},"select":{"text":true}}`, 201, `{"data":{"text":"x"}}`,
		},
		{
			"an undecodable annotation of a delete's q is named", http.MethodDelete, `/note/deleteMany?q={"where":{"id":1}}&meta={"serialization":{"values":{"where.id":[["custom","Money"]]}}}`, "", "",
			400, `{"error":{"message":"Trying to deserialize unknown custom value"}}`,
		},
		{
			"a broken escape in the query string", http.MethodGet, "/note/findMany?q=%zz", "", "",
			400, `{"error":{"message":"invalid \"q\" query parameter"}}`,
		},
		{
			"a q of 10,001 values", http.MethodGet, `/note/count?q={"where":{"id":{"in":[0` + strings.Repeat(",1", 10_000) + `]}}}`, "", "",
			422, `"rejectedByValidation":true`,
		},
		{
			"an unknown model with the wrong verb reports the verb", http.MethodGet, "/unicorn/create", "", "",
			400, `{"error":{"message":"invalid request method, only POST is supported"}}`,
		},
		{
			"a method that is none", http.MethodOptions, "/note/findMany", "", "",
			400, `{"error":{"message":"invalid request method, only GET is supported"}}`,
		},
		{
			"markup in the input comes back as JSON only", http.MethodGet, "/note/<script>", "", "",
			400, `{"error":{"message":"invalid operation: <script>"}}`,
		},
		{
			"an aggregate of no rows", http.MethodGet, `/note/aggregate?q={"where":{"id":99},"_count":true,"_max":{"id":true}}`, "", "",
			200, `{"data":{"_count":0,"_max":{"id":null}}}`,
		},
	}
	s := recorded.NewStage(t, gozentest.SQLite(t), notes, nil)
	h := rpc.NewHandler(rpc.Config{Schema: s.Schema, Client: func(*http.Request) (*rt.Client, error) { return s.DB.As(nil), nil }})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path, raw, _ := strings.Cut(tt.path, "?")
			r := httptest.NewRequestWithContext(t.Context(), tt.method, "http://golden.test/", strings.NewReader(tt.body))
			r.URL.Path, r.URL.RawQuery = path, raw
			if tt.kind != "" {
				r.Header.Set("Content-Type", tt.kind)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.answer) {
				t.Errorf("got %d %s\nwant %d %s", w.Code, w.Body, tt.status, tt.answer)
			}
		})
	}
}

// TestWhoCannotBeFoundOutIsNobody proves that a request fails when its caller
// is not known, rather than going on as anonymous.
func TestWhoCannotBeFoundOutIsNobody(t *testing.T) {
	t.Parallel()
	s := recorded.NewStage(t, gozentest.SQLite(t), notes, nil)
	h := server.Wrap(rpc.NewHandler(rpc.Config{Schema: s.Schema, Client: func(*http.Request) (*rt.Client, error) {
		return nil, errors.New(`dial tcp 10.0.0.7: SELECT * FROM "Session"`)
	}}), server.Options{})
	before := s.Dump(t)
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/note/create", strings.NewReader(`{"data":{"text":"x"}}`))
	r.Header.Set("Content-Type", "application/json")
	h.ServeHTTP(w, r)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "10.0.0.7") || strings.Contains(w.Body.String(), "SELECT") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if diff := cmp.Diff(before, s.Dump(t)); diff != "" {
		t.Error(diff)
	}
}

func TestARequestThatTakesTooLongIsEnded(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		s := recorded.NewStage(t, url, notes, nil)
		limits := server.DefaultLimits()
		limits.Timeout = time.Nanosecond
		h := rpc.NewHandler(rpc.Config{Schema: s.Schema, Limits: limits, Client: func(*http.Request) (*rt.Client, error) { return s.DB.As(nil), nil }})
		before := s.Dump(t)
		for _, r := range []*http.Request{
			httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/note/findMany", nil),
			httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/note/deleteMany", nil),
			create(t.Context()),
		} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			want := `{"error":{"message":"the request took too long","reason":"db-query-error"}}`
			if w.Code != http.StatusServiceUnavailable || w.Body.String() != want {
				t.Errorf("%s %s got %d %s", r.Method, r.URL, w.Code, w.Body)
			}
		}
		if diff := cmp.Diff(before, s.Dump(t)); diff != "" {
			t.Error(diff)
		}
	})
}

func create(ctx context.Context) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/note/create", strings.NewReader(`{"data":{"text":"x"}}`))
	r.Header.Set("Content-Type", "application/json")
	return r
}
