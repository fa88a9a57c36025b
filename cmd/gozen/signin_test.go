package main_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/idptest"
)

// TestEveryWayToSignIn signs in with a magic link from dev's mailbox and with
// an identity provider, on both databases and with both kinds of sessions, and
// then uses the data as the user.
func TestEveryWayToSignIn(t *testing.T) {
	t.Parallel()
	for _, sessions := range []string{"jwt", "database"} {
		t.Run(sessions, func(t *testing.T) {
			t.Parallel()
			gozentest.Each(t, func(t *testing.T, database string) {
				idp := idptest.New(t, time.Now)
				p := start(t, []string{
					"DATABASE_URL=" + database, "AUTH_SECRET=0123456789012345678901234567890123456789",
					"AUTH_WORK_ISSUER=" + idp.URL, "AUTH_WORK_ID=cid-oidc", "AUTH_WORK_SECRET=s", "AUTH_WORK_NAME=The office",
				}, "dev", "--schema", "cmd/gozen/testdata/signin.zmodel", "--sessions", sessions)
				ann, olive := newBrowser(t, p), newBrowser(t, p)
				byLink(t, ann, "ann@example.com")
				byProvider(t, olive, idp)
				for name, b := range map[string]*browser{"ann": ann, "olive": olive} {
					if got := b.session(t).json(t, "user", "email"); got != name+"@example.com" {
						t.Fatalf("%s is signed in as %v", name, got)
					}
					if got := b.post(t, "note/create", `{"data":{"text":"of `+name+`"}}`); got.status != http.StatusCreated {
						t.Fatalf("%s writes: %d %s", name, got.status, got.text)
					}
				}
				if got := ann.get(t, "note/findMany", `{}`); !strings.Contains(got.text, "of ann") || strings.Contains(got.text, "of olive") {
					t.Errorf("ann reads %s", got.text)
				}
				for _, table := range []string{"account", "session", "verificationToken"} {
					if got := ann.get(t, table+"/findMany", `{}`); got.status != http.StatusOK || strings.Contains(got.text, `"userId"`) {
						t.Errorf("ann reads of %s: %d %s", table, got.status, got.text)
					}
				}
				ann.signOut(t)
				if got := ann.post(t, "note/create", `{"data":{"text":"of nobody"}}`); got.status < 400 {
					t.Errorf("nobody writes: %d %s", got.status, got.text)
				}
			})
		})
	}
}

// byLink asks for a magic link, finds it in the mailbox and follows it.
func byLink(t *testing.T, b *browser, email string) {
	t.Helper()
	got := b.form(t, "signin/email", url.Values{"csrfToken": {b.csrf(t)}, "email": {email}})
	if to, _ := got.json(t, "url").(string); !strings.HasSuffix(to, "/verify-request?provider=email&type=email") {
		t.Fatalf("to %s", got.text)
	}
	box := b.send(t, http.MethodGet, "/mailbox", "", "")
	m := regexp.MustCompile(`href="[^"]*(/api/auth/callback/email[^"]*)"`).FindStringSubmatch(box.text)
	if m == nil {
		t.Fatalf("the mailbox is %s", box.text)
	}
	if got := b.send(t, http.MethodGet, strings.ReplaceAll(m[1], "&amp;", "&"), "", ""); got.status != http.StatusFound {
		t.Fatalf("the link: %d %s", got.status, got.text)
	}
}

// byProvider presses the button of a provider and agrees there.
func byProvider(t *testing.T, b *browser, idp *idptest.Provider) {
	t.Helper()
	if page := b.send(t, http.MethodGet, "/api/auth/signin", "", ""); !strings.Contains(page.text, "Sign in with The office") {
		t.Fatalf("the page is %s", page.text)
	}
	got := b.form(t, "signin/work", url.Values{"csrfToken": {b.csrf(t)}})
	to, _ := got.json(t, "url").(string)
	answer := idp.Allow(t, to)
	if got := b.send(t, http.MethodGet, "/api/auth/callback/work?"+answer.Encode(), "", ""); got.status != http.StatusFound {
		t.Fatalf("the answer: %d %s", got.status, got.text)
	}
}

// TestTheMailboxIsForThisMachine asks for it as other machines and pages of
// other sites would.
func TestTheMailboxIsForThisMachine(t *testing.T) {
	t.Parallel()
	p := start(t, []string{"DATABASE_URL=" + gozentest.SQLite(t)}, "dev", "--schema", "cmd/gozen/testdata/signin.zmodel")
	b := newBrowser(t, p)
	for name, change := range map[string]func(*http.Request){
		"a name that resolves here":     func(r *http.Request) { r.Host = "evil.example" },
		"somebody behind a proxy":       func(r *http.Request) { r.Header.Set("X-Forwarded-For", "203.0.113.7") },
		"one of several behind proxies": func(r *http.Request) { r.Header.Set("X-Forwarded-For", "127.0.0.1, 203.0.113.7") },
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.base+"/mailbox", nil)
		if err != nil {
			t.Fatal(err)
		}
		change(r)
		if got := b.do(t, r); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	if got := b.send(t, http.MethodGet, "/mailbox", "", ""); got.status != http.StatusOK {
		t.Errorf("here: %d", got.status)
	}
}
