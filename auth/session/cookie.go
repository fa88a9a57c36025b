package session

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// MaxCookies is the longest Cookie header that is looked at, in bytes. A
// longer one counts as none: its sender is anonymous.
const MaxCookies = 64 << 10

// Cookies is a parsed Cookie header.
type Cookies struct {
	values map[string]string
	order  []string
}

// ParseCookies parses a Cookie header as the JavaScript libraries do, which
// is not how net/http does: values are percent-decoded once (or kept raw where
// that fails), the first of several cookies with one name wins, and quotes
// around a value are dropped by next-auth 4 and kept by Auth.js 5.
func ParseCookies(c Compat, header string) Cookies {
	cookies := Cookies{values: map[string]string{}}
	if len(header) > MaxCookies {
		return cookies
	}
	for pair := range strings.SplitSeq(header, ";") {
		name, value, ok := cutPair(pair)
		if !ok {
			continue
		}
		if _, twice := cookies.values[name]; twice {
			continue
		}
		cookies.values[name] = c.decoded(value)
		cookies.order = append(cookies.order, name)
	}
	return cookies
}

// firstCookie is what [ParseCookies] has under a name, without the others.
func firstCookie(c Compat, header, name string) string {
	if len(header) > MaxCookies {
		return ""
	}
	for pair := range strings.SplitSeq(header, ";") {
		if this, value, ok := cutPair(pair); ok && this == name {
			return c.decoded(value)
		}
	}
	return ""
}

func cutPair(pair string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(pair, "=")
	return strings.Trim(name, " \t"), strings.Trim(value, " \t"), ok
}

// decoded is what the value of a cookie says.
func (c Compat) decoded(value string) string {
	if c == V4 && len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		value = value[1 : len(value)-1]
	}
	return decodeURIComponent(value)
}

// Cookies parses the cookies of r.
func (m *Manager) Cookies(r *http.Request) Cookies {
	return ParseCookies(m.config.Compat, cookieHeader(r))
}

// cookieHeader is r's Cookie header. HTTP/2 may send several.
func cookieHeader(r *http.Request) string { return strings.Join(r.Header["Cookie"], "; ") }

// Get returns the value of the named cookie, or "" when it is absent.
func (c Cookies) Get(name string) string { return c.values[name] }

// Names returns the names of the cookies in the header's order.
func (c Cookies) Names() []string { return c.order }

// decodeURIComponent is JavaScript's, but returns its input where that throws.
func decodeURIComponent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	t, err := url.PathUnescape(s)
	if err != nil || !utf8.ValidString(t) {
		return s
	}
	return t
}

// EncodeURIComponent is JavaScript's function of that name: cookie values and
// query strings of next-auth 4 are written with it.
func EncodeURIComponent(s string) string {
	const hex = "0123456789ABCDEF"
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; unreserved(c) {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	default:
		return strings.IndexByte("-_.!~*'()", c) >= 0
	}
}
