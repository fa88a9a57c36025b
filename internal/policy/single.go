package policy

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// single puts a write of one row and its read-back into one statement, or
// returns nil where that would mean something else. A rule sees the table as
// it was before the statement; so no rule may look at other rows of the table
// that is written, and what is checked on the stored row must be known before
// it is stored.
func (g *guard) single(asked *plan.Plan, guarded []plan.Step) *plan.Single {
	r := asked.Read
	if r == nil || r.Shape != plan.One || len(r.Children) > 0 || len(asked.Steps) != 1 || len(guarded) != 1 {
		return nil
	}
	if r.Model.Delegate != nil {
		return nil
	}
	s := &plan.Single{Step: guarded[0]}
	known := false // to be readable, since it may be written
	switch step := s.Step.(type) {
	case *plan.Insert:
		if !g.givenPasses(s, step) {
			return nil
		}
		s.Target = g.source(step.Model)
		known = implied(step.Model, schema.OpCreate, schema.OpRead)
	case *plan.Update:
		if len(g.checks) > 0 {
			return nil
		}
		s.Target = step.Target
		known = implied(s.Target.Model, schema.OpUpdate, schema.OpRead) &&
			g.untouched(s.Target.Model, schema.OpRead, step.Sets)
	case *plan.Delete:
		if step.Target.Marks() {
			return nil
		}
		s.Target = step.Target
		known = implied(s.Target.Model, schema.OpDelete, schema.OpRead)
	default:
		return nil
	}
	if s.Readable = plan.Bool(true); !known {
		s.Readable = isTrue(g.readable(s.Target))
	}
	for _, x := range r.Select.Columns {
		c, ok := x.(*plan.Column)
		if !ok {
			return nil
		}
		s.Returned = append(s.Returned, g.expr(&plan.Column{Source: s.Target, Field: c.Field}))
	}
	if !alone(s.Target.Model, append(s.Returned, s.Readable)...) {
		return nil
	}
	return s
}

// givenPasses puts the create rule on the row to insert, when all that it
// looks at is given by the request.
func (g *guard) givenPasses(s *plan.Single, step *plan.Insert) bool {
	if step.Group >= 0 || step.Ignore || len(step.Columns) == 0 || len(g.checks) > 1 {
		return false
	}
	s.Given = g.source(step.Model)
	s.Permitted = g.permits(s.Given, schema.OpCreate)
	if !alone(step.Model, s.Permitted) {
		return false
	}
	given := make(map[*schema.Field]bool, len(step.Columns))
	for _, a := range step.Columns {
		given[a.Field] = true
	}
	known := true
	plan.Walk(s.Permitted, func(x plan.Expr) {
		if c, ok := x.(*plan.Column); ok && c.Source == s.Given && !given[c.Field] {
			known = false
		}
	})
	return known
}

// alone reports whether the expressions look at no further rows of the model.
// What the text of a formula looks at is not known.
func alone(m *schema.Model, xs ...plan.Expr) bool {
	ok := true
	for _, x := range xs {
		plan.Walk(x, func(x plan.Expr) {
			_, computed := x.(*plan.Computed)
			ok = ok && !computed
		})
		walkSources(x, func(s *plan.Source) {
			for _, table := range s.Tables() {
				ok = ok && table.Model != m
			}
		})
	}
	return ok
}

// walkSources calls f for the sources of all subqueries in x.
func walkSources(x plan.Expr, f func(*plan.Source)) {
	plan.Walk(x, func(x plan.Expr) {
		for _, s := range plan.Subqueries(x) {
			f(s.From)
			for _, j := range s.Joins {
				f(j.Source)
			}
		}
	})
}
