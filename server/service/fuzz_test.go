package service_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server/service"
)

func parts(text string) rt.RawSQL { return rt.RawSQL{Parts: []string{text}} }

// answer asks a handler without a connection.
func answer(ctx context.Context, h http.Handler, path, body string) (int, string) {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader(body))
	r.URL.Path = path
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// FuzzAnswer sends anything to the endpoints, for whoever it says. Whatever it
// is, the answer is JSON, nothing panics, and no error is unknown or tells of
// the inside. Raw SQL is not tried: what it does is the caller's business.
func FuzzAnswer(f *testing.F) {
	for _, seed := range [][2]string{
		{"/query", `{"model":"note","operation":"findMany","args":{"where":{"at":{"lt":"2024-01-01T00:00:00Z"}},"include":{"owner":true}},"as":{"user":{"id":1,"role":"admin"}}}`},
		{"/query", `{"model":"Note","operation":"create","args":{"data":{"text":"x","size":"1"}},"as":{"user":{"id":"1","teams":[{"id":7}]}},"meta":{"serialization":{"values":{"args.data.size":["bigint"]},"v":1}}}`},
		{"/query", `{"model":"user","operation":"upsert","args":{"where":{"id":1},"create":{"id":1},"update":{}},"options":{"kinds":["policy","encryption"],"validateInput":false,"reason":"x"}}`},
		{"/batch", `{"operations":[{"model":"note","operation":"count"},{"model":"user","operation":"deleteMany"}],"isolationLevel":"Serializable"}`},
		{"/transaction", `{"timeout":1,"maxWait":1}`},
		{"/transaction/x/commit", `{"transaction":"x"}`},
		{"/check", `{"model":"note","operation":"update","where":{"ownerId":1},"as":{"user":{"id":1}}}`},
		{"/procedure", `{"name":"hello","args":{"name":"x"}}`},
		{"/raw", `{"kind":"query","sql":["a","b"],"values":[{"a":[1]}],"as":{"user":null}}`},
		{"/schema", ``},
	} {
		f.Add(seed[0], seed[1])
	}
	h, err := service.New(service.Config{DB: openDB(f, gozentest.SQLite(f), slog.New(slog.DiscardHandler)), Key: key})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(h.Close)
	inside := regexp.MustCompile(`(?i)insert into|delete from|update "|select "|constraint failed|goroutine|\.go:`)
	f.Fuzz(func(t *testing.T, path, body string) {
		if strings.Contains(path, "raw") && !strings.Contains(body, `"as"`) || strings.Contains(body, "dangerously") || strings.Contains(body, "enforce") {
			t.Skip()
		}
		status, text := answer(t.Context(), h, path, body)
		if !json.Valid([]byte(text)) {
			t.Errorf("the answer is not JSON: %s", text)
		}
		if status >= http.StatusInternalServerError && !strings.Contains(text, `"reason":`) {
			t.Errorf("got %d %s", status, text)
		}
		if status >= http.StatusBadRequest && inside.MatchString(text) && !inside.MatchString(path+body) {
			t.Errorf("the answer tells of the inside: %s", text)
		}
	})
}
