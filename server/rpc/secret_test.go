package rpc_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server/recorded"
	"github.com/gozen-dev/gozen/server/rpc"
)

const accounts = `
datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}

model User {
    id       Int     @id
    email    String  @unique
    password String? @password(saltLength: 4) @omit
    note     String? @omit
    team     Team?   @relation(fields: [teamId], references: [id])
    teamId   Int?

    @@allow('all', true)
}

model Bare {
    id       Int    @id
    password String @password

    @@allow('all', true)
}

model Team {
    id    Int    @id
    users User[]

    @@allow('all', true)
}
`

func TestAPasswordCanBeNeitherSearchedNorSortedBy(t *testing.T) {
	t.Parallel()
	const secret = `{"password":{"startsWith":"$2"}}`
	tests := []struct{ name, method, op, args string }{
		{"in a where", http.MethodGet, "user/findMany", `{"where":` + secret + `}`},
		{"with another field", http.MethodGet, "user/findMany", `{"where":{"email":{"gt":{"_ref":"password","_container":"User"}}}}`},
		{"as null", http.MethodGet, "user/count", `{"where":{"password":null}}`},
		{"below logic", http.MethodGet, "user/exists", `{"where":{"OR":[{"id":1},{"NOT":{"AND":[` + secret + `]}}]}}`},
		{"beside a unique key", http.MethodGet, "user/findUnique", `{"where":{"id":1,"password":{"not":"x"}}}`},
		{"through a relation", http.MethodGet, "team/findFirst", `{"where":{"users":{"some":` + secret + `}}}`},
		{"in an order", http.MethodGet, "user/findMany", `{"orderBy":{"password":"asc"}}`},
		{"in a count of values", http.MethodGet, "user/count", `{"select":{"password":true}}`},
		{"in an aggregate's where", http.MethodGet, "user/aggregate", `{"where":` + secret + `,"_count":true}`},
		{"in an aggregate's count of values", http.MethodGet, "user/aggregate", `{"_count":{"password":true}}`},
		{"in a having", http.MethodGet, "user/groupBy", `{"by":"id","having":{"password":{"_min":{"startsWith":"$2"}}}}`},
		{"below logic in a having", http.MethodGet, "user/groupBy", `{"by":"id","having":{"OR":[{"NOT":{"password":{"_count":1}}},{"password":{"_max":null}}]}}`},
		{"in an order of groups", http.MethodGet, "user/groupBy", `{"by":"id","orderBy":{"_max":{"password":"asc"}}}`},
		{"in a distinct", http.MethodGet, "user/findMany", `{"distinct":["password"]}`},
		{"in an included relation", http.MethodGet, "team/findMany", `{"include":{"users":{"where":` + secret + `}}}`},
		{"in an included relation's order", http.MethodGet, "team/findMany", `{"include":{"users":{"orderBy":{"password":"desc"}}}}`},
		{"in a count of relations", http.MethodGet, "team/findMany", `{"select":{"_count":{"select":{"users":{"where":` + secret + `}}}}}`},
		{"in an update's where", http.MethodPut, "user/updateMany", `{"where":` + secret + `,"data":{"note":"x"}}`},
		{"in a delete's where", http.MethodDelete, "user/deleteMany", `{"where":` + secret + `}`},
		{"in a nested update", http.MethodPut, "team/update", `{"where":{"id":1},"data":{"users":{"updateMany":{"where":` + secret + `,"data":{"note":"x"}}}}}`},
		{"in a nested delete", http.MethodPut, "team/update", `{"where":{"id":1},"data":{"users":{"deleteMany":` + secret + `}}}`},
		{"as the least, shown in clear", http.MethodGet, "bare/aggregate", `{"_min":{"password":true}}`},
		{"as what groups agree in, shown in clear", http.MethodGet, "bare/groupBy", `{"by":["password"]}`},
		{"in a transaction", http.MethodPost, "$transaction/sequential", `[{"model":"User","op":"count","args":{"where":` + secret + `}}]`},
	}
	s := recorded.NewStage(t, gozentest.SQLite(t), accounts, nil)
	h := rpc.NewHandler(rpc.Config{Schema: s.Schema, Client: func(*http.Request) (*rt.Client, error) { return s.DB.As(nil), nil }})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ask(t, h, tt.method, tt.op, tt.args)
			if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "a password can be neither compared nor sorted by") {
				t.Errorf("got %d %s", got.Code, got.Body)
			}
		})
	}
	for _, write := range []struct{ op, args string }{
		{"user/create", `{"data":{"id":1,"email":"a@example.com","password":"x","team":{"create":{"id":1}}}}`},
		{"user/createMany", `{"data":[{"id":2,"email":"b@example.com","password":"x","note":"kept"}]}`},
	} {
		if got := ask(t, h, http.MethodPost, write.op, write.args); got.Code != http.StatusCreated {
			t.Errorf("a password cannot be written: %d %s", got.Code, got.Body)
		}
	}
	if got := ask(t, h, http.MethodGet, "user/count", `{"where":{"note":"kept"}}`); got.Body.String() != `{"data":1}` {
		t.Errorf("another omitted field cannot be searched: %d %s", got.Code, got.Body)
	}
}

// ask sends arguments where the method has them.
func ask(t *testing.T, h http.Handler, method, op, args string) *httptest.ResponseRecorder {
	t.Helper()
	return asking(t, h, "", method, op, args)
}

// asking is ask with a user's name.
func asking(t *testing.T, h http.Handler, user, method, op, args string) *httptest.ResponseRecorder {
	t.Helper()
	target, body := "http://golden.test/"+op, args
	if method == http.MethodGet || method == http.MethodDelete {
		target, body = target+"?q="+url.QueryEscape(args), ""
	}
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-User", user)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
