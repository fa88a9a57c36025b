package policy

import "github.com/gozen-dev/gozen/internal/plan"

// uses reports whether x takes a value from the frame.
func uses(x plan.Expr, f *plan.Frame) bool {
	found := false
	walk(x, func(x plan.Expr) {
		if p, ok := x.(*plan.Param); ok {
			if c, ok := p.From.(*plan.Cell); ok && c.Frame == f {
				found = true
			}
		}
	})
	return found
}

// walk calls f for every expression in x, subqueries included.
func walk(x plan.Expr, f func(plan.Expr)) {
	if x == nil {
		return
	}
	f(x)
	switch x := x.(type) {
	case plan.And:
		walkAll(x, f)
	case plan.Or:
		walkAll(x, f)
	case *plan.Not:
		walk(x.X, f)
	case *plan.IsNull:
		walk(x.X, f)
	case *plan.IsTrue:
		walk(x.X, f)
	case *plan.Compare:
		walk(x.L, f)
		walk(x.R, f)
	case *plan.After:
		walk(x.X, f)
		walk(x.Than, f)
	case *plan.Same:
		walk(x.L, f)
		walk(x.R, f)
	case *plan.InValues:
		walk(x.X, f)
		walk(x.List, f)
	case *plan.InExprs:
		walk(x.X, f)
		walkAll(x.Items, f)
	case *plan.InFrame:
		walkAll(x.Columns, f)
	case *plan.JSONTest:
		walk(x.X, f)
	case *plan.CountValues:
		walk(x.X, f)
	case *plan.Arith:
		walk(x.L, f)
		walk(x.R, f)
	case *plan.InSelect:
		walkAll(x.Columns, f)
		walkSelect(x.Select, f)
	case *plan.Like:
		walk(x.X, f)
		walk(x.Needle, f)
	case *plan.ListTest:
		walk(x.X, f)
		walk(x.Arg, f)
	case *plan.Exists:
		walkSelect(x.Select, f)
	case *plan.Scalar:
		walkSelect(x.Select, f)
	case *plan.Masked:
		walk(x.Visible, f)
		walk(x.X, f)
	case *plan.Column, *plan.Param, plan.Bool, plan.Null, plan.CountRows:
	default:
		panic("policy: unknown expression")
	}
}

func walkAll(xs []plan.Expr, f func(plan.Expr)) {
	for _, x := range xs {
		walk(x, f)
	}
}

func walkSelect(s *plan.Select, f func(plan.Expr)) {
	walkAll(s.Columns, f)
	for _, j := range s.Joins {
		walk(j.On, f)
	}
	walk(s.Where, f)
}
