package authjs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

var ada = map[string]any{"id": "user_1", "name": "Ada Lovelace", "email": "ada@example.com", "image": "https://example.com/ada.png"}

func TestSignInSessionSignOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		var events []string
		s.config.Events = authjs.Events{
			SignIn:  func(_ context.Context, s authjs.SignIn) { events = append(events, "in "+s.Account.ProviderAccountID) },
			SignOut: func(_ context.Context, c map[string]any) { events = append(events, "out "+c["sub"].(string)) },
			Session: func(context.Context, authjs.Shown) { events = append(events, "session") },
		}
		b := open(t, s)
		if got := b.user(); got != nil {
			t.Fatalf("signed in as %v", got)
		}
		if w := b.signIn("ada", "correct horse"); object(t, w)["url"] != "http://localhost:3000/dash" {
			t.Fatalf("sign-in: %d %s", w.Code, w.Body)
		}
		if diff := cmp.Diff(ada, b.user()); diff != "" {
			t.Error(diff)
		}
		if w := b.submit("/signout", "callbackUrl", "/bye"); object(t, w)["url"] != "http://localhost:3000/bye" {
			t.Errorf("sign-out: %s", w.Body)
		}
		if got := b.user(); got != nil {
			t.Errorf("still signed in as %v", got)
		}
		if diff := cmp.Diff([]string{"in user_1", "session", "out user_1"}, events); diff != "" {
			t.Error(diff)
		}
	})
}

func TestASessionIsRenewedByReadingItAndEndsUnread(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		clock := now
		s.keep.Now, s.keep.MaxAge = func() time.Time { return clock }, time.Hour
		b := open(t, s)
		b.signIn("ada", "correct horse")
		for range 3 {
			clock = clock.Add(50 * time.Minute)
			if b.user() == nil {
				t.Fatal("ended although it was read")
			}
		}
		clock = clock.Add(61 * time.Minute)
		if b.user() != nil {
			t.Error("did not end")
		}
	})
}

func TestWhatAPageSendsDoesNotEnterTheSession(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		b.signIn("ada", "correct horse")
		b.submit("/session", "data", `{"sub":"root","role":"ADMIN"}`)
		if diff := cmp.Diff(ada, b.user()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestATokenCallbackSeesEveryTrigger(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		var seen []authjs.Trigger
		s.config.Callbacks.Token = func(_ context.Context, c authjs.Token) (map[string]any, error) {
			seen = append(seen, c.Trigger)
			if c.Trigger == authjs.TriggerSignIn {
				c.Claims["role"] = c.User.Extra["role"]
			}
			return c.Claims, nil
		}
		s.config.Callbacks.Session = addRole
		b := open(t, s)
		b.signIn("ada", "correct horse")
		b.submit("/session", "data", "x")
		if got := b.user()["role"]; got != "ADMIN" {
			t.Errorf("role is %v", got)
		}
		want := []authjs.Trigger{authjs.TriggerSignIn, authjs.TriggerUpdate, authjs.TriggerRead}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAFailingCallbackShowsNobodyAndKeepsTheSession(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		down := false
		s.config.Callbacks.Session = func(_ context.Context, s authjs.Shown) (map[string]any, error) {
			if down {
				return nil, errors.New("db down")
			}
			return s.Body, nil
		}
		b := open(t, s)
		b.signIn("ada", "correct horse")
		down = true
		if b.user() != nil {
			t.Error("somebody is shown")
		}
		down = false
		if b.user() == nil {
			t.Error("the session is gone")
		}
	})
}

func TestAnEmptySessionBodyIsNobody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.config.Callbacks.Session = func(context.Context, authjs.Shown) (map[string]any, error) {
			return map[string]any{}, nil
		}
		b := open(t, s)
		b.signIn("ada", "correct horse")
		if b.user() != nil { // user fails unless the body is the major's own nobody
			t.Error("somebody is shown")
		}
	})
}

func TestTheManagerAuthenticatesWhatTheHandlerSignsIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		b.signIn("ada", "correct horse")
		b.handler = nil
		r := request("GET", "http://localhost:3000/api/model/user", "")
		for _, c := range b.cookies {
			r.AddCookie(c)
		}
		id, err := s.sessions.Authenticate(r)
		if err != nil || id == nil || id.Subject != "user_1" {
			t.Errorf("Authenticate = %v, %v", id, err)
		}
	})
}

func TestEachMajorAnswersTheOthersConvention(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		b.compat = map[session.Compat]session.Compat{session.V4: session.V5, session.V5: session.V4}[b.compat]
		if w := b.signIn("ada", "correct horse"); w.Code != 200 || object(t, w)["url"] != "http://localhost:3000/dash" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
