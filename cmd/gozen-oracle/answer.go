package main

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
)

// averageDigits is how many decimals of a number count: the databases divide to
// different lengths.
const averageDigits = 12

// shortened drops what lies behind the digits that count.
func shortened(v float64) float64 {
	f, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', averageDigits, 64), 64)
	if err != nil {
		panic("gozen-oracle: " + err.Error())
	}
	return f
}

// masked hides the values that nobody can foresee: ids that were made, and the
// hashes of passwords.
func masked(s string) string {
	switch {
	case strings.HasPrefix(s, "$2b$"), strings.HasPrefix(s, "$2a$"):
		return "$2b$"
	case strings.HasPrefix(s, oracle.Generated), len(s) == 36 && s[8] == '-', len(s) == 25 && s[0] == 'c': // uuid, cuid
		return oracle.Generated
	default:
		return s
	}
}

// reordered writes a JSON value with its members in order.
func reordered(j query.JSON) json.RawMessage {
	var v any
	if err := json.Unmarshal([]byte(j), &v); err != nil {
		panic("gozen-oracle: " + err.Error())
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic("gozen-oracle: " + err.Error())
	}
	return b
}

// plain gives a value of an answer as JSON has it.
func plain(v any) any {
	switch v := v.(type) {
	case decimal.Decimal:
		return v.Round(averageDigits).String()
	case float64:
		return shortened(v)
	case string:
		return masked(v)
	case query.JSON:
		return reordered(v)
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	case map[string]any:
		o := object{}
		for k, x := range v {
			o[k] = plain(x)
		}
		return o
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = plain(x)
		}
		return list
	default:
		return v
	}
}

// text writes an answer, always the same way.
func text(v any) string {
	b, err := json.Marshal(plain(v))
	if err != nil {
		panic("gozen-oracle: " + err.Error())
	}
	return string(b)
}

// bag writes a list of which the order is open.
func bag(v any) string {
	list, ok := v.([]any)
	if !ok {
		return text(v)
	}
	all := make([]string, len(list))
	for i, x := range list {
		all[i] = text(x)
	}
	slices.SortFunc(all, cmp.Compare[string])
	return "[" + strings.Join(all, ",") + "]"
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
