package syntax

// Walk calls f for e and every expression below it, parents first, until f
// returns false for a node, whose operands are then skipped.
func Walk(e Expr, f func(Expr) bool) {
	if e == nil || !f(e) {
		return
	}
	switch e := e.(type) {
	case *StringLit, *NumberLit, *BoolLit, *NullLit, *This:
	case *Ref:
		for _, a := range e.Labels() {
			Walk(a.Value, f)
		}
	case *Call:
		walkAll(e.Args, f)
	case *Access:
		Walk(e.X, f)
	case *Not:
		Walk(e.X, f)
	case *Binary:
		Walk(e.L, f)
		Walk(e.R, f)
	case *Predicate:
		Walk(e.X, f)
		Walk(e.Cond, f)
	case *ListLit:
		walkAll(e.Items, f)
	case *ObjectLit:
		for _, n := range e.Entries {
			Walk(n.Value, f)
		}
	default:
		panic("syntax: unknown expression")
	}
}

func walkAll(es []Expr, f func(Expr) bool) {
	for _, e := range es {
		Walk(e, f)
	}
}
