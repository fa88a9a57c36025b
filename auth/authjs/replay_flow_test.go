package authjs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// flow is a recorded exchange of a sign-in in several steps: what the store and
// the provider were asked stands beside it.
type flow struct {
	recorded
	Store []struct {
		Method  string
		Args    []json.RawMessage
		Returns json.RawMessage
	}
	Mail   []struct{ To, URL string }
	Events []string
	Asked  struct{ Name, Email, Image, Account *string }
}

// outcome is what an exchange has done besides answering.
type outcome struct {
	Writes, Events, Mail []string
	Authorization        map[string]string
}

// TestFlowsOfTheJavaScriptPackages replays the sign-ins by magic link, with
// other sites, and those that link accounts. Each exchange stands alone: the
// store begins with what the recorded one returned.
func TestFlowsOfTheJavaScriptPackages(t *testing.T) {
	t.Parallel()
	for _, compat := range []session.Compat{session.V4, session.V5} {
		text, err := os.ReadFile(fmt.Sprintf("testdata/%s-flows.json", compat))
		if err != nil {
			t.Fatal(err)
		}
		var v struct{ Exchanges []flow }
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		if len(v.Exchanges) < 88 {
			t.Fatal("exchanges are missing")
		}
		for _, x := range v.Exchanges {
			checks := checksOf(v.Exchanges, x)
			t.Run(fmt.Sprintf("%s.%s %s", compat, x.ID, x.Description), func(t *testing.T) {
				t.Parallel()
				if why := leftOut(compat)[x.ID]; why != "" {
					t.Skip(why)
				}
				replayFlow(t, compat, x, checks)
			})
		}
	}
}

// leftOut lists the exchanges that have no counterpart here.
func leftOut(compat session.Compat) map[string]string {
	if compat == session.V4 {
		return nil
	}
	return map[string]string{
		"E16-1": "no provider is without any check", "E16-2": "no provider is without any check",
		"E21-1": "there is no redirect proxy: each origin is registered with the provider",
	}
}

// checksOf returns the checks that the exchange's provider had: those whose
// cookies its first step set.
func checksOf(all []flow, x flow) authjs.Checks {
	group, _, _ := strings.Cut(x.ID, "-")
	var c authjs.Checks
	for _, first := range all {
		if first.ID != group+"-1" {
			continue
		}
		for _, cookie := range first.SetCookie {
			c |= checkIn(cookie.Name)
		}
	}
	return c
}

func checkIn(cookie string) authjs.Checks {
	switch {
	case strings.HasSuffix(cookie, ".state"):
		return authjs.CheckState
	case strings.HasSuffix(cookie, ".code_verifier"):
		return authjs.CheckPKCE
	case strings.HasSuffix(cookie, ".nonce"):
		return authjs.CheckNonce
	default:
		return 0
	}
}

func replayFlow(t *testing.T, compat session.Compat, x flow, checks authjs.Checks) {
	s, p, store := siteOfFlow(t, compat, x, checks)
	var got outcome
	s.config.Events = listEvents(&got.Events)
	for i, provider := range s.config.Providers {
		if e, ok := provider.(authjs.Email); ok {
			e.Send = func(_ context.Context, l authjs.MagicLink) error {
				got.Mail = append(got.Mail, l.To+" "+maskedLink(l.URL))
				if x.ID == "D30" {
					return errors.New("smtp down")
				}
				return nil
			}
			s.config.Providers[i] = e
		}
	}
	h := handler(t, s)
	p.misbehave(x.At, s.sessions, compat, x)
	r := httptest.NewRequest(x.Method, x.URL, strings.NewReader(x.Body))
	for name, value := range x.Headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)

	want, wantDone := expectedFlow(compat, x)
	to := w.Header().Get("Location")
	var body any
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		body = withoutNulls(masked(decoded(t, w), x.At))
	} else {
		body = w.Body.String()
	}
	for _, target := range []*string{&to, urlIn(body)} {
		if target != nil && strings.HasPrefix(*target, p.URL) {
			got.Authorization = authorization(*target)
			*target = "<authorization>"
		}
	}
	setURL(body, got.Authorization != nil)
	if w.Code != want.Status {
		t.Errorf("status %d, want %d; body %s", w.Code, want.Status, w.Body)
	}
	if diff := cmp.Diff(want.AnswerHeaders["location"], to); diff != "" {
		t.Errorf("location: %s", diff)
	}
	if diff := cmp.Diff(want.Answer, body); diff != "" {
		t.Errorf("body: %s", diff)
	}
	if diff := cmp.Diff(want.SetCookie, flowCookies(t, s.sessions, w.Result(), r, x.At)); diff != "" {
		t.Errorf("cookies: %s", diff)
	}
	if len(x.Mail) == 0 { // not recorded
		got.Mail = nil
	}
	got.Writes = slices.Sorted(slices.Values(store.writes))
	if diff := cmp.Diff(wantDone, got); diff != "" {
		t.Errorf("what it did: %s", diff)
	}
}

func decoded(t *testing.T, w *httptest.ResponseRecorder) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// urlIn returns the url member of an answer, to be read.
func urlIn(body any) *string {
	if object, ok := body.(map[string]any); ok {
		if s, ok := object["url"].(string); ok {
			return &s
		}
	}
	return nil
}

func setURL(body any, authorized bool) {
	if object, ok := body.(map[string]any); ok && authorized {
		object["url"] = "<authorization>"
	}
}

// authorization returns the parameters of an authorization URL, with what is
// random replaced.
func authorization(s string) map[string]string {
	u, err := url.Parse(s)
	if err != nil {
		return nil
	}
	out := map[string]string{}
	for name, values := range u.Query() {
		out[name] = values[0]
	}
	return maskedAuthorization(out)
}

func maskedAuthorization(params map[string]string) map[string]string {
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if params[name] != "" {
			params[name] = "<random>"
		}
	}
	if scopes := strings.Fields(params["scope"]); len(scopes) > 0 {
		slices.Sort(scopes) // a set
		params["scope"] = strings.Join(scopes, " ")
	}
	return params
}

func maskedLink(s string) string {
	return regexp.MustCompile(`token=[^&]*`).ReplaceAllString(s, "token=<token>")
}

// flowCookies reads the cookies of an answer as they were recorded: sealed
// ones by what is in them.
func flowCookies(t *testing.T, m *session.Manager, res *http.Response, r *http.Request, now time.Time) []setCookie {
	t.Helper()
	list := cookiesOf(t, m, res, now)
	for i, c := range list {
		switch purpose, check := checkPurpose(c.Name); {
		case c.Value == "":
		case check:
			claims, err := m.Open(m.Salt(purpose), c.Value)
			if err != nil {
				t.Errorf("%s does not open: %v", c.Name, err)
			}
			list[i].Value, list[i].Claims = "<sealed>", map[string]any{"provider": claims["provider"]}
		case c.Value == "<token>" && c.Claims == nil:
			list[i].Value = "<new>"
			if raw := res.Cookies()[slices.IndexFunc(res.Cookies(), func(x *http.Cookie) bool { return x.Name == c.Name })].Value; strings.Contains(r.Header.Get("Cookie"), "="+raw) {
				list[i].Value = raw
			}
		}
	}
	return list
}

func checkPurpose(cookie string) (session.Purpose, bool) {
	switch checkIn(cookie) {
	case authjs.CheckState:
		return session.State, true
	case authjs.CheckPKCE:
		return session.PKCE, true
	case authjs.CheckNonce:
		return session.Nonce, true
	default:
		return 0, false
	}
}

// expectedFlow is a recording, masked like our answers, and with the
// differences that we mean.
func expectedFlow(compat session.Compat, x flow) (recorded, outcome) {
	done := outcome{Events: slices.Clone(x.Events)}
	for _, m := range x.Mail {
		done.Mail = append(done.Mail, m.To+" "+maskedLink(m.URL))
	}
	done.Writes = writesOf(x)
	r := x.recorded
	r.Answer = withoutNulls(masked(r.Answer, x.At))
	if to := urlIn(r.Answer); to != nil && strings.Contains(*to, "/authorize?") {
		done.Authorization = authorization(*to)
		r.Answer = map[string]any{"url": "<authorization>"}
		if r.AnswerHeaders["location"] != "" {
			r.AnswerHeaders["location"] = "<authorization>"
		}
	}
	for i, c := range r.SetCookie {
		c.Attributes = attributes(c.Attributes, x.At)
		_, check := checkPurpose(c.Name)
		switch {
		case check && c.Value != "":
			c.Value, c.Claims = "<sealed>", map[string]any{"provider": c.Claims["provider"]}
		case strings.HasSuffix(c.Name, "csrf-token"):
			c.Value = "<csrf>"
		case strings.HasSuffix(c.Name, "session-token") && c.Claims != nil:
			c.Value, c.Claims = "<token>", maskedClaims(c.Claims, x.At)
			maps.DeleteFunc(c.Claims, func(_ string, v any) bool { return v == nil })
		case strings.HasSuffix(c.Name, "session-token") && c.Value != "" && !strings.Contains(x.Headers["cookie"], "="+c.Value):
			c.Value = "<new>"
		}
		r.SetCookie[i] = c
	}
	flowDiffers(compat, x, &r, &done)
	slices.SortFunc(r.SetCookie, byName)
	slices.Sort(done.Writes)
	if len(r.SetCookie) == 0 {
		r.SetCookie = nil
	}
	return r, done
}

// withoutNulls drops what is null in session.user: what a user has not, we
// leave out.
func withoutNulls(v any) any {
	if body, ok := v.(map[string]any); ok {
		if user, ok := body["user"].(map[string]any); ok {
			maps.DeleteFunc(user, func(_ string, v any) bool { return v == nil })
		}
	}
	return v
}

func listEvents(list *[]string) authjs.Events {
	add := func(name string) { *list = append(*list, name) }
	return authjs.Events{
		SignIn:      func(context.Context, authjs.SignIn) { add("signIn") },
		SignOut:     func(context.Context, map[string]any) { add("signOut") },
		CreateUser:  func(context.Context, authjs.User) { add("createUser") },
		UpdateUser:  func(context.Context, authjs.User) { add("updateUser") },
		LinkAccount: func(context.Context, authjs.Linked) { add("linkAccount") },
		Session:     func(context.Context, authjs.Shown) { add("session") },
	}
}
