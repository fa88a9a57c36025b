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
	out.Select = g.shown(r.Select)
	out.Children = make([]*plan.Child, len(r.Children))
	for i, c := range r.Children {
		child := *c
		g.given = g.parentOf(r.Model, c)
		child.Read = g.read(c.Read)
		out.Children[i] = &child
	}
	return &out
}

// parentOf is what is known of the rows of a child level: they belong to rows
// of the level above, which the user may read.
func (g *guard) parentOf(m *schema.Model, c *plan.Child) known {
	if c.Field == nil {
		return known{}
	}
	back := g.p.schema.Model(c.Field.Relation.Target).Field(c.Field.Relation.Opposite)
	if !back.Relation.Owner() || back.Relation.Target != m.Name {
		return known{}
	}
	return known{src: c.Read.Select.From, rel: back}
}

// sel guards a select: its rows are those that the user may read.
func (g *guard) sel(s *plan.Select) *plan.Select { return g.among(s, g.readable(s.From)) }

// among guards a select whose rows are those that the condition permits.
func (g *guard) among(s *plan.Select, permitted plan.Expr) *plan.Select {
	out := *s
	where := []plan.Expr{permitted}
	out.Joins = make([]*plan.Join, len(s.Joins))
	for i, j := range s.Joins {
		where = append(where, g.readable(j.Source))
		out.Joins[i] = &plan.Join{Source: j.Source, On: g.expr(j.On), Left: j.Left}
	}
	g.inside(&out, s)
	out.Where = and(append(where, g.conjunct(s.Where))...)
	return &out
}

// inside rewrites the parts of a select that are not conditions.
func (g *guard) inside(out, s *plan.Select) {
	out.Columns = g.exprs(s.Columns)
	out.Partition = g.exprs(s.Partition)
	out.Distinct = g.exprs(s.Distinct)
	out.Since = g.expr(s.Since)
	out.Order = make([]plan.Order, len(s.Order))
	for i, o := range s.Order {
		o.X = g.expr(o.X)
		out.Order[i] = o
	}
}

func (g *guard) readable(src *plan.Source) plan.Expr {
	if src.Model == nil {
		return plan.Bool(true)
	}
	return g.permits(src, schema.OpRead)
}

// found guards the condition that finds the rows of a write. A row that the
// user may not read is found by its key only, never by what it holds.
func (g *guard) found(target *plan.Source, where plan.Expr) plan.Expr {
	if addressed(where) {
		return g.conjunct(where)
	}
	return and(g.readable(target), g.conjunct(where))
}

// addressed reports whether a condition names rows by their ids, by the unique
// key that the request pins or by the row that they belong to, and by nothing else.
func addressed(where plan.Expr) bool {
	ok := true
	plan.Walk(where, func(x plan.Expr) {
		if c, is := x.(*plan.Column); is && c.Field != nil && !c.Key && !c.Source.Model.IsID(c.Field) {
			ok = false
		}
	})
	walkSources(where, func(s *plan.Source) { ok = ok && s.Model == nil })
	return ok
}

// visible is the condition under which a column of a row shows its value.
func (g *guard) visible(c *plan.Column) plan.Expr {
	if c.Field == nil {
		return plan.Bool(true)
	}
	return g.permitsField(c.Source, c.Field, schema.OpRead)
}

// conjunct rewrites a condition of which only TRUE counts. A comparison with a
// blanked column becomes the column's visibility and the plain comparison, so
// that an index on the column still serves.
func (g *guard) conjunct(x plan.Expr) plan.Expr {
	switch x := x.(type) {
	case nil:
		return plan.Bool(true)
	case plan.And:
		all := make([]plan.Expr, len(x))
		for i, y := range x {
			all[i] = g.conjunct(y)
		}
		return and(all...)
	case *plan.Compare:
		l, ok := x.L.(*plan.Column)
		if _, value := x.R.(*plan.Param); !ok || !value || g.p.computed[l.Field] != nil {
			return g.expr(x)
		}
		return and(g.visible(l), x)
	default:
		return g.expr(x)
	}
}

func (g *guard) exprs(xs []plan.Expr) []plan.Expr {
	out := make([]plan.Expr, len(xs))
	for i, x := range xs {
		out[i] = g.expr(x)
	}
	return out
}

// expr rewrites an expression of the request: columns are blanked where they
// may not be seen, subqueries range over readable rows.
func (g *guard) expr(x plan.Expr) plan.Expr {
	switch x := x.(type) {
	case nil:
		return nil
	case *plan.Column:
		if formula := g.p.computed[x.Field]; formula != nil {
			return formula.Of(x.Field, x.Args, func(f *schema.Field) plan.Expr {
				return g.expr(&plan.Column{Source: x.Source, Field: f})
			})
		}
		if v := g.visible(x); !always(v) {
			return &plan.Masked{Visible: v, X: x}
		}
		return x
	case *plan.Exists:
		return &plan.Exists{Select: g.sel(x.Select)}
	case *plan.Scalar:
		return &plan.Scalar{Select: g.sel(x.Select)}
	case *plan.InSelect:
		return &plan.InSelect{Columns: g.exprs(x.Columns), Select: g.sel(x.Select)}
	case *plan.JSONElement: // of an array that is guarded itself
		return x
	case *plan.InExprs, *plan.Masked, *plan.Arith:
		// Made by the compiler and by updates' assignments.
		panic("policy: expression in a request")
	default:
		return plan.MapOperands(x, g.expr)
	}
}
