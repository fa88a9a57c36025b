package gozen

import (
	"context"
	"reflect"
	"slices"

	"github.com/gozen-dev/gozen/query"
)

// Groups are the rows of a query, put together by fields in which they agree.
// It is a value, as queries are.
type Groups[M any] struct {
	q      *Query
	model  string
	by     []string
	having []*Part
	order  []*Part
	page   state
}

// GroupBy puts the rows of a query together that agree in the fields.
func GroupBy[M any](q QueryOf[M], by ...Column[M]) Groups[M] {
	var m M
	all, model := q.GozenQuery(m)
	return Groups[M]{q: all, model: model, by: Columns(by)}
}

// Having keeps the groups of which every p holds: conditions on functions, and
// on the fields that the rows of a group agree in.
func (g Groups[M]) Having(p ...Pred[M]) Groups[M] {
	g.having = joined(g.having, Parts(p))
	return g
}

// OrderBy sorts the groups.
func (g Groups[M]) OrderBy(o ...Order[M]) Groups[M] {
	g.order = joined(g.order, Parts(o))
	return g
}

// Skip leaves out the first n groups.
func (g Groups[M]) Skip(n int) Groups[M] {
	g.page.skip = n
	return g
}

// Take ends after n groups.
func (g Groups[M]) Take(n int) Groups[M] {
	g.page.take, g.page.cut = n, true
	return g
}

// Aggregate computes functions over each group.
func (g Groups[M]) Aggregate(ctx context.Context, list ...AggOf[M]) ([]Group, error) {
	return g.untyped().run(ctx, asked(list))
}

// untyped is the same without the model, so that it is compiled once.
func (g Groups[M]) untyped() groups {
	return groups(g)
}

type groups struct {
	q             *Query
	model         string
	by            []string
	having, order []*Part
	page          state
}

func (g groups) run(ctx context.Context, list [][2]string) ([]Group, error) {
	var a arguments
	a.filter(g.q.state())
	by := make(query.Array, len(g.by))
	for i, name := range g.by {
		by[i] = query.String(name)
	}
	a.set("by", by)
	if len(g.having) > 0 {
		p := allOf(g.having)
		a.fail(p.err)
		a.set("having", g.counted(p.node))
	}
	g.page.order = g.order
	a.page(&g.page)
	a.functions(list)
	v, err := g.q.client().result(ctx, g.model, query.GroupBy, &a)
	rows, _ := v.([]any)
	groups := make([]Group, len(rows))
	for i, r := range rows {
		groups[i].values, _ = r.(map[string]any)
	}
	return groups, err
}

// counted puts the id where a condition is on the number of all rows: every row
// has one, and only fields can be counted there.
func (g groups) counted(n query.Node) query.Node {
	switch n := n.(type) {
	case query.Array:
		list := slices.Clone(n)
		for i := range list {
			list[i] = g.counted(list[i])
		}
		return list
	case *query.Object:
		o := &query.Object{Members: slices.Clone(n.Members)}
		for i := range o.Members {
			m := &o.Members[i]
			if m.Name == everyRow {
				m.Name = g.id()
			}
			m.Value = g.counted(m.Value)
		}
		return o
	default:
		return n
	}
}

func (g groups) id() string {
	if c := g.q.client(); c != nil && c.db != nil {
		if m := c.db.rt.Schema().Model(g.model); m != nil && len(m.ID) > 0 {
			return m.ID[0]
		}
	}
	return everyRow
}

// KeyOf returns what the rows of a group have in a field by which they were
// put together, zero for NULL.
func KeyOf[M, V any](g Group, f TypedColumn[M, V]) V {
	v, _ := KeyOK(g, f)
	return v
}

// KeyOK is [KeyOf] and tells NULL from the zero value.
func KeyOK[M, V any](g Group, f TypedColumn[M, V]) (v V, ok bool) {
	var m M
	x := g.values[f.column(m)]
	assign(reflect.ValueOf(&v).Elem(), x)
	return v, x != nil
}
