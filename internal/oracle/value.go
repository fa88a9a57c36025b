package oracle

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// compare orders two values of comparable types, neither of them nil. It is
// false for values that cannot be compared, which then are not equal either.
func compare(a, b any) (int, bool) {
	if x, ok := number(a); ok {
		y, ok := number(b)
		return x.Cmp(y), ok
	}
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return strings.Compare(a, b), ok
	case bool:
		b, ok := b.(bool)
		return cmp.Compare(order(a), order(b)), ok
	case time.Time:
		b, ok := b.(time.Time)
		return a.Compare(b), ok
	case []byte:
		b, ok := b.([]byte)
		return bytes.Compare(a, b), ok
	case query.JSON:
		b, ok := b.(query.JSON)
		return strings.Compare(canonical(a), canonical(b)), ok
	case []any:
		b, ok := b.([]any)
		alike := ok && len(a) == len(b) && !slices.ContainsFunc(indices(a), func(i int) bool { return !same(a[i], b[i]) })
		return 1 - order(alike), ok
	default:
		return 0, false
	}
}

func indices(list []any) []int {
	all := make([]int, len(list))
	for i := range all {
		all[i] = i
	}
	return all
}

// canonical writes a JSON value in the one way in which equal values are alike.
func canonical(j query.JSON) string {
	var v any
	if err := json.Unmarshal([]byte(j), &v); err != nil {
		panic("oracle: a JSON value that is none: " + err.Error())
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic("oracle: " + err.Error())
	}
	return string(b)
}

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

// number makes numbers of different types comparable.
func number(v any) (decimal.Decimal, bool) {
	switch v := v.(type) {
	case int64:
		return decimal.NewFromInt(v), true
	case int:
		return decimal.NewFromInt(int64(v)), true
	case float64:
		return decimal.NewFromFloat(v), true
	case decimal.Decimal:
		return v, true
	default:
		return decimal.Decimal{}, false
	}
}

// same reports whether two values are stored alike; nil is like nil.
func same(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	c, ok := compare(a, b)
	return ok && c == 0
}

// equal is SQL's equality: with NULL it is unknown.
func equal(a, b any) truth {
	if a == nil || b == nil {
		return unknown
	}
	c, ok := compare(a, b)
	return of(ok && c == 0)
}

// literal gives a constant as values are held.
func literal(e *schema.Literal) any {
	n, ok := e.Value.(schema.Number)
	if !ok {
		return e.Value
	}
	d, err := decimal.NewFromString(string(n))
	if err != nil {
		panic("oracle: a number that is none: " + string(n))
	}
	if e.T.Kind == schema.Int || e.T.Kind == schema.BigInt {
		return d.IntPart()
	}
	return d
}

// like reports whether text holds the needle in the place that f looks at.
func like(f func(s, needle string) bool, text, needle string, fold bool) truth {
	if fold {
		text, needle = lower(text), lower(needle)
	}
	return of(f(text, needle))
}

// lower folds ASCII letters, as SQLite does.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
