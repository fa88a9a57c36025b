package authjs_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/auth/session"
)

const home = "http://localhost:3000"

// TestCallbackURLs tries every input of the recordings, and more, as a form
// field, in the query and in the cookie. Where upstream fails the request, or
// keeps what browsers read in different ways, we go home.
func TestCallbackURLs(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, wish, want string }{
		{"a path stays", "/dash", home + "/dash"},
		{"query and fragment stay", "/dash?x=1#h", home + "/dash?x=1#h"},
		{"the root stays", "/", home + "/"},
		{"the origin stays as it is", home, home},
		{"the origin with a slash stays", home + "/", home + "/"},
		{"a URL of the site stays", home + "/ok?next=https://evil.example", home + "/ok?next=https://evil.example"},
		{"a query right after the origin stays", home + "?q", home + "?q"},
		{"letter case of scheme and host does not count", "HTTP://LOCALHOST:3000/Case", home + "/Case"},
		{"dots are the browser's to resolve", "/../../x", home + "/../../x"},
		{"an encoded line break stays encoded", "/%0d%0aSet-Cookie:x=1", home + "/%0d%0aSet-Cookie:x=1"},
		{"letters outside ASCII are encoded", "/é", home + "/%C3%A9"},
		{"letters outside Latin-1 are encoded", "/日本", home + "/%E6%97%A5%E6%9C%AC"},
		{"an @ in a path is a letter", "/@ada", home + "/@ada"},

		{"two slashes start a host", "//evil.example/x", home},
		{"three slashes", "///evil.example", home},
		{"a backslash is a slash to some", `/\evil.example`, home},
		{"a backslash first", `\evil.example`, home},
		{"a backslash after the host", home + `\evil`, home},
		{"backslashes for slashes", `http:\\localhost:3000\x`, home},
		{"another scheme", "https://localhost:3000/scheme", home},
		{"another port", "http://localhost:3001/port", home},
		{"the default port", "http://localhost:80/x", home},
		{"another site", "https://evil.example/", home},
		{"our host as a user", "http://localhost:3000@evil.example/", home},
		{"a user before our host", "http://user:pw@localhost:3000/", home},
		{"our host as a prefix", "http://localhost:3000.evil.example/", home},
		{"our host as a subdomain", "http://localhost.evil.example:3000/", home},
		{"a script", "javascript:alert(1)", home},
		{"a script with a slash", "javascript://localhost:3000/%0aalert(1)", home},
		{"data", "data:text/html,x", home},
		{"a blob of our origin", "blob:http://localhost:3000/1", home},
		{"ftp", "ftp://localhost:3000/x", home},
		{"a relative path", "relative", home},
		{"a query alone", "?q", home},
		{"a fragment alone", "#h", home},
		{"no host", "http://", home},
		{"an empty host", "http:///", home},
		{"one slash", "http:/localhost:3000/x", home},
		{"no slash", "http:localhost:3000/x", home},
		{"four slashes", "http:////localhost:3000/x", home},
		{"a space in front", " /lead", home},
		{"a space in front of a URL", " http://localhost:3000/lead", home},
		{"a tab that parsers drop", "/\t/evil.example", home},
		{"a line break", "/a\nb", home},
		{"a carriage return", "/a\r\nSet-Cookie: x=1", home},
		{"a NUL", "/\x00x", home},
		{"a space inside", "/a b", home},
		{"a port that is none", "http://localhost:3000x/", home},
		{"a port with a leading zero", "http://localhost:03000/", home},
		{"a URL too long for a cookie", "/" + strings.Repeat("x", 3000), home},
	}
	each(t, func(t *testing.T, s *site) {
		b := open(t, s)
		for _, c := range cases {
			if got := object(t, b.submit("/signout", "callbackUrl", c.wish))["url"]; got != c.want {
				t.Errorf("%s, in the form: %q, want %q", c.name, got, c.want)
			}
			name := s.sessions.CookieName(session.CallbackURL)
			fresh := open(t, newSite(b.compat))
			if w := fresh.get("/csrf?callbackUrl=" + url.QueryEscape(c.wish)); w.Code != http.StatusOK || kept(fresh, name) != c.want {
				t.Errorf("%s, in the query: %d, %q, want %q", c.name, w.Code, kept(fresh, name), c.want)
			}
			poisoned := open(t, newSite(b.compat))
			poisoned.cookies[name] = &http.Cookie{Name: name, Value: session.EncodeURIComponent(c.wish)}
			if w := poisoned.get("/csrf"); w.Code != http.StatusOK || kept(poisoned, name) != c.want {
				t.Errorf("%s, in the cookie: %d, %q, want %q", c.name, w.Code, kept(poisoned, name), c.want)
			}
		}
	})
}

func kept(b *browser, name string) string {
	if b.cookies[name] == nil {
		return ""
	}
	s, _ := url.PathUnescape(b.cookies[name].Value)
	return s
}

func TestARedirectCallbackMayLeaveTheSite(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *site) {
		s.config.Callbacks.Redirect = func(_ context.Context, target, origin string) string {
			switch target {
			case "docs":
				return "https://docs.example.com/start"
			case "script":
				return "javascript:alert(1)"
			default:
				return target
			}
		}
		b := open(t, s)
		for wish, want := range map[string]string{
			"docs": "https://docs.example.com/start", "script": home, "/x": home + "/x", "relative": home,
		} {
			if got := object(t, b.submit("/signout", "callbackUrl", wish))["url"]; got != want {
				t.Errorf("%s: %q, want %q", wish, got, want)
			}
		}
	})
}

func FuzzCallbackURL(f *testing.F) {
	for _, s := range []string{"/dash", "//evil", home + "/x", "http://localhost:3000@evil/", `/\evil`, "javascript:x", "/é", "http://[::1]/"} {
		f.Add(s)
	}
	s := newSite(session.V5)
	h := handler(f, s)
	f.Fuzz(func(t *testing.T, wish string) {
		r := httptest.NewRequest("GET", home+"/api/auth/csrf?callbackUrl="+url.QueryEscape(wish), nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%q fails the request: %d", wish, w.Code)
		}
		for _, c := range w.Result().Cookies() {
			if c.Name != s.sessions.CookieName(session.CallbackURL) {
				continue
			}
			target, _ := url.PathUnescape(c.Value)
			u, err := url.Parse(target)
			if err == nil && (u.Scheme != "http" || u.Host != "localhost:3000" || u.User != nil) || !strings.HasPrefix(target, home) {
				t.Errorf("%q leads to %q", wish, target)
			}
			if rest := strings.TrimPrefix(target, home); rest != "" && !strings.ContainsRune("/?#", rune(rest[0])) {
				t.Errorf("%q leads to %q", wish, target)
			}
		}
	})
}
