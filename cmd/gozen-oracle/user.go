package main

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/schema"
)

// newUser makes a user: nobody, somebody with everything, and mostly somebody
// of whom a part is missing.
func newUser(d dice, s *schema.Schema) map[string]any {
	if d.chance(18) {
		return nil
	}
	missing := among(d, 0, 15, 40)
	return userObject(d, s, s.AuthModel(), 2, missing)
}

func userObject(d dice, s *schema.Schema, m *schema.Model, depth, missing int) map[string]any {
	o := map[string]any{}
	for _, f := range m.Fields {
		if f.Relation != nil {
			if depth > 0 && !d.chance(missing+15) {
				o[f.Name] = related(d, s, f, depth-1, missing)
			}
			continue
		}
		switch {
		case m.IsID(f) && !d.chance(missing/3):
			o[f.Name] = hosted(f, someID(d, f))
		case !d.chance(missing):
			o[f.Name] = hosted(f, maybe(d, f))
		}
	}
	return o
}

func related(d dice, s *schema.Schema, f *schema.Field, depth, missing int) any {
	m := s.Model(f.Relation.Target)
	if !f.Type.List {
		if d.chance(15) {
			return nil
		}
		return userObject(d, s, m, depth, missing)
	}
	list := []any{}
	for range d.n(3) {
		list = append(list, userObject(d, s, m, depth, missing))
	}
	return list
}

// hosted gives a value as a host program holds it.
func hosted(f *schema.Field, v any) any {
	if items, ok := v.([]any); ok {
		one := *f
		one.Type.List = false
		list := make([]any, len(items))
		for i, x := range items {
			list[i] = hosted(&one, x)
		}
		return list
	}
	switch f.Type.Kind {
	case schema.Int, schema.BigInt:
		if n, ok := v.(int); ok {
			return int64(n)
		}
	case schema.Float:
		if n, ok := v.(int); ok {
			return float64(n)
		}
	case schema.Decimal:
		if s, ok := v.(string); ok {
			return decimal.RequireFromString(s)
		}
	case schema.DateTime:
		if s, ok := v.(string); ok {
			t, err := time.Parse(time.RFC3339, s)
			if err != nil {
				panic("gozen-oracle: " + err.Error())
			}
			return t.UTC()
		}
	}
	return v
}

// someID is the id of a row that there may be.
func someID(d dice, f *schema.Field) any {
	if f.Type.Kind == schema.String {
		return string(rune('a' + d.n(8)))
	}
	return 1 + d.n(8)
}
