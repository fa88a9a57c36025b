package authjs_test

import (
	"net/http/httptest"
	"net/mail"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// FuzzNormalAddress wants that an address in its normal form stays as it is,
// and is one address to a mail program too.
func FuzzNormalAddress(f *testing.F) {
	for _, s := range []string{"ada@example.com", " A@b ", "\u0130@x.com", "a@b@c", `"a b"@c`, "a@b,c@d", "a\r\nBcc: b@c", "a@[::1]", "é@x.de", "a@b.", "@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		normal, ok := authjs.NormalAddressForTest(s)
		if !ok {
			return
		}
		if again, ok := authjs.NormalAddressForTest(normal); !ok || again != normal {
			t.Errorf("%q: %q becomes %q", s, normal, again)
		}
		parsed, err := mail.ParseAddress(normal)
		if err != nil || parsed.Address != normal || strings.ContainsAny(normal, "\r\n\x00,;<>\" ") || len(normal) > 254 {
			t.Errorf("%q: a mail program reads %q as %v, %v", s, normal, parsed, err)
		}
	})
}

// FuzzAnswer wants that no answer of a provider, and no link, panics, leads off
// the site or signs anybody in.
func FuzzAnswer(f *testing.F) {
	f.Add("mockoauth", "code=x&state=y", "authjs.state=x; authjs.pkce.code_verifier=y")
	f.Add("mockoidc", "error=access_denied&iss=%00", "authjs.nonce=")
	f.Add("email", "token=x&email=a@b.c&callbackUrl=//evil.example", "")
	f.Add("email", "token=%ff&email=%00", "authjs.callback-url=javascript:alert(1)")
	s := newSite(session.V5)
	withIDP(f, s)
	s.config.Providers = append(s.config.Providers, authjs.Email{Send: mailNothing})
	h := handler(f, s)
	f.Fuzz(func(t *testing.T, provider, query, cookies string) {
		r := httptest.NewRequest("GET", home+"/api/auth/callback/x", nil)
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = "/api/auth/callback/"+provider, "", query
		r.Header.Set("Cookie", cookies)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if to := w.Header().Get("Location"); to != "" && !strings.HasPrefix(to, home+"/") {
			t.Errorf("to %q", to)
		}
		for _, c := range w.Result().Cookies() {
			if strings.Contains(c.Name, "session-token") && c.Value != "" {
				t.Errorf("signed in: %s", c.Raw)
			}
		}
	})
}
