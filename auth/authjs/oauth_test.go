package authjs_test

import (
	"context"
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
)

// mockProfile is the profile function of the recordings.
func mockProfile(_ context.Context, p authjs.Profile) (*authjs.ProfileUser, error) {
	text := func(name string) *string {
		if s, ok := p.Claims[name].(string); ok {
			return &s
		}
		return nil
	}
	id, ok := p.Claims["id"].(json.Number)
	if !ok {
		return nil, errors.New("no id")
	}
	return &authjs.ProfileUser{ID: id.String(), Name: text("name"), Email: text("email"), Image: text("avatar_url")}, nil
}

// withIDP adds a provider of both kinds, and a store, to a site.
func withIDP(t testing.TB, s *site) (*idp, *memory) {
	t.Helper()
	p, store := newIDP(t, s.keep.Now), newMemory()
	s.config.Store = store
	s.config.Providers = append(s.config.Providers, p.oauth(), p.oidc())
	return p, store
}

// begin starts a sign-in and returns the authorization URL.
func (b *browser) begin(provider string, pairs ...string) string {
	b.t.Helper()
	w := b.submit("/signin/"+provider, append([]string{"callbackUrl", "/dash"}, pairs...)...)
	to, _ := object(b.t, w)["url"].(string)
	return to
}

// comeBack brings a provider's answer.
func (b *browser) comeBack(provider string, answer url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.get("/callback/" + provider + "?" + answer.Encode())
}

// through signs in with a provider, from the button to the callback.
func (b *browser) through(p *idp, provider string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.comeBack(provider, p.Allow(b.t, b.begin(provider)))
}

func TestSigningInWithAnotherSite(t *testing.T) {
	t.Parallel()
	octo := map[string]any{"id": "db-user-1", "name": "Octo Cat", "email": "octo@example.com", "image": "https://example.com/o.png"}
	olive := map[string]any{"id": "db-user-1", "name": "Olive Oidc", "email": "olive@example.com", "image": "https://example.com/olive.png"}
	for _, strategy := range []authjs.Strategy{authjs.JWT, authjs.Database} {
		for provider, want := range map[string]map[string]any{"mockoauth": octo, "mockoidc": olive} {
			each(t, func(t *testing.T, s *site) {
				s.config.Strategy = strategy
				p, _ := withIDP(t, s)
				b := open(t, s)
				w := b.through(p, provider)
				if w.Code != http.StatusFound || w.Header().Get("Location") != "http://localhost:3000/dash" {
					t.Fatalf("%d, to %s", w.Code, w.Header().Get("Location"))
				}
				if diff := cmp.Diff(want, b.user()); diff != "" {
					t.Error(diff)
				}
				for name := range b.cookies {
					if strings.Contains(name, "state") || strings.Contains(name, "pkce") || strings.Contains(name, "nonce") {
						t.Errorf("%s is still there", name)
					}
				}
				if b.submit("/signout"); b.user() != nil {
					t.Error("still signed in")
				}
				if b.through(p, provider); b.user()["id"] != "db-user-1" {
					t.Errorf("somebody else came back: %v", b.user())
				}
			})
		}
	}
}

func TestWhatIsAskedOfAProvider(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		post := p.oauth()
		post.ID, post.PostSecret = "post", true
		s.config.Providers = append(s.config.Providers, post)
		b := open(t, s)
		q := queryOf(t, b.begin("mockoidc"))
		for name, want := range map[string]string{
			"response_type": "code", "client_id": "cid-oidc", "redirect_uri": "http://localhost:3000/api/auth/callback/mockoidc",
			"scope": "openid profile email", "code_challenge_method": "S256",
		} {
			if q.Get(name) != want {
				t.Errorf("%s is %q", name, q.Get(name))
			}
		}
		for _, name := range []string{"state", "nonce", "code_challenge"} {
			if len(q.Get(name)) != 43 {
				t.Errorf("%s is %q", name, q.Get(name))
			}
		}
		b.through(p, "mockoauth")
		if form, basic := p.TokenRequest(); basic != "Basic Y2lkLW9hdXRoOmNzZWNyZXQ=" || form.Get("client_secret") != "" || form.Get("code_verifier") == "" {
			t.Errorf("the token request has %q and %v", basic, form)
		}
		b.through(p, "post")
		if form, basic := p.TokenRequest(); basic != "" || form.Get("client_secret") != "csecret" || form.Get("client_id") != "cid-oauth" {
			t.Errorf("the token request has %q and %v", basic, form)
		}
	})
}

func queryOf(t testing.TB, s string) url.Values {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func TestAnAnswerAsAForm(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		form := p.oidc()
		form.ID, form.FormPost = "form", true
		s.config.Providers = append(s.config.Providers, form)
		b := open(t, s)
		w := b.submit("/signin/form", "callbackUrl", "/dash")
		for _, c := range w.Result().Cookies() {
			if strings.HasSuffix(c.Name, ".state") && (c.SameSite != http.SameSiteNoneMode || !c.Secure) {
				t.Errorf("the cookie would not come back: %s", c.Raw)
			}
		}
		got := p.Allow(t, object(t, w)["url"].(string))
		if b.comeBack("form", got); b.user() != nil {
			t.Fatal("a form's answer counts in a URL")
		}
		got = p.Allow(t, b.begin("mockoidc"))
		if b.do(request("POST", home+"/api/auth/callback/mockoidc", got.Encode())); b.user() != nil {
			t.Fatal("a form counts where none was asked for")
		}
		w = b.submit("/signin/form", "callbackUrl", "/dash")
		got = p.Allow(t, object(t, w)["url"].(string))
		r := request("POST", home+"/api/auth/callback/form", got.Encode())
		if w := b.do(r); w.Header().Get("Location") != "http://localhost:3000/dash" || b.user() == nil {
			t.Errorf("%d, to %s", w.Code, w.Header().Get("Location"))
		}
	})
}

func TestWithoutAStoreNobodyHasAnID(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		s.config.Store = nil
		b := open(t, s)
		b.through(p, "mockoauth")
		want := map[string]any{"name": "Octo Cat", "email": "octo@example.com", "image": "https://example.com/o.png"}
		if diff := cmp.Diff(want, b.user()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEventsAndCallbacksOfASignIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		var seen []string
		s.config.Callbacks = authjs.Callbacks{
			SignIn: func(_ context.Context, a authjs.SignIn) (authjs.Verdict, error) {
				seen = append(seen, "signIn? "+a.Account.ProviderAccountID+" "+a.Profile["email"].(string))
				return authjs.Verdict{Allow: true}, nil
			},
			Token: func(_ context.Context, c authjs.Token) (map[string]any, error) {
				if c.Trigger != authjs.TriggerRead {
					seen = append(seen, "token "+string(c.Trigger))
				}
				return c.Claims, nil
			},
		}
		s.config.Events = authjs.Events{
			CreateUser:  func(_ context.Context, u authjs.User) { seen = append(seen, "created "+u.ID) },
			LinkAccount: func(_ context.Context, l authjs.Linked) { seen = append(seen, "linked "+l.Account.ProviderAccountID) },
			SignIn: func(_ context.Context, a authjs.SignIn) {
				seen = append(seen, "signed in "+a.User.ID+map[bool]string{true: ", new"}[a.IsNewUser])
			},
		}
		s.config.Pages.NewUser = "/welcome?x=1"
		b := open(t, s)
		if w := b.through(p, "mockoauth"); w.Header().Get("Location") != "/welcome?x=1&callbackUrl=http%3A%2F%2Flocalhost%3A3000%2Fdash" {
			t.Errorf("to %s", w.Header().Get("Location"))
		}
		b.submit("/signout")
		b.through(p, "mockoauth")
		want := []string{
			"signIn? 1234 octo@example.com", "created db-user-1", "linked 1234", "token signUp", "signed in db-user-1, new",
			"signIn? 1234 octo@example.com", "token signIn", "signed in db-user-1",
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEndpointsAreDiscoveredOnceAnHour(t *testing.T) {
	t.Parallel()
	s := newSite(session.V5)
	clock := now
	s.keep.Now = func() time.Time { return clock }
	p, _ := withIDP(t, s)
	b := open(t, s)
	b.through(p, "mockoidc")
	b.through(p, "mockoidc")
	want := []string{"/.well-known/openid-configuration", "/token", "/jwks", "/token"}
	if diff := cmp.Diff(want, p.Requests()); diff != "" {
		t.Error(diff)
	}
	clock = clock.Add(61 * time.Minute)
	b.begin("mockoidc")
	if asked := p.Requests(); asked[len(asked)-1] != "/.well-known/openid-configuration" {
		t.Errorf("asked for %v", asked)
	}
}

func TestAProviderThatIsDown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		p, _ := withIDP(t, s)
		b := open(t, s)
		p.Close()
		want := map[session.Compat]string{session.V4: "OAuthSignin", session.V5: "Configuration"}[b.compat]
		if got := queryOf(t, b.begin("mockoidc")).Get("error"); got != want {
			t.Errorf("error is %q", got)
		}
	})
}
