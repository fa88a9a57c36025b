package query

import (
	"errors"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// Logical is the value that a node has by itself, where no field says what it
// is to be: nil, bool, int64 or float64, string, time.Time, decimal.Decimal,
// []byte, []any and map[string]any. What has no value, such as an invalid date,
// is nil.
func Logical(n Node) any {
	switch n := n.(type) {
	case String:
		return string(n)
	case Number:
		return logicalNumber(string(n))
	case BigInt:
		return logicalNumber(string(n))
	case Bool:
		return bool(n)
	case Date:
		if time.Time(n).IsZero() {
			return nil
		}
		return time.Time(n).UTC()
	case Decimal:
		return logicalDecimal(string(n))
	case Bytes:
		return []byte(n)
	case Array:
		list := make([]any, len(n))
		for i, x := range n {
			list[i] = Logical(x)
		}
		return list
	case *Object:
		out := make(map[string]any, len(n.Members))
		for i := range n.Members {
			if v := Logical(n.Members[i].Value); v != nil {
				out[n.Members[i].Name] = v
			}
		}
		return out
	default: // Null, Undefined, and markers of Json fields
		return nil
	}
}

// logicalNumber is an integer where it can be one.
func logicalNumber(s string) any {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return i
	}
	if x, ok := parseNumeral(s); ok && x.integer() {
		if i, ok := x.int64(); ok {
			return i
		}
	}
	if f, ok := float(s); ok {
		return f
	}
	return nil
}

func logicalDecimal(s string) any {
	x, ok := parseNumeral(s)
	if !ok || !x.bounded() {
		return nil
	}
	v, err := decimal.NewFromString(string(x.appendPlain(nil)))
	if err != nil {
		return nil
	}
	return v
}

// JSONOf is a node as a Json value.
func JSONOf(n Node) (JSON, error) {
	text, complaint := appendJSON(nil, n)
	if complaint != "" {
		return "", errors.New(complaint)
	}
	return JSON(text), nil
}
