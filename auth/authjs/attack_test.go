package authjs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

func request(method, target, body string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// TestCSRF posts good credentials with every csrf token but the right one.
func TestCSRF(t *testing.T) {
	t.Parallel()
	forged := func(token string) string {
		sum := sha256.Sum256([]byte(token + "not the secret"))
		return token + "|" + hex.EncodeToString(sum[:])
	}
	stranger := strings.Repeat("ab", 32)
	cases := []struct {
		name          string
		cookie, token func(b *browser) string // cookie nil: the browser's own
	}{
		{"no token", nil, func(*browser) string { return "" }},
		{"a foreign token", nil, func(*browser) string { return stranger }},
		{"a token without its cookie", func(*browser) string { return "" }, (*browser).csrf},
		{"a tossed cookie with a forged hash", func(*browser) string { return forged(stranger) }, func(*browser) string { return stranger }},
		{"a tossed cookie without a hash", func(*browser) string { return stranger }, func(*browser) string { return stranger }},
		{"an empty token with an empty hash", func(*browser) string { return "|" }, func(*browser) string { return "" }},
	}
	each(t, func(t *testing.T, s *site) {
		for _, path := range []string{"/callback/credentials", "/signin/credentials", "/signout"} {
			for _, c := range cases {
				b := open(t, s)
				token := c.token(b)
				if c.cookie != nil {
					name := s.sessions.CookieName(session.CSRF)
					b.cookies[name] = &http.Cookie{Name: name, Value: session.EncodeURIComponent(c.cookie(b))}
				}
				w := b.post(path, url.Values{"csrfToken": {token}, "username": {"ada"}, "password": {"correct horse"}})
				if !strings.Contains(strings.ToLower(w.Body.String()), "csrf") || b.user() != nil {
					t.Errorf("%s with %s: %d %s", path, c.name, w.Code, w.Body)
				}
			}
		}
	})
}

func TestATokenSeenBeforeSignInDoesNotWorkAfter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		before := b.csrf()
		b.signIn("ada", "correct horse")
		b.post("/signout", url.Values{"csrfToken": {before}})
		if b.user() == nil {
			t.Error("signed out by an old token")
		}
		if before == b.csrf() {
			t.Error("the token is still the same")
		}
	})
}

func TestASessionThatWasThereBeforeSignInIsReplaced(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		name := s.sessions.CookieName(session.Session)
		b.cookies[name+".0"] = &http.Cookie{Name: name + ".0", Value: "prepared"}
		b.signIn("ada", "correct horse")
		if _, left := b.cookies[name+".0"]; left || b.user() == nil {
			t.Errorf("cookies are %v", b.cookies)
		}
		first := b.cookies[name].Value
		b.signIn("ada", "correct horse")
		if b.cookies[name].Value == first {
			t.Error("the session is the old one")
		}
	})
}

func TestRefusalsLookAlike(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		wrong, unknown := b.signIn("ada", "nope"), b.signIn("nobody", "nope")
		if wrong.Code != unknown.Code || wrong.Body.String() != unknown.Body.String() {
			t.Errorf("%d %s, %d %s", wrong.Code, wrong.Body, unknown.Code, unknown.Body)
		}
		if got := errorIn(t, wrong); got != "CredentialsSignin" {
			t.Errorf("error is %q", got)
		}
	})
}

func TestNoTextOfAnErrorReachesABrowser(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		var log bytes.Buffer
		s.config.Logger = slog.New(slog.NewTextHandler(&log, nil))
		w := open(t, s).signIn("boom", "hunter2")
		if strings.Contains(fmt.Sprint(w.Body, w.Header()), "db") {
			t.Errorf("%v %s", w.Header(), w.Body)
		}
		if !strings.Contains(log.String(), "db down") {
			t.Error("nothing is logged")
		}
		for _, secret := range []string{"hunter2", "csrf", "username", "boom"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("%q is logged: %s", secret, &log)
			}
		}
	})
}

func TestAProviderDoesNotSeeTheProtocol(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.config.Providers = []authjs.Provider{authjs.Credentials{
			Authorize: func(_ context.Context, fields map[string]string) (*authjs.User, error) {
				if len(fields) != 2 || fields["username"] != "ada" || fields["password"] != "pw" {
					t.Errorf("fields are %v", fields)
				}
				return nil, nil
			},
		}}
		open(t, s).signIn("ada", "pw")
	})
}

func TestBodies(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("a=b&", authjs.MaxFields) + "c=d"
	cases := []struct {
		name, kind, body string
		want             int
	}{
		{"too long a form", "application/x-www-form-urlencoded", "a=" + strings.Repeat("x", authjs.MaxBody), http.StatusRequestEntityTooLarge},
		{"too long a JSON text", "application/json", `{"a":"` + strings.Repeat("x", authjs.MaxBody) + `"}`, http.StatusRequestEntityTooLarge},
		{"too many fields", "application/x-www-form-urlencoded", many, http.StatusRequestEntityTooLarge},
		{"half a JSON text", "application/json", `{"a":`, http.StatusBadRequest},
		{"two JSON texts", "application/json", `{} {}`, http.StatusBadRequest},
		{"deeply nested JSON", "application/json", strings.Repeat("[", 30000), http.StatusBadRequest},
		{"a broken escape", "application/x-www-form-urlencoded", "a=%zz", http.StatusBadRequest},
	}
	each(t, func(t *testing.T, s *site) {
		h := handler(t, s)
		for _, c := range cases {
			r := httptest.NewRequest("POST", home+"/api/auth/callback/credentials", strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.kind)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.want || len(w.Result().Cookies()) > 0 {
				t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
			}
		}
	})
}

func TestJSONFieldsAreTextOrNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		for _, body := range []string{`null`, `[]`, `"x"`, `1`, `{"csrfToken":["` + b.csrf() + `"]}`, `{"csrfToken":{}}`} {
			r := httptest.NewRequest("POST", home+"/api/auth/signout", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("X-Auth-Return-Redirect", "1")
			if w := b.do(r); !strings.Contains(strings.ToLower(w.Body.String()), "csrf") {
				t.Errorf("%s: %d %s", body, w.Code, w.Body)
			}
		}
	})
}

func TestHostHeaders(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, origin, host string
		header             map[string]string
		want               string // in the provider's URL; empty: refused
	}{
		{"the configured origin counts", "https://app.example.com", "evil.example", nil, "https://app.example.com/"},
		{"forwarded headers do not", "https://app.example.com", "app.example.com", map[string]string{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}, "https://app.example.com/"},
		{"without an origin localhost is served", "", "localhost:8080", nil, "http://localhost:8080/"},
		{"and its subdomains", "", "app.localhost:8080", nil, "http://app.localhost:8080/"},
		{"and 127.0.0.1", "", "127.0.0.1:8080", nil, "http://127.0.0.1:8080/"},
		{"and ::1", "", "[::1]:8080", nil, "http://[::1]:8080/"},
		{"its own port is not written", "", "localhost:80", nil, "http://localhost/"},
		{"no other host is", "", "app.example.com", nil, ""},
		{"nor one that ends alike", "", "notlocalhost", nil, ""},
		{"nor one that begins alike", "", "localhost.evil.example", nil, ""},
		{"nor a network address", "", "10.0.0.1:8080", nil, ""},
		{"nor a user in front", "", "localhost@evil.example", nil, ""},
		{"nor a path in the host", "", "localhost/x", nil, ""},
		{"nor markup", "", `localhost"><script>`, nil, ""},
		{"nor nothing", "", "", nil, ""},
	}
	each(t, func(t *testing.T, s *site) {
		for _, c := range cases {
			s.config.Origin = c.origin
			r := httptest.NewRequest("GET", "/api/auth/providers", nil)
			r.Host = c.host
			for name, value := range c.header {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			handler(t, s).ServeHTTP(w, r)
			if c.want == "" {
				if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "localhost") {
					t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
				}
				continue
			}
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"`+c.want+`api/auth/signin/credentials"`) {
				t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
			}
		}
	})
}

func TestPagesHoldNoScriptAndNoInput(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script>`
	each(t, func(t *testing.T, s *site) {
		s.config.Providers = []authjs.Provider{authjs.Credentials{
			Name: evil, Fields: []authjs.Field{{Name: "user", Label: evil, Placeholder: evil}}, Authorize: users,
		}}
		b := open(t, s)
		for _, path := range []string{"/signin", "/signout", "/error", "/verify-request"} {
			w := b.get(path + "?error=" + url.QueryEscape(evil) + "&callbackUrl=" + url.QueryEscape("/"+evil) + "&x=" + url.QueryEscape(evil))
			body := w.Body.String()
			if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || strings.Contains(body, "<script") || strings.Contains(body, "callbackUrl") {
				t.Errorf("%s: %s", path, body)
			}
			policy := w.Header().Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: policy %q", path, policy)
			}
			sum := sha256.Sum256([]byte(styleOf(t, body)))
			if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(policy, "'sha256-"+hash+"'") {
				t.Errorf("%s: the style has the hash %s, the policy is %q", path, hash, policy)
			}
		}
		if body := b.get("/signin").Body.String(); !strings.Contains(body, html.EscapeString("<script>")) {
			t.Errorf("the label is not there: %s", body)
		}
	})
}

func styleOf(t *testing.T, page string) string {
	t.Helper()
	_, rest, _ := strings.Cut(page, "<style>")
	style, _, ok := strings.Cut(rest, "</style>")
	if !ok {
		t.Fatal("no style")
	}
	return style
}

func TestClientLogsAreIgnored(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := newSite(session.V4)
	s.config.Logger = slog.New(slog.NewTextHandler(&log, nil))
	h := handler(t, s)
	for _, body := range []string{"level=__proto__&code=x", "level=error&code=" + url.QueryEscape("a\nb"), ""} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request("POST", home+"/api/auth/_log", body))
		if w.Code != http.StatusOK || w.Body.Len() > 0 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if log.Len() > 0 {
		t.Errorf("logged %s", &log)
	}
}

func TestBearerTokensDoNotCountHere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.keep.Bearer = true
		b := open(t, s)
		b.signIn("ada", "correct horse")
		token := b.cookies[s.sessions.CookieName(session.Session)].Value
		fresh := open(t, s)
		r := httptest.NewRequest("GET", home+"/api/auth/session", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		if w := fresh.do(r); strings.Contains(w.Body.String(), "user") {
			t.Errorf("%s", w.Body)
		}
	})
}

func TestAttemptsAreLimited(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		clock := now
		s.keep.Now = func() time.Time { return clock }
		s.config.Limit = authjs.Limit{Attempts: 3, PerAddress: 6, Every: time.Minute}
		b := open(t, s)
		for i := range 3 {
			if w := b.signIn("ada", "nope"); w.Code == http.StatusTooManyRequests {
				t.Fatalf("attempt %d is refused", i)
			}
		}
		w := b.signIn("ada", "correct horse")
		if w.Code != http.StatusTooManyRequests || errorIn(t, w) != "CredentialsSignin" || b.user() != nil {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := b.signIn("ADA ", "nope"); w.Code != http.StatusTooManyRequests {
			t.Errorf("another spelling is another account: %d", w.Code)
		}
		b.address = "192.0.2.2:1"
		if b.signIn("ada", "correct horse"); b.user() == nil {
			t.Error("another address is refused: anybody could lock anybody out")
		}
		b.address = "192.0.2.1:99"
		clock = clock.Add(time.Minute)
		if w := b.signIn("ada", "correct horse"); w.Code != http.StatusOK {
			t.Errorf("refused after a minute: %d", w.Code)
		}
		clock = clock.Add(time.Hour)
		refused := 0
		for i := range 10 {
			if w := b.signIn(fmt.Sprint("user", i), "nope"); w.Code == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused != 4 {
			t.Errorf("%d of 10 accounts were refused, want 4", refused)
		}
	})
}

func TestANetworkIsOneAddress(t *testing.T) {
	t.Parallel()
	s := newSite(session.V5)
	s.config.Limit = authjs.Limit{Attempts: 2, Every: time.Hour}
	b := open(t, s)
	last := 0
	for i := range 3 {
		b.address = fmt.Sprintf("[2001:db8::%d]:443", i+1)
		last = b.signIn("ada", "nope").Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("status %d", last)
	}
}

func TestLimitsCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	s := newSite(session.V5)
	s.config.Limit = authjs.Limit{Attempts: -1}
	b := open(t, s)
	for range 30 {
		if w := b.signIn("ada", "nope"); w.Code != http.StatusOK {
			t.Fatalf("status %d", w.Code)
		}
	}
}
