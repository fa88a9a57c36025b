package eval

import (
	"bytes"
	"cmp"
	"math"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// equal compares two values that are not NULL. Values of different types are
// not comparable, which is unknown: the caller's polarity then decides.
func equal(a, b any) any {
	if x, ok := a.([]any); ok {
		y, ok := b.([]any)
		if !ok {
			return nil
		}
		return equalLists(x, y)
	}
	switch x := a.(type) {
	case bool:
		if y, ok := b.(bool); ok {
			return x == y
		}
		return nil
	case []byte:
		if y, ok := b.([]byte); ok {
			return bytes.Equal(x, y)
		}
		return nil
	case query.JSON:
		if y, ok := b.(query.JSON); ok {
			return x == y
		}
		return nil
	}
	n, ok := compare(a, b)
	if !ok {
		return nil
	}
	return n == 0
}

func equalLists(a, b []any) any {
	if len(a) != len(b) {
		return false
	}
	same := any(true)
	for i := range a {
		switch e := elementsEqual(a[i], b[i]); e {
		case false:
			return false
		case nil:
			same = nil
		}
	}
	return same
}

func elementsEqual(a, b any) any {
	if a == nil || b == nil {
		return nil
	}
	return equal(a, b)
}

// ordered applies < <= > >=; NULL and what cannot be compared are unknown.
func ordered(op schema.Operator, a, b any) any {
	n, ok := compare(a, b)
	if !ok {
		return nil
	}
	switch op {
	case schema.Lt:
		return n < 0
	case schema.Le:
		return n <= 0
	case schema.Gt:
		return n > 0
	default:
		return n >= 0
	}
}

// compare orders two strings, two instants or two numbers. Text stands for an
// instant where the other is one.
func compare(a, b any) (int, bool) {
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y), true
		}
		if y, ok := b.(time.Time); ok {
			t, ok := query.ParseDateTime(x)
			return t.Compare(y), ok
		}
		return 0, false
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y), true
		}
		if y, ok := b.(string); ok {
			t, ok := query.ParseDateTime(y)
			return x.Compare(t), ok
		}
		return 0, false
	case int64:
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y), true
		}
	}
	x, ok1 := exact(a)
	y, ok2 := exact(b)
	if !ok1 || !ok2 {
		return 0, false
	}
	return x.Cmp(y), true
}

// exact returns a number without loss, so that numbers of different types
// compare by value. Hosts may hand over any of Go's integers in a user.
func exact(v any) (decimal.Decimal, bool) {
	switch v := v.(type) {
	case int64:
		return decimal.NewFromInt(v), true
	case int:
		return decimal.NewFromInt(int64(v)), true
	case int32:
		return decimal.NewFromInt32(v), true
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return decimal.Decimal{}, false
		}
		return decimal.NewFromFloat(v), true
	case decimal.Decimal:
		return v, true
	}
	return decimal.Decimal{}, false
}
