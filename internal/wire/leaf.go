package wire

import (
	"encoding/base64"
	"errors"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/query"
)

// date makes a Date of an ISO string, or of milliseconds since 1970. Anything
// else is the invalid date, as in JavaScript: the decoder refuses it where it
// stands, with its path.
func date(n query.Node) query.Node {
	switch n := n.(type) {
	case query.String:
		if t, ok := query.ParseDateTime(string(n)); ok {
			return query.Date(t)
		}
	case query.Number:
		if ms, err := strconv.ParseInt(string(n), 10, 64); err == nil {
			return query.Date(time.UnixMilli(ms).UTC())
		}
	}
	return query.Date{}
}

func bigint(n query.Node) (query.Node, error) {
	var s string
	switch n := n.(type) {
	case query.String:
		s = string(n)
	case query.Number:
		s = string(n)
	}
	digits := s
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		digits = digits[1:]
	}
	if digits == "" || len(digits) > 1000 {
		return nil, errors.New("invalid bigint")
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return nil, errors.New("invalid bigint")
		}
	}
	return query.BigInt(s), nil
}

// number makes the numbers that JSON lacks; other text is no number.
func number(n query.Node) query.Node {
	switch n := n.(type) {
	case query.Number:
		return n
	case query.String:
		if n == "-0" {
			return query.Number("0")
		}
		if n == "Infinity" || n == "-Infinity" {
			return query.Number(n)
		}
		if v, err := query.ParseJSON([]byte(n)); err == nil {
			if x, ok := v.(query.Number); ok {
				return x
			}
		}
	}
	return query.Number("NaN")
}

func decimalValue(n query.Node) (query.Node, error) {
	switch n := n.(type) {
	case query.String:
		if decimalText(string(n)) {
			return query.Decimal(n), nil
		}
	case query.Number:
		return query.Decimal(n), nil
	}
	return nil, errors.New("invalid Decimal")
}

// decimalText reports whether s is what decimal.js prints of a finite number.
func decimalText(s string) bool {
	v, err := query.ParseJSON([]byte(s))
	if err != nil {
		return false
	}
	_, ok := v.(query.Number)
	return ok
}

func byteArray(n query.Node) (query.Node, error) {
	items, ok := n.(query.Array)
	if !ok {
		return nil, errors.New("invalid bytes")
	}
	b := make(query.Bytes, len(items))
	for i, x := range items {
		s, _ := x.(query.Number)
		v, err := strconv.ParseUint(string(s), 10, 8)
		if err != nil {
			return nil, errors.New("invalid bytes")
		}
		b[i] = byte(v)
	}
	return b, nil
}

func base64Bytes(n query.Node) (query.Node, error) {
	s, ok := n.(query.String)
	if !ok {
		return nil, errors.New("invalid bytes")
	}
	b, err := base64.StdEncoding.DecodeString(string(s))
	if err != nil {
		return nil, errors.New("invalid bytes")
	}
	return query.Bytes(b), nil
}
