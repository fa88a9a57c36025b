package session_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/session"
)

func TestSecretsOfTheEnvironment(t *testing.T) {
	t.Parallel()
	var v struct {
		Next []struct {
			ID     string
			Env    map[string]string
			Config struct{ Secret secrets } `json:"config_out"`
		} `json:"env_next_v5"`
	}
	load(t, "env.json", &v)
	if len(v.Next) < 11 {
		t.Fatal("vectors are missing")
	}
	for _, v := range v.Next {
		got := session.EnvSecrets(session.V5, func(name string) string { return v.Env[name] })
		// next-auth overlooks the numbered secrets where a main one is set; we open
		// with them, and make tokens with the one that it makes them with.
		if got[0] != v.Config.Secret[0] {
			t.Errorf("%s: new tokens are made with %q, want %q", v.ID, got[0], v.Config.Secret[0])
		}
		if len(v.Config.Secret) > 1 {
			if diff := cmp.Diff([]string(v.Config.Secret), got); diff != "" {
				t.Errorf("%s: %s", v.ID, diff)
			}
		}
	}
	env := map[string]string{"AUTH_SECRET": "s", "NEXTAUTH_SECRET": "n", "AUTH_SECRET_1": "1", "AUTH_SECRET_2": "2", "AUTH_SECRET_3": "3", "AUTH_SECRET_4": "4"}
	for compat, want := range map[session.Compat][]string{session.V5: {"s", "3", "2", "1"}, session.V4: {"n", "3", "2", "1"}} {
		if diff := cmp.Diff(want, session.EnvSecrets(compat, func(name string) string { return env[name] })); diff != "" {
			t.Errorf("%s: %s", compat, diff)
		}
	}
}

func TestFromEnv(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		compat session.Compat
		env    map[string]string
		want   string // the session cookie's name, or the error
	}{
		{"a site without a URL is on http", session.V5, map[string]string{"AUTH_SECRET": httpSecret}, "authjs.session-token"},
		{"AUTH_URL tells of https", session.V5, map[string]string{"AUTH_SECRET": httpSecret, "AUTH_URL": "HTTPS://app.example.com"}, "__Secure-authjs.session-token"},
		{"so does the old name", session.V5, map[string]string{"AUTH_SECRET": httpSecret, "NEXTAUTH_URL": "https://app.example.com"}, "__Secure-authjs.session-token"},
		{"which is next-auth 4's own", session.V4, map[string]string{"NEXTAUTH_SECRET": httpSecret, "NEXTAUTH_URL": "https://app.example.com", "AUTH_URL": "http://x"}, "__Secure-next-auth.session-token"},
		{"without a secret there is nothing", session.V5, nil, "session: AUTH_SECRET is not set; give the program the secret of the Auth.js application"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := session.FromEnv(c.compat, func(name string) string { return c.env[name] })
			got := text(err)
			if err == nil {
				got = m.CookieName(session.Session)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
