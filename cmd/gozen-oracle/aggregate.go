package main

import (
	"maps"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// aggregate computes something of the rows, which may be cut first.
func (a *asker) aggregate(m *schema.Model, args object) {
	a.functions(m, args)
	if a.d.chance(30) {
		args["orderBy"] = a.order(m)
		a.cut(args)
		if a.d.chance(30) {
			args["cursor"] = a.pin(m)
		}
	}
}

// functions asks for some aggregates, and for one at least.
func (a *asker) functions(m *schema.Model, args object) {
	for _, fn := range []string{"_sum", "_avg", "_min", "_max", "_count"} {
		members := object{}
		for _, f := range takenBy(fn, m) {
			if a.d.chance(35) {
				members[f.Name] = true
			}
		}
		if len(members) > 0 {
			args[fn] = members
		}
	}
	switch {
	case a.d.chance(30) || !slices.ContainsFunc(slices.Collect(maps.Keys(args)), func(k string) bool { return k[0] == '_' }):
		args["_count"] = true
	case a.d.chance(20):
		args["_count"] = object{"_all": true}
	}
}

// takenBy lists the fields of which a function can be computed.
func takenBy(fn string, m *schema.Model) []*schema.Field {
	return slices.DeleteFunc(scalars(m), func(f *schema.Field) bool {
		switch fn {
		case "_sum", "_avg":
			return !f.Type.Kind.Numeric() || f.Type.List
		case "_min", "_max":
			return !orderable(f)
		default:
			return false
		}
	})
}

// orderable reports whether rows can be sorted by a scalar field.
func orderable(f *schema.Field) bool {
	return !f.Type.List && f.Type.Kind != schema.JSON && f.Type.Kind != schema.Bytes && !opaque(f)
}

// groupable reports whether rows can be grouped by a scalar field.
func groupable(f *schema.Field) bool { return !f.Type.List && f.Type.Kind != schema.JSON && !opaque(f) }

// groupBy computes something of groups of rows. The order names every field
// of the groups when it must be total.
func (a *asker) groupBy(m *schema.Model, args object) {
	var by []*schema.Field
	for _, f := range scalars(m) {
		if groupable(f) && a.d.chance(30) {
			by = append(by, f)
		}
	}
	if len(by) == 0 {
		by = []*schema.Field{m.Field(m.ID[0])}
	}
	names, order := []any{}, []any{}
	for _, f := range by {
		names = append(names, f.Name)
		if orderable(f) {
			order = append(order, object{f.Name: among(a.d, "asc", "desc")})
		}
	}
	args["by"] = names
	a.functions(m, args)
	if a.d.chance(50) {
		args["having"] = a.having(m, by, 1)
	}
	if len(order) < len(by) || a.d.chance(20) {
		return // in no order
	}
	if a.d.chance(60) {
		order = slices.Insert(order, 0, any(a.functionOrder(m)))
	}
	args["orderBy"] = order
	if a.d.chance(30) {
		a.cut(args)
	}
}

// functionOrder is a sort key that is an aggregate.
func (a *asker) functionOrder(m *schema.Model) object {
	fn, dir := among(a.d, "_sum", "_avg", "_min", "_max", "_count"), among(a.d, "asc", "desc")
	fields := takenBy(fn, m)
	if fn == "_count" && a.d.chance(40) || len(fields) == 0 {
		return object{"_count": object{"_all": dir}}
	}
	return object{fn: object{among(a.d, fields...).Name: dir}}
}

// having is a condition on groups.
func (a *asker) having(m *schema.Model, by []*schema.Field, depth int) object {
	o := object{}
	for range 1 + a.d.n(2) {
		switch fn := among(a.d, "_sum", "_avg", "_min", "_max", "_count"); {
		case depth > 0 && a.d.chance(25):
			o[among(a.d, "AND", "OR", "NOT")] = []any{a.having(m, by, depth-1), a.having(m, by, depth-1)}
		case a.d.chance(30):
			f := among(a.d, by...)
			o[f.Name] = a.filter(m, f)
		default:
			if fields := takenBy(fn, m); len(fields) > 0 {
				f := among(a.d, fields...)
				o[f.Name] = object{fn: a.functionFilter(m, fn, f)}
			}
		}
	}
	return o
}

// functionFilter is a condition on an aggregate.
func (a *asker) functionFilter(m *schema.Model, fn string, f *schema.Field) any {
	switch fn {
	case "_count":
		return object{among(a.d, "equals", "not", "lt", "lte", "gt", "gte"): a.d.n(4)}
	case "_avg":
		return object{among(a.d, "lt", "gt"): among(a.d, 0.25, 1.25, 1.75)}
	default:
		like := *f
		like.Type.Optional = true
		return a.filter(m, &like)
	}
}
