package oracle

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// group is the rows that agree in the fields of a groupBy, as the caller sees
// them.
type group struct{ rows []*row }

// groups divides rows, keeps the groups that having lets through, and orders
// and cuts them.
func (r *request) groups(list []*row) []any {
	var all []*group
	for _, x := range list {
		i := slices.IndexFunc(all, func(g *group) bool { return r.agree(g.rows[0], x) })
		if i < 0 {
			i, all = len(all), append(all, &group{})
		}
		all[i].rows = append(all[i].rows, x)
	}
	all = slices.DeleteFunc(all, func(g *group) bool { return r.having(g, r.op.Having) != yes })
	slices.SortStableFunc(all, r.inGroupOrder)
	out := []any{}
	for _, g := range cut(r, all, r.op.Page) {
		x := r.aggregates(g.rows)
		for _, c := range r.op.By {
			x[c.Field.Name] = r.c.shown(g.rows[0], c.Field)
		}
		out = append(out, x)
	}
	return out
}

// agree reports whether two rows are of one group. NULL agrees with NULL.
func (r *request) agree(x, y *row) bool {
	return !slices.ContainsFunc(r.op.By, func(c query.FieldCall) bool {
		return !same(r.c.shown(x, c.Field), r.c.shown(y, c.Field))
	})
}

// inGroupOrder compares two groups.
func (r *request) inGroupOrder(a, b *group) int {
	for _, o := range r.op.Page.OrderBy {
		key := func(g *group) any {
			if o.Of == query.NoFunction {
				return r.ranked(o.Field, r.c.shown(g.rows[0], o.Field))
			}
			v := r.function(o.Of, o.Field, g.rows)
			if o.Of == query.MinOf || o.Of == query.MaxOf {
				v = r.ranked(o.Field, v)
			}
			return v
		}
		if c := r.sort(o, key(a), key(b)); c != 0 {
			return c
		}
	}
	return 0
}

// having evaluates a condition on a group.
func (r *request) having(g *group, cond query.Cond) truth {
	switch cond := cond.(type) {
	case nil:
		return yes
	case query.And:
		all := yes
		for _, x := range cond {
			all = all.and(r.having(g, x))
		}
		return all
	case query.Or:
		some := no
		for _, x := range cond {
			some = some.or(r.having(g, x))
		}
		return some
	case query.Not:
		return r.having(g, cond.X).not()
	case *query.IsNull:
		return of(r.member(g, cond.Of, cond.Field) == nil)
	case *query.Compare:
		return r.c.db.compared(cond, r.member(g, cond.Of, cond.Field), r.op.Values[cond.Value])
	case *query.CompareFields:
		return r.c.db.alike(cond, r.member(g, cond.Of, cond.Field), r.member(g, query.NoFunction, cond.With))
	default:
		panic("oracle: unknown condition on groups")
	}
}

// member is a field that a group agrees in, or a function of any.
func (r *request) member(g *group, fn query.Function, f *schema.Field) any {
	if fn == query.NoFunction {
		return r.c.shown(g.rows[0], f)
	}
	return r.function(fn, f, g.rows)
}

// aggregates computes what the request asks of rows.
func (r *request) aggregates(rows []*row) map[string]any {
	out := map[string]any{}
	for _, a := range r.op.Aggregates {
		name, v := a.Of.String(), r.function(a.Of, a.Field, rows)
		if a.Plain {
			out[name] = v
			continue
		}
		members, ok := out[name].(map[string]any)
		if !ok {
			members = map[string]any{}
			out[name] = members
		}
		if a.Field == nil {
			members["_all"] = v
		} else {
			members[a.Field.Name] = v
		}
	}
	return out
}

// function computes one aggregate of the values that the caller sees. NULLs do
// not take part, and of nothing all but the number is NULL.
func (r *request) function(fn query.Function, f *schema.Field, rows []*row) any {
	if f == nil {
		return int64(len(rows))
	}
	var values []any
	for _, x := range rows {
		if v := r.c.shown(x, f); v != nil {
			values = append(values, v)
		}
	}
	switch {
	case fn == query.CountOf:
		return int64(len(values))
	case len(values) == 0:
		return nil
	case fn == query.SumOf:
		return as(f.Type.Kind, sum(values))
	case fn == query.AvgOf:
		d := sum(values).DivRound(decimal.NewFromInt(int64(len(values))), 40)
		if f.Type.Kind == schema.Decimal {
			return d
		}
		return d.InexactFloat64()
	}
	order := func(a, b any) int {
		c, _ := compare(r.ranked(f, a), r.ranked(f, b))
		return c
	}
	if fn == query.MinOf {
		return slices.MinFunc(values, order)
	}
	return slices.MaxFunc(values, order)
}

func sum(values []any) decimal.Decimal {
	total := decimal.Zero
	for _, v := range values {
		d, _ := number(v)
		total = total.Add(d)
	}
	return total
}
