package recent

import (
	"bytes"
	"maps"
	"slices"
)

// Own copies a value of JSON or of a row, down to where it can be changed: who
// is handed something that is remembered gets it as their own.
func Own(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return OwnMap(v)
	case []any:
		list := slices.Clone(v)
		for i, x := range list {
			if changeable(x) {
				list[i] = Own(x)
			}
		}
		return list
	case []byte:
		return bytes.Clone(v)
	default:
		return v
	}
}

// OwnMap is [Own] of an object. Most of them hold nothing that can be changed in
// its place, so that the whole is copied at once.
func OwnMap(v map[string]any) map[string]any {
	m := maps.Clone(v)
	for name, x := range v {
		if changeable(x) {
			m[name] = Own(x)
		}
	}
	return m
}

func changeable(v any) bool {
	switch v.(type) {
	case map[string]any, []any, []byte:
		return true
	default:
		return false
	}
}
