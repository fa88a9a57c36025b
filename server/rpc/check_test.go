package rpc_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/recorded"
	"github.com/gozen-dev/gozen/server/rpc"
)

func TestCheckAnswersAsZenStack2(t *testing.T) {
	t.Parallel()
	const source = `
		datasource db { provider = "sqlite" url = env("DATABASE_URL") }
		model User {
			id Int @id
			email String
			pin String? @password @omit
			posts Post[]
			@@allow('read', true)
		}
		model Post {
			id Int @id
			published Boolean
			author User @relation(fields: [authorId], references: [id])
			authorId Int
			@@allow('read', published)
			@@allow('all', auth() == author)
			@@deny('delete', author.email == 'x')
		}`
	tests := []struct {
		name, method, path, q string
		status                int
		answer, header        string
	}{
		{"somebody's own", "GET", "/post/check", `{"operation":"update","where":{"authorId":1}}`, 200, `{"data":true}`, ""},
		{"somebody else's", "GET", "/post/check", `{"operation":"update","where":{"authorId":2}}`, 200, `{"data":false}`, ""},
		{"without a where", "GET", "/Post/check", `{"operation":"create"}`, 200, `{"data":true}`, ""},
		{"what hangs on another row", "GET", "/post/check", `{"operation":"delete"}`, 200, `{"data":true}`, "inexact"},
		{"a model without the rule", "GET", "/user/check", `{"operation":"create"}`, 200, `{"data":false}`, ""},
		{
			"an unknown operation", "GET", "/post/check", `{"operation":"publish"}`, 422,
			`{"error":{"message":"Invalid check args for model \"Post\": Validation error: Invalid option: expected one of \"create\"|\"read\"|\"update\"|\"delete\" at \"operation\"","reason":"invalid-input","model":"Post","rejectedByValidation":true}}`, "",
		},
		{
			"an unknown key", "GET", "/post/check", `{"operation":"read","take":1}`, 422,
			`{"error":{"message":"Invalid check args for model \"Post\": Validation error: Unrecognized key: \"take\"","reason":"invalid-input","model":"Post","rejectedByValidation":true}}`, "",
		},
		{
			"a password", "GET", "/user/check", `{"operation":"read","where":{"pin":"1"}}`, 422,
			`{"error":{"message":"Invalid check args for model \"User\": Validation error: a password can be neither compared nor sorted by at \"pin\"","reason":"invalid-input","model":"User","rejectedByValidation":true}}`, "",
		},
		{"another method", "POST", "/post/check", `{"operation":"read"}`, 400, `{"error":{"message":"invalid request method, only GET is supported"}}`, ""},
		{"an unknown model", "GET", "/comment/check", `{"operation":"read"}`, 400, `{"error":{"message":"unknown model name: comment"}}`, ""},
	}
	s := recorded.NewStage(t, gozentest.SQLite(t), source, nil)
	h := server.Wrap(rpc.NewHandler(rpc.Config{Schema: s.Schema, Client: func(*http.Request) (*rt.Client, error) {
		return s.DB.As(map[string]any{"id": int64(1)}), nil
	}}), server.Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), tt.method, tt.path+"?q="+url.QueryEscape(tt.q), nil)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if d := cmp.Diff(tt.answer, w.Body.String()); d != "" || w.Code != tt.status {
				t.Errorf("%d %s", w.Code, d)
			}
			if got := w.Header().Get("Gozen-Check"); got != tt.header {
				t.Errorf("want the header %q, got %q", tt.header, got)
			}
		})
	}
}
