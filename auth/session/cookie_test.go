package session_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/session"
)

type cookieVectors struct {
	Attributes map[string]map[string]struct {
		Name    string
		Options struct {
			HTTPOnly bool `json:"httpOnly"`
			SameSite string
			Path     string
			Secure   bool
			MaxAge   int
		}
	} `json:"cookie_attributes"`
	Chunking []struct {
		ID, Description string
		Version         session.Compat
		Secure          bool
		Request         map[string]string `json:"request_cookies"`
		Length          int               `json:"value_length"`
		TokenLength     int               `json:"token_length"`
		Claims          map[string]any    `json:"claims_expected"`
		Expires         string
		SetCookies      []struct{ Header string } `json:"set_cookies"`
		Values          map[string]string         `json:"cookie_values"`
		Names           [][]any                   `json:"names_and_lengths"`
	} `json:"cookie_chunking"`
	Reassembly []struct {
		ID, Description string
		Version         session.Compat
		Header          string `json:"cookie_header"`
		Value           string
		Cleaned         []string
	} `json:"cookie_reassembly"`
	Parse []struct {
		ID, Header string
		V4         map[string]string `json:"v4_cookie_0_7"`
		V5         map[string]string `json:"v5_vendored"`
	} `json:"cookie_parse"`
	Serialize []struct {
		ID, Value, V5 string
	} `json:"cookie_serialize"`
}

func cookies(t testing.TB) (v cookieVectors) {
	load(t, "cookies.json", &v)
	return v
}

func TestCookieNamesAndAttributes(t *testing.T) {
	t.Parallel()
	purposes := map[string]session.Purpose{
		"sessionToken": session.Session, "callbackUrl": session.CallbackURL, "csrfToken": session.CSRF,
		"pkceCodeVerifier": session.PKCE, "state": session.State, "nonce": session.Nonce, "webauthnChallenge": session.Challenge,
	}
	for set, entries := range cookies(t).Attributes {
		c := session.Config{Compat: session.V4, Secure: strings.HasSuffix(set, "_secure")}
		if strings.HasPrefix(set, "v5") {
			c.Compat = session.V5
		}
		m := manager(t, c)
		for key, want := range entries {
			w := httptest.NewRecorder()
			m.Set(w, purposes[key], "v")
			got := w.Result().Cookies()[0]
			o := want.Options
			wantCookie := &http.Cookie{
				Name: want.Name, Value: "v", Path: o.Path, HttpOnly: o.HTTPOnly, Secure: o.Secure,
				MaxAge: o.MaxAge, SameSite: http.SameSiteLaxMode, Raw: got.Raw,
			}
			if diff := cmp.Diff(wantCookie, got); diff != "" {
				t.Errorf("%s %s: %s", set, key, diff)
			}
		}
	}
}

func TestCookieHeadersAreParsedAsInJavaScript(t *testing.T) {
	t.Parallel()
	for _, v := range cookies(t).Parse {
		for compat, want := range map[session.Compat]map[string]string{session.V4: v.V4, session.V5: v.V5} {
			got := map[string]string{}
			c := session.ParseCookies(compat, v.Header)
			for _, name := range c.Names() {
				got[name] = c.Get(name)
			}
			if v.ID == "ckparse.11" {
				delete(got, "__proto__") // an artefact of JavaScript objects
				delete(want, "__proto__")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %s: %s", v.ID, compat, diff)
			}
		}
	}
}

func TestCookieValuesAreWrittenAsInJavaScript(t *testing.T) {
	t.Parallel()
	m := manager(t, session.Config{})
	for _, v := range cookies(t).Serialize {
		w := httptest.NewRecorder()
		m.Set(w, session.CallbackURL, v.Value)
		_, rest, _ := strings.Cut(w.Header().Get("Set-Cookie"), "=")
		got, _, _ := strings.Cut(rest, ";")
		_, rest, _ = strings.Cut(v.V5, "=")
		want, _, _ := strings.Cut(rest, ";")
		if got != want {
			t.Errorf("%s: %q, want %q", v.ID, got, want)
		}
	}
}

// TestReassembly holds our stricter reading against Auth.js's, which takes
// every cookie that begins with the session cookie's name.
func TestReassembly(t *testing.T) {
	t.Parallel()
	type result struct {
		value   string
		err     error
		cleaned []string
	}
	stricter := map[string]result{
		"a bare cookie hides stale chunks":           {"OLD", nil, []string{"", ".0", ".1"}},
		"a cookie that shares the prefix is foreign": {"AAA", nil, []string{""}},
		"a suffix that is no number is foreign":      {"AAA", nil, []string{""}},
		"a gap ends the session token":               {"AAA", nil, []string{".0", ".2"}},
		"a bare cookie hides chunks, spaced":         {"AAA", nil, []string{"", ".0"}},
		"an empty bare cookie is cleared too":        {"AAA", nil, []string{"", ".0"}},
		"digits with a tail are no number":           {"ZERO", nil, []string{".0"}},
	}
	differs := map[string]string{
		"4": "a bare cookie hides stale chunks", "5": "a cookie that shares the prefix is foreign",
		"6": "a suffix that is no number is foreign", "7": "a gap ends the session token",
		"16": "a bare cookie hides chunks, spaced", "14": "an empty bare cookie is cleared too", "17": "digits with a tail are no number",
	}
	for _, v := range cookies(t).Reassembly {
		t.Run(v.ID+" "+v.Description, func(t *testing.T) {
			t.Parallel()
			m := manager(t, session.Config{Compat: v.Version})
			want := result{value: v.Value, cleaned: v.Cleaned}
			if want.value == "" {
				want.err = session.ErrAbsent
			}
			if reason, ok := differs[v.ID[len("re-v4-"):]]; ok {
				want = stricter[reason]
				for i, suffix := range want.cleaned {
					if i == 0 {
						want.cleaned = append([]string(nil), want.cleaned...)
					}
					want.cleaned[i] = m.CookieName(session.Session) + suffix
				}
			}
			got, err := m.SessionTokenForTest(v.Header)
			if got != want.value || !errors.Is(err, want.err) {
				t.Errorf("token %q, %v; want %q, %v", got, err, want.value, want.err)
			}
			if diff := cmp.Diff(strings.Join(want.cleaned, " "), strings.Join(cleared(m, v.Header), " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func cleared(m *session.Manager, header string) (names []string) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", header)
	w := httptest.NewRecorder()
	m.Clear(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge == -1 && c.Value == "" {
			names = append(names, c.Name)
		}
	}
	return names
}

func TestChunksOfTheJavaScriptLibrariesAreRead(t *testing.T) {
	t.Parallel()
	for _, v := range cookies(t).Chunking {
		if len(v.Values) == 0 {
			continue
		}
		t.Run(v.ID+" "+v.Description, func(t *testing.T) {
			t.Parallel()
			m := manager(t, session.Config{Compat: v.Version, Secure: v.Secure})
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Cookie", cookieHeader(v.Values))
			id, err := m.Read(r)
			if err != nil {
				t.Fatal(err)
			}
			for k, want := range v.Claims {
				if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(id.Claims[k])); diff != "" {
					t.Errorf("%s: %s", k, diff)
				}
			}
		})
	}
}

// TestWrittenCookies writes the same sessions ourselves: names, order and
// attributes must be Auth.js's. Token lengths may differ by JSON details.
func TestWrittenCookies(t *testing.T) {
	t.Parallel()
	for _, v := range cookies(t).Chunking {
		if len(v.Values) == 0 {
			continue
		}
		t.Run(v.ID+" "+v.Description, func(t *testing.T) {
			t.Parallel()
			expires, err := time.Parse(time.RFC3339, v.Expires)
			if err != nil {
				t.Fatal(err)
			}
			now := func() time.Time { return expires.Add(-time.Hour) }
			m := manager(t, session.Config{Compat: v.Version, Secure: v.Secure, Now: now, MaxAge: time.Hour})
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Cookie", cookieHeader(v.Request))
			w := httptest.NewRecorder()
			end, err := m.Write(w, r, v.Claims)
			if err != nil || !end.Equal(expires) {
				t.Fatalf("Write = %v, %v", end, err)
			}
			got, back := w.Result().Cookies(), httptest.NewRequest("GET", "/", nil)
			if len(got) != len(v.SetCookies) {
				t.Fatalf("%d cookies, want %d", len(got), len(v.SetCookies))
			}
			for i, c := range got {
				if c.MaxAge != -1 {
					back.AddCookie(c)
				}
				if diff := cmp.Diff(attributes(v.SetCookies[i].Header), attributes(c.Raw)); diff != "" {
					t.Error(diff)
				}
			}
			if id, err := m.Read(back); err != nil || id.Subject != "user_big" {
				t.Errorf("read back %v, %v", id, err)
			}
		})
	}
}

// attributes splits a Set-Cookie header into its name and a set of attributes.
func attributes(header string) map[string]bool {
	set := map[string]bool{}
	for i, part := range strings.Split(header, "; ") {
		if i == 0 {
			part, _, _ = strings.Cut(part, "=")
		}
		set[part] = true
	}
	return set
}

func cookieHeader(values map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pairs = append(pairs, name+"="+values[name])
	}
	return strings.Join(pairs, "; ")
}

func TestChunkBoundaries(t *testing.T) {
	t.Parallel()
	for _, v := range cookies(t).Chunking {
		if v.Length == 0 || len(v.Names) == 0 {
			continue
		}
		m := manager(t, session.Config{Compat: v.Version})
		var pairs []string
		for _, n := range v.Names {
			pairs = append(pairs, fmt.Sprintf("%s=%s", n[0], strings.Repeat("x", int(n[1].(float64)))))
		}
		got, err := m.SessionTokenForTest(strings.Join(pairs, "; "))
		if err != nil || len(got) != v.Length {
			t.Errorf("%s: %d characters, %v", v.ID, len(got), err)
		}
		names, lengths, err := m.SplitForTest(strings.Repeat("x", v.Length))
		if err != nil {
			t.Fatal(err)
		}
		var split [][]any
		for i, name := range names {
			split = append(split, []any{name, float64(lengths[i])})
		}
		if diff := cmp.Diff(v.Names, split); diff != "" {
			t.Errorf("%s: %s", v.ID, diff)
		}
	}
}

func FuzzParseCookies(f *testing.F) {
	v := cookies(f)
	for _, c := range v.Parse {
		f.Add(c.Header)
	}
	for _, c := range v.Reassembly {
		f.Add(c.Header)
	}
	managers := []*session.Manager{manager(f, session.Config{Compat: session.V4}), manager(f, session.Config{Compat: session.V5})}
	f.Fuzz(func(t *testing.T, header string) {
		for _, m := range managers {
			compat := m.Compat()
			c := session.ParseCookies(compat, header)
			seen := map[string]bool{}
			for _, name := range c.Names() {
				if seen[name] {
					t.Errorf("%q holds %q twice", header, name)
				}
				seen[name] = true
			}
			if whole := c.Get(m.CookieName(session.Session)); whole != "" {
				if token, err := m.SessionTokenForTest(header); err != nil || token != whole {
					t.Errorf("%q: the token is %q, %v; the cookie %q", header, token, err, whole)
				}
			}
			if token, err := m.SessionTokenForTest(header); err == nil && len(token) > session.MaxCookies {
				t.Errorf("token of %d bytes", len(token))
			}
		}
	})
}
