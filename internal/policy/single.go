package policy

import (
	"slices"

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
	if r.Model.Delegate != nil || overridden(r.Model) {
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
		if len(g.checks) > 0 || g.moves(step) && refers(step.Target.Model, g.stirred(step.Target.Model)) {
			return nil // a key's action may yet change the row
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
		s.Readable = plan.Holds(g.readable(s.Target))
	}
	for _, x := range r.Select.Columns {
		c, ok := x.(*plan.Column)
		if !ok {
			return nil
		}
		s.Returned = append(s.Returned, g.expr(&plan.Column{Source: s.Target, Field: c.Field, Args: c.Args}))
	}
	looks := append(s.Returned, s.Readable)
	if !alone(s.Target.Model, looks...) || g.moves(s.Step) && !g.apart(s.Target.Model, looks...) {
		return nil
	}
	return s
}

// moves reports whether a step makes the database change rows that refer to the
// one it writes: by deleting it, or by changing the key that they hold.
func (g *guard) moves(s plan.Step) bool {
	u, ok := s.(*plan.Update)
	if !ok {
		_, ok = s.(*plan.Delete)
		return ok
	}
	return slices.ContainsFunc(u.Sets, func(a plan.Assign) bool {
		return slices.ContainsFunc(g.p.schema.Models, func(m *schema.Model) bool {
			return slices.ContainsFunc(m.Fields, func(f *schema.Field) bool {
				return f.Relation != nil && f.Relation.Target == u.Target.Model.Name && slices.Contains(f.Relation.References, a.Field.Name)
			})
		})
	})
}

// apart reports whether the expressions look at no rows that refer to rows of m,
// directly or through others. Databases do not agree whether what a statement
// returns sees such rows before or after their keys' actions.
func (g *guard) apart(m *schema.Model, xs ...plan.Expr) bool {
	stirred := g.stirred(m)
	ok := true
	for _, x := range xs {
		walkSources(x, func(s *plan.Source) {
			for _, table := range s.Tables() {
				ok = ok && table.Model != nil && !stirred[table.Model.Name]
			}
		})
	}
	return ok
}

// stirred names m and the models that refer to it, directly or through others.
func (g *guard) stirred(m *schema.Model) map[string]bool {
	names := map[string]bool{m.Name: true}
	for grown := true; grown; {
		grown = false
		for _, x := range g.p.schema.Models {
			if !names[x.Name] && refers(x, names) {
				names[x.Name], grown = true, true
			}
		}
	}
	return names
}

// refers reports whether rows of m hold keys of rows of the models.
func refers(m *schema.Model, names map[string]bool) bool {
	return slices.ContainsFunc(m.Fields, func(f *schema.Field) bool {
		return f.Relation != nil && f.Relation.Owner() && names[f.Relation.Target]
	})
}

// givenPasses puts the create rule on the row to insert, when all that it
// looks at is given by the request.
func (g *guard) givenPasses(s *plan.Single, step *plan.Insert) bool {
	if step.Group >= 0 || step.Ignore || len(step.Columns) == 0 || len(g.checks) > 1 {
		return false
	}
	s.Given = g.source(step.Model)
	s.Permitted = g.permits(s.Given, schema.OpCreate)
	if !alone(step.Model, s.Permitted) || g.looksBehind(step.Model, s.Permitted) {
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

// looksBehind reports whether x looks at rows that may refer to a row of m. A row
// that is yet to be stored has none: by its id they are those of a row that has
// it already, and of that the answer must say no more than that its key is taken.
func (g *guard) looksBehind(m *schema.Model, x plan.Expr) bool {
	found := false
	walkSources(x, func(s *plan.Source) {
		for _, table := range s.Tables() {
			found = found || table.Model == nil || refers(table.Model, map[string]bool{m.Name: true})
		}
	})
	return found
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
