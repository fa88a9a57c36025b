package authjs_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// internet answers requests to hosts by URL without the query.
type internet map[string]any

func (i internet) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	body, ok := i[r.URL.Scheme+"://"+r.URL.Host+r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return w.Result(), nil
	}
	w.Header().Set("Content-Type", "application/json")
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	_, _ = w.Write(text)
	return w.Result(), nil
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	type address struct {
		Email             string `json:"email"`
		Primary, Verified bool
	}
	profile := map[string]any{"id": 583231, "login": "octocat", "name": "The Octocat", "email": "shown@example.com", "avatar_url": "https://example.com/o.png"}
	cases := []struct {
		name      string
		profile   map[string]any
		addresses any
		want      map[string]any // nil: refused
		verified  bool
	}{
		{"the primary address, which GitHub has verified", profile, []address{{"other@example.com", false, true}, {"Octo@Example.com", true, true}}, map[string]any{
			"id": "db-user-1", "name": "The Octocat", "email": "octo@example.com", "image": "https://example.com/o.png",
		}, true},
		{"an address that is not verified counts as none, like the one that is shown", profile, []address{{"octo@example.com", true, false}}, map[string]any{
			"id": "db-user-1", "name": "The Octocat", "image": "https://example.com/o.png",
		}, false},
		{"a user without a name", map[string]any{"id": 1, "login": "octocat", "name": nil}, []address{}, map[string]any{"id": "db-user-1", "name": "octocat"}, false},
		{"a profile without an id", map[string]any{"login": "octocat"}, []address{}, nil, false},
		{"addresses that cannot be read", profile, "no", nil, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(session.V5)
			store := newMemory()
			s.config.Store = store
			s.config.Providers = []authjs.Provider{authjs.GitHub("id", "secret")}
			s.config.Transport = internet{
				"https://github.com/login/oauth/access_token": map[string]any{"access_token": "at", "token_type": "bearer", "scope": "read:user,user:email"},
				"https://api.github.com/user":                 c.profile,
				"https://api.github.com/user/emails":          c.addresses,
			}
			b := open(t, s)
			q := queryOf(t, b.begin("github"))
			if q.Get("scope") != "read:user user:email" || q.Get("client_id") != "id" {
				t.Errorf("asked for %v", q)
			}
			b.get("/callback/github?code=x&state=" + q.Get("state"))
			if diff := cmp.Diff(c.want, b.user()); diff != "" {
				t.Error(diff)
			}
			if u := store.users["db-user-1"]; u != nil && (u.EmailVerified != nil) != c.verified {
				t.Errorf("verified at %v", u.EmailVerified)
			}
		})
	}
}

func TestGoogle(t *testing.T) {
	t.Parallel()
	s := newSite(session.V5)
	s.config.Store = newMemory()
	s.config.Providers = []authjs.Provider{authjs.Google("id", "secret")}
	s.config.Transport = internet{"https://accounts.google.com/.well-known/openid-configuration": map[string]any{
		"issuer": "https://accounts.google.com", "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
		"token_endpoint": "https://oauth2.googleapis.com/token", "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
	}}
	to := open(t, s).begin("google", "x", "y")
	q := queryOf(t, to)
	if q.Get("scope") != "openid profile email" || q.Get("nonce") == "" || to[:44] != "https://accounts.google.com/o/oauth2/v2/auth" {
		t.Errorf("to %s", to)
	}
}
