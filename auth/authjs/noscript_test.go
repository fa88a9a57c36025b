package authjs_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/auth/authjs"
)

// press fills in and sends the form of a built-in page whose button says so, as
// a browser without scripts does.
func (b *browser) press(page *httptest.ResponseRecorder, button string, filled ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	for _, f := range find(`(?s)<form action="([^"]*)" method="POST">(.*?)</form>`, page.Body.String()) {
		if !strings.Contains(f[2], ">"+button+"<") {
			continue
		}
		fields := url.Values{}
		for _, in := range find(`<input type="hidden" name="([^"]*)" value="([^"]*)"`, f[2]) {
			fields.Set(in[1], html.UnescapeString(in[2]))
		}
		for i := 0; i+1 < len(filled); i += 2 {
			if !strings.Contains(f[2], `name="`+filled[i]+`"`) {
				b.t.Fatalf("the form %q has no %s", button, filled[i])
			}
			fields.Set(filled[i], filled[i+1])
		}
		return b.do(request("POST", html.UnescapeString(f[1]), fields.Encode()))
	}
	b.t.Fatalf("the page has no form %q: %s", button, page.Body)
	return nil
}

// TestPagesWorkWithoutScripts signs in by every built-in form, and out.
func TestPagesWorkWithoutScripts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		box := &postbox{}
		s.config.Providers = append(s.config.Providers, authjs.Email{Send: box.send, Confirm: true})
		b := open(t, s)
		leadsTo := func(w *httptest.ResponseRecorder, want string) {
			t.Helper()
			if got := w.Header().Get("Location"); w.Code != http.StatusFound || !strings.HasPrefix(got, want) {
				t.Fatalf("%d, to %q, want %q; %s", w.Code, got, want, w.Body)
			}
		}
		page := func() *httptest.ResponseRecorder { return b.get("/signin?callbackUrl=/dash") }
		in, out := func() {
			t.Helper()
			if b.user() == nil {
				t.Fatal("not signed in")
			}
		}, func() {
			t.Helper()
			leadsTo(b.press(b.get("/signout"), "Sign out"), home)
			if b.user() != nil {
				t.Fatal("still signed in")
			}
		}

		leadsTo(b.press(page(), "Sign in with Credentials", "username", "ada", "password", "nope"), home+"/api/auth/")
		leadsTo(b.press(page(), "Sign in with Credentials", "username", "ada", "password", "correct horse"), home+"/dash")
		in()
		out()
		w := b.press(page(), "Sign in with Mock OIDC")
		leadsTo(w, p.URL+"/authorize?")
		leadsTo(b.comeBack("mockoidc", p.Allow(t, w.Header().Get("Location"))), home+"/dash")
		in()
		out()
		leadsTo(b.press(page(), "Sign in with Email", "email", "grace@example.com"), home+"/api/auth/verify-request")
		if sent := b.get("/verify-request"); !strings.Contains(sent.Body.String(), "Check your email") {
			t.Errorf("%s", sent.Body)
		}
		leadsTo(b.press(b.get(box.last(t)), "Sign in"), home+"/dash")
		in()
		out()
	})
}
