package authjs_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// postbox keeps what was sent.
type postbox struct {
	sent []authjs.MagicLink
	fail error
}

func (p *postbox) send(_ context.Context, l authjs.MagicLink) error {
	p.sent = append(p.sent, l)
	return p.fail
}

// last returns the path, below the base path, of the last link.
func (p *postbox) last(t testing.TB) string {
	t.Helper()
	if len(p.sent) == 0 {
		t.Fatal("nothing was sent")
	}
	path, ok := strings.CutPrefix(p.sent[len(p.sent)-1].URL, home+"/api/auth")
	if !ok {
		t.Fatalf("the link leads to %s", p.sent[len(p.sent)-1].URL)
	}
	return path
}

// withEmail adds magic links, and a store, to a site.
func withEmail(s *site) (*postbox, *memory) {
	box, store := &postbox{}, newMemory()
	s.config.Store = store
	s.config.Providers = append(s.config.Providers, authjs.Email{Send: box.send})
	return box, store
}

// changeEmail replaces the site's provider of links.
func changeEmail(s *site, f func(*authjs.Email)) {
	for i, p := range s.config.Providers {
		if e, ok := p.(authjs.Email); ok {
			f(&e)
			s.config.Providers[i] = e
		}
	}
}

func TestSigningInWithALink(t *testing.T) {
	t.Parallel()
	for _, strategy := range []authjs.Strategy{authjs.JWT, authjs.Database} {
		each(t, func(t *testing.T, s *site) {
			s.config.Strategy = strategy
			box, _ := withEmail(s)
			b := open(t, s)
			w := b.submit("/signin/email", "email", " Grace@Example.com ", "callbackUrl", "/inbox")
			if got := object(t, w)["url"]; got != home+"/api/auth/verify-request?provider=email&type=email" {
				t.Fatalf("to %v", got)
			}
			want := authjs.MagicLink{To: "grace@example.com", URL: box.sent[0].URL, Site: "localhost:3000", Expires: now.Add(24 * time.Hour)}
			if diff := cmp.Diff(want, box.sent[0]); diff != "" {
				t.Error(diff)
			}
			other := open(t, s) // another browser: the mail may be read elsewhere
			other.handler = b.handler
			if w := other.get(box.last(t)); w.Code != http.StatusFound || w.Header().Get("Location") != home+"/inbox" {
				t.Fatalf("%d, to %s", w.Code, w.Header().Get("Location"))
			}
			if diff := cmp.Diff(map[string]any{"id": "db-user-1", "email": "grace@example.com"}, other.user()); diff != "" {
				t.Error(diff)
			}
			if b.user() != nil {
				t.Error("the browser that asked is signed in")
			}
		})
	}
}

// TestALinkWorksOnce is row 22 of the security table: a link is used up by
// being followed, is bound to its address, and ends.
func TestALinkWorksOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		clock := now
		s.keep.Now = func() time.Time { return clock }
		box, store := withEmail(s)
		b := open(t, s)
		ask := func() string {
			b.submit("/signin/email", "email", "grace@example.com")
			return box.last(t)
		}
		bad := func(name, path string) {
			t.Helper()
			w := b.get(path)
			if to := w.Header().Get("Location"); !strings.HasSuffix(to, "/error?error=Verification") || b.user() != nil {
				t.Errorf("%s: to %s", name, to)
			}
		}
		link := ask()
		for hash := range store.links {
			if strings.Contains(link, hash[strings.Index(hash, "/")+1:]) {
				t.Error("the token is stored as it is")
			}
		}
		bad("another address", strings.Replace(link, "grace%40", "eve%40", 1))
		bad("another token", strings.Replace(link, "token=", "token=0", 1))
		bad("another spelling of the address", strings.Replace(link, "grace%40", "GRACE%40", 1))
		if b.get(link); b.user() == nil {
			t.Fatal("the link does not work")
		}
		b.submit("/signout")
		bad("the link again", link)
		link = ask()
		clock = clock.Add(24*time.Hour + time.Second)
		bad("a link of the day before", link)
		clock = now
		bad("the same link after having been shown too late", link)
	})
}

// TestEveryAddressIsAnsweredAlike is row 26: who asks for a link does not learn
// whether anybody has the address.
func TestEveryAddressIsAnsweredAlike(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		_, store := withEmail(s)
		store.users["u"] = &authjs.User{ID: "u", Email: new("ann@example.com")}
		b := open(t, s)
		known := b.submit("/signin/email", "email", "ann@example.com")
		unknown := b.submit("/signin/email", "email", "bob@example.com")
		if known.Code != unknown.Code || known.Body.String() != unknown.Body.String() {
			t.Errorf("%d %s, %d %s", known.Code, known.Body, unknown.Code, unknown.Body)
		}
		if diff := cmp.Diff(cookieNames(known), cookieNames(unknown)); diff != "" {
			t.Errorf("cookies: %s", diff)
		}
	})
}

func TestALinkThatIsNotSentIsTakenBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		box, store := withEmail(s)
		box.fail = errors.New("no mail server at 10.0.0.1")
		b := open(t, s)
		w := b.submit("/signin/email", "email", "grace@example.com")
		want := map[session.Compat]string{session.V4: "EmailSignin", session.V5: "Configuration"}[b.compat]
		if errorIn(t, w) != want || strings.Contains(w.Body.String(), "10.0.0.1") {
			t.Errorf("%s", w.Body)
		}
		if len(store.links) != 0 {
			t.Error("the link is still there")
		}
	})
}

// TestALinkLeadsToTheConfiguredOrigin is row 15, for mail.
func TestALinkLeadsToTheConfiguredOrigin(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.config.Origin = home
		box, _ := withEmail(s)
		b := open(t, s)
		r := request("POST", "http://evil.example/api/auth/signin/email", "email=a@example.com&csrfToken="+b.csrf())
		r.Host = "evil.example"
		r.Header.Set("X-Forwarded-Host", "evil.example")
		b.do(r)
		if l := box.sent[0]; !strings.HasPrefix(l.URL, home+"/") || strings.Contains(l.URL+l.Site, "evil") {
			t.Errorf("sent %+v", l)
		}
	})
}

func TestALinkThatAsksBeforeItIsUsed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		box, _ := withEmail(s)
		changeEmail(s, func(e *authjs.Email) { e.Confirm = true })
		b := open(t, s)
		b.submit("/signin/email", "email", "grace@example.com", "callbackUrl", "/inbox")
		scanner := open(t, s)
		scanner.handler = b.handler
		scanner.get(box.last(t))
		scanner.get(box.last(t))
		w := b.get(box.last(t))
		if w.Code != http.StatusOK || b.user() != nil {
			t.Fatalf("%d, signed in as %v", w.Code, b.user())
		}
		fields := map[string]string{}
		for _, in := range find(`<input type="hidden" name="([^"]*)" value="([^"]*)"`, w.Body.String()) {
			fields[in[1]] = in[2]
		}
		// A page of another site cannot press the button.
		if b.post("/callback/email", url.Values{"token": {fields["token"]}, "email": {fields["email"]}}); b.user() != nil {
			t.Error("signed in without a csrf token")
		}
		if w := b.submit("/callback/email", "token", fields["token"], "email", fields["email"]); b.user() == nil {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestALinkThatDoesNotAskTakesNoForm(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		box, _ := withEmail(s)
		b := open(t, s)
		b.submit("/signin/email", "email", "grace@example.com")
		q := queryOf(t, box.sent[0].URL)
		if b.submit("/callback/email", "token", q.Get("token"), "email", q.Get("email")); b.user() != nil {
			t.Error("signed in")
		}
	})
}

// TestLinksAreLimited is row 29, for mail: what one address may ask for, and
// what one mailbox can be flooded with.
func TestLinksAreLimited(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.config.MailLimit = authjs.Limit{Attempts: 2, PerAddress: 3, PerAccount: 4, Every: time.Minute}
		box, _ := withEmail(s)
		b := open(t, s)
		ask := func(address, email string) *httptest.ResponseRecorder {
			b.address = address + ":1"
			return b.submit("/signin/email", "email", email)
		}
		for i, c := range []struct {
			from, to string
			ok       bool
		}{
			{"192.0.2.1", "a@example.com", true},
			{"192.0.2.1", "A@example.com", true},
			{"192.0.2.1", "a@example.com", false}, // the third from one address to one mailbox
			{"192.0.2.1", "b@example.com", false}, // the fourth from one address
			{"192.0.2.2", "a@example.com", true},
			{"192.0.2.3", "a@example.com", true},
			{"192.0.2.4", "a@example.com", false}, // the fifth that reaches one mailbox
			{"192.0.2.4", "c@example.com", true},
		} {
			before := len(box.sent)
			w := ask(c.from, c.to)
			if ok := len(box.sent) > before; ok != c.ok || !c.ok && w.Code != http.StatusTooManyRequests {
				t.Errorf("request %d: sent is %t, status %d, want %t", i, ok, w.Code, c.ok)
			}
			if !c.ok && errorIn(t, w) == "" {
				t.Errorf("request %d: the client finds no error in %s", i, w.Body)
			}
		}
	})
}

// TestAddresses is rows 23 and 24 of the security table: one address, one
// account, one recipient. Where Auth.js takes more, it says why we do not.
func TestAddresses(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/secrets.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Addresses []struct {
			ID, Input string
			Result    *string
		} `json:"email_normalizer_v5"`
	}
	if err := json.Unmarshal(text, &v); err != nil || len(v.Addresses) < 27 {
		t.Fatalf("vectors are missing: %v", err)
	}
	stricter := map[string]string{
		"email.08": "two addresses", "email.09": "a comma parts addresses", "email.16": "not ASCII", "email.19": "brackets", "email.20": "a bracket",
		"email.21": "not ASCII: i in Go, two letters in JavaScript", "email.22": "not ASCII", "email.23": "not ASCII",
		"email.24": "not ASCII: hosts are written in Punycode", "email.26": "a control character", "email.27": "a space",
	}
	cases := map[string]*string{
		"ada@xn--mnchen-3ya.de": new("ada@xn--mnchen-3ya.de"), "a.b+tag@sub.example.com": new("a.b+tag@sub.example.com"),
		"\u212A@x.com": nil, "\u017F@x.com": nil, "a..b@x.com": nil, ".a@x.com": nil, "a@-x.com": nil, "a@x..com": nil, "a@x.com.": nil,
		"a\r\nBcc: b@x.com@y.com": nil, "a@x.com\r\nBcc: b@y.com": nil, "a%0d@x.com": new("a%0d@x.com"),
		strings.Repeat("a", 65) + "@x.com": nil, "a@" + strings.Repeat("x.", 130) + "com": nil, "a@[127.0.0.1]": nil, "a@x,y": nil,
	}
	for _, c := range v.Addresses {
		cases[c.Input] = c.Result
		if _, ok := stricter[c.ID]; ok {
			cases[c.Input] = nil
		}
	}
	for input, want := range cases {
		s := newSite(session.V5)
		box, _ := withEmail(s)
		open(t, s).submit("/signin/email", "email", input)
		switch {
		case want == nil && len(box.sent) > 0:
			t.Errorf("%q: sent to %q", input, box.sent[0].To)
		case want != nil && (len(box.sent) != 1 || box.sent[0].To != *want):
			t.Errorf("%q: sent %v, want to %q", input, box.sent, *want)
		}
	}
}

func TestHashesOfLinks(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/secrets.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Hashes []struct {
			ID, Token, Stored string
			Version           session.Compat
			Secret            any
			Provider          string `json:"provider_secret"`
		} `json:"verification_token_hashes"`
		PKCE []struct {
			Verifier  string `json:"code_verifier"`
			Challenge string `json:"code_challenge"`
		}
	}
	if err := json.Unmarshal(text, &v); err != nil || len(v.Hashes) < 12 || len(v.PKCE) < 2 {
		t.Fatalf("vectors are missing: %v", err)
	}
	for _, c := range v.Hashes {
		var secrets []string
		switch s := c.Secret.(type) {
		case string:
			secrets = []string{s}
		case []any:
			for _, one := range s {
				secrets = append(secrets, one.(string))
			}
		}
		m, err := session.New(session.Config{Compat: c.Version, Secrets: secrets})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.LinkHash(c.Token, c.Provider); got != c.Stored {
			t.Errorf("%s: %s, want %s", c.ID, got, c.Stored)
		}
	}
	for _, c := range v.PKCE {
		if got := session.ChallengeOf(c.Verifier); got != c.Challenge {
			t.Errorf("challenge %s, want %s", got, c.Challenge)
		}
	}
}
