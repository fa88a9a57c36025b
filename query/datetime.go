package query

import (
	"strings"
	"time"
)

// ParseDateTime reads an instant as requests write it: an ISO date-time with Z
// or an offset, a date (midnight UTC), or a time of day (on 1970-01-01). The
// result is in UTC, cut to milliseconds, as every DateTime is.
func ParseDateTime(s string) (time.Time, bool) {
	day, clock, both := strings.Cut(s, "T")
	if !both {
		if strings.Contains(s, ":") {
			return joinDateTime(1970, 1, 1, s, false)
		}
		y, m, d, ok := parseDay(s)
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), ok
	}
	y, m, d, ok := parseDay(day)
	if !ok {
		return time.Time{}, false
	}
	return joinDateTime(y, m, d, clock, true)
}

// parseDay reads YYYY-MM-DD of the calendar, years 1 to 9999.
func parseDay(s string) (int, time.Month, int, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || !allDigits(s[:4]) || !allDigits(s[5:7]) || !allDigits(s[8:]) {
		return 0, 0, 0, false
	}
	y, m, d := number2(s)*100+number2(s[2:]), time.Month(number2(s[5:])), number2(s[8:])
	// time.Date carries the 30th of February over into March: then it is none.
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return y, m, d, y > 0 && t.Month() == m && t.Day() == d
}

// number2 returns the value of the first two digits.
func number2(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

func joinDateTime(y int, m time.Month, d int, clock string, needZone bool) (time.Time, bool) {
	clock, offset, ok := cutZone(clock, needZone)
	if !ok {
		return time.Time{}, false
	}
	since, ok := parseClock(clock)
	if !ok {
		return time.Time{}, false
	}
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Add(since - offset)
	return t, t.Year() >= 1 && t.Year() <= 9999
}

// cutZone takes Z or ±hh:mm off the end of a time.
func cutZone(s string, need bool) (rest string, offset time.Duration, ok bool) {
	if strings.HasSuffix(s, "Z") {
		return s[:len(s)-1], 0, true
	}
	i := strings.LastIndexAny(s, "+-")
	if i < 0 {
		return s, 0, !need
	}
	zone := strings.Replace(s[i+1:], ":", "", 1)
	if len(zone) != 4 || !allDigits(zone) || number2(zone) > 23 || number2(zone[2:]) > 59 {
		return s, 0, false
	}
	offset = time.Duration(number2(zone))*time.Hour + time.Duration(number2(zone[2:]))*time.Minute
	if s[i] == '-' {
		offset = -offset
	}
	return s[:i], offset, true
}

// parseClock reads HH:MM[:SS[.fraction]].
func parseClock(s string) (time.Duration, bool) {
	if len(s) < 5 || s[2] != ':' || !allDigits(s[:2]) || !allDigits(s[3:5]) {
		return 0, false
	}
	h, m := number2(s), number2(s[3:])
	t := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if h > 23 || m > 59 || len(s) == 5 {
		return t, h <= 23 && m <= 59
	}
	if len(s) < 8 || s[5] != ':' || !allDigits(s[6:8]) || number2(s[6:]) > 59 {
		return 0, false
	}
	t += time.Duration(number2(s[6:])) * time.Second
	if len(s) == 8 {
		return t, true
	}
	fraction := s[9:]
	if s[8] != '.' || fraction == "" || !allDigits(fraction) {
		return 0, false
	}
	for i, unit := 0, 100*time.Millisecond; i < len(fraction) && unit >= time.Millisecond; i, unit = i+1, unit/10 {
		t += time.Duration(fraction[i]-'0') * unit
	}
	return t, true
}
