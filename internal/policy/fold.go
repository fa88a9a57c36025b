package policy

import "github.com/gozen-dev/gozen/internal/plan"

// The constructors below simplify constants by Kleene's rules: UNKNOWN stays
// UNKNOWN, it never becomes FALSE except where only TRUE counts ([plan.Holds]).

func and(xs ...plan.Expr) plan.Expr {
	var all plan.And
	for _, x := range xs {
		switch x := x.(type) {
		case nil:
		case plan.Bool:
			if !x {
				return x
			}
		case plan.And:
			all = append(all, x...)
		default:
			all = append(all, x)
		}
	}
	switch len(all) {
	case 0:
		return plan.Bool(true)
	case 1:
		return all[0]
	}
	return all
}

func or(xs ...plan.Expr) plan.Expr {
	var some plan.Or
	for _, x := range xs {
		switch x := x.(type) {
		case plan.Bool:
			if x {
				return x
			}
		case plan.Or:
			some = append(some, x...)
		default:
			some = append(some, x)
		}
	}
	switch len(some) {
	case 0:
		return plan.Bool(false)
	case 1:
		return some[0]
	}
	return some
}

// granted is x where only TRUE counts: in a WHERE, and in the parts of one that
// AND and OR hold together. The value of a related row becomes its existence,
// which a database can look for from either side.
func granted(x plan.Expr) plan.Expr {
	switch x := x.(type) {
	case plan.Null:
		return plan.Bool(false)
	case plan.And:
		return and(grantedAll(x)...)
	case plan.Or:
		return or(grantedAll(x)...)
	case *plan.IsTrue:
		return granted(x.X)
	case *plan.Scalar:
		sel := *x.Select
		sel.Columns, sel.Where = nil, and(sel.Where, granted(x.Select.Columns[0]))
		if never(sel.Where) {
			return plan.Bool(false)
		}
		return &plan.Exists{Select: &sel}
	default:
		return x
	}
}

func grantedAll(xs []plan.Expr) []plan.Expr {
	out := make([]plan.Expr, len(xs))
	for i, x := range xs {
		out[i] = granted(x)
	}
	return out
}

func always(x plan.Expr) bool { b, ok := x.(plan.Bool); return ok && bool(b) }

func never(x plan.Expr) bool { b, ok := x.(plan.Bool); return ok && !bool(b) }
