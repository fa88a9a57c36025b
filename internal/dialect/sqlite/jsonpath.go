package sqlite

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"zombiezen.com/go/sqlite"
)

// at is gozen_json_at: the value at a path, a JSON array of steps, in a JSON
// value; NULL if there is none.
func (d *documents) at(args []sqlite.Value) (sqlite.Value, error) {
	v, ok := d.parse(args[0].Text())
	path, isPath := d.parse(args[1].Text())
	steps, isList := path.([]any)
	if !ok || !isPath || !isList {
		return sqlite.Value{}, nil
	}
	for _, x := range steps {
		s, _ := x.(string)
		if v, ok = jsonStep(v, s); !ok {
			return sqlite.Value{}, nil
		}
	}
	return sqlite.TextValue(canonicalText(v)), nil
}

// jsonStep takes a step of a path as PostgreSQL's #> does: into an array by a
// number, which counts from the end if it is negative, into an object by a name.
func jsonStep(v any, s string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		x, ok := v[s]
		return x, ok
	case []any:
		n, err := strconv.ParseInt(strings.TrimLeft(s, " \t\n\v\f\r"), 10, 64)
		if err != nil || n > math.MaxInt32 || n < math.MinInt32 {
			return nil, false
		}
		if n < 0 {
			n += int64(len(v))
		}
		if n < 0 || n >= int64(len(v)) {
			return nil, false
		}
		return v[n], true
	default:
		return nil, false
	}
}

// as is gozen_json_as: a JSON value as SQLite's own of a form, NULL if it is
// of another. The form "form" is the name of its form.
func (d *documents) as(args []sqlite.Value) (sqlite.Value, error) {
	v, ok := d.parse(args[1].Text())
	if !ok {
		return sqlite.Value{}, nil
	}
	wanted := args[0].Text()
	switch x := v.(type) {
	case string:
		_, number := parsePlain(x)
		if wanted == "string" || wanted == "number" && number {
			return sqlite.TextValue(x), nil
		}
	case json.Number:
		if wanted == "number" {
			return sqlite.TextValue(string(x)), nil
		}
	case bool:
		if wanted == "boolean" && x {
			return sqlite.IntegerValue(1), nil
		}
		if wanted == "boolean" {
			return sqlite.IntegerValue(0), nil
		}
	case []any:
		if wanted == "array" {
			return args[1], nil
		}
	}
	if wanted == "form" {
		return sqlite.TextValue(formOf(v)), nil
	}
	return sqlite.Value{}, nil
}

func formOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	default:
		return "object"
	}
}
