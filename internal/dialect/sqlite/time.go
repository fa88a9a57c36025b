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
	if !stored(b) {
		return t, false
	}
	return time.Date(digits(b[0:4]), time.Month(digits(b[5:7])), digits(b[8:10]),
		digits(b[11:13]), digits(b[14:16]), digits(b[17:19]), digits(b[20:23])*1e6, time.UTC), true
}

// stored reports whether a text has the form of appendTime.
func stored(b []byte) bool {
	if len(b) != storedLength {
		return false
	}
	for i, c := range []byte("0000-00-00T00:00:00.000Z") {
		if isDigit := b[i]-'0' <= 9; c == '0' && !isDigit || c != '0' && b[i] != c {
			return false
		}
	}
	return true
}

// digits is the number that decimal digits are of.
func digits(b []byte) (n int) {
	for _, c := range b {
		n = n*10 + int(c-'0')
	}
	return n
}
