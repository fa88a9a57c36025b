package authjs_test

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

const secret = "9f2c7d4e1ab35c60d8e7f6a5b4c3d2e1f00112233445566778899aabbccddeef"

// site is a configuration under test.
type site struct {
	config   authjs.Config
	keep     session.Config
	sessions *session.Manager
}

func handler(t testing.TB, s *site) *authjs.Handler {
	t.Helper()
	m, err := session.New(s.keep)
	if err != nil {
		t.Fatal(err)
	}
	s.sessions, s.config.Sessions = m, m
	h, err := authjs.New(s.config)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func newSite(compat session.Compat) *site {
	return &site{
		keep: session.Config{Compat: compat, Secrets: []string{secret}, Now: func() time.Time { return now }},
		config: authjs.Config{Origin: "http://localhost:3000", Providers: []authjs.Provider{authjs.Credentials{
			Fields:    []authjs.Field{{Name: "username"}, {Name: "password", Type: "password"}},
			Authorize: users,
		}}},
	}
}

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// users are those of the recordings.
func users(_ context.Context, fields map[string]string) (*authjs.User, error) {
	text := func(s string) *string { return &s }
	switch fields["username"] + "/" + fields["password"] {
	case "ada/correct horse":
		return &authjs.User{
			ID: "user_1", Name: text("Ada Lovelace"), Email: text("ada@example.com"),
			Image: text("https://example.com/ada.png"), Extra: map[string]any{"role": "ADMIN"},
		}, nil
	case "noid/pw":
		return &authjs.User{Name: text("No Id"), Email: text("noid@example.com")}, nil
	case "numid/pw":
		return &authjs.User{ID: "7", Name: text("Num Id")}, nil
	case "big/pw":
		return &authjs.User{ID: "user_big", Name: text(strings.Repeat("N", 4000)), Email: text("big@example.com")}, nil
	}
	switch fields["username"] {
	case "boom":
		return nil, errors.New("db down")
	case "locked":
		return nil, &authjs.CredentialsError{Code: "locked"}
	}
	return nil, nil
}

// siteOf is the configuration that an exchange was recorded with.
func siteOf(compat session.Compat, x recorded) *site {
	s := newSite(compat)
	u, err := url.Parse(x.URL)
	if err != nil {
		panic(err)
	}
	s.config.Origin = u.Scheme + "://" + u.Host
	s.keep.Secure = u.Scheme == "https"
	s.keep.Now = func() time.Time { return x.At }
	calls := &s.config.Callbacks
	switch x.ID {
	case "C11", "C12", "C13", "C13b", "C14", "C15", "C16", "C17":
		s.config.Pages = authjs.Pages{SignIn: "/login", SignOut: "/logout", Error: "/oops", VerifyRequest: "/check"}
	case "C20":
		calls.SignIn = verdict(authjs.Verdict{}, nil)
	case "C21":
		calls.SignIn = verdict(authjs.Verdict{Redirect: "/denied"}, nil)
	case "C22":
		calls.SignIn = verdict(authjs.Verdict{Redirect: "https://evil.example/x"}, nil)
	case "C23":
		calls.SignIn = verdict(authjs.Verdict{Allow: true}, errors.New("nope & <b>"))
	case "C24", "C26":
		calls.Token = func(context.Context, authjs.Token) (map[string]any, error) { return nil, nil }
	case "C25":
		calls.Token = func(context.Context, authjs.Token) (map[string]any, error) { return nil, errors.New("jwt") }
	case "C27":
		calls.Session = addRole
	case "C28", "C29":
		s.keep.Secrets = []string{secret, "old-secret-2023"}
	case "C30":
		s.config.BasePath = "/auth"
	case "C31":
		s.keep.Secure = false
	case "C32":
		s.keep.CookieName, s.keep.CookieDomain = "my.sid", "example.com"
	case "C33", "C34b":
		s.keep.MaxAge = time.Hour
	case "C36":
		calls.Token = mergeUpdate
	}
	return s
}

func verdict(v authjs.Verdict, err error) func(context.Context, authjs.SignIn) (authjs.Verdict, error) {
	return func(context.Context, authjs.SignIn) (authjs.Verdict, error) { return v, err }
}

// addRole is the session callback of the recordings.
func addRole(_ context.Context, s authjs.Shown) (map[string]any, error) {
	if role, ok := s.Claims["role"]; ok {
		s.Body["user"].(map[string]any)["role"] = role
	}
	return s.Body, nil
}

// mergeUpdate does what no application should.
func mergeUpdate(_ context.Context, t authjs.Token) (map[string]any, error) {
	if data, ok := t.Update.(map[string]any); ok && t.Trigger == authjs.TriggerUpdate {
		maps.Copy(t.Claims, data)
	}
	return t.Claims, nil
}
