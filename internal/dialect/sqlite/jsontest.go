package sqlite

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"
)

var errTooMuch = errors.New("comparing the Json values takes too long")

// maxComparisons bounds what one test may compare: SQLite's interrupt does not
// reach into a function.
const maxComparisons = 1_000_000

// test is gozen_json_test: whether a JSON value passes a test by another, as
// [plan.JSONTest] has it. The dialect writes the test's name.
func (d *documents) test(args []sqlite.Value) (sqlite.Value, error) {
	x, ok := d.parse(args[1].Text())
	y, ok2 := d.parse(args[2].Text())
	left := comparisons(maxComparisons)
	if ok && ok2 && left.passes(args[0].Text(), x, y) {
		return sqlite.IntegerValue(1), nil
	}
	if left < 0 {
		return sqlite.Value{}, errTooMuch
	}
	return sqlite.IntegerValue(0), nil
}

// comparisons is how many more a test may make.
type comparisons int

func (n *comparisons) passes(test string, x, y any) bool {
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
		return n.contains(list, y)
	case test == "overlaps":
		some, _ := y.([]any)
		return slices.ContainsFunc(some, n.within(list, len(some)))
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
func (n *comparisons) contains(x, y any) bool {
	if *n--; *n < 0 {
		return false
	}
	switch y := y.(type) {
	case map[string]any:
		x, ok := x.(map[string]any)
		for k, v := range y {
			own, has := x[k]
			if !has || !n.contains(own, v) {
				return false
			}
		}
		return ok
	case []any:
		x, ok := x.([]any)
		return ok && n.containsAll(x, y)
	default:
		return equalJSON(x, y)
	}
}

func (n *comparisons) containsAll(x, y []any) bool {
	within := n.within(x, len(y))
	return !slices.ContainsFunc(y, func(v any) bool { return !within(v) })
}

// within returns what tells whether a value is in array x: equal to one of its
// scalars or contained in another element. It is asked of so many values.
func (n *comparisons) within(x []any, values int) func(any) bool {
	*n -= comparisons(len(x) + values)
	scalars := make(map[string]bool, len(x))
	for _, v := range x {
		if scalar(v) {
			scalars[canonicalText(v)] = true
		}
	}
	return func(v any) bool {
		if scalar(v) {
			return scalars[canonicalText(v)]
		}
		return slices.ContainsFunc(x, func(own any) bool { return !scalar(own) && n.contains(own, v) })
	}
}

func scalar(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return false
	default:
		return true
	}
}
