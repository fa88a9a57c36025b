package policy

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// guard rewrites one plan. What the plan holds came from the request and is
// guarded; what the compiler makes of rules is added beside it and sees all rows.
type guard struct {
	compiler
	checks []plan.Step // to run after all steps
}

func (g *guard) read(r *plan.Read) *plan.Read {
	out := *r
	out.Select = g.sel(r.Select)
	out.Children = make([]*plan.Child, len(r.Children))
	for i, c := range r.Children {
		child := *c
		child.Read = g.read(c.Read)
		out.Children[i] = &child
	}
	return &out
}

// sel guards a select: its rows are those that the user may read.
func (g *guard) sel(s *plan.Select) *plan.Select {
	out := *s
	where := []plan.Expr{g.readable(s.From)}
	out.Joins = make([]*plan.Join, len(s.Joins))
	for i, j := range s.Joins {
		where = append(where, g.readable(j.Source))
		out.Joins[i] = &plan.Join{Source: j.Source, On: g.expr(j.On, asRead), Left: j.Left}
	}
	g.inside(&out, s, asRead)
	out.Where = and(append(where, g.conjunct(s.Where, asRead))...)
	return &out
}

// inside rewrites the parts of a select that are not conditions.
func (g *guard) inside(out, s *plan.Select, as view) {
	out.Columns = g.exprs(s.Columns, as)
	out.Partition = g.exprs(s.Partition, as)
	out.Distinct = g.exprs(s.Distinct, as)
	out.Order = make([]plan.Order, len(s.Order))
	for i, o := range s.Order {
		o.X = g.expr(o.X, as)
		out.Order[i] = o
	}
}

func (g *guard) readable(src *plan.Source) plan.Expr {
	if src.Model == nil {
		return plan.Bool(true)
	}
	return g.permits(src, schema.OpRead)
}

// view says with whose eyes the columns of a statement's own source are seen.
type view uint8

const (
	// asRead: the source has its read rule, so that only fields need be blanked.
	asRead view = iota
	// asWrite: the source has a write rule or none; a row that the user may not
	// read must not be found by what it holds, only by its key.
	asWrite
)

// visible is the condition under which a column shows its value.
func (g *guard) visible(c *plan.Column, as view) plan.Expr {
	if c.Field == nil {
		return plan.Bool(true)
	}
	field := granted(g.fieldRule(row{model: c.Source.Model, src: c.Source}, c.Field, schema.OpRead, false))
	if as == asRead || c.Key || c.Source.Model.IsID(c.Field) {
		return field
	}
	return and(g.readable(c.Source), field)
}

// conjunct rewrites a condition of which only TRUE counts. A comparison with a
// blanked column becomes the column's visibility and the plain comparison, so
// that an index on the column still serves.
func (g *guard) conjunct(x plan.Expr, as view) plan.Expr {
	switch x := x.(type) {
	case nil:
		return plan.Bool(true)
	case plan.And:
		all := make([]plan.Expr, len(x))
		for i, y := range x {
			all[i] = g.conjunct(y, as)
		}
		return and(all...)
	case *plan.Compare:
		l, ok := x.L.(*plan.Column)
		if _, value := x.R.(*plan.Param); !ok || !value {
			return g.expr(x, as)
		}
		return and(g.visible(l, as), x)
	default:
		return g.expr(x, as)
	}
}

func (g *guard) exprs(xs []plan.Expr, as view) []plan.Expr {
	out := make([]plan.Expr, len(xs))
	for i, x := range xs {
		out[i] = g.expr(x, as)
	}
	return out
}

// expr rewrites an expression of the request: columns are blanked where they
// may not be seen, subqueries range over readable rows.
func (g *guard) expr(x plan.Expr, as view) plan.Expr {
	switch x := x.(type) {
	case nil:
		return nil
	case *plan.Column:
		if v := g.visible(x, as); !always(v) {
			return &plan.Masked{Visible: v, X: x}
		}
		return x
	case *plan.Param, plan.Bool, plan.Null, plan.CountRows:
		return x
	case plan.And:
		return plan.And(g.exprs(x, as))
	case plan.Or:
		return plan.Or(g.exprs(x, as))
	case *plan.Not:
		return &plan.Not{X: g.expr(x.X, as)}
	case *plan.IsNull:
		return &plan.IsNull{X: g.expr(x.X, as)}
	case *plan.Exists:
		return &plan.Exists{Select: g.nested(x.Select, as)}
	case *plan.Scalar:
		return &plan.Scalar{Select: g.nested(x.Select, as)}
	case *plan.InSelect:
		return &plan.InSelect{Columns: g.exprs(x.Columns, as), Select: g.nested(x.Select, as)}
	default:
		return g.operator(x, as)
	}
}

// operator rewrites the operands of the remaining expressions.
func (g *guard) operator(x plan.Expr, as view) plan.Expr {
	switch x := x.(type) {
	case *plan.Compare:
		y := *x
		y.L, y.R = g.expr(x.L, as), g.expr(x.R, as)
		return &y
	case *plan.InValues:
		y := *x
		y.X = g.expr(x.X, as)
		return &y
	case *plan.InFrame:
		y := *x
		y.Columns = g.exprs(x.Columns, as)
		return &y
	case *plan.Like:
		y := *x
		y.X, y.Needle = g.expr(x.X, as), g.expr(x.Needle, as)
		return &y
	case *plan.ListTest:
		y := *x
		y.X, y.Arg = g.expr(x.X, as), g.expr(x.Arg, as)
		return &y
	case *plan.JSONTest:
		y := *x
		y.X = g.expr(x.X, as)
		return &y
	case *plan.CountValues:
		return &plan.CountValues{X: g.expr(x.X, as)}
	default:
		// IsTrue, InExprs, Masked and Arith are made by the compiler and by
		// updates' assignments; a request's condition has none.
		panic("policy: expression in a request")
	}
}

// nested guards a subquery. Columns of the outer source inside it are seen as
// outside; those of its own sources as read.
func (g *guard) nested(s *plan.Select, outer view) *plan.Select {
	if outer == asRead {
		return g.sel(s)
	}
	own := map[*plan.Source]bool{s.From: true}
	for _, j := range s.Joins {
		own[j.Source] = true
	}
	where := []plan.Expr{g.readable(s.From)}
	out := *s
	out.Joins = make([]*plan.Join, len(s.Joins))
	for i, j := range s.Joins {
		where = append(where, g.readable(j.Source))
		out.Joins[i] = &plan.Join{Source: j.Source, On: g.correlated(j.On, own), Left: j.Left}
	}
	g.inside(&out, s, asRead)
	out.Where = and(append(where, g.correlated(s.Where, own))...)
	return &out
}

// correlated rewrites the condition of a subquery in a write. Its comparisons
// with the outer source are the first ones; they are blanked as a write's.
func (g *guard) correlated(x plan.Expr, own map[*plan.Source]bool) plan.Expr {
	switch x := x.(type) {
	case nil:
		return plan.Bool(true)
	case plan.And:
		all := make([]plan.Expr, len(x))
		for i, y := range x {
			all[i] = g.correlated(y, own)
		}
		return and(all...)
	case *plan.Compare:
		y := *x
		y.L, y.R = g.side(x.L, own), g.side(x.R, own)
		return &y
	default:
		return g.expr(x, asRead)
	}
}

func (g *guard) side(x plan.Expr, own map[*plan.Source]bool) plan.Expr {
	if c, ok := x.(*plan.Column); ok && !own[c.Source] {
		return g.expr(x, asWrite)
	}
	return g.expr(x, asRead)
}
