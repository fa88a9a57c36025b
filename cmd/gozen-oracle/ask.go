package main

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// object is a JSON object on its way.
type object = map[string]any

// asker makes requests that fit what the database holds.
type asker struct {
	d     dice
	s     *schema.Schema
	state oracle.State
	used  families
}

// ask makes a request.
func (a *asker) ask(writes bool) (*schema.Model, query.Kind, object) {
	m := among(a.d, a.s.Models...)
	for range 3 {
		// An empty table tells little.
		if len(a.stored(m)) < 2 {
			m = among(a.d, a.s.Models...)
		}
	}
	if writes && a.d.chance(55) {
		kind := among(a.d, query.Create, query.Create, query.Update, query.Update, query.Update, query.Upsert, query.Upsert,
			query.Delete, query.CreateMany, query.CreateManyAndReturn, query.UpdateMany, query.UpdateManyAndReturn, query.DeleteMany)
		if creates(kind) && !(kind == query.Upsert && a.d.chance(30)) {
			m = among(a.d, concrete(a.s, m)...)
		}
		a.kindOf(m, kind)
		return m, kind, a.write(m, kind)
	}
	kind := among(a.d, query.FindMany, query.FindMany, query.FindMany, query.FindUnique, query.FindFirst, query.Count, query.Exists,
		query.FindUniqueOrThrow, query.FindFirstOrThrow, query.Aggregate, query.GroupBy)
	a.kindOf(m, kind)
	return m, kind, a.read(m, kind)
}

func creates(k query.Kind) bool {
	return k == query.Create || k == query.CreateMany || k == query.CreateManyAndReturn || k == query.Upsert
}

func (a *asker) read(m *schema.Model, kind query.Kind) object {
	args := object{}
	switch kind {
	case query.FindUnique, query.FindUniqueOrThrow:
		args["where"] = a.unique(m)
	default:
		if a.d.chance(65) {
			args["where"] = a.where(m, 2)
		}
	}
	switch kind {
	case query.FindMany:
		a.page(m, args)
		a.shape(m, args, 2)
	case query.FindFirst, query.FindFirstOrThrow:
		args["orderBy"] = a.order(m)
		a.shape(m, args, 2)
	case query.FindUnique, query.FindUniqueOrThrow:
		a.shape(m, args, 2)
	case query.Aggregate:
		a.aggregate(m, args)
	case query.GroupBy:
		a.groupBy(m, args)
	case query.Count:
		if a.d.chance(30) {
			a.cut(args)
			args["orderBy"] = a.order(m)
		}
		if a.d.chance(40) {
			args["select"] = a.counted(m)
		}
	default: // exists takes a where and nothing else
	}
	return args
}

func (a *asker) counted(m *schema.Model) object {
	sel := object{"_all": true}
	for _, f := range scalars(m) {
		if a.d.chance(40) {
			sel[f.Name] = true
		}
	}
	return sel
}

func scalars(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	for _, f := range m.Fields {
		if f.Relation == nil {
			list = append(list, f)
		}
	}
	return list
}

// those lists the scalar fields of which something holds.
func those(hold func(*schema.Field) bool, m *schema.Model) []*schema.Field {
	return slices.DeleteFunc(scalars(m), func(f *schema.Field) bool { return !hold(f) })
}

func relations(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	for _, f := range m.Fields {
		if f.Relation != nil {
			list = append(list, f)
		}
	}
	return list
}

// page orders, mostly, and cuts, sometimes. Distinct needs an order to say
// which row is the first.
func (a *asker) page(m *schema.Model, args object) {
	if a.d.chance(80) {
		args["orderBy"] = a.order(m)
		if a.d.chance(15) {
			args["distinct"] = []any{among(a.d, those(groupable, m)...).Name}
			a.used.add("distinct")
		}
	}
	if _, ok := args["distinct"]; !ok && a.d.chance(15) {
		args["cursor"] = a.pin(m)
		a.used.add("cursor")
	}
	if a.d.chance(30) {
		a.cut(args)
	}
}

func (a *asker) cut(args object) {
	if a.d.chance(50) {
		args["skip"] = a.d.n(3)
	}
	if a.d.chance(70) {
		args["take"] = a.d.n(6) - 2
	}
}

// order is an order in which every row has its place: the id comes last.
func (a *asker) order(m *schema.Model) []any {
	var list []any
	for range a.d.n(3) {
		list = append(list, a.sort(m, 2))
	}
	for _, f := range m.IDFields() {
		list = append(list, object{f.Name: among(a.d, "asc", "desc")})
	}
	return list
}

func (a *asker) sort(m *schema.Model, depth int) object {
	dir := among(a.d, "asc", "desc")
	if rels := relations(m); len(rels) > 0 && depth > 0 && a.d.chance(35) {
		f := among(a.d, rels...)
		a.used.add("order by relation")
		if f.Type.List {
			return object{f.Name: object{"_count": dir}}
		}
		return object{f.Name: a.sort(a.s.Model(f.Relation.Target), depth-1)}
	}
	f := among(a.d, those(orderable, m)...)
	if f.Type.Optional && a.d.chance(30) {
		return object{f.Name: object{"sort": dir, "nulls": among(a.d, "first", "last")}}
	}
	return object{f.Name: dir}
}

// shape asks for a part of the row, or for rows around it.
func (a *asker) shape(m *schema.Model, args object, depth int) {
	switch {
	case depth == 0 || a.d.chance(35):
	case a.d.chance(50):
		sel := object{}
		for _, f := range scalars(m) {
			if a.d.chance(50) {
				sel[f.Name] = true
			}
		}
		a.around(m, sel, depth)
		if len(sel) == 0 {
			sel[m.ID[0]] = true
		}
		args["select"] = sel
	default:
		inc := object{}
		a.around(m, inc, depth)
		args["include"] = inc
		if a.d.chance(20) {
			args["omit"] = object{among(a.d, scalars(m)...).Name: a.d.chance(70)}
		}
	}
}

func (a *asker) around(m *schema.Model, sel object, depth int) {
	counts := object{}
	for _, f := range relations(m) {
		if f.Type.List && a.d.chance(25) {
			counts[f.Name] = true
			if a.d.chance(50) {
				counts[f.Name] = object{"where": a.where(a.s.Model(f.Relation.Target), 1)}
			}
		}
		if a.d.chance(50) {
			sel[f.Name] = a.nestedShape(f, depth)
		}
	}
	if len(counts) > 0 {
		sel["_count"] = object{"select": counts}
	}
}

func (a *asker) nestedShape(f *schema.Field, depth int) any {
	m, o := a.s.Model(f.Relation.Target), object{}
	if (f.Type.List || f.Type.Optional) && a.d.chance(30) {
		o["where"] = a.where(m, 1)
	}
	if f.Type.List {
		a.page(m, o)
		o["orderBy"] = a.order(m)
	}
	a.shape(m, o, depth-1)
	if len(o) == 0 {
		return true
	}
	return o
}
