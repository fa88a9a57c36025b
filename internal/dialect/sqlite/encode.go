package sqlite

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

var (
	errNUL = errors.New("text with a NUL character")
	errNaN = errors.New("a Float that is not a number")
)

// bind gives a statement's parameter its value.
func (d Dialect) bind(s *sqlite.Stmt, n int, a sqlgen.Arg, v any) error {
	if v == nil {
		s.BindNull(n)
		return nil
	}
	if a.Type.List && a.Type.Kind != schema.Custom {
		b, err := d.appendList(nil, a.Type, v)
		s.BindText(n, string(b))
		return err
	}
	switch v := v.(type) {
	case string:
		if a.Encode != sqlgen.Plain {
			v = a.Encode.Pattern(v)
		}
		return d.bindString(s, n, a.Type, v)
	case int64:
		return bindInt(s, n, a.Type.Kind, v)
	case bool:
		s.BindBool(n, v)
	case []byte:
		s.BindBytes(n, v)
	case query.JSON:
		s.BindText(n, string(v))
	case query.Marker:
		return bindMarker(s, n, v)
	case time.Time:
		b, err := appendTime(nil, v)
		s.BindText(n, string(b))
		return err
	case float64:
		return bindFloat(s, n, a.Type.Kind, v)
	case decimal.Decimal:
		return bindDecimal(s, n, a.Type.Kind, v)
	default:
		return fmt.Errorf("no way to bind a %T", v)
	}
	return nil
}

func (d Dialect) bindString(s *sqlite.Stmt, n int, t schema.ValueType, v string) error {
	switch t.Kind {
	case schema.EnumKind:
		v = d.catalog.StoredMember(t.Name, v)
	case schema.Decimal:
		x, err := decimal.NewFromString(v)
		if err != nil {
			return errNotNumber
		}
		return bindDecimal(s, n, t.Kind, x)
	case schema.DateTime:
		x, ok := parseTime([]byte(v))
		if !ok {
			return errTimeRange
		}
		b, err := appendTime(nil, x)
		s.BindText(n, string(b))
		return err
	}
	if strings.IndexByte(v, 0) >= 0 {
		return errNUL
	}
	s.BindText(n, v)
	return nil
}

func bindInt(s *sqlite.Stmt, n int, k schema.Kind, v int64) error {
	switch k {
	case schema.Decimal:
		s.BindText(n, strconv.FormatInt(v, 10))
	case schema.Float:
		s.BindFloat(n, float64(v))
	default:
		s.BindInt64(n, v)
	}
	return nil
}

func bindFloat(s *sqlite.Stmt, n int, k schema.Kind, v float64) error {
	if math.IsNaN(v) {
		return errNaN
	}
	if k == schema.Decimal {
		if math.IsInf(v, 0) {
			return errNotNumber
		}
		return bindDecimal(s, n, k, decimal.NewFromFloat(v))
	}
	s.BindFloat(n, v)
	return nil
}

func bindDecimal(s *sqlite.Stmt, n int, k schema.Kind, v decimal.Decimal) error {
	text, err := dialect.DecimalText(v)
	if err != nil {
		return err
	}
	if k == schema.Decimal {
		s.BindText(n, text)
		return nil
	}
	if i, err := strconv.ParseInt(text, 10, 64); err == nil && k != schema.Float {
		s.BindInt64(n, i)
		return nil
	}
	s.BindFloat(n, v.InexactFloat64())
	return nil
}

func bindMarker(s *sqlite.Stmt, n int, m query.Marker) error {
	switch m {
	case query.DBNull:
		s.BindNull(n)
	case query.JSONNull:
		s.BindText(n, "null")
	default:
		return fmt.Errorf("no way to bind %s", m)
	}
	return nil
}

// appendList appends a list as a JSON array, for json_each. What JSON has no
// exact form of is a string.
func (d Dialect) appendList(b []byte, t schema.ValueType, v any) ([]byte, error) {
	list, ok := v.([]any)
	if !ok {
		return b, fmt.Errorf("no way to bind a %T as a list", v)
	}
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = d.appendElement(b, t, x); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

func (d Dialect) appendElement(b []byte, t schema.ValueType, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		if t.Kind == schema.EnumKind {
			v = d.catalog.StoredMember(t.Name, v)
		}
		if strings.IndexByte(v, 0) >= 0 {
			// SQLite would cut the text there, and find what was not asked for.
			return b, errNUL
		}
		return appendQuoted(b, v), nil
	case int64:
		if t.Kind == schema.Decimal || t.Kind == schema.Float {
			return appendQuoted(b, strconv.FormatInt(v, 10)), nil
		}
		return strconv.AppendInt(b, v, 10), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case float64:
		return appendQuoted(b, strconv.FormatFloat(v, 'g', -1, 64)), nil
	case decimal.Decimal:
		text, err := dialect.DecimalText(v)
		return appendQuoted(b, text), err
	case time.Time:
		b = append(b, '"')
		b, err := appendTime(b, v)
		return append(b, '"'), err
	case []byte:
		b = append(b, '"')
		b = hex.AppendEncode(b, v)
		return append(b, '"'), nil
	case query.JSON:
		return appendQuoted(b, string(v)), nil
	default:
		return b, fmt.Errorf("no way to bind a %T", v)
	}
}
