package session_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/session"
)

// signedIn returns a cookie header with a session of about size characters.
func signedIn(t *testing.T, m *session.Manager, size int) []*http.Cookie {
	t.Helper()
	w := httptest.NewRecorder()
	claims := map[string]any{"sub": "u", "blob": strings.Repeat("b", size)}
	if _, err := m.Write(w, httptest.NewRequest("GET", "/", nil), claims); err != nil {
		t.Fatal(err)
	}
	return w.Result().Cookies()
}

func request(cookies ...*http.Cookie) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	var pairs []string
	for _, c := range cookies {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	r.Header.Set("Cookie", strings.Join(pairs, "; "))
	return r
}

func TestAttacksOnCookies(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{})
	name := m.CookieName(session.Session)
	long, short := signedIn(t, m, 7000), signedIn(t, m, 0)
	if len(long) != 3 {
		t.Fatal("not three chunks")
	}
	hundred := make([]*http.Cookie, 100)
	for i := range hundred {
		hundred[i] = &http.Cookie{Name: fmt.Sprintf("%s.%d", name, i), Value: strings.Repeat("x", 300)}
	}
	renamed := func(c *http.Cookie, to string) *http.Cookie { return &http.Cookie{Name: to, Value: c.Value} }
	cases := []struct {
		name    string
		cookies []*http.Cookie
		want    error
	}{
		{"chunks in any order are one session", []*http.Cookie{long[2], long[0], long[1]}, nil},
		{"a missing last chunk", long[:2], session.ErrInvalid},
		{"a missing first chunk", long[1:], session.ErrInvalid},
		{"swapped chunks", []*http.Cookie{renamed(long[0], name+".1"), renamed(long[1], name+".0"), long[2]}, session.ErrInvalid},
		{"a chunk of another session", []*http.Cookie{long[0], renamed(signedIn(t, m, 7000)[1], name+".1"), long[2]}, session.ErrInvalid},
		{"a foreign cookie with our prefix does not disturb", append([]*http.Cookie{{Name: name + "-legacy", Value: "x"}, {Name: name + ".x", Value: "y"}}, short...), nil},
		{"a tossed chunk far away does not disturb", append([]*http.Cookie{{Name: name + ".11", Value: "x"}}, long...), nil},
		{"a tossed chunk with a leading zero does not disturb", append([]*http.Cookie{{Name: name + ".01", Value: "x"}}, long...), nil},
		{"the first of two cookies wins", []*http.Cookie{short[0], {Name: name, Value: "evil"}}, nil},
		{"the secure name does not count on a plain site", []*http.Cookie{renamed(short[0], "__Secure-"+name)}, session.ErrAbsent},
		{"a hundred chunks", hundred, session.ErrInvalid},
		{"a header beyond the limit is no header", append([]*http.Cookie{{Name: "a", Value: strings.Repeat("x", session.MaxCookies)}}, short...), session.ErrAbsent},
		{"a token in the state cookie", []*http.Cookie{renamed(short[0], m.CookieName(session.State))}, session.ErrAbsent},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := request(c.cookies...)
			if _, err := m.Read(r); !errors.Is(err, c.want) {
				t.Errorf("Read = %v, want %v", err, c.want)
			}
			id, err := m.Authenticate(r)
			if err != nil || (id != nil) != (c.want == nil) {
				t.Errorf("Authenticate = %v, %v", id, err)
			}
		})
	}
}

func TestASecureSiteIgnoresPlainCookies(t *testing.T) {
	t.Parallel()
	plain, secure := manager(t, session.Config{}), manager(t, session.Config{Secure: true})
	if id, err := secure.Authenticate(request(signedIn(t, plain, 0)...)); id != nil || err != nil {
		t.Errorf("Authenticate = %v, %v", id, err)
	}
	cookie := signedIn(t, plain, 0)[0]
	cookie.Name = secure.CookieName(session.Session)
	if _, err := secure.Read(request(cookie)); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a plain token under the secure name: %v", err)
	}
}

func TestEachMajorRefusesTheOther(t *testing.T) {
	t.Parallel()
	v4, v5 := manager(t, session.Config{Compat: session.V4}), manager(t, session.Config{})
	for _, pair := range [][2]*session.Manager{{v4, v5}, {v5, v4}} {
		cookie := signedIn(t, pair[0], 0)[0]
		cookie.Name = pair[1].CookieName(session.Session)
		if _, err := pair[1].Read(request(cookie)); !errors.Is(err, session.ErrInvalid) {
			t.Errorf("%s read a token of %s: %v", pair[1].Compat(), pair[0].Compat(), err)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	for _, compat := range []session.Compat{session.V4, session.V5} {
		old := manager(t, session.Config{Compat: compat, Secrets: []string{"old"}})
		both := manager(t, session.Config{Compat: compat, Secrets: []string{"new", "old"}})
		young := manager(t, session.Config{Compat: compat, Secrets: []string{"new"}})
		if _, err := both.Read(request(signedIn(t, old, 0)...)); err != nil {
			t.Errorf("%s: the old secret does not open any more: %v", compat, err)
		}
		if _, err := young.Read(request(signedIn(t, both, 0)...)); err != nil {
			t.Errorf("%s: the first secret does not seal: %v", compat, err)
		}
		if _, err := young.Read(request(signedIn(t, old, 0)...)); !errors.Is(err, session.ErrInvalid) {
			t.Errorf("%s: a removed secret still opens: %v", compat, err)
		}
	}
}

func TestASessionTooLargeForCookiesIsRefused(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{})
	w := httptest.NewRecorder()
	_, err := m.Write(w, request(), map[string]any{"blob": strings.Repeat("x", 40000)})
	if !errors.Is(err, session.ErrTooLarge) || len(w.Result().Cookies()) != 0 {
		t.Errorf("Write = %v, cookies %v", err, w.Result().Cookies())
	}
}

func TestAFailingSourceOfRandomnessMakesNothing(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{Rand: strings.NewReader("short")})
	if _, err := m.Write(httptest.NewRecorder(), request(), nil); err == nil {
		t.Error("Write made a session")
	}
	if _, _, err := m.NewCSRF(); err == nil {
		t.Error("NewCSRF made a token")
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	c := session.Config{Compat: session.V5, Secrets: []string{"hunter2hunter2"}, Now: time.Now}
	m := manager(t, c)
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb, c, &c, m)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "manager", m)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "config", c, "manager", m)
	text, _ := json.Marshal(m) //nolint:staticcheck // that nothing comes of it is the point
	out.Write(text)
	for _, leak := range []string{"hunter2", "68756e746572", "104 117 110"} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("printed %q: %s", leak, &out)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		config session.Config
		want   string
	}{
		{"no major", session.Config{Secrets: []string{"s"}}, "session: compat must be V4 or V5"},
		{"an unknown major", session.Config{Compat: 6, Secrets: []string{"s"}}, "session: compat must be V4 or V5"},
		{"no secret", session.Config{Compat: session.V5}, "session: a secret is required"},
		{"an empty secret", session.Config{Compat: session.V5, Secrets: []string{"s", ""}}, "session: a secret is empty"},
		{"a negative age", session.Config{Compat: session.V5, Secrets: []string{"s"}, MaxAge: -1}, "session: the maximum age is negative"},
		{"a cookie name that is none", session.Config{Compat: session.V5, Secrets: []string{"s"}, CookieName: "a b"}, "session: the cookie name is not valid"},
		{"a wide __Host- cookie", session.Config{Compat: session.V5, Secrets: []string{"s"}, CookieName: "__Host-s", CookieDomain: "example.com"}, "session: a __Host- cookie must not have a domain"},
		{"a domain that is none", session.Config{Compat: session.V5, Secrets: []string{"s"}, CookieDomain: "a;b"}, "session: the cookie domain is not valid"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := session.New(c.config); err == nil || err.Error() != c.want {
				t.Errorf("New = %v, want %s", err, c.want)
			}
		})
	}
}

func TestWeakSecretsAreKnown(t *testing.T) {
	t.Parallel()
	if !manager(t, session.Config{Secrets: []string{httpSecret, "short"}}).WeakSecret() {
		t.Error("a short secret passes")
	}
	if manager(t, session.Config{}).WeakSecret() {
		t.Error("a long secret does not pass")
	}
}
