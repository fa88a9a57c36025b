package session_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/auth/session"
)

// table is a table of sessions.
type table map[string]session.Record

func (s table) Session(_ context.Context, token string) (*session.Record, error) {
	if token == "down" {
		return nil, errors.New("db down")
	}
	if r, ok := s[token]; ok {
		return &r, nil
	}
	return nil, nil
}

func TestSessionsThatAreRows(t *testing.T) {
	t.Parallel()
	now := time.Unix(recorded, 0)
	long := strings.Repeat("x", 5000)
	rows := table{
		"good":      {UserID: "ada", Expires: now.Add(time.Hour)},
		"just now":  {UserID: "ada", Expires: now},
		"late":      {UserID: "ada", Expires: now.Add(-time.Millisecond)},
		long:        {UserID: "eve", Expires: now.Add(time.Hour)},
		"no user":   {Expires: now.Add(time.Hour)},
		"a\x00b":    {UserID: "nul", Expires: now.Add(time.Hour)},
		"\xff\xfe=": {UserID: "bytes", Expires: now.Add(time.Hour)},
	}
	cases := []struct {
		name, token string
		want        *auth.Identity
		err         string
	}{
		{"a session that is there", "good", &auth.Identity{Subject: "ada", Expires: now.Add(time.Hour)}, ""},
		{"one in its last moment", "just now", &auth.Identity{Subject: "ada", Expires: now}, ""},
		{"one that has ended: unlike a token's, its clock is the server's", "late", nil, ""},
		{"one that is not there", "unknown", nil, ""},
		{"a token in chunks", long, &auth.Identity{Subject: "eve", Expires: now.Add(time.Hour)}, ""},
		{"a row without a user names nobody", "no user", &auth.Identity{Expires: now.Add(time.Hour)}, ""},
		{"text that no database holds: NUL", "a\x00b", nil, ""},
		{"text that no database holds: bytes", "\xff\xfe=", nil, ""},
		{"a database that does not answer is no answer", "down", nil, "look up session: db down"},
	}
	for _, compat := range []session.Compat{session.V4, session.V5} {
		for _, c := range cases {
			t.Run(compat.String()+" "+c.name, func(t *testing.T) {
				t.Parallel()
				m := manager(t, session.Config{Compat: compat})
				r, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
				if err := m.WriteToken(w, r, c.token, now.Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
				for _, sent := range w.Result().Cookies() {
					r.Header.Add("Cookie", sent.Name+"="+sent.Value)
				}
				id, err := m.Database(rows).Authenticate(r)
				if got := text(err); got != c.err {
					t.Errorf("error %q, want %q", got, c.err)
				}
				if diff := cmp.Diff(c.want, id); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestNeitherStrategyTakesTheOthersTokens(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{})
	r, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
	if _, err := m.Write(w, r, map[string]any{"sub": "ada"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	if id, err := m.Database(table{}).Authenticate(r); id != nil || err != nil {
		t.Errorf("a sealed token passed for a row: %v, %v", id, err)
	}
	r = httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", m.CookieName(session.Session)+"=good")
	if id, err := m.Authenticate(r); id != nil || err != nil {
		t.Errorf("a row's token passed for a sealed one: %v, %v", id, err)
	}
}

func TestARowsTokenIsWrittenWithItsEnd(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{Secure: true})
	token, err := m.NewToken()
	if err != nil {
		t.Fatal(err)
	}
	if other, _ := m.NewToken(); other == token || len(token) != 36 {
		t.Errorf("tokens are %q and %q", token, other)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", m.CookieName(session.Session)+".0=old")
	w := httptest.NewRecorder()
	if err := m.WriteToken(w, r, token, time.Unix(recorded, 0).Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"__Secure-authjs.session-token.0=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
		"__Secure-authjs.session-token=" + token + "; Path=/; Expires=" + time.Unix(recorded, 0).Add(time.Hour).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") + "; HttpOnly; Secure; SameSite=Lax",
	}
	if diff := cmp.Diff(want, w.Header()["Set-Cookie"]); diff != "" {
		t.Error(diff)
	}
	if err := m.WriteToken(w, r, "", time.Time{}); err == nil {
		t.Error("an empty token was written")
	}
}
