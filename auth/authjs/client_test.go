package authjs_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// browser talks to a handler as next-auth/react in a browser does: it keeps
// cookies, and fetches a csrf token before it posts.
type browser struct {
	t         testing.TB
	handler   http.Handler
	compat    session.Compat
	origin    string
	address   string
	forwarded string // X-Forwarded-For, a line for each header
	cookies   map[string]*http.Cookie
}

func open(t testing.TB, s *site) *browser {
	return &browser{
		t: t, handler: handler(t, s), compat: s.keep.Compat, origin: "http://localhost:3000",
		address: "192.0.2.1:1234", cookies: map[string]*http.Cookie{},
	}
}

// do sends a request with the browser's cookies and keeps what comes back.
func (b *browser) do(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	r.RemoteAddr = b.address
	if b.forwarded != "" {
		r.Header["X-Forwarded-For"] = strings.Split(b.forwarded, "\n")
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = &http.Cookie{Name: c.Name, Value: c.Value}
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.do(httptest.NewRequest("GET", b.origin+"/api/auth"+path, nil))
}

// post sends a form as the client's scripts do, with these fields and no more.
func (b *browser) post(path string, fields url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	if b.compat == session.V4 {
		fields.Set("json", "true")
	}
	r := httptest.NewRequest("POST", b.origin+"/api/auth"+path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if b.compat == session.V5 {
		r.Header.Set("X-Auth-Return-Redirect", "1")
	}
	return b.do(r)
}

func (b *browser) csrf() string {
	b.t.Helper()
	return object(b.t, b.get("/csrf"))["csrfToken"].(string)
}

// submit is post with the csrf token.
func (b *browser) submit(path string, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	fields := url.Values{"csrfToken": {b.csrf()}}
	for i := 0; i < len(pairs); i += 2 {
		fields.Set(pairs[i], pairs[i+1])
	}
	return b.post(path, fields)
}

func (b *browser) signIn(user, password string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.submit("/callback/credentials", "username", user, "password", password, "callbackUrl", "/dash")
}

// user returns session.user, or nil for nobody.
func (b *browser) user() map[string]any {
	b.t.Helper()
	w := b.get("/session")
	body := strings.TrimSpace(w.Body.String())
	if nobody := map[session.Compat]string{session.V4: "{}", session.V5: "null"}[b.compat]; body == nobody {
		return nil
	}
	user, ok := object(b.t, w)["user"].(map[string]any)
	if !ok {
		b.t.Fatalf("session is %s", body)
	}
	return user
}

func object(t testing.TB, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return v
}

// errorIn returns the error that a client finds in an answer's URL.
func errorIn(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	u, err := url.Parse(object(t, w)["url"].(string))
	if err != nil || !u.IsAbs() {
		t.Fatalf("%s: the client needs an absolute URL", w.Body)
	}
	return u.Query().Get("error")
}

// each runs a test for both majors.
func each(t *testing.T, f func(t *testing.T, s *site)) {
	t.Helper()
	for _, compat := range []session.Compat{session.V4, session.V5} {
		t.Run(compat.String(), func(t *testing.T) {
			t.Parallel()
			f(t, newSite(compat))
		})
	}
}

var _ http.Handler = (*authjs.Handler)(nil)
