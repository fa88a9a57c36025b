package policy

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// implied reports whether a row on which from is permitted is one on which to
// is: whatever allows from allows to as well, and whatever denies to denies
// from. The rules are compared, not their meaning; so the answer no is cautious.
func implied(m *schema.Model, from, to schema.Ops) bool {
	for _, r := range m.Rules {
		if r.Ops&(from|to) == 0 {
			continue
		}
		both := r.Ops&from != 0 && r.Ops&to != 0
		if !both && r.Allow == (r.Ops&from != 0) {
			return false
		}
		if usesOperation(r.Cond) {
			return false
		}
	}
	return true
}

// usesOperation reports whether a condition depends on the operation that it is
// evaluated for.
func usesOperation(x schema.Expr) bool {
	found := false
	schema.Walk(x, func(x schema.Expr) bool {
		switch x := x.(type) {
		case *schema.Check:
			found = found || x.Op == 0
		case *schema.Call:
			found = found || x.Func == "currentOperation"
		}
		return !found
	})
	return found
}

// untouched reports whether an update leaves alone every field of its own row
// that the rules for op look at.
func (g *guard) untouched(m *schema.Model, op schema.Ops, sets []plan.Assign) bool {
	ok := true
	look := func(x schema.Expr) bool {
		r, is := x.(*schema.Ref)
		if !is || r.Root != schema.RootScope || r.Scope != 0 {
			return ok
		}
		fields := m.IDFields()
		if len(r.Path) > 0 {
			fields = []*schema.Field{m.Field(r.Path[0])}
			if fields[0].IsRelation() {
				fields = plan.EndsOf(g.p.schema, m, fields[0]).This
			}
		}
		// A computed field changes with whatever it is computed from.
		ok = ok && !fields[0].Computed && !slices.ContainsFunc(sets, func(a plan.Assign) bool { return slices.Contains(fields, a.Field) })
		return ok
	}
	for _, r := range m.Rules {
		if r.Ops&op != 0 {
			schema.Walk(r.Cond, look)
		}
	}
	return ok
}
