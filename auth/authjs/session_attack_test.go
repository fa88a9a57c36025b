package authjs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// inDatabase makes a site keep sessions in rows.
func inDatabase(s *site) *memory {
	store := newMemory()
	store.users["user_1"] = &authjs.User{ID: "user_1", Name: new("Ada Lovelace"), Email: new("ada@example.com"), Image: new("https://example.com/ada.png")}
	s.config.Store, s.config.Strategy = store, authjs.Database
	return store
}

func (b *browser) sessionCookie() string { return b.cookies[b.sessionName()].Value }

func (b *browser) sessionName() string {
	if b.compat == session.V4 {
		return "next-auth.session-token"
	}
	return "authjs.session-token"
}

func TestCredentialsWithSessionsInADatabase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		store := inDatabase(s)
		b := open(t, s)
		b.signIn("ada", "correct horse")
		if diff := cmp.Diff(ada, b.user()); diff != "" {
			t.Error(diff)
		}
		token := b.sessionCookie()
		if _, ok := store.sessions[token]; !ok || len(store.sessions) != 1 {
			t.Errorf("sessions are %v", store.sessions)
		}
		b.signIn("ada", "correct horse")
		if _, ok := store.sessions[token]; ok || len(store.sessions) != 1 {
			t.Errorf("the session that was replaced is still there: %v", store.sessions)
		}
		b.submit("/signout")
		if b.user() != nil || len(store.sessions) != 0 {
			t.Errorf("signed in as %v, sessions are %v", b.user(), store.sessions)
		}
		b.signIn("noid", "pw")
		if b.user() != nil || len(store.sessions) != 0 {
			t.Error("a user without an id has a session")
		}
	})
}

// TestAPreparedTokenNeverBecomesASession is row 11 of the security table, for
// sessions in a database.
func TestAPreparedTokenNeverBecomesASession(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		store := inDatabase(s)
		b := open(t, s)
		b.cookies[b.sessionName()] = &http.Cookie{Name: b.sessionName(), Value: "prepared"}
		b.signIn("ada", "correct horse")
		if _, ok := store.sessions["prepared"]; ok || b.sessionCookie() == "prepared" || b.user() == nil {
			t.Errorf("sessions are %v", store.sessions)
		}
	})
}

// TestASessionCallbackNeverSeesTheSessionsToken is row 33: what a callback
// does not get, it cannot hand to page scripts.
func TestASessionCallbackNeverSeesTheSessionsToken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		inDatabase(s)
		var seen string
		s.config.Callbacks.Session = func(_ context.Context, s authjs.Shown) (map[string]any, error) {
			text, err := json.Marshal(s)
			seen = string(text)
			return s.Body, err
		}
		s.config.Events.Session = func(_ context.Context, s authjs.Shown) {
			text, _ := json.Marshal(s)
			seen += string(text)
		}
		b := open(t, s)
		b.signIn("ada", "correct horse")
		body := b.get("/session").Body.String()
		if token := b.sessionCookie(); strings.Contains(seen, token) || strings.Contains(body, token) || seen == "" {
			t.Errorf("the callback got %s, the page %s", seen, body)
		}
	})
}

// TestWhatAPageSendsDoesNotReachTheDatabase is row 34, for sessions there.
func TestWhatAPageSendsDoesNotReachTheDatabase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		store := inDatabase(s)
		var update any
		s.config.Callbacks.Session = func(_ context.Context, s authjs.Shown) (map[string]any, error) {
			if s.Trigger == authjs.TriggerUpdate {
				update = s.Update
			}
			return s.Body, nil
		}
		b := open(t, s)
		b.signIn("ada", "correct horse")
		writes := len(store.writes)
		r := httptest.NewRequest("POST", home+"/api/auth/session", strings.NewReader(`{"csrfToken":"`+b.csrf()+`","data":{"role":"ADMIN","name":"Eve"}}`))
		r.Header.Set("Content-Type", "application/json")
		b.do(r)
		if diff := cmp.Diff(ada, b.user()); diff != "" || len(store.writes) != writes {
			t.Errorf("%s %v", diff, store.writes[writes:])
		}
		if diff := cmp.Diff(map[string]any{"role": "ADMIN", "name": "Eve"}, update); diff != "" {
			t.Errorf("the host's callback got another: %s", diff)
		}
	})
}

// TestSignOutEverywhere is row 46: sessions that nobody ended can be listed
// and ended.
func TestSignOutEverywhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		store := inDatabase(s)
		store.sessions["late"] = authjs.StoredSession{Token: "late", UserID: "user_1", Expires: now.Add(-time.Hour)}
		store.sessions["other"] = authjs.StoredSession{Token: "other", UserID: "user_2", Expires: now.Add(time.Hour)}
		desk := open(t, s)
		h, ok := desk.handler.(*authjs.Handler)
		if !ok {
			t.Fatal("no handler")
		}
		phone := open(t, s)
		phone.handler = h
		desk.signIn("ada", "correct horse")
		phone.signIn("ada", "correct horse")
		if all, err := h.SessionsOf(t.Context(), "user_1"); err != nil || len(all) != 2 {
			t.Errorf("sessions are %v, %v", all, err)
		}
		if err := h.SignOutEverywhere(t.Context(), "user_1"); err != nil {
			t.Fatal(err)
		}
		if desk.user() != nil || phone.user() != nil {
			t.Error("still signed in")
		}
		if _, ok := store.sessions["other"]; !ok {
			t.Error("another user is signed out")
		}
	})
	h := handler(t, newSite(session.V5))
	if err := h.SignOutEverywhere(t.Context(), "user_1"); err == nil {
		t.Error("tokens in browsers cannot be ended, and nobody is told")
	}
	if _, err := h.SessionsOf(t.Context(), "user_1"); err == nil {
		t.Error("tokens in browsers cannot be listed, and nobody is told")
	}
}

// TestAStoreThatIsDown is row 37: nobody comes in, nobody is anybody, and the
// session waits for a better time.
func TestAStoreThatIsDown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		store := inDatabase(s)
		p := newIDP(t, s.keep.Now)
		s.config.Providers = append(s.config.Providers, p.oauth())
		box := &postbox{}
		s.config.Providers = append(s.config.Providers, authjs.Email{Send: box.send})
		b := open(t, s)
		b.signIn("ada", "correct horse")
		store.down = errors.New("no route to 10.0.0.1")
		if b.user() != nil || b.cookies[b.sessionName()] == nil {
			t.Errorf("signed in as %v, cookies %v", b.user(), b.cookies)
		}
		fresh := open(t, s)
		fresh.handler = b.handler
		for name, w := range map[string]*httptest.ResponseRecorder{
			"credentials": fresh.signIn("ada", "correct horse"),
			"a link":      fresh.submit("/signin/email", "email", "ada@example.com"),
			"a provider":  fresh.through(p, "mockoauth"),
		} {
			if strings.Contains(w.Body.String()+w.Header().Get("Location"), "10.0.0.1") || fresh.cookies[b.sessionName()] != nil {
				t.Errorf("%s: %s %v", name, w.Body, w.Header())
			}
		}
		if len(box.sent) > 0 {
			t.Error("mail was sent")
		}
		store.down = nil
		if b.user() == nil {
			t.Error("the session has not waited")
		}
	})
}

// TestAUserWhoseAddressIsProvedLosesWhatWasThereBefore is row 17: somebody
// registers the victim's address first, and waits.
func TestAUserWhoseAddressIsProvedLosesWhatWasThereBefore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		store := inDatabase(s)
		box := &postbox{}
		p := newIDP(t, s.keep.Now)
		s.config.Providers = append(s.config.Providers, authjs.Email{Send: box.send}, p.oidc())
		p.Claims = map[string]any{"email": "victim@example.com", "email_verified": false}
		attacker := open(t, s)
		attacker.through(p, "mockoidc")
		if attacker.user() == nil {
			t.Fatal("the attacker could not register")
		}
		victim := open(t, s)
		victim.handler = attacker.handler
		follow := func() {
			victim.submit("/signin/email", "email", "victim@example.com")
			victim.get(box.last(t))
		}
		follow()
		id := victim.user()["id"]
		if attacker.user() != nil {
			t.Error("the attacker's session is still there")
		}
		w := attacker.through(p, "mockoidc")
		if attacker.user() != nil || !strings.Contains(w.Header().Get("Location"), "OAuthAccountNotLinked") {
			t.Errorf("the attacker's account still signs in as %v", attacker.user())
		}
		store.accounts["google/1"] = authjs.Account{UserID: id.(string)}
		if follow(); len(store.accounts) != 1 || victim.user()["id"] != id {
			t.Error("what was added after the proof goes too")
		}
	})
}

// TestAnswersStayOutOfCaches is row 44, for every endpoint.
func TestAnswersStayOutOfCaches(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		withEmail(s)
		b := open(t, s)
		for _, w := range []*httptest.ResponseRecorder{
			b.get("/session"), b.get("/csrf"), b.get("/providers"), b.get("/signin"), b.get("/signout"), b.get("/error"), b.get("/verify-request"),
			b.get("/callback/email?token=x&email=a@b.c"), b.get("/nothing"), b.signIn("ada", "nope"), b.signIn("ada", "correct horse"),
			b.submit("/session"), b.submit("/signin/email", "email", "a@b.c"), b.submit("/signout"),
		} {
			if got := w.Header().Get("Cache-Control"); got != "private, no-cache, no-store" {
				t.Errorf("%d %s: %q", w.Code, w.Body, got)
			}
		}
	})
}

// TestNothingSecretIsLogged is row 31: not the credentials, tokens, cookies and
// links of any way to sign in, whether it works or fails.
func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		var log bytes.Buffer
		s.config.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		store := inDatabase(s)
		p, box := newIDP(t, s.keep.Now), &postbox{}
		s.config.Providers = append(s.config.Providers, p.oauth(), p.oidc(), authjs.Email{Send: box.send})
		b := open(t, s)
		secrets := []string{"correct horse", "hunter2", "csecret", "code_", b.csrf()}
		b.signIn("ada", "hunter2")
		b.signIn("boom", "hunter2")
		b.signIn("ada", "correct horse")
		secrets = append(secrets, b.sessionCookie(), b.csrf())
		answer := p.Allow(t, b.begin("mockoidc"))
		secrets = append(secrets, answer.Get("state"), answer.Get("code"))
		answer.Set("state", "x")
		b.comeBack("mockoidc", answer)
		b.comeBack("mockoauth", p.Allow(t, b.begin("mockoidc")))
		p.Tokens = map[string]any{"error": "bad_thing", "access_token": ""}
		b.through(p, "mockoauth")
		p.Tokens = map[string]any{"id_token": "eyJhbGciOiJub25lIn0.e30."}
		b.through(p, "mockoidc")
		b.submit("/signin/email", "email", "ada@example.com")
		token := queryOf(t, box.sent[0].URL).Get("token")
		secrets = append(secrets, token)
		box.fail = errors.New("smtp down")
		b.submit("/signin/email", "email", "ada@example.com")
		b.get("/callback/email?token=" + token + "&email=eve@example.com")
		store.down = errors.New("db down")
		b.get(box.last(t))
		b.submit("/signout")
		if !strings.Contains(log.String(), "smtp down") || !strings.Contains(log.String(), "state is not ours") {
			t.Errorf("the log does not say what went wrong: %s", &log)
		}
		for _, secret := range secrets {
			if secret == "" || strings.Contains(log.String(), secret) {
				t.Errorf("%q is logged: %s", secret, &log)
			}
		}
	})
}
