package eval

import (
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

// isDateTime: an ISO date-time with Z or an offset (zod's default knows Z only,
// ZenStack v2 takes both).
func isDateTime(s string) bool {
	if !strings.Contains(s, "T") {
		return false
	}
	if rest, ok := strings.CutPrefix(s, "0000"); ok {
		s = "2000" + rest // a text may name the year 0, which is a leap year, too; a DateTime may not
	}
	_, ok := query.ParseDateTime(s)
	return ok
}

// isDate: YYYY-MM-DD of the calendar.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// minutes is the precision of a time without seconds, anyPrecision that of all
// times; from 0 on it is the number of digits after the seconds.
const (
	anyPrecision = -2
	minutes      = -1
)

// isTime: HH:MM[:SS[.fraction]], with as much of it as the precision says.
func isTime(s string, precision int) bool {
	hour, rest, _ := strings.Cut(s, ":")
	minute, rest, hasSecond := strings.Cut(rest, ":")
	if !isCount(hour, 23) || !isCount(minute, 59) {
		return false
	}
	if !hasSecond {
		return precision == anyPrecision || precision == minutes
	}
	second, fraction, hasFraction := strings.Cut(rest, ".")
	if !isCount(second, 59) || hasFraction && !isDigits(fraction) {
		return false
	}
	return precision == anyPrecision || precision == len(fraction)
}

// isCount: two digits that say a number up to most.
func isCount(s string, most int) bool {
	return len(s) == 2 && isDigits(s) && int(s[0]-'0')*10+int(s[1]-'0') <= most
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// isUUID: a UUID of RFC 9562, of any version if that is 0. The nil UUID and the
// max UUID have none.
func isUUID(s string, version int) bool {
	if s == "00000000-0000-0000-0000-000000000000" || s == "ffffffff-ffff-ffff-ffff-ffffffffffff" {
		return version == 0
	}
	if len(s) != 36 || strings.IndexByte("89abAB", s[19]) < 0 || s[14] < '1' || s[14] > '8' {
		return false
	}
	for i, c := range []byte(s) {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !isHex(c) {
			return false
		}
	}
	return version == 0 || int(s[14]-'0') == version
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

// isPhone: E.164, a plus sign and 7 to 15 digits, the first not 0.
func isPhone(s string) bool {
	if len(s) < 8 || len(s) > 16 || s[0] != '+' || s[1] == '0' {
		return false
	}
	return isDigits(s[1:])
}
