package oracle

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/query"
)

// inside is the value at a place in a Json field, as Go reads JSON; ok is false
// where there is none, or none that the caller sees.
func (c caller) inside(r *row, at *query.Inside, values []any) (v any, ok bool) {
	text, ok := c.shown(r, at.Field).(query.JSON)
	if !ok {
		return nil, false
	}
	v = parsed(text)
	if at.Path == query.NoSlot {
		return v, true
	}
	for _, step := range values[at.Path].([]any) {
		if v, ok = into(v, step.(string)); !ok {
			return nil, false
		}
	}
	return v, true
}

func parsed(text query.JSON) (v any) {
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic("oracle: a JSON value that is none: " + err.Error())
	}
	return v
}

// into takes one step of a path. A number counts from the end if it is negative.
func into(v any, step string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		x, ok := v[step]
		return x, ok
	case []any:
		n, err := strconv.Atoi(step)
		if n < 0 {
			n += len(v)
		}
		if err != nil || n < 0 || n >= len(v) {
			return nil, false
		}
		return v[n], true
	default:
		return nil, false
	}
}

// comparesJSON compares the value at a place. Where there is none nobody knows;
// one of another form does not match.
func (c caller) comparesJSON(r *row, cond *query.CompareJSON, values []any) truth {
	x, ok := c.inside(r, cond.At, values)
	if !ok {
		return unknown
	}
	if needle, search := values[cond.Value].(string); search {
		text, ok := x.(string)
		return of(ok).and(scalar(cond.Op, text, needle, cond.Fold, c.db.d.FoldsLike))
	}
	y := parsed(values[cond.Value].(query.JSON))
	list, _ := x.([]any)
	switch cond.Op {
	case query.Equals:
		return of(reflect.DeepEqual(x, y))
	case query.ArrayContains:
		return of(list != nil && !slices.ContainsFunc(y.([]any), func(v any) bool { return !holds(list, v) }))
	case query.ArrayStartsWith:
		return of(len(list) > 0 && reflect.DeepEqual(list[0], y))
	case query.ArrayEndsWith:
		return of(len(list) > 0 && reflect.DeepEqual(list[len(list)-1], y))
	default:
		return ordered(cond.Op, x, y)
	}
}

// holds reports whether one of the elements is v, or an array or object that
// contains it.
func holds(list []any, v any) bool {
	return slices.ContainsFunc(list, func(x any) bool { return contains(x, v) })
}

func contains(x, v any) bool {
	switch v := v.(type) {
	case []any:
		list, ok := x.([]any)
		return ok && !slices.ContainsFunc(v, func(v any) bool { return !holds(list, v) })
	case map[string]any:
		object, ok := x.(map[string]any)
		for name, v := range v {
			own, has := object[name]
			ok = ok && has && contains(own, v)
		}
		return ok
	default:
		return reflect.DeepEqual(x, v)
	}
}

// ordered compares numbers among each other, and texts.
func ordered(op query.Operator, x, y any) truth {
	switch a := x.(type) {
	case float64:
		b, ok := y.(float64)
		return of(ok).and(scalar(op, a, b, false, false))
	case string:
		b, ok := y.(string)
		return of(ok).and(scalar(op, a, b, false, false))
	default:
		return no
	}
}
