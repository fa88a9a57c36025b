package eval

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanURL is what zod stores of a URL, and what browsers read of it.
func cleanURL(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, trim(s))
}

// isURL: an absolute URL by the standard of browsers (url.spec.whatwg.org),
// which is lenient: http:a has the host a. As with zod any scheme will do; who
// makes links of URLs must look at it. Names of hosts in other scripts than
// ASCII are not looked up in Unicode's tables, nor is Punycode decoded.
func isURL(s string) bool {
	s = strings.TrimFunc(cleanURL(s), func(r rune) bool { return r <= ' ' })
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || !isScheme(scheme) {
		return false
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss", "ftp":
		authority, _ := cutAny(strings.TrimLeft(rest, `/\`), `/\?#`)
		return isAuthority(authority, true)
	case "file":
		return isFile(rest)
	}
	if !strings.HasPrefix(rest, "//") {
		return true
	}
	authority, _ := cutAny(rest[2:], "/?#")
	return authority == "" || isAuthority(authority, false)
}

func isScheme(s string) bool {
	for i, c := range []byte(s) {
		if !letter(c) && (i == 0 || !alphanumeric(c) && strings.IndexByte("+-.", c) < 0) {
			return false
		}
	}
	return s != ""
}

func cutAny(s, chars string) (before, after string) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// isFile looks at what follows file: the host may be missing, or be the letter
// of a drive.
func isFile(rest string) bool {
	if len(rest) < 2 || strings.IndexByte(`/\`, rest[0]) < 0 || strings.IndexByte(`/\`, rest[1]) < 0 {
		return true
	}
	host, _ := cutAny(rest[2:], `/\?#`)
	drive := len(host) == 2 && letter(host[0]) && (host[1] == ':' || host[1] == '|')
	return host == "" || drive || isHost(host)
}

// isAuthority looks at user:password@host:port, of the web's schemes or of others.
func isAuthority(s string, web bool) bool {
	host := s[strings.LastIndexByte(s, '@')+1:]
	port := ""
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host, port = host[:i], host[i+1:]
	}
	if n, err := strconv.ParseUint(port, 10, 64); port != "" && (!isDigits(port) || err != nil || n > 65535) {
		return false
	}
	if web {
		return isHost(host)
	}
	return isOpaqueHost(host)
}

// isHost looks at the host of a URL of the web.
func isHost(s string) bool {
	if strings.HasPrefix(s, "[") {
		return isIPv6(s)
	}
	// What is no percent-encoding is text.
	if name, err := url.PathUnescape(s); err == nil {
		s = name
	}
	s = strings.Map(asDomain, s)
	if s == "" || strings.IndexFunc(s, forbiddenInDomain) >= 0 {
		return false
	}
	labels := strings.Split(s, ".")
	if len(labels) > 1 && labels[len(labels)-1] == "" {
		labels = labels[:len(labels)-1]
	}
	if last := labels[len(labels)-1]; isDigits(last) || isIPv4Number(last) {
		return isIPv4(labels)
	}
	return true
}

// asDomain drops what nobody sees, and knows the full stops of other scripts.
func asDomain(r rune) rune {
	switch r {
	case '\u00ad', '\u200b', '\u2060', '\ufeff':
		return -1
	case '\u3002', '\uff0e', '\uff61':
		return '.'
	}
	return r
}

func forbiddenInDomain(r rune) bool {
	return r <= ' ' || r == 0x7f || r == '%' || r == utf8.RuneError || forbiddenInHost(r) || r > 0x7f && (unicode.IsSpace(r) || unicode.IsControl(r))
}

func forbiddenInHost(r rune) bool {
	return r < 0x80 && strings.IndexByte("\x00\t\n\r #/:<>?@[\\]^|", byte(r)) >= 0
}

// isOpaqueHost looks at the host of a URL of any other scheme.
func isOpaqueHost(s string) bool {
	if strings.HasPrefix(s, "[") {
		return isIPv6(s)
	}
	return s != "" && strings.IndexFunc(s, forbiddenInHost) < 0
}

func isIPv6(s string) bool {
	inner, ok := strings.CutSuffix(s[1:], "]")
	a, err := netip.ParseAddr(inner)
	return ok && err == nil && a.Is6() && a.Zone() == ""
}

// isIPv4 looks at an address in numbers of base 8, 10 or 16, the last of which
// stands for all places that are missing.
func isIPv4(labels []string) bool {
	if len(labels) > 4 {
		return false
	}
	for i, l := range labels {
		n, ok := ipv4Number(l)
		most := uint64(255)
		if i == len(labels)-1 {
			most = 1<<(8*(5-len(labels))) - 1
		}
		if !ok || n > most {
			return false
		}
	}
	return true
}

func isIPv4Number(s string) bool { _, ok := ipv4Number(s); return ok }

func ipv4Number(s string) (n uint64, ok bool) {
	base, digits := 10, "0123456789"
	switch {
	case s == "":
		return 0, false
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
		s, base, digits = s[2:], 16, "0123456789abcdefABCDEF"
	case len(s) > 1 && s[0] == '0':
		s, base, digits = s[1:], 8, "01234567"
	}
	if s == "" {
		return 0, true
	}
	if strings.Trim(s, digits) != "" {
		return 0, false
	}
	n, err := strconv.ParseUint(s, base, 64) // of too many digits it is the largest
	return n, err == nil || errors.Is(err, strconv.ErrRange)
}
