package authjs

import (
	"net/url"
	"strings"

	"github.com/gozen-dev/gozen/auth/session"
)

// maxTarget is the longest callback URL; it has to fit into a cookie.
const maxTarget = 2048

// chooseTarget finds where the browser goes when all is done: the form's
// callbackUrl, else the query's, else the cookie's, else the site. It never
// fails: what is not allowed becomes the site, so that a poisoned cookie is
// overwritten rather than a trap.
func (x *exchange) chooseTarget() {
	kept := x.cookies.Get(x.sessions().CookieName(session.CallbackURL))
	x.target = x.origin
	for _, wish := range []string{x.fields["callbackUrl"], x.r.URL.Query().Get("callbackUrl"), kept} {
		if wish != "" {
			x.target = x.allowed(wish)
			break
		}
	}
	if x.target != kept {
		x.pending = append(x.pending, cookie{session.CallbackURL, x.target})
	}
}

// allowed returns target if the browser may be sent there, else the origin.
func (x *exchange) allowed(target string) string {
	decide := x.h.config.Callbacks.Redirect
	if decide == nil {
		return sameOrigin(x.origin, target)
	}
	chosen := decide(x.r.Context(), target, x.origin)
	if origin, rest, ok := splitURL(chosen); ok && len(chosen) <= maxTarget {
		return origin + asciiOnly(rest)
	}
	return sameOrigin(x.origin, chosen)
}

// sameOrigin returns target as an absolute URL if it is a path or a URL of the
// origin, and else the origin. It is stricter than Auth.js, whose URL parser
// forgives what browsers have forgiven in different ways.
func sameOrigin(origin, target string) string {
	if len(target) > maxTarget {
		return origin
	}
	if isPath(target) {
		return origin + asciiOnly(target)
	}
	if o, rest, ok := splitURL(target); ok && o == origin {
		return origin + asciiOnly(rest)
	}
	return origin
}

// isPath reports whether s is a path on this site for every browser: some read
// // and /\ as the start of a host.
func isPath(s string) bool {
	if s == "" || s[0] != '/' || !isPlain(s) {
		return false
	}
	return len(s) == 1 || s[1] != '/'
}

// isPlain reports whether s has no backslash, space or control character.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c == '\\' || c == 0x7f {
			return false
		}
	}
	return true
}

// asciiOnly percent-encodes what a Location header cannot hold.
func asciiOnly(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c < 0x80 {
			b.WriteByte(c)
		} else {
			b.WriteString(url.PathEscape(s[i : i+1]))
		}
	}
	return b.String()
}

// formEncode is what JavaScript's URLSearchParams does, which Go's QueryEscape
// does but for two characters.
func formEncode(s string) string {
	return strings.NewReplacer("%2A", "*", "~", "%7E").Replace(url.QueryEscape(s))
}

// withQuery appends a parameter to a path that may have some.
func withQuery(path, name, value string, encode func(string) string) string {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + name + "=" + encode(value)
}
