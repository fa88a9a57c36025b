package plan

import "fmt"

// MapOperands returns x with what f makes of each of its operands. Subqueries
// are no operands: see [Subquery].
func MapOperands(x Expr, f func(Expr) Expr) Expr {
	switch x := x.(type) {
	case nil, *Column, *Param, Bool, Null, CountRows, *Inner, *Exists, *Scalar, *JSONElement:
		return x
	case And:
		return And(mapAll(x, f))
	case Or:
		return Or(mapAll(x, f))
	case *Not:
		return &Not{X: f(x.X)}
	case *IsNull:
		return &IsNull{X: f(x.X)}
	case *IsTrue:
		return &IsTrue{X: f(x.X)}
	case *Masked:
		return &Masked{Visible: f(x.Visible), X: f(x.X)}
	case *CountValues:
		return &CountValues{X: f(x.X)}
	case *InSelect:
		return &InSelect{Columns: mapAll(x.Columns, f), Select: x.Select, Union: x.Union}
	default:
		return mapOperator(x, f)
	}
}

// mapOperator is MapOperands for what has more to it than its operands.
func mapOperator(x Expr, f func(Expr) Expr) Expr {
	switch x := x.(type) {
	case *Compare:
		y := *x
		y.L, y.R = f(x.L), f(x.R)
		return &y
	case *After:
		y := *x
		y.X, y.Than = f(x.X), f(x.Than)
		return &y
	case *Same:
		y := *x
		y.L, y.R = f(x.L), f(x.R)
		return &y
	case *InValues:
		y := *x
		y.X = f(x.X)
		return &y
	case *InExprs:
		y := *x
		y.X, y.Items = f(x.X), mapAll(x.Items, f)
		return &y
	case *InFrame:
		y := *x
		y.Columns = mapAll(x.Columns, f)
		return &y
	case *Like:
		y := *x
		y.X, y.Needle = f(x.X), f(x.Needle)
		return &y
	case *ListTest:
		y := *x
		y.X = f(x.X)
		if x.Arg != nil {
			y.Arg = f(x.Arg)
		}
		return &y
	case *JSONTest:
		y := *x
		y.X = f(x.X)
		return &y
	case *JSONAt:
		y := *x
		y.X = f(x.X)
		return &y
	case *TextSearch:
		y := *x
		y.X = f(x.X)
		return &y
	case *TextRank:
		return &TextRank{Xs: mapAll(x.Xs, f), Text: x.Text}
	case *JSONSome:
		return &JSONSome{X: f(x.X), Element: x.Element, Cond: f(x.Cond)}
	case *Arith:
		y := *x
		y.L, y.R = f(x.L), f(x.R)
		return &y
	case *Aggregate:
		y := *x
		y.X = f(x.X)
		return &y
	case *Computed:
		y := *x
		y.Args = mapAll(x.Args, f)
		return &y
	default:
		panic(fmt.Sprintf("plan: unknown expression %T", x))
	}
}

func mapAll(xs []Expr, f func(Expr) Expr) []Expr {
	out := make([]Expr, len(xs))
	for i, x := range xs {
		out[i] = f(x)
	}
	return out
}

// Subqueries returns the selects that x consists of beside its operands.
func Subqueries(x Expr) []*Select {
	switch x := x.(type) {
	case *Exists:
		return []*Select{x.Select}
	case *Scalar:
		return []*Select{x.Select}
	case *InSelect:
		return append([]*Select{x.Select}, x.Union...)
	default:
		return nil
	}
}

// Walk calls f for x and every expression in it, subqueries included.
func Walk(x Expr, f func(Expr)) {
	if x == nil {
		return
	}
	f(x)
	switch x := x.(type) {
	case *InValues:
		f(x.List)
	case *JSONTest:
		f(x.Arg)
	case *JSONAt:
		if x.Path != nil {
			f(x.Path)
		}
	case *TextRank:
		f(x.Text.Needle)
	case *TextSearch:
		f(x.Text.Needle)
		if x.Threshold != nil {
			f(x.Threshold)
		}
	}
	MapOperands(x, func(y Expr) Expr {
		Walk(y, f)
		return y
	})
	for _, s := range Subqueries(x) {
		s.Walk(f)
	}
}

// Walk calls f for every expression of a select, subqueries included.
func (s *Select) Walk(f func(Expr)) {
	for _, xs := range [][]Expr{s.Columns, s.Partition, s.Distinct} {
		for _, x := range xs {
			Walk(x, f)
		}
	}
	for _, j := range s.Joins {
		Walk(j.On, f)
	}
	for _, o := range s.Order {
		Walk(o.X, f)
	}
	Walk(s.Where, f)
	Walk(s.Since, f)
}
