package postgres

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

var errTimeRange = errors.New("date out of range")

// The formats of a parameter.
const (
	textFormat   = 0
	binaryFormat = 1
)

func isNull(v any) bool { return v == nil || v == query.DBNull }

// encode appends a parameter's bytes. Text suits every type that the statement
// may convert it to, also those whose number only the server knows; bytes are
// the exception, since their text is twice as long.
func (d Dialect) encode(b []byte, a sqlgen.Arg, v any) ([]byte, int16, error) {
	if isNull(v) {
		return b, textFormat, nil
	}
	if a.Type.List && a.Type.Kind != schema.Custom {
		b, err := d.appendList(b, a.Type, v)
		return b, textFormat, err
	}
	switch v := v.(type) {
	case []byte:
		return append(b, v...), binaryFormat, nil
	case string:
		if a.Encode != sqlgen.Plain {
			v = a.Encode.Pattern(v)
		}
		return append(b, d.text(a.Type, v)...), textFormat, nil
	default:
		b, err := d.appendScalar(b, a.Type, v)
		return b, textFormat, err
	}
}

func (d Dialect) text(t schema.ValueType, v string) string {
	if t.Kind == schema.EnumKind {
		return d.catalog.StoredMember(t.Name, v)
	}
	return v
}

// appendScalar appends a value's text. Texts themselves need quotes in lists
// and are their callers' part.
func (d Dialect) appendScalar(b []byte, t schema.ValueType, v any) ([]byte, error) {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case float64:
		return appendFloat(b, v), nil
	case decimal.Decimal:
		text, err := dialect.DecimalText(v)
		return append(b, text...), err
	case time.Time:
		return appendTime(b, v)
	case query.JSON:
		return append(b, v...), nil
	case query.Marker:
		if v != query.JSONNull {
			return b, fmt.Errorf("no way to bind %s", v)
		}
		return append(b, "null"...), nil
	default:
		return b, fmt.Errorf("no way to bind a %T", v)
	}
}

func appendFloat(b []byte, v float64) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(b, "Infinity"...)
	case math.IsInf(v, -1):
		return append(b, "-Infinity"...)
	default:
		return strconv.AppendFloat(b, v, 'g', -1, 64)
	}
}

// appendTime appends a time in UTC, which is also the session's zone.
func appendTime(b []byte, t time.Time) ([]byte, error) {
	t = t.UTC()
	if y := t.Year(); y < 1 || y > 294000 {
		return b, errTimeRange
	}
	return t.AppendFormat(b, "2006-01-02 15:04:05.999999"), nil
}

// appendList appends an array in its text form.
func (d Dialect) appendList(b []byte, t schema.ValueType, v any) ([]byte, error) {
	list, ok := v.([]any)
	if !ok {
		return b, fmt.Errorf("no way to bind a %T as a list", v)
	}
	b = append(b, '{')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = d.appendElement(b, t, x); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

func (d Dialect) appendElement(b []byte, t schema.ValueType, v any) ([]byte, error) {
	if isNull(v) {
		return append(b, "NULL"...), nil
	}
	switch v := v.(type) {
	case string:
		return appendQuoted(b, d.text(t, v)), nil
	case query.JSON:
		return appendQuoted(b, string(v)), nil
	case []byte:
		b = append(b, `"\\x`...)
		b = hex.AppendEncode(b, v)
		return append(b, '"'), nil
	default:
		b = append(b, '"')
		b, err := d.appendScalar(b, t, v)
		return append(b, '"'), err
	}
}

// appendQuoted appends text as an element of an array.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}
