package policy

import "github.com/gozen-dev/gozen/internal/plan"

// uses reports whether x takes a value from the frame.
func uses(x plan.Expr, f *plan.Frame) bool {
	found := false
	plan.Walk(x, func(x plan.Expr) {
		if p, ok := x.(*plan.Param); ok {
			if c, ok := p.From.(*plan.Cell); ok && c.Frame == f {
				found = true
			}
		}
	})
	return found
}
