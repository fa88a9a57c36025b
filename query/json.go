package query

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// EncodeJSON returns a parsed value as [Op.Values] holds those of Json fields:
// canonical, so that two values are equal exactly when their texts are.
func EncodeJSON(n Node) (JSON, error) {
	text, complaint := appendJSON(nil, n)
	if complaint != "" {
		return "", errors.New(complaint)
	}
	return JSON(text), nil
}

// appendJSON appends a Json value as canonical compact text: members sorted by
// name, numbers as JavaScript prints them. A complaint is returned for what
// Json cannot hold.
func appendJSON(dst []byte, n Node) (_ []byte, complaint string) {
	switch n := n.(type) {
	case Null, Undefined:
		return append(dst, "null"...), ""
	case Bool:
		if n {
			return append(dst, "true"...), ""
		}
		return append(dst, "false"...), ""
	case Number:
		x, ok := parseNumeral(string(n))
		if _, finite := float(string(n)); !ok || !finite || !x.bounded() {
			return dst, "Invalid input: a number in a Json value is out of range"
		}
		return x.append(dst), ""
	case BigInt:
		x, ok := parseNumeral(string(n))
		if !ok || !x.bounded() {
			return dst, "Invalid input: a number in a Json value is out of range"
		}
		return x.append(dst), ""
	case Decimal:
		return appendJSONString(dst, string(n))
	case String:
		return appendJSONString(dst, string(n))
	case Date:
		return appendJSONString(dst, jsonTime(time.Time(n)))
	case Array:
		return appendJSONArray(dst, n)
	case *Object:
		return appendJSONObject(dst, n)
	case Marker:
		if n == JSONNull {
			return append(dst, "null"...), ""
		}
		return dst, "Invalid input: a Json value cannot hold " + string(n)
	case Bytes:
		return dst, "Invalid input: a Json value cannot hold Uint8Array"
	default:
		panic("query: unknown node")
	}
}

func appendJSONArray(dst []byte, items Array) (_ []byte, complaint string) {
	dst = append(dst, '[')
	for i, x := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, complaint = appendJSON(dst, x); complaint != "" {
			return dst, complaint
		}
	}
	return append(dst, ']'), ""
}

func appendJSONObject(dst []byte, o *Object) (_ []byte, complaint string) {
	members := o.Members
	byName := func(a, b Member) int { return strings.Compare(a.Name, b.Name) }
	if !slices.IsSortedFunc(members, byName) {
		members = slices.SortedFunc(slices.Values(members), byName)
	}
	dst = append(dst, '{')
	first := true
	for _, m := range members {
		if m.absent() {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		if dst, complaint = appendJSONString(dst, m.Name); complaint != "" {
			return dst, complaint
		}
		dst = append(dst, ':')
		if dst, complaint = appendJSON(dst, m.Value); complaint != "" {
			return dst, complaint
		}
	}
	return append(dst, '}'), ""
}

// appendJSONString appends a string literal. U+0000 is refused: PostgreSQL
// cannot store it, in text or in jsonb.
func appendJSONString(dst []byte, s string) (_ []byte, complaint string) {
	if complaint := textComplaint(s); complaint != "" {
		return dst, complaint
	}
	return AppendString(dst, s), ""
}

func textComplaint(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		return "Invalid input: text cannot hold the character U+0000"
	}
	if !utf8.ValidString(s) {
		return "Invalid input: text is not valid UTF-8"
	}
	return ""
}

// AppendString appends text as a JSON string literal, escaping only what must
// be. Invalid UTF-8 becomes U+FFFD.
func AppendString[T ~string | ~[]byte](dst []byte, s T) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
			if r == utf8.RuneError && size == 1 {
				dst = append(dst, s[start:i]...)
				dst = utf8.AppendRune(dst, utf8.RuneError)
				start = i + size
			}
			i += size
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}
