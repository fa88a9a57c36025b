package main

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// where is a condition on rows of m.
func (a *asker) where(m *schema.Model, depth int) object {
	o := object{}
	for range 1 + a.d.n(2) {
		switch {
		case depth > 0 && a.d.chance(25):
			a.logic(m, o, depth-1)
		case depth > 0 && len(relations(m)) > 0 && a.d.chance(35):
			f := among(a.d, relations(m)...)
			o[f.Name] = a.relationFilter(f, depth-1)
		default:
			f := among(a.d, those(foreseen, m)...)
			o[f.Name] = a.filter(m, f)
		}
	}
	return o
}

func (a *asker) logic(m *schema.Model, o object, depth int) {
	var list []any
	for range 1 + a.d.n(2) {
		list = append(list, a.where(m, depth))
	}
	switch a.d.n(5) {
	case 0:
		o["AND"] = list
	case 1, 2:
		o["OR"] = list
	case 3:
		o["NOT"] = list[0]
	case 4:
		o["NOT"] = list
	}
}

// filter is a condition on one field.
func (a *asker) filter(m *schema.Model, f *schema.Field) any {
	switch {
	case f.Type.List:
		a.used.add("list filter")
		return a.listFilter(f)
	case f.Type.Kind == schema.JSON:
		return a.jsonFilter(f)
	}
	if f.Type.Optional && a.d.chance(15) {
		return among(a.d, any(nil), any(object{"not": nil}))
	}
	v := func() any { return a.likely(m, f) }
	if with := alike(m, f); len(with) > 0 && a.d.chance(12) {
		a.used.add("field comparison")
		v = func() any { return object{"_ref": among(a.d, with...).Name, "_container": m.Name} }
		return a.fieldComparison(f, v)
	}
	if a.d.chance(35) {
		return v()
	}
	equality := []object{{"equals": v()}, {"not": v()}}
	if f.Type.Kind == schema.Boolean {
		return among(a.d, equality...)
	}
	lists := append(equality, object{"in": []any{v(), v()}}, object{"notIn": []any{v()}}, object{"in": []any{}}, object{"notIn": []any{}})
	if f.Type.Kind == schema.EnumKind || f.Type.Kind == schema.Bytes {
		return among(a.d, lists...)
	}
	orders := append(lists, object{"lt": v()}, object{"lte": v()}, object{"gt": v()}, object{"gte": v()}, object{"between": []any{v(), v()}},
		object{"not": object{"gt": v()}}, object{"not": object{"in": []any{v(), v()}}})
	if f.Type.Kind == schema.String {
		return among(a.d, append(orders, object{"contains": v()}, object{"startsWith": v()}, object{"endsWith": v()}, object{"not": object{"contains": v()}})...)
	}
	return among(a.d, orders...)
}

// jsonFilter is a condition on a Json field, mostly on what is inside of it.
func (a *asker) jsonFilter(f *schema.Field) any {
	a.used.add("Json filter")
	markers := []any{query.DBNull, query.JSONNull, query.AnyNull}
	if a.d.chance(40) {
		return object{among(a.d, "equals", "not"): among(a.d, append(markers, value(a.d, f))...)}
	}
	a.used.add("Json path")
	text, leaf := among(a.d, "x", "a", ""), among(a.d, []any{"x", 1, true, nil, json.RawMessage(`[null,"x"]`), json.RawMessage(`{}`)}...)
	o := among(a.d, object{"equals": among(a.d, append(markers, leaf)...)}, object{"not": among(a.d, append(markers, leaf)...)},
		object{"string_contains": text}, object{"string_starts_with": text}, object{"string_ends_with": text},
		object{"array_contains": leaf}, object{"array_starts_with": leaf}, object{"array_ends_with": leaf},
		object{among(a.d, "lt", "lte", "gt", "gte"): among(a.d, []any{0, 1, 2, "a", "b"}...)})
	o["path"] = among(a.d, []any{"$", "$.a", "$.b", "$.a[0]", "$.a[1]", "$.a[-1]", "$.c", "$.b.c", []any{"a", "1"}, []any{"0"}, []any{"a", "x"}}...)
	return o
}

// alike lists the other fields of m with which f can be compared.
func alike(m *schema.Model, f *schema.Field) []*schema.Field {
	return those(func(g *schema.Field) bool {
		return g != f && foreseen(g) && !g.IsRelation() && g.Type.Kind == f.Type.Kind && g.Type.Name == f.Type.Name && g.Type.List == f.Type.List
	}, m)
}

// fieldComparison compares a field with what v refers to.
func (a *asker) fieldComparison(f *schema.Field, v func() any) any {
	list := []any{v(), object{"equals": v()}, object{"not": v()}, object{"not": object{"equals": v()}}}
	if f.Type.Kind != schema.Boolean && f.Type.Kind != schema.EnumKind && f.Type.Kind != schema.Bytes {
		list = append(list, object{"lt": v()}, object{"gte": v()}, object{"not": object{"gt": v()}}, object{"between": []any{v(), v()}})
	}
	if f.Type.Kind == schema.String {
		list = append(list, object{"contains": v()}, object{"startsWith": v()}, object{"not": object{"endsWith": v()}})
	}
	return among(a.d, list...)
}

func (a *asker) listFilter(f *schema.Field) any {
	v := func() any { return value(a.d, f) }
	return among(a.d, object{"has": v()}, object{"hasSome": []any{v(), v()}}, object{"hasEvery": []any{v()}}, object{"hasSome": []any{}},
		object{"hasEvery": []any{}}, object{"isEmpty": a.d.chance(50)}, object{"equals": whole(a.d, f)})
}

// foreseen reports a field of which values can be asked for.
func foreseen(f *schema.Field) bool { return !opaque(f) }

// likely is a value that a row may have in the field.
func (a *asker) likely(m *schema.Model, f *schema.Field) any {
	if to, key := referredBy(a.s, m, f); key != nil {
		return a.likely(to, key)
	}
	if m.IsID(f) {
		return someID(a.d, f)
	}
	if labels(a.s, m, f) {
		return among(a.d, a.s.Models...).Name
	}
	return value(a.d, f)
}

// isKey reports a field of a foreign key.
func isKey(m *schema.Model, f *schema.Field) bool {
	return slices.ContainsFunc(m.Fields, func(r *schema.Field) bool {
		return r.Relation != nil && slices.Contains(r.Relation.Fields, f.Name)
	})
}

// referredBy is the field of another row whose value a field of a foreign key holds,
// nil when it is none.
func referredBy(s *schema.Schema, m *schema.Model, f *schema.Field) (*schema.Model, *schema.Field) {
	for _, r := range relations(m) {
		if i := slices.Index(r.Relation.Fields, f.Name); i >= 0 {
			to := s.Model(r.Relation.Target)
			return to, to.Field(r.Relation.References[i])
		}
	}
	return nil, nil
}

func (a *asker) relationFilter(f *schema.Field, depth int) any {
	m := a.s.Model(f.Relation.Target)
	inner := object{}
	if a.d.chance(85) {
		inner = a.where(m, depth)
	}
	if f.Type.List {
		return object{among(a.d, "some", "every", "none"): inner}
	}
	if f.Type.Optional && a.d.chance(20) {
		return among(a.d, any(nil), any(object{"is": nil}), any(object{"isNot": nil}))
	}
	return among(a.d, inner, object{"is": inner}, object{"isNot": inner})
}

// unique is a condition that pins a row, mostly one that is there, and now and
// then narrows further.
func (a *asker) unique(m *schema.Model) object {
	o := object{}
	if a.d.chance(15) {
		f := among(a.d, those(foreseen, m)...)
		o[f.Name] = a.filter(m, f)
	}
	if a.d.chance(8) && len(relations(m)) > 0 {
		f := among(a.d, relations(m)...)
		o[f.Name] = a.relationFilter(f, 0)
	}
	maps.Copy(o, a.pin(m))
	return o
}

// pin is the equality on a unique key that any unique condition has.
func (a *asker) pin(m *schema.Model) object {
	o := object{}
	keys := []*schema.Key{{Name: m.IDName, Fields: m.ID}, {Name: m.IDName, Fields: m.ID}}
	k := among(a.d, append(keys, m.Uniques...)...)
	values := a.keyOf(m, k)
	if values == nil {
		k = keys[0]
		values = a.keyOf(m, k)
	}
	if len(k.Fields) == 1 {
		o[k.Fields[0]] = values[k.Fields[0]]
	} else {
		o[k.Name] = values
	}
	return o
}

// keyOf is a value of the key, nil when the chosen row has a NULL in it.
func (a *asker) keyOf(m *schema.Model, k *schema.Key) object {
	values := object{}
	rows := a.stored(m)
	if len(rows) > 0 && a.d.chance(80) {
		r := among(a.d, rows...)
		for _, n := range k.Fields {
			if values[n] = plain(r[n]); values[n] == nil {
				return nil
			}
		}
		return values
	}
	for _, n := range k.Fields {
		values[n] = a.likely(m, m.Field(n))
	}
	return values
}
