package plan

// Negate is NOT x, without what constants decide.
func Negate(x Expr) Expr {
	switch x := x.(type) {
	case Bool:
		return !x
	case Null:
		return x
	case *Not:
		return x.X
	default:
		return &Not{X: x}
	}
}

// Holds is x IS TRUE: what is never unknown is itself.
func Holds(x Expr) Expr {
	switch x := x.(type) {
	case Bool, *Exists, *JSONSome, *IsNull, *IsTrue:
		return x
	case Null:
		return Bool(false)
	case *Not:
		if y := Holds(x.X); y == x.X {
			return x
		}
	}
	return &IsTrue{X: x}
}
