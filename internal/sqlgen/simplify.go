package sqlgen

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
)

// simplify removes what constants decide, in three-valued logic, so that the
// statement reads well and the database plans less. It makes new nodes and
// leaves subqueries to be simplified when they are written.
func simplify(x plan.Expr) plan.Expr {
	switch x := x.(type) {
	case nil:
		return plan.Bool(true)
	case plan.And:
		return junction(x, true)
	case plan.Or:
		return junction(x, false)
	case *plan.Not:
		return plan.Negate(simplify(x.X))
	case *plan.IsTrue:
		return plan.Holds(simplify(x.X))
	case *plan.Masked:
		switch v := filter(x.Visible); v {
		case plan.Bool(true):
			return simplify(x.X)
		case plan.Bool(false):
			return plan.Null{}
		default:
			return &plan.Masked{Visible: v, X: simplify(x.X)}
		}
	case *plan.Exists:
		if rowless(x.Select) {
			return plan.Bool(false)
		}
	case *plan.InSelect:
		if rowless(x.Select) && !slices.ContainsFunc(x.Union, func(s *plan.Select) bool { return !rowless(s) }) {
			return plan.Bool(false)
		}
	case *plan.InExprs:
		if len(x.Items) == 0 {
			return plan.Bool(false)
		}
	case *plan.IsNull:
		if _, ok := x.X.(plan.Null); ok {
			return plan.Bool(true)
		}
	}
	return x
}

// rowless reports whether a select can have no row.
func rowless(s *plan.Select) bool {
	return filter(s.Where) == plan.Bool(false) && !aggregates(s)
}

// junction flattens AND (unit TRUE) and OR (unit FALSE): the unit goes, its
// opposite decides, also over unknown.
func junction(xs []plan.Expr, unit bool) plan.Expr {
	var rest []plan.Expr
	for _, x := range xs {
		x = simplify(x)
		switch b, ok := x.(plan.Bool); {
		case ok && bool(b) == unit:
		case ok:
			return plan.Bool(!unit)
		default:
			rest = append(rest, members(x, unit)...)
		}
	}
	switch {
	case len(rest) == 0:
		return plan.Bool(unit)
	case len(rest) == 1:
		return rest[0]
	case unit:
		return plan.And(rest)
	default:
		return plan.Or(rest)
	}
}

func members(x plan.Expr, unit bool) []plan.Expr {
	switch x := x.(type) {
	case plan.And:
		if unit {
			return x
		}
	case plan.Or:
		if !unit {
			return x
		}
	}
	return []plan.Expr{x}
}

// filter simplifies a condition of which only matters whether it is TRUE, as
// in WHERE, ON and CASE WHEN. There IS TRUE says nothing, and would keep the
// database from using an index.
func filter(x plan.Expr) plan.Expr {
	switch x := simplify(x).(type) {
	case *plan.IsTrue:
		return filter(x.X)
	case plan.Null:
		return plan.Bool(false)
	case plan.And:
		return junction(filters(x), true)
	case plan.Or:
		return junction(filters(x), false)
	default:
		return x
	}
}

func filters(xs []plan.Expr) []plan.Expr {
	ys := make([]plan.Expr, len(xs))
	for i, x := range xs {
		ys[i] = filter(x)
	}
	return ys
}
