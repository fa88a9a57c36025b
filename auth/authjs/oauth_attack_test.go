package authjs_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/internal/idptest"
)

// refusedAnswer wants that an answer of a provider signed nobody in.
func (b *browser) refusedAnswer(name string, w *httptest.ResponseRecorder) {
	b.t.Helper()
	to := w.Header().Get("Location")
	if w.Code != http.StatusFound || !strings.Contains(to, "error=") && !strings.HasSuffix(to, "/signin") {
		b.t.Errorf("%s: %d, to %s", name, w.Code, to)
	}
	if b.user() != nil {
		b.t.Errorf("%s: signed in as %v", name, b.user())
	}
}

// TestAnswersOfAnotherBrowser is row 8 of the security table: an attacker
// begins a sign-in and has the victim's browser end it.
func TestAnswersOfAnotherBrowser(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		attacker := open(t, s)
		victim := open(t, s)
		victim.handler = attacker.handler
		for _, provider := range []string{"mockoauth", "mockoidc"} {
			answer := p.Allow(t, attacker.begin(provider))
			victim.refusedAnswer(provider, victim.comeBack(provider, answer))
			victim.begin(provider) // with cookies of a sign-in of one's own
			victim.refusedAnswer(provider+", while signing in", victim.comeBack(provider, answer))
		}
	})
}

// TestAnswersThatAreBent is row 18: what a provider is sent back with must be
// what was asked for, of that provider, by this browser, in time.
func TestAnswersThatAreBent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		clock := now
		s.keep.Now = func() time.Time { return clock }
		p, _ := withIDP(t, s)
		named := p.oauth()
		named.ID, named.Issuer = "named", p.URL
		s.config.Providers = append(s.config.Providers, named)
		b := open(t, s)
		cases := []struct {
			name, provider, to string
			bend               func(url.Values)
		}{
			{"another state", "mockoauth", "", func(q url.Values) { q.Set("state", "x"+q.Get("state")) }},
			{"no state", "mockoauth", "", func(q url.Values) { q.Del("state") }},
			{"two states", "mockoauth", "", func(q url.Values) { q["state"] = []string{"x", q.Get("state")} }},
			{"no code", "mockoauth", "", func(q url.Values) { q.Del("code") }},
			{"a code of nobody", "mockoauth", "", func(q url.Values) { q.Set("code", "x") }},
			{"a code that was given to another browser", "mockoidc", "", func(q url.Values) {
				other := open(t, s)
				q.Set("code", p.Allow(t, other.begin("mockoidc")).Get("code"))
			}},
			{"the answer of one provider as that of another", "mockoauth", "mockoidc", func(url.Values) {}},
			{"another issuer", "named", "", func(q url.Values) { q.Set("iss", "https://evil.example") }},
			{"an error of the provider", "mockoauth", "", func(q url.Values) { q.Set("error", "access_denied") }},
			{"an answer that comes too late", "mockoauth", "", func(url.Values) { clock = clock.Add(16 * time.Minute) }},
		}
		for _, c := range cases {
			clock = now
			answer := p.Allow(t, b.begin(c.provider))
			c.bend(answer)
			to := c.to
			if to == "" {
				to = c.provider
			}
			b.refusedAnswer(c.name, b.comeBack(to, answer))
		}
		clock = now
		answer := p.Allow(t, b.begin("named"))
		answer.Set("iss", p.URL)
		if b.comeBack("named", answer); b.user() == nil {
			t.Error("the right issuer is refused")
		}
	})
}

// TestCheckCookiesAreUsedUp is row 20: an answer works once, and a bad one
// leaves nothing to try again with.
func TestCheckCookiesAreUsedUp(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		b := open(t, s)
		left := func() (names []string) {
			for name := range b.cookies {
				if checkIn(name) != 0 {
					names = append(names, name)
				}
			}
			return names
		}
		answer := p.Allow(t, b.begin("mockoidc"))
		if len(left()) != 3 {
			t.Fatalf("cookies are %v", left())
		}
		b.comeBack("mockoidc", url.Values{"state": {"x"}})
		if len(left()) != 0 {
			t.Errorf("a bad answer leaves %v", left())
		}
		b.refusedAnswer("the good answer after a bad one", b.comeBack("mockoidc", answer))
		answer = p.Allow(t, b.begin("mockoidc"))
		b.comeBack("mockoidc", answer)
		if b.user() == nil || len(left()) != 0 {
			t.Errorf("a good answer leaves %v", left())
		}
		b.submit("/signout")
		b.refusedAnswer("a good answer again", b.comeBack("mockoidc", answer))
	})
}

// TestAPageCannotChooseTheProtocolsParameters is row 19.
func TestAPageCannotChooseTheProtocolsParameters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		b := open(t, s)
		before := queryOf(t, b.begin("mockoidc"))
		evil := url.Values{"prompt": {"login", "none"}, "login_hint": {"ada"}}
		for _, name := range []string{
			"client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge",
			"code_challenge_method", "request", "request_uri", "resource", "x",
		} {
			evil.Set(name, "evil")
		}
		after := queryOf(t, b.begin("mockoidc?"+evil.Encode()))
		for _, q := range []url.Values{before, after} {
			for _, name := range []string{"state", "nonce", "code_challenge"} {
				if len(q.Get(name)) != 43 {
					t.Errorf("%s is %q", name, q.Get(name))
				}
				q.Del(name)
			}
		}
		before["prompt"], before["login_hint"] = []string{"login"}, []string{"ada"}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
		p.Close()
	})
}

// TestIDTokens is row 21 of the security table.
func TestIDTokens(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change func(*idp)
		ok     bool
	}{
		{"as it should be", func(*idp) {}, true},
		{"one audience of several, and ours is the party", func(p *idp) {
			p.Claims = map[string]any{"aud": []string{"cid-oidc", "other"}, "azp": "cid-oidc"}
		}, true},
		{"a clock that is a little ahead of the provider's", func(p *idp) { p.Claims = map[string]any{"exp": now.Unix() - 10} }, true},
		{"signed with another key", func(p *idp) { p.SignWith = idptest.NewKey(t) }, false},
		{"not signed", func(p *idp) { p.Alg = "none" }, false},
		{"signed with a secret", func(p *idp) { p.Alg = "HS256" }, false},
		{"of another issuer", func(p *idp) { p.Claims = map[string]any{"iss": "https://evil.example"} }, false},
		{"for another client", func(p *idp) { p.Claims = map[string]any{"aud": "other"} }, false},
		{"made for another party", func(p *idp) { p.Claims = map[string]any{"azp": "other"} }, false},
		{"expired", func(p *idp) { p.Claims = map[string]any{"exp": now.Unix() - 60} }, false},
		{"not valid yet", func(p *idp) { p.Claims = map[string]any{"nbf": now.Unix() + 3600} }, false},
		{"with another nonce", func(p *idp) { p.Claims = map[string]any{"nonce": "x"} }, false},
		{"without a nonce", func(p *idp) { p.Claims = map[string]any{"nonce": nil} }, false},
		{"about nobody", func(p *idp) { p.Claims = map[string]any{"sub": ""} }, false},
		{"no token at all", func(p *idp) { p.Tokens = map[string]any{"id_token": ""} }, false},
		{"something else", func(p *idp) { p.Tokens = map[string]any{"id_token": "a.b.c"} }, false},
	}
	each(t, func(t *testing.T, s *site) {
		for _, c := range cases {
			one := newSite(s.keep.Compat)
			p, _ := withIDP(t, one)
			c.change(p)
			b := open(t, one)
			if b.through(p, "mockoidc"); (b.user() != nil) != c.ok {
				t.Errorf("%s: signed in as %v", c.name, b.user())
			}
		}
	})
}

// TestProvidersAreAskedOverTLS is row 50: nothing that a provider says leads
// this server anywhere but to the provider, and nothing is said in clear.
func TestProvidersAreAskedOverTLS(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"http://id.example.com", "https://user@id.example.com", "ftp://id.example.com", "id.example.com", "https://", "https://id.example.com#x"} {
		s := newSite(session.V5)
		s.config.Providers = []authjs.Provider{authjs.OAuth{ID: "x", ClientID: "c", Issuer: bad}}
		handler(t, newSite(session.V5))
		m, err := session.New(s.keep)
		if err != nil {
			t.Fatal(err)
		}
		s.config.Sessions = m
		if _, err := authjs.New(s.config); err == nil || !strings.Contains(err.Error(), "is not an https URL") {
			t.Errorf("the issuer %q: %v", bad, err)
		}
	}
	inside := false
	internal := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside = true }))
	t.Cleanup(internal.Close)
	s := newSite(session.V5)
	p, _ := withIDP(t, s)
	p.Redirect = internal.URL + "/secrets"
	b := open(t, s)
	b.refusedAnswer("a redirect", b.through(p, "mockoauth"))
	if inside {
		t.Error("a provider's redirect was followed")
	}
	p.Redirect = ""
	p.UserInfo["blob"] = strings.Repeat("x", 2<<20)
	b.refusedAnswer("an endless answer", b.through(p, "mockoauth"))
	for _, clear := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"} {
		lying := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			issuer := "http://" + r.Host
			answer := map[string]string{
				"issuer": issuer, "authorization_endpoint": issuer + "/a", "token_endpoint": issuer + "/t", "jwks_uri": issuer + "/j", "userinfo_endpoint": issuer + "/u",
			}
			answer[clear] = "http://id.example.com/"
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(answer)
		}))
		t.Cleanup(lying.Close)
		s = newSite(session.V5)
		s.config.Providers = []authjs.Provider{authjs.OAuth{ID: "x", ClientID: "c", Issuer: lying.URL}}
		if to := open(t, s).begin("x"); queryOf(t, to).Get("error") == "" {
			t.Errorf("%s in clear: to %s", clear, to)
		}
	}
}

// TestAccountsAreNotLinkedByAnUnverifiedAddress is row 16 of the security
// table, and half of row 17: that an address is the same makes nobody the same.
func TestAccountsAreNotLinkedByAnUnverifiedAddress(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		for _, flag := range []bool{false, true} {
			for _, provider := range []any{true, false, nil, "true", "yes"} {
				for _, user := range []bool{false, true} {
					one := newSite(s.keep.Compat)
					p, store := withIDP(t, one)
					oidc := p.oidc()
					oidc.ID, oidc.AllowDangerousEmailAccountLinking = "trusted", flag
					one.config.Providers = append(one.config.Providers, oidc)
					p.Claims = map[string]any{"email_verified": provider, "email": "Olive@example.com"}
					victim := &authjs.User{ID: "victim", Email: new("olive@example.com")}
					if user {
						victim.EmailVerified = &now
					}
					store.users["victim"] = victim
					b := open(t, one)
					b.through(p, "trusted")
					want := flag && user && (provider == true || provider == "true")
					if got := b.user() != nil; got != want {
						t.Errorf("flag %t, provider %v, user %t: signed in is %t", flag, provider, user, got)
					}
					if len(store.users) != 1 {
						t.Errorf("flag %t, provider %v, user %t: a second user has the address", flag, provider, user)
					}
				}
			}
		}
	})
}

// TestAUserIsMadeWithTheAccountOrNotAtAll is row 43: an orphan would keep the
// owner of its address out for ever.
func TestAUserIsMadeWithTheAccountOrNotAtAll(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, store := withIDP(t, s)
		store.linkFails = errors.New("disk full")
		b := open(t, s)
		b.refusedAnswer("linking fails", b.through(p, "mockoauth"))
		if len(store.users) != 0 {
			t.Errorf("users are %v", store.users)
		}
		store.linkFails = nil
		if b.through(p, "mockoauth"); b.user() == nil {
			t.Error("the next try is refused")
		}
	})
}

func TestUserInfoIsAboutTheTokensUser(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		oidc := p.oidc()
		oidc.ID, oidc.UserInfo = "info", true
		s.config.Providers = append(s.config.Providers, oidc)
		b := open(t, s)
		p.UserInfo = map[string]any{"sub": "another", "email": "another@example.com"}
		b.refusedAnswer("another user", b.through(p, "info"))
		p.UserInfo = map[string]any{"email": "another@example.com", "id": 7}
		b.refusedAnswer("nobody", b.through(p, "info"))
		p.UserInfo = map[string]any{"sub": "oidc-sub-1", "email": "olive@example.com"}
		if b.through(p, "info"); b.user() == nil {
			t.Error("the right user is refused")
		}
	})
}

func TestWhoIsSignedInAddsAnAccount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, store := withIDP(t, s)
		b := open(t, s)
		b.through(p, "mockoauth")
		b.through(p, "mockoidc") // with another address
		if b.user()["id"] != "db-user-1" || len(store.users) != 1 || len(store.accounts) != 2 {
			t.Errorf("signed in as %v, users %d, accounts %d", b.user(), len(store.users), len(store.accounts))
		}
		p.Claims = map[string]any{"sub": "another", "email": "another@example.com"}
		other := open(t, s)
		other.handler = b.handler
		other.through(p, "mockoidc")
		w := other.through(p, "mockoauth") // which is the first user's
		if to := w.Header().Get("Location"); !strings.Contains(to, "OAuthAccountNotLinked") || other.user()["id"] != "db-user-2" {
			t.Errorf("to %s, signed in as %v", to, other.user())
		}
	})
}
