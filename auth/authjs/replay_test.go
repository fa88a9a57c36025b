package authjs_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/session"
)

// recorded is one exchange with the real packages.
type recorded struct {
	ID, Description string
	At              time.Time
	Method, URL     string
	Headers         map[string]string
	Body            string

	Status        int
	AnswerHeaders map[string]string `json:"answer_headers"`
	SetCookie     []setCookie       `json:"set_cookie"`
	Answer        any
}

type setCookie struct {
	Name, Value string
	Attributes  []string
	Claims      map[string]any
}

// TestExchangesOfTheJavaScriptPackages sends every recorded request and wants
// the recorded answer. Where ours differs, differences_test.go says how and
// why.
func TestExchangesOfTheJavaScriptPackages(t *testing.T) {
	t.Parallel()
	for file, compat := range map[string]session.Compat{"v4.json": session.V4, "v5.json": session.V5} {
		text, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		var v struct{ Exchanges []recorded }
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		if len(v.Exchanges) < 90 {
			t.Fatal("exchanges are missing")
		}
		for _, x := range v.Exchanges {
			t.Run(fmt.Sprintf("%s.%s %s", compat, x.ID, x.Description), func(t *testing.T) {
				t.Parallel()
				replay(t, compat, x)
			})
		}
	}
}

func replay(t *testing.T, compat session.Compat, x recorded) {
	site := siteOf(compat, x)
	r := httptest.NewRequest(x.Method, x.URL, strings.NewReader(x.Body))
	for name, value := range x.Headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	handler(t, site).ServeHTTP(w, r)

	want := expectation(compat, x)
	if w.Code != want.Status {
		t.Fatalf("status %d, want %d; body %s", w.Code, want.Status, w.Body)
	}
	if got := w.Header().Get("Location"); got != want.AnswerHeaders["location"] {
		t.Errorf("location is %q, want %q", got, want.AnswerHeaders["location"])
	}
	if got := w.Header().Get("Content-Type"); !strings.HasPrefix(plainType(got), plainType(want.AnswerHeaders["content-type"])) {
		t.Errorf("content type is %q, want %q", got, want.AnswerHeaders["content-type"])
	}
	// Ours stay out of caches always, theirs not all: the same headers, then.
	if got := w.Header().Get("Cache-Control"); got != "private, no-cache, no-store" {
		t.Errorf("cache control is %q", got)
	}
	if diff := cmp.Diff(want.Answer, answerOf(t, w.Result(), want)); diff != "" {
		t.Errorf("body: %s", diff)
	}
	if diff := cmp.Diff(want.SetCookie, cookiesOf(t, site.sessions, w.Result(), want.At)); diff != "" {
		t.Errorf("cookies: %s", diff)
	}
}

// plainType writes a content type without what does not count in it.
func plainType(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }

// answerOf reads a body into the form in which it was recorded, with what is
// random replaced.
func answerOf(t *testing.T, res *http.Response, want recorded) any {
	t.Helper()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	switch kind := res.Header.Get("Content-Type"); {
	case strings.HasPrefix(kind, "text/html"):
		return digest(string(text))
	case strings.HasPrefix(kind, "application/json"):
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return masked(v, want.At)
	default:
		return string(text)
	}
}

// masked replaces the csrf token and a time that is near enough.
func masked(v any, now time.Time) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	if s, ok := object["csrfToken"].(string); ok && len(s) == 64 {
		object["csrfToken"] = "<csrf>"
	}
	if s, ok := object["expires"].(string); ok {
		object["expires"] = near(s, time.RFC3339Nano, now)
	}
	return object
}

// near turns a time into its distance from now, in whole minutes: recorded
// answers were made some milliseconds after the recorded time.
func near(s, layout string, now time.Time) string {
	at, err := time.Parse(layout, s)
	if err != nil {
		return "not a time: " + s
	}
	return at.Sub(now).Round(time.Minute).String()
}

func cookiesOf(t *testing.T, m *session.Manager, res *http.Response, now time.Time) []setCookie {
	t.Helper()
	var list []setCookie
	for _, c := range res.Cookies() {
		parts := strings.Split(c.Raw, "; ")
		_, value, _ := strings.Cut(parts[0], "=")
		got := setCookie{Name: c.Name, Value: value, Attributes: attributes(parts[1:], now)}
		switch {
		case value == "":
		case strings.HasPrefix(c.Name, m.CookieName(session.Session)):
			got.Value = "<token>"
			if c.Name == m.CookieName(session.Session) && strings.Count(value, ".") == 4 { // not of a session that is a row
				got.Claims = claimsIn(t, m, res, now)
			}
		case c.Name == m.CookieName(session.CSRF):
			got.Value = "<csrf>"
			if _, ok := m.TrustCSRF(strings.ReplaceAll(value, "%7C", "|")); !ok {
				t.Errorf("the csrf cookie %q is not to be trusted", value)
			}
		}
		list = append(list, got)
	}
	slices.SortFunc(list, byName)
	return list
}

func byName(a, b setCookie) int { return strings.Compare(a.Name, b.Name) }

// attributes sorts a cookie's attributes: their order means nothing.
func attributes(list []string, now time.Time) []string {
	out := slices.Clone(list)
	for i, a := range out {
		if value, ok := strings.CutPrefix(a, "Expires="); ok {
			out[i] = "Expires=" + near(value, time.RFC1123, now)
		}
	}
	slices.Sort(out)
	return out
}

// claimsIn opens the session that an answer sets.
func claimsIn(t *testing.T, m *session.Manager, res *http.Response, now time.Time) map[string]any {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	for _, c := range res.Cookies() {
		if c.MaxAge >= 0 {
			r.AddCookie(c)
		}
	}
	id, err := m.Read(r)
	if err != nil {
		t.Fatalf("the new session does not open: %v", err)
	}
	return maskedClaims(id.Claims, now)
}

func maskedClaims(claims map[string]any, now time.Time) map[string]any {
	out := map[string]any{}
	for name, v := range claims {
		switch name {
		case "jti":
		case "iat", "exp":
			var n float64
			_ = json.Unmarshal([]byte(fmt.Sprintf("%.0f", number(v))), &n)
			out[name] = time.Unix(int64(n), 0).Sub(now).Round(time.Minute).String()
		default:
			out[name] = v
		}
	}
	return out
}

func number(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case json.Number:
		f, _ := v.Float64()
		return f
	default:
		return 0
	}
}

// expectation is a recording, masked like our answers, and with the
// differences that we mean.
func expectation(compat session.Compat, x recorded) recorded {
	x.Answer = masked(x.Answer, x.At)
	for i, c := range x.SetCookie {
		x.SetCookie[i].Attributes = attributes(c.Attributes, x.At)
		if c.Claims != nil {
			x.SetCookie[i].Claims = maskedClaims(c.Claims, x.At)
		}
	}
	alwaysDiffers(compat, &x)
	if change := differences(compat)[x.ID]; change != nil {
		change(&x)
	}
	slices.SortFunc(x.SetCookie, byName)
	if len(x.SetCookie) == 0 {
		x.SetCookie = nil
	}
	return x
}

// digest takes from a page what was recorded of one.
func digest(html string) map[string]any {
	forms := []any{}
	for _, f := range find(`(?s)<form action="([^"]*)" method="POST">(.*?)</form>`, html) {
		inputs := []any{}
		for _, in := range find(`<input ([^>]*)>`, f[2]) {
			one := map[string]any{}
			for _, a := range find(`(id|name|type)="([^"]*)"`, in[1]) {
				one[a[1]] = a[2]
			}
			inputs = append(inputs, one)
		}
		forms = append(forms, map[string]any{"action": f[1], "inputs": inputs, "button": first(`<button[^>]*>([^<]*)<`, f[2])})
	}
	links := []any{}
	for _, a := range find(`<a href="([^"]*)"`, html) {
		links = append(links, a[1])
	}
	return map[string]any{
		"html": true, "title": first(`<title>([^<]*)<`, html), "heading": first(`<h1>([^<]*)<`, html),
		"error_text": first(`role="alert">([^<]*)<`, html), "forms": forms, "links": links,
	}
}

func find(pattern, s string) [][]string {
	return regexp.MustCompile(pattern).FindAllStringSubmatch(s, -1)
}

func first(pattern, s string) any {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return nil
}
