package sqlgen

import "github.com/gozen-dev/gozen/internal/plan"

// after spells out that x comes after another value in an order, which places
// NULL before or behind all values.
func (w *Writer) after(x *plan.After) plan.Expr {
	op := plan.Gt
	if x.Order.Desc {
		op = plan.Lt
	}
	beyond := &plan.Compare{Op: op, L: x.X, R: x.Than, Type: x.Order.Type}
	if !nullable(x.X) {
		return beyond
	}
	first := x.Order.Nulls == plan.NullsFirst
	if x.Order.Nulls == plan.NullsDefault {
		first = w.dialect.NullsLow() != x.Order.Desc
	}
	if first {
		return plan.Or{beyond, plan.And{&plan.IsNull{X: x.Than}, &plan.Not{X: &plan.IsNull{X: x.X}}}}
	}
	return plan.Or{beyond, plan.And{&plan.IsNull{X: x.X}, &plan.Not{X: &plan.IsNull{X: x.Than}}}}
}

func (w *Writer) same(x *plan.Same) plan.Expr {
	equal := &plan.Compare{Op: plan.Eq, L: x.L, R: x.R, Type: x.Type}
	if !nullable(x.L) {
		return equal
	}
	return plan.Or{equal, plan.And{&plan.IsNull{X: x.L}, &plan.IsNull{X: x.R}}}
}

// nullable reports whether x may be NULL. A required column is not, unless it
// is blanked for who may not see it.
func nullable(x plan.Expr) bool {
	c, ok := x.(*plan.Column)
	return !ok || c.Field == nil || c.Field.Type.Optional
}
