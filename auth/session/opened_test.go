package session_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/auth/session"
)

// held is a session token of m with claims, good for a minute.
func held(t *testing.T, m *session.Manager, claims map[string]any) string {
	t.Helper()
	token, err := m.Seal(m.Salt(session.Session), claims, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func readToken(m *session.Manager, token string) (*auth.Identity, error) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header["Cookie"] = []string{m.CookieName(session.Session) + "=" + token}
	return m.Read(r)
}

func TestATokenThatWasOpenedExpiresLikeAnyOther(t *testing.T) {
	t.Parallel()
	for _, compat := range []session.Compat{session.V4, session.V5} {
		now := time.Unix(recorded, 0)
		m := manager(t, session.Config{Compat: compat, Now: func() time.Time { return now }})
		token := held(t, m, map[string]any{"sub": "u"})
		early := held(t, m, map[string]any{"sub": "u", "nbf": recorded + 30})
		for _, tt := range []struct {
			after       time.Duration
			want, early error
		}{
			{0, nil, session.ErrInvalid},
			{30 * time.Second, nil, nil},
			{0, nil, session.ErrInvalid},
			{74 * time.Second, nil, nil}, // clocks may differ by 15 s
			{75 * time.Second, session.ErrExpired, session.ErrExpired},
			{24 * time.Hour, session.ErrExpired, session.ErrExpired},
		} {
			now = time.Unix(recorded, 0).Add(tt.after)
			if _, err := readToken(m, token); !errors.Is(err, tt.want) {
				t.Errorf("%s: after %s: %v, want %v", compat, tt.after, err, tt.want)
			}
			if _, err := readToken(m, early); !errors.Is(err, tt.early) {
				t.Errorf("%s: not before: after %s: %v, want %v", compat, tt.after, err, tt.early)
			}
		}
	}
}

func TestWhatResemblesAnOpenedTokenIsNone(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{})
	token := held(t, m, map[string]any{"sub": "u"})
	if _, err := readToken(m, token); err != nil {
		t.Fatal(err)
	}
	for i := range len(token) {
		bent := token[:i] + string(token[i]^1) + token[i+1:]
		if id, err := readToken(m, bent); err == nil {
			t.Fatalf("opened with character %d replaced: %v", i, id)
		}
	}
	other := manager(t, session.Config{Secrets: []string{strings.Repeat("o", 40)}})
	if id, err := readToken(other, token); err == nil {
		t.Errorf("another secret opened it: %v", id)
	}
}

func TestClaimsOfAnOpenedTokenAreTheCallersOwn(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{})
	token := held(t, m, map[string]any{"sub": "u", "roles": []any{"user", map[string]any{"of": 1}}})
	for range 3 {
		id, err := readToken(m, token)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]any{"sub": "u", "roles": []any{"user", map[string]any{"of": json.Number("1")}}}
		got := map[string]any{"sub": id.Claims["sub"], "roles": id.Claims["roles"]}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		roles := id.Claims["roles"].([]any)
		roles[1].(map[string]any)["of"] = 2
		roles[0], id.Claims["sub"], id.Claims["admin"] = "admin", "other", true
	}
}

func TestTokensThatAreRemembered(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{})
	good := held(t, m, map[string]any{"sub": "u"})
	tests := []struct {
		name  string
		token string
		want  int
	}{
		{"not one that is forged", good + "A", 0},
		{"not one of another purpose", sealedFor(t, m, session.State), 0},
		{"not one that is longer than a cookie", held(t, m, map[string]any{"sub": "u", "name": strings.Repeat("x", 5000)}), 0},
		{"one that opens", good, 1},
		{"once", good, 1},
	}
	for _, tt := range tests {
		_, _ = readToken(m, tt.token)
		if got := m.OpenedForTest(); got != tt.want {
			t.Errorf("%s: %d are remembered", tt.name, got)
		}
	}
}

func sealedFor(t *testing.T, m *session.Manager, p session.Purpose) string {
	t.Helper()
	token, err := m.Seal(m.Salt(p), map[string]any{"sub": "u"}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestManyReadTheirSessionsAtOnce(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{})
	var all sync.WaitGroup
	for _, who := range []string{"a", "b", "c", "d"} {
		token := held(t, m, map[string]any{"sub": who})
		for range 2 {
			all.Go(func() {
				for range 50 {
					if id, err := readToken(m, token); err != nil || id.Subject != who {
						t.Errorf("%s is %v, %v", who, id, err)
					}
				}
			})
		}
	}
	all.Wait()
}
