// Package wire puts values on JSON and takes them off it, as superjson does:
// plain JSON beside a tree of annotations that says which values are dates,
// big integers, decimals or bytes.
//
// For requests, [Unwrap] applies the annotations that ride along and yields a
// [query.Node] for [query.Decode]. For responses, [AppendValue] writes a value
// by its schema type and [Tag] gives the annotation of that type: which values
// of a result are annotated follows from the plan, not from looking at them.
package wire

import (
	"math"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Tag returns the annotation of a value of type t, such as ["Date"], or "" for
// what JSON says by itself. Of a list it is the annotation of each element. A
// null value has no annotation, whatever its type.
func Tag(t schema.ValueType) string {
	switch t.Kind {
	case schema.DateTime:
		return `["Date"]`
	case schema.BigInt:
		return `["bigint"]`
	case schema.Decimal:
		return `[["custom","Decimal"]]`
	case schema.Bytes:
		return `[["typed-array","Uint8Array"]]`
	default:
		return ""
	}
}

// AppendValue appends the JSON of a logical value, as [query.Op.Values] holds
// them; nil is null, for lists too.
func AppendValue(dst []byte, v any, t schema.ValueType) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case []any:
		t.List = false
		dst = append(dst, '[')
		for i, x := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = AppendValue(dst, x, t)
		}
		return append(dst, ']')
	case string:
		return query.AppendString(dst, v)
	case bool:
		return strconv.AppendBool(dst, v)
	case int64:
		return AppendInt(dst, v, t)
	case float64:
		return AppendFloat(dst, v)
	case decimal.Decimal:
		return appendDecimal(dst, v)
	case time.Time:
		return AppendTime(dst, v)
	case []byte:
		return AppendBytes(dst, v)
	case query.JSON:
		return append(dst, v...)
	default:
		panic("wire: not a logical value of type " + t.Kind.String())
	}
}

// AppendString appends text as a JSON string, escaping only what must be.
func AppendString[T ~string | ~[]byte](dst []byte, s T) []byte { return query.AppendString(dst, s) }

// AppendInt appends an integer: a BigInt as a string of digits, since a
// JavaScript number could not hold it, any other as a number.
func AppendInt(dst []byte, v int64, t schema.ValueType) []byte {
	if t.Kind != schema.BigInt {
		return strconv.AppendInt(dst, v, 10)
	}
	dst = append(dst, '"')
	dst = strconv.AppendInt(dst, v, 10)
	return append(dst, '"')
}

// AppendFloat appends a number as JavaScript prints it; what JSON cannot say
// is null, as there.
func AppendFloat(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	if v == 0 {
		return append(dst, '0')
	}
	if a := math.Abs(v); a >= 1e-6 && a < 1e21 {
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, v, 'e', -1, 64)
	// Go writes 1e-07, JavaScript 1e-7.
	if n := len(dst); n-start >= 4 && dst[n-2] == '0' && (dst[n-3] == '-' || dst[n-3] == '+') {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

// AppendDecimal appends a Decimal, given as text, as a JSON string in the form
// that decimal.js prints.
func AppendDecimal(dst []byte, text string) []byte {
	dst = append(dst, '"')
	dst = query.AppendNumber(dst, text)
	return append(dst, '"')
}

// appendDecimal goes by way of coefficient and exponent: the plain notation of
// 1e1000000 would have a million zeros.
func appendDecimal(dst []byte, v decimal.Decimal) []byte {
	var room [64]byte
	text := v.Coefficient().Append(room[:0], 10)
	if e := v.Exponent(); e != 0 {
		text = append(text, 'e')
		text = strconv.AppendInt(text, int64(e), 10)
	}
	return AppendDecimal(dst, string(text))
}

// AppendTime appends an instant as a JSON string: UTC, with milliseconds.
func AppendTime(dst []byte, v time.Time) []byte {
	dst = append(dst, '"')
	v = v.UTC()
	year, month, day := v.Date()
	hour, minute, second := v.Clock()
	switch {
	case year < 0:
		dst = appendDigits(append(dst, '-'), -year, 6)
	case year > 9999:
		dst = appendDigits(append(dst, '+'), year, 6)
	default:
		dst = appendDigits(dst, year, 4)
	}
	dst = append(dst, '-')
	dst = appendDigits(dst, int(month), 2)
	dst = append(dst, '-')
	dst = appendDigits(dst, day, 2)
	dst = append(dst, 'T')
	dst = appendDigits(dst, hour, 2)
	dst = append(dst, ':')
	dst = appendDigits(dst, minute, 2)
	dst = append(dst, ':')
	dst = appendDigits(dst, second, 2)
	dst = append(dst, '.')
	dst = appendDigits(dst, v.Nanosecond()/int(time.Millisecond), 3)
	return append(dst, 'Z', '"')
}

// appendDigits appends the last width decimal digits of n.
func appendDigits(dst []byte, n, width int) []byte {
	end := len(dst) + width
	for range width {
		dst = append(dst, '0')
	}
	for i := end - 1; i >= end-width; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
	return dst
}

// AppendBytes appends binary data as an array of numbers, the form that
// superjson gives a Uint8Array.
func AppendBytes(dst, v []byte) []byte {
	dst = append(dst, '[')
	for i, c := range v {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendUint(dst, uint64(c), 10)
	}
	return append(dst, ']')
}
