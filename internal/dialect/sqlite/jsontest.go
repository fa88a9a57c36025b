package sqlite

import (
	"encoding/json"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"
)

// jsonTest is gozen_json_test: whether a JSON value passes a test by another,
// as [plan.JSONTest] has it. The dialect writes the test's name.
func jsonTest(args []sqlite.Value) (sqlite.Value, error) {
	x, ok := parseJSON(args[1].Text())
	y, ok2 := parseJSON(args[2].Text())
	if ok && ok2 && passes(args[0].Text(), x, y) {
		return sqlite.IntegerValue(1), nil
	}
	return sqlite.IntegerValue(0), nil
}

func passes(test string, x, y any) bool {
	switch test {
	case "<":
		c, ok := compareJSON(x, y)
		return ok && c < 0
	case "<=":
		c, ok := compareJSON(x, y)
		return ok && c <= 0
	case ">":
		c, ok := compareJSON(x, y)
		return ok && c > 0
	case ">=":
		c, ok := compareJSON(x, y)
		return ok && c >= 0
	}
	list, ok := x.([]any)
	switch {
	case !ok:
		return false
	case test == "contains":
		return contains(list, y)
	case test == "overlaps":
		some, _ := y.([]any)
		return slices.ContainsFunc(some, func(v any) bool { return contains(list, []any{v}) })
	case len(list) == 0:
		return false
	case test == "starts":
		return equalJSON(list[0], y)
	case test == "ends":
		return equalJSON(list[len(list)-1], y)
	default:
		panic("sqlite: unknown test of Json")
	}
}

// compareJSON orders two numbers or two texts.
func compareJSON(x, y any) (int, bool) {
	switch a := x.(type) {
	case json.Number:
		b, ok := y.(json.Number)
		return compareDecimals(string(a), string(b)), ok
	case string:
		b, ok := y.(string)
		return strings.Compare(a, b), ok
	default:
		return 0, false
	}
}

func equalJSON(x, y any) bool { return canonicalText(x) == canonicalText(y) }

// contains reports containment as PostgreSQL's @> has it: an object contains
// one whose members it contains, an array one whose every element is equal to
// one of its scalars or contained in one of its arrays or objects.
func contains(x, y any) bool {
	switch y := y.(type) {
	case map[string]any:
		x, ok := x.(map[string]any)
		for k, v := range y {
			own, has := x[k]
			if !has || !contains(own, v) {
				return false
			}
		}
		return ok
	case []any:
		x, ok := x.([]any)
		for _, v := range y {
			if !slices.ContainsFunc(x, func(own any) bool { return contains(own, v) }) {
				return false
			}
		}
		return ok
	default:
		return equalJSON(x, y)
	}
}
