package authjs_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// clientStep is one thing that next-auth/react was made to do, with what it
// then asked.
type clientStep struct {
	ID, Step string
	Calls    []struct {
		Method, URL, Body string
		Headers           map[string]string
		Status            int
		ContentType       string `json:"content_type"`
		Answer            any
		Cookies           []string
	}
}

// TestTheReactClientsStepByStep asks what the real next-auth/react asked, step
// after step in one browser, and wants the answers that it went on with.
func TestTheReactClientsStepByStep(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/react.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ Clients map[string][]clientStep }
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	for _, compat := range []session.Compat{session.V4, session.V5} {
		t.Run(compat.String(), func(t *testing.T) {
			t.Parallel()
			steps := v.Clients[compat.String()]
			if len(steps) != 25 {
				t.Fatalf("%d steps", len(steps))
			}
			b := open(t, siteOfClient(compat))
			for _, s := range steps {
				b.step(t, s)
			}
		})
	}
}

// siteOfClient is the configuration that the clients were recorded with.
func siteOfClient(compat session.Compat) *site {
	s := newSite(compat)
	s.config.Store = newMemory()
	checks := authjs.CheckPKCE
	if compat == session.V4 {
		checks = authjs.CheckState
	}
	s.config.Providers = append(s.config.Providers,
		authjs.OAuth{
			ID: "mockoauth", Name: "Mock", ClientID: "c", ClientSecret: "s", Scopes: []string{"x"}, Checks: checks,
			AuthorizationURL: "https://idp.example/authorize", TokenURL: "https://idp.example/token", UserInfoURL: "https://idp.example/userinfo",
		},
		authjs.Email{Send: func(context.Context, authjs.MagicLink) error { return nil }},
	)
	s.config.Callbacks.Token = mergeUpdate
	s.config.Callbacks.Session = func(_ context.Context, s authjs.Shown) (map[string]any, error) {
		user := s.Body["user"].(map[string]any)
		user["name"] = s.Claims["name"]
		delete(user, "id") // that the recorded server did not show
		return s.Body, nil
	}
	return s
}

func (b *browser) step(t *testing.T, s clientStep) {
	t.Helper()
	for _, c := range s.Calls {
		made := c.Status >= 500 || c.ContentType == "text/html" // by the one who recorded, to see what the client does
		if made {
			continue
		}
		r := httptest.NewRequest(c.Method, b.origin+c.URL, strings.NewReader(b.withToken(t, c.Body)))
		for name, value := range c.Headers {
			r.Header.Set(name, value)
		}
		w := b.do(r)
		if c.Status == 0 { // a beacon: nobody reads the answer
			c.Status = 200
		}
		if w.Code != c.Status {
			t.Errorf("%s %s: %s %s: status %d, want %d", s.ID, s.Step, c.Method, c.URL, w.Code, c.Status)
		}
		if c.ContentType != "" {
			if diff := cmp.Diff(maskedStep(c.Answer), maskedStep(decoded(t, w))); diff != "" {
				t.Errorf("%s %s: %s %s: %s", s.ID, s.Step, c.Method, c.URL, diff)
			}
		}
		if diff := cmp.Diff(withRenewal(b.compat, c.URL, w.Code, c.Cookies), cookieNames(w)); diff != "" {
			t.Errorf("%s %s: %s %s: cookies: %s", s.ID, s.Step, c.Method, c.URL, diff)
		}
	}
}

// withToken puts the browser's csrf token where the recorded one is.
func (b *browser) withToken(t *testing.T, body string) string {
	t.Helper()
	token := regexp.MustCompile(`[0-9a-f]{64}`)
	if !token.MatchString(body) {
		return body
	}
	return token.ReplaceAllString(body, b.csrf())
}

// maskedStep replaces what differs each time.
func maskedStep(v any) any {
	body, ok := v.(map[string]any)
	if !ok {
		return v
	}
	for _, name := range []string{"csrfToken", "expires"} {
		if _, ok := body[name]; ok {
			body[name] = "<" + name + ">"
		}
	}
	if to, ok := body["url"].(string); ok && strings.HasPrefix(to, "https://idp.example/authorize?") {
		body["url"] = authorization(to)
	}
	return body
}

// withRenewal adds the new csrf token that a sign-in or sign-out gives.
func withRenewal(compat session.Compat, url string, status int, cookies []string) []string {
	signed := slices.ContainsFunc(cookies, func(name string) bool { return strings.HasSuffix(name, "session-token") })
	if strings.HasSuffix(url, "/signout") || signed && strings.Contains(url, "/callback/") && status == 200 {
		cookies = append(cookies, csrfCookie(compat, false).Name)
	}
	return slices.Sorted(slices.Values(cookies))
}

func cookieNames(w *httptest.ResponseRecorder) []string {
	var names []string
	for _, c := range w.Result().Cookies() {
		name := c.Name
		if c.MaxAge < 0 {
			name += " (cleared)"
		}
		names = append(names, name)
	}
	return slices.Sorted(slices.Values(names))
}
