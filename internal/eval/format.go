package eval

import (
	"net/url"
	"strings"
	"time"

	"github.com/gozen-dev/gozen/query"
)

// The formats are those of zod's validators, which ZenStack uses, except where
// a comment says otherwise. All are decided in linear time.

// isEmail: a local part of letters, digits and _'+-. that neither starts nor
// ends with a dot and has no two in a row, and a domain of at least two labels.
func isEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || strings.Contains(s, "..") || local[0] == '.' {
		return false
	}
	for _, c := range []byte(local) {
		if !alphanumeric(c) && strings.IndexByte("_'+-.", c) < 0 {
			return false
		}
	}
	if last := local[len(local)-1]; last == '.' || last == '\'' {
		return false
	}
	return isDomain(domain)
}

func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || l[0] == '-' {
			return false
		}
		for _, c := range []byte(l) {
			if !alphanumeric(c) && c != '-' {
				return false
			}
		}
	}
	top := labels[len(labels)-1]
	return len(top) >= 2 && strings.IndexFunc(top, func(r rune) bool { return !letter(byte(r)) }) < 0
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func alphanumeric(c byte) bool { return letter(c) || '0' <= c && c <= '9' }

// isURL: an absolute URL, with a host where the scheme is one of the web's. As
// with zod any scheme will do; who makes links of URLs must look at it.
func isURL(s string) bool {
	if strings.ContainsAny(s, " \t\r\n") {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" {
		return false
	}
	switch u.Scheme {
	case "http", "https", "ws", "wss", "ftp":
		return u.Hostname() != ""
	}
	return true
}

// isDateTime: an ISO date-time with Z or an offset (zod's default knows Z only,
// ZenStack v2 takes both).
func isDateTime(s string) bool {
	if !strings.Contains(s, "T") {
		return false
	}
	_, ok := query.ParseDateTime(s)
	return ok
}

// isDate: YYYY-MM-DD of the calendar.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// isTime: HH:MM[:SS[.fraction]], with at most precision digits of a fraction
// unless that is negative.
func isTime(s string, precision int) bool {
	if strings.ContainsAny(s, "TZ+-") {
		return false
	}
	if _, ok := query.ParseDateTime(s); !ok {
		return false
	}
	_, fraction, _ := strings.Cut(s, ".")
	return precision < 0 || len(fraction) <= precision
}

// isPhone: E.164, a plus sign and 7 to 15 digits, the first not 0.
func isPhone(s string) bool {
	if len(s) < 8 || len(s) > 16 || s[0] != '+' || s[1] == '0' {
		return false
	}
	for _, c := range []byte(s[1:]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
