package sqlite

import (
	"errors"
	"time"
)

var errTimeRange = errors.New("date out of range")

// appendTime appends the one stored form of a DateTime, whose order as text is
// that of time. Years outside of four digits have no such form.
func appendTime(b []byte, t time.Time) ([]byte, error) {
	t = t.UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		return b, errTimeRange
	}
	return t.AppendFormat(b, "2006-01-02T15:04:05.000Z"), nil
}

// parseTime reads a stored DateTime: the form of appendTime quickly, and what
// other programs and CURRENT_TIMESTAMP write.
func parseTime(b []byte) (time.Time, bool) {
	if t, ok := parseStored(b); ok {
		return t, true
	}
	s := string(b)
	for _, layout := range [...]string{
		time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999",
		time.DateTime + ".999999999", time.DateOnly, "2006-01-02T15:04Z07:00",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

const storedLength = len("2006-01-02T15:04:05.000Z")

func parseStored(b []byte) (t time.Time, ok bool) {
	if len(b) != storedLength || b[4] != '-' || b[7] != '-' || b[10] != 'T' || b[13] != ':' ||
		b[16] != ':' || b[19] != '.' || b[23] != 'Z' {
		return t, false
	}
	year, ok1 := digits(b[0:4])
	month, ok2 := digits(b[5:7])
	day, ok3 := digits(b[8:10])
	hour, ok4 := digits(b[11:13])
	minute, ok5 := digits(b[14:16])
	second, ok6 := digits(b[17:19])
	milli, ok7 := digits(b[20:23])
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 || !ok7 {
		return t, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, milli*1e6, time.UTC), true
}

func digits(b []byte) (n int, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
