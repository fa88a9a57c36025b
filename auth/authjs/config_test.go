package authjs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/internal/password"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	named := func(id string) authjs.Provider { return authjs.Credentials{ID: id, Authorize: users} }
	cases := []struct {
		name   string
		change func(*authjs.Config)
		want   string
	}{
		{"no sessions", func(c *authjs.Config) { c.Sessions = nil }, "authjs: sessions are required"},
		{"a nil provider", func(c *authjs.Config) { c.Providers = []authjs.Provider{nil} }, "authjs: a provider is nil"},
		{"two of a name", func(c *authjs.Config) { c.Providers = []authjs.Provider{named("a"), named("a")} }, `authjs: two providers have the id "a"`},
		{"an id with a slash", func(c *authjs.Config) { c.Providers = []authjs.Provider{named("a/b")} }, `authjs: "a/b" cannot be the id of a provider`},
		{"an id that means none", func(c *authjs.Config) { c.Providers = []authjs.Provider{named("undefined")} }, `authjs: "undefined" cannot be the id of a provider`},
		{"no authorize function", func(c *authjs.Config) { c.Providers = []authjs.Provider{authjs.Credentials{}} }, `authjs: the provider "credentials" has no authorize function`},
		{"a field that is no name", func(c *authjs.Config) {
			c.Providers = []authjs.Provider{authjs.Credentials{Authorize: users, Fields: []authjs.Field{{Name: `a"b`}}}}
		}, `authjs: "a\"b" cannot be the name of a field`},
		{"an origin with a path", func(c *authjs.Config) { c.Origin = "https://a.example/x" }, `authjs: the origin "https://a.example/x" is not like https://host or http://host:port`},
		{"an origin without a scheme", func(c *authjs.Config) { c.Origin = "a.example" }, `authjs: the origin "a.example" is not like https://host or http://host:port`},
		{"an origin with a user", func(c *authjs.Config) { c.Origin = "https://u@a.example" }, `authjs: the origin "https://u@a.example" is not like https://host or http://host:port`},
		{"a page elsewhere", func(c *authjs.Config) { c.Pages.SignIn = "https://a.example/" }, `authjs: the sign-in page "https://a.example/" is not a path that starts with one slash`},
		{"a page with two slashes", func(c *authjs.Config) { c.Pages.Error = "//a" }, `authjs: the error page "//a" is not a path that starts with one slash`},
		{"links without a store", func(c *authjs.Config) { c.Providers = []authjs.Provider{authjs.Email{Send: mailNothing}} }, "authjs: magic links need a store"},
		{"links that nobody sends", func(c *authjs.Config) { c.Providers = []authjs.Provider{authjs.Email{}} }, `authjs: the provider "email" has no way to send mail`},
		{"links of a negative age", func(c *authjs.Config) {
			c.Providers = []authjs.Provider{authjs.Email{Send: mailNothing, MaxAge: -1}}
		}, `authjs: the maximum age of the links of "email" is negative`},
		{"sessions in no database", func(c *authjs.Config) { c.Strategy = authjs.Database }, "authjs: sessions in a database need a store"},
		{"a negative update age", func(c *authjs.Config) { c.UpdateAge = -1 }, "authjs: the update age is negative"},
		{"a store that lacks something", func(c *authjs.Config) {
			c.Store = &memory{lacks: errors.New("the schema has no model Account")}
			c.Providers = []authjs.Provider{authjs.GitHub("id", "secret")}
		}, "authjs: accounts of other sites: the schema has no model Account"},
		{"a provider without an id of the site", oauth(func(o *authjs.OAuth) { o.ClientID = "" }), `authjs: the provider "x" has no client id`},
		{"a provider without an address", oauth(func(o *authjs.OAuth) { o.Issuer = "" }), `authjs: the provider "x" has neither an issuer nor endpoints`},
		{"half of the endpoints", oauth(func(o *authjs.OAuth) { o.TokenURL = "https://id.example/token" }), `authjs: the provider "x" has some endpoints but not all`},
		{"OpenID Connect that does not ask for it", oauth(func(o *authjs.OAuth) { o.Scopes = []string{"email"} }), `authjs: the provider "x" does not ask for the scope openid`},
		{"no check but a nonce", oauth(func(o *authjs.OAuth) { o.Checks = authjs.CheckNonce }), `authjs: the provider "x" needs the check state or pkce; nonce is for OpenID Connect`},
		{"a form without a state", oauth(func(o *authjs.OAuth) { o.Checks, o.FormPost = authjs.CheckPKCE, true }), `authjs: the provider "x" answers with a form, which needs the check state`},
		{"a parameter that is the protocol's", oauth(func(o *authjs.OAuth) { o.Params = map[string]string{"redirect_uri": "x"} }), `authjs: the parameter "redirect_uri" of the provider "x" is the protocol's own`},
		{"a new-user page elsewhere", func(c *authjs.Config) { c.Pages.NewUser = "https://a.example/" }, `authjs: the new-user page "https://a.example/" is not a path that starts with one slash`},
		{"a relative base path", func(c *authjs.Config) { c.BasePath = "auth" }, `authjs: the base path "auth" is not a path that starts with one slash`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(session.V5)
			handler(t, s)
			c.change(&s.config)
			if _, err := authjs.New(s.config); err == nil || err.Error() != c.want {
				t.Errorf("New = %v, want %s", err, c.want)
			}
		})
	}
}

func mailNothing(context.Context, authjs.MagicLink) error { return nil }

// oauth configures a provider with one mistake.
func oauth(mistake func(*authjs.OAuth)) func(*authjs.Config) {
	return func(c *authjs.Config) {
		o := authjs.OAuth{ID: "x", ClientID: "c", Issuer: "https://id.example"}
		mistake(&o)
		c.Providers = []authjs.Provider{o}
	}
}

func TestAWeakSecretIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := newSite(session.V5)
	s.keep.Secrets = []string{"short"}
	s.config.Logger = slog.New(slog.NewTextHandler(&log, nil))
	handler(t, s)
	if !strings.Contains(log.String(), "shorter than 32 bytes") || strings.Contains(log.String(), "=short") {
		t.Errorf("log is %q", &log)
	}
}

type userTable map[string]*authjs.PasswordRecord

func (u userTable) PasswordByEmail(_ context.Context, email string) (*authjs.PasswordRecord, error) {
	if email == "down@example.com" {
		return nil, errors.New("db down")
	}
	return u[email], nil
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	hash, err := password.Hash("correct horse", 4)
	if err != nil {
		t.Fatal(err)
	}
	name := "Ada"
	p := authjs.Passwords(userTable{
		"ada@example.com":   {User: authjs.User{ID: "1", Name: &name}, Hash: hash},
		"oauth@example.com": {User: authjs.User{ID: "2"}},
		"plain@example.com": {User: authjs.User{ID: "3"}, Hash: "secret"},
	}, 4)
	cases := []struct {
		name, email, password string
		want                  *authjs.User
	}{
		{"the right password", "ada@example.com", "correct horse", &authjs.User{ID: "1", Name: &name}},
		{"spaces around the address", " ada@example.com ", "correct horse", &authjs.User{ID: "1", Name: &name}},
		{"a wrong password", "ada@example.com", "nope", nil},
		{"an empty password", "ada@example.com", "", nil},
		{"an unknown address", "eve@example.com", "correct horse", nil},
		{"an empty address", "", "correct horse", nil},
		{"a user without a password", "oauth@example.com", "", nil},
		{"a user without a password, tried", "oauth@example.com", "x", nil},
		{"a column that is no hash", "plain@example.com", "secret", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := p.Authorize(t.Context(), map[string]string{"email": c.email, "password": c.password})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := p.Authorize(t.Context(), map[string]string{"email": "down@example.com", "password": "x"}); err == nil || err.Error() != "find user: db down" {
		t.Errorf("error is %v", err)
	}
}

// BenchmarkRefusal shows that every address is refused as slowly as a wrong
// password: the figures must be alike.
func BenchmarkRefusal(b *testing.B) {
	hash, err := password.Hash("pw", 10)
	if err != nil {
		b.Fatal(err)
	}
	p := authjs.Passwords(userTable{"ada@example.com": {User: authjs.User{ID: "1"}, Hash: hash}, "none@example.com": {User: authjs.User{ID: "2"}}}, 10)
	for name, email := range map[string]string{"wrong": "ada@example.com", "unknown": "eve@example.com", "passwordless": "none@example.com"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = p.Authorize(b.Context(), map[string]string{"email": email, "password": "nope"})
			}
		})
	}
}
