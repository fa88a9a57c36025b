package server_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
)

const members = `
datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}

model User {
    id   Int    @id
    role String

    @@allow('create', auth() == null)
    @@allow('read', auth() == this || auth().role == 'ADMIN')
}
`

// says is an Authenticator that always says the same.
type says struct {
	id  *auth.Identity
	err error
}

func (s says) Authenticate(*http.Request) (*auth.Identity, error) { return s.id, s.err }

func TestTheCallerIsTheRowThatTheSessionNames(t *testing.T) {
	t.Parallel()
	db := membersDB(t)
	tests := []struct {
		name   string
		by     auth.Authenticator
		sees   string
		logged string
	}{
		{"no authenticator", nil, `[]`, ""},
		{"no session", says{}, `[]`, ""},
		{"an admin by the row", says{id: &auth.Identity{Subject: "1"}}, `[{"id":1},{"id":2}]`, ""},
		{"a claim to be an admin counts for nothing", says{id: &auth.Identity{Subject: "2", Claims: map[string]any{"role": "ADMIN"}}}, `[{"id":2}]`, ""},
		{"a row that does not exist", says{id: &auth.Identity{Subject: "3"}}, `[]`, "the session's user does not exist"},
		{"an id spelt otherwise", says{id: &auth.Identity{Subject: "01"}}, `[]`, "names nobody that the auth model can hold"},
		{"a session that names nobody", says{id: &auth.Identity{}}, `[]`, "names nobody that the auth model can hold"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			callers := &server.Callers{DB: db, Auth: tt.by, Logger: slog.New(slog.NewTextHandler(&log, nil))}
			c, err := callers.Client(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.sees, run(t, db, c, query.FindMany, `{"select":{"id":true},"orderBy":{"id":"asc"}}`)); diff != "" {
				t.Error(diff)
			}
			if (tt.logged == "") != (log.Len() == 0) || !strings.Contains(log.String(), tt.logged) {
				t.Errorf("the log is %q", log.String())
			}
		})
	}
}

func TestAnAuthenticatorThatFailsIsNotAnonymous(t *testing.T) {
	t.Parallel()
	callers := &server.Callers{DB: membersDB(t), Auth: says{err: errors.New("store is down")}, Logger: slog.New(slog.DiscardHandler)}
	c, err := callers.Client(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if err == nil || c != nil {
		t.Errorf("client %v, error %v", c, err)
	}
}

func membersDB(t *testing.T) *rt.DB {
	t.Helper()
	s, url := gozentest.Schema(t, members), gozentest.SQLite(t)
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	conn, err := open.Open(t.Context(), url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	db, err := rt.Open(s, conn, rt.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, db.Unrestricted("rows of a test"), query.CreateMany, `{"data":[{"id":1,"role":"ADMIN"},{"id":2,"role":"USER"}]}`)
	return db
}

func run(t *testing.T, db *rt.DB, c *rt.Client, kind query.Kind, args string) string {
	t.Helper()
	n, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatal(err)
	}
	op, err := query.Decode(db.Schema(), db.Schema().Model("User"), kind, n, query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := c.JSON(t.Context(), op)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc.Data)
}
