package authjs_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

func TestEveryErrorHasItsSentenceAndNoneIsEchoed(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"OAuthCallback":         "Try signing in with a different account.",
		"OAuthAccountNotLinked": "To confirm your identity, sign in with the same account you used originally.",
		"EmailSignin":           "The e-mail could not be sent.",
		"CredentialsSignin":     "Sign in failed. Check the details you provided are correct.",
		"SessionRequired":       "Please sign in to access this page.",
		"xyzzy":                 "Unable to sign in.",
	}
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		for code, want := range cases {
			body := b.get("/signin?error=" + code).Body.String()
			if !strings.Contains(body, want) || strings.Contains(body, code) {
				t.Errorf("%s: %s", code, body)
			}
		}
	})
}

func TestOwnPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.config.Pages = authjs.Pages{SignIn: "/login?x=1", SignOut: "/bye", Error: "/oops?x=1", VerifyRequest: "/check?x=1"}
		b := open(t, s)
		v5 := b.compat == session.V5
		cases := []struct{ path, want string }{
			{"/signin", "/login?x=1&callbackUrl=http%3A%2F%2Flocalhost%3A3000"},
			{"/signin?error=A%26b", "/login?x=1&callbackUrl=http%3A%2F%2Flocalhost%3A3000&error=A%26b"},
			{"/signout", "/bye"},
			{"/error?error=a%0d%0ab", "/oops?x=1&error=a%0D%0Ab"},
			{"/verify-request", "/check?x=1"},
			{"/verify-request?type=email", map[bool]string{false: "/check?x=1", true: "/check?x=1&type=email"}[v5]},
		}
		for _, c := range cases {
			w := b.get(c.path)
			if got := w.Header().Get("Location"); w.Code != http.StatusFound || got != c.want {
				t.Errorf("%s: %d %q, want %q", c.path, w.Code, got, c.want)
			}
		}
	})
}

func TestASiteThatIsNotSetUpSaysSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.config.Origin = ""
		h := handler(t, s)
		for _, c := range []struct{ method, path, kind string }{
			{"GET", "/signin", "text/html"},
			{"GET", "/error", "text/html"},
			{"GET", "/session", "application/json"},
			{"POST", "/signout", "application/json"},
		} {
			r := httptest.NewRequest(c.method, "/api/auth"+c.path, nil)
			r.Host = "app.example.com"
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != http.StatusInternalServerError || !strings.HasPrefix(w.Header().Get("Content-Type"), c.kind) ||
				!strings.Contains(w.Body.String(), "server configuration") || len(w.Result().Cookies()) > 0 {
				t.Errorf("%s %s: %d %s", c.method, c.path, w.Code, w.Body)
			}
		}
	})
}

func TestRandomnessThatFailsSignsNobodyIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.keep.Rand = strings.NewReader(strings.Repeat("x", 32)) // enough for one csrf token
		b := open(t, s)
		w := b.signIn("ada", "correct horse")
		if _, in := b.cookies[s.sessions.CookieName(session.Session)]; in || errorIn(t, w) != "Configuration" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
