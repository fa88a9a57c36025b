package session

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// tolerance is by how much two clocks may differ.
const tolerance = 15 // seconds

// stamp writes claims as JSON, with iat, exp and jti of its own.
func stamp(claims map[string]any, now time.Time, maxAge time.Duration, jti string) ([]byte, error) {
	c := make(map[string]any, len(claims)+3)
	maps.Copy(c, claims)
	iat := now.Unix()
	c["iat"], c["exp"], c["jti"] = iat, iat+int64(maxAge/time.Second), jti
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("session: encode claims: %w", err)
	}
	return text, nil
}

// parseClaims reads a JSON object. Numbers stay as written, since claims are
// written again when a session is renewed.
func parseClaims(text []byte) (map[string]any, bool) {
	if !utf8.Valid(text) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var c map[string]any
	if d.Decode(&c) != nil || c == nil {
		return nil, false
	}
	_, err := d.Token()
	return c, err == io.EOF
}

// times say when a token is good, in seconds.
type times struct {
	from, until float64
	known       bool // from claims that say so
}

// timesOf reads exp and nbf (RFC 7519, section 4.1). Auth.js lets a token without
// exp pass; but it never makes one.
func timesOf(claims map[string]any) times {
	until, known := seconds(claims["exp"])
	t := times{from: math.Inf(-1), until: until, known: known}
	if v, found := claims["nbf"]; found && known {
		t.from, t.known = seconds(v)
	}
	return t
}

// check returns when the token ends, if it is good now.
func (t times) check(now time.Time) (time.Time, error) {
	at := float64(now.Unix())
	switch {
	case !t.known || t.from > at+tolerance:
		return time.Time{}, ErrInvalid
	case t.until <= at-tolerance:
		return time.Time{}, ErrExpired
	}
	// No time.Time is later than this; a float may be.
	const year9999 = 253402300799
	return time.Unix(int64(math.Min(t.until, year9999)), 0), nil
}

// seconds reads a NumericDate, which may have a fraction.
func seconds(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

// subject returns the text of the sub claim. Custom encoders write numbers
// too; one that is not a plain integer names nobody.
func subject(claims map[string]any) string {
	switch v := claims["sub"].(type) {
	case string:
		return v
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != v.String() {
			return ""
		}
		return v.String()
	default:
		return ""
	}
}
