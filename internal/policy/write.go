package policy

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// steps guards the steps of a write. Checks of what was written gather in
// g.checks and run when everything is: a row's rule may look at rows that the
// same request writes after it.
func (g *guard) steps(in []plan.Step) []plan.Step {
	out := make([]plan.Step, 0, len(in))
	for _, s := range in {
		switch s := s.(type) {
		case *plan.Lookup:
			out = append(out, g.lookup(s)...)
		case *plan.Insert:
			out = append(out, g.insert(s)...)
		case *plan.Update:
			out = append(out, g.update(s)...)
		case *plan.Delete:
			out = append(out, g.delete(s)...)
		case *plan.Link:
			g.link2(s)
			out = append(out, s)
		case *plan.Unlink:
			out = append(out, g.unlink(s)...)
		case *plan.Branch:
			out = append(out, &plan.Branch{If: s.If, Then: g.steps(s.Then), Else: g.steps(s.Else)})
		case *plan.Merge, *plan.Fail, *plan.Validate:
			out = append(out, s)
		default:
			panic("policy: unknown step")
		}
	}
	return out
}

// lookup guards the search for a row that a later step refers to. Its columns
// stay plain, for they are not shown, but for foreign keys: one that the user
// may not read leads nowhere, in a nested write as in an include.
func (g *guard) lookup(s *plan.Lookup) []plan.Step {
	l := *s
	sel := *s.Select
	l.Select = &sel
	switch s.Access {
	case plan.Existing:
		sel.Where = g.found(sel.From, s.Select.Where)
	case plan.Deletable:
		sel.Where = and(g.permits(sel.From, schema.OpDelete), g.found(sel.From, s.Select.Where))
	default:
		sel.Where = and(g.readable(sel.From), g.conjunct(s.Select.Where))
		if s.Access == plan.Updatable {
			sel.Where = and(g.updatable(sel.From, s.Writes), sel.Where)
		}
		sel.Columns = make([]plan.Expr, len(s.Select.Columns))
		for i, x := range s.Select.Columns {
			if c, ok := x.(*plan.Column); ok && c.Field != nil && foreignKey(c.Source.Model, c.Field) {
				x = g.expr(x)
			}
			sel.Columns[i] = x
		}
	}
	for _, f := range s.Copied {
		sel.Where = and(sel.Where, g.visible(&plan.Column{Source: sel.From, Field: f}))
	}
	fields := g.permitsFields(sel.From, s.Writes)
	if always(fields) {
		return []plan.Step{&l}
	}
	return append([]plan.Step{&l}, g.refuse(sel.From, plan.Among(sel.From, l.Out), fields)...)
}

// updatable is the condition under which the rules let these fields of a row be
// written, but for the rules of the fields themselves.
func (g *guard) updatable(target *plan.Source, writes []*schema.Field) plan.Expr {
	rule := or(g.permits(target, schema.OpUpdate), g.overrides(target, writes, schema.OpUpdate))
	if plan.Deletes(writes) {
		// To write the mark is to delete the row, or to bring it back.
		rule = and(g.permits(target, schema.OpDelete), rule)
	}
	return rule
}

// permitsFields is the condition that each of the fields may be written.
func (g *guard) permitsFields(target *plan.Source, writes []*schema.Field) plan.Expr {
	all := make([]plan.Expr, len(writes))
	for i, f := range writes {
		all[i] = g.permitsField(target, f, schema.OpUpdate)
	}
	return and(all...)
}

// refuse fails if one of the rows is such that its fields may not be written.
func (g *guard) refuse(target *plan.Source, where, fields plan.Expr) []plan.Step {
	forbidden := g.frame(target.Model)
	return []plan.Step{
		&plan.Lookup{Out: forbidden, Select: &plan.Select{
			Columns: plan.Columns(target, forbidden.Fields), From: target, Where: and(where, plan.Negate(plan.Holds(fields))),
		}},
		&plan.Fail{If: forbidden, Err: noAccess(target.Model, "some rows cannot be updated due to field policies")},
	}
}

// foreignKey reports whether f is part of a key that m holds.
func foreignKey(m *schema.Model, f *schema.Field) bool {
	return slices.ContainsFunc(m.Fields, func(r *schema.Field) bool {
		return r.IsRelation() && slices.Contains(r.Relation.Fields, f.Name)
	})
}

// noAccess is what a caller is told whose write the rules do not permit.
func noAccess(m *schema.Model, message string) *query.Error {
	return query.Rejected(m.Name, query.NoAccess, message)
}

const denied = "operation is rejected by access policies"

// insert checks new rows as they are stored, after everything is written. A
// model that nothing may be created in is refused before anything happens.
func (g *guard) insert(s *plan.Insert) []plan.Step {
	target := g.source(s.Model)
	rule := g.permits(target, schema.OpCreate)
	if never(rule) {
		return []plan.Step{&plan.Fail{Err: noAccess(s.Model, denied)}}
	}
	if !always(rule) {
		g.checks = append(g.checks, &plan.Check{
			Rows: s.Out, Target: target, Cond: rule, Must: true, Err: noAccess(s.Model, denied),
		})
	}
	return []plan.Step{s}
}

// delete joins the delete rule to the statement.
func (g *guard) delete(s *plan.Delete) []plan.Step {
	d := *s
	if s.Decided {
		return []plan.Step{&d}
	}
	d.Where = and(g.permits(s.Target, schema.OpDelete), g.found(s.Target, s.Where))
	if s.Need || alone(s.Target.Model, d.Where) {
		return []plan.Step{&d}
	}
	found := g.settle(s.Target, d.Where, s.Limit)
	d.Where, d.Limit = plan.Among(s.Target, found.Out), nil
	return []plan.Step{found, &d}
}

// settle finds the rows of a statement that changes many, in one of its own,
// where their rule looks at other rows of the same table. PostgreSQL holds the
// rows that a rule looks at (FOR SHARE) and passes over those that the statement
// itself has changed by then: the rule would see some rows and not others. The
// rows that are found stay locked, and what decided about them is held.
func (g *guard) settle(target *plan.Source, where plan.Expr, limit *plan.Param) *plan.Lookup {
	out := g.frame(target.Model)
	return &plan.Lookup{Out: out, Select: &plan.Select{
		Columns: plan.Columns(target, out.Fields), From: target, Where: where, Limit: limit, Lock: true,
	}}
}

// update joins the update rule to the statement, refuses rows whose field
// rules forbid a field that the request writes, and checks the result against
// the post-update rules.
func (g *guard) update(s *plan.Update) []plan.Step {
	u := *s
	if s.Decided {
		return append(g.postUpdate(&u), &u)
	}
	writes := written(s.Sets)
	u.Where = and(g.updatable(s.Target, writes), g.found(s.Target, s.Where))
	fields := g.permitsFields(s.Target, writes)
	var before []plan.Step
	settled := !s.Need && !alone(s.Target.Model, u.Where, fields)
	if settled {
		found := g.settle(s.Target, u.Where, s.Limit)
		u.Where, u.Limit = plan.Among(s.Target, found.Out), nil
		before = append(before, found)
	}
	if !always(fields) {
		before = append(before, g.refuse(s.Target, u.Where, fields)...)
		if !settled {
			u.Where = and(u.Where, plan.Holds(fields))
		}
	}
	return append(append(before, g.postUpdate(&u)...), &u)
}

// postUpdate adds the check of the updated rows. Where rules compare with the
// rows before, these are read first, locked, and the update kept to them.
func (g *guard) postUpdate(u *plan.Update) []plan.Step {
	m := u.Target.Model
	target := g.source(m)
	before := g.frame(m)
	writes := make(map[*schema.Field]bool, len(u.Sets))
	for _, a := range u.Sets {
		writes[a.Field] = true
	}
	rule := g.permitsRow(row{
		model: m, src: target, before: &row{model: m, src: target, frame: before, writes: writes},
	}, schema.OpPostUpdate)
	if always(rule) {
		return nil
	}
	check := &plan.Check{
		Rows: u.Out, Target: target, Cond: rule,
		Err: noAccess(m, "some or all updated rows failed to pass post-update policy check"),
	}
	g.checks = append(g.checks, check)
	asks := plan.Expr(plan.Bool(false))
	if g.setsID(u) {
		asks = g.asksBefore(row{model: m, src: u.Target})
	}
	if !uses(rule, before) && never(asks) {
		return nil
	}
	check.Before = before
	steps := []plan.Step{&plan.Lookup{Out: before, Select: &plan.Select{
		Columns: plan.Columns(u.Target, before.Fields), From: u.Target, Where: u.Where, Lock: true,
	}}}
	if g.setsID(u) {
		check.Renamed = true
		steps = append(steps, g.keepsIDs(u, before, asks)...)
	}
	u.Where = and(plan.Among(u.Target, before), u.Where)
	return steps
}

// keepsIDs refuses to change the ids of rows whose rules ask for the row before:
// which row it was could not be told. Those are the rows of which asks is true.
func (g *guard) keepsIDs(u *plan.Update, found *plan.Frame, asks plan.Expr) []plan.Step {
	m := u.Target.Model
	fail := &plan.Fail{If: found, Err: query.Rejected(m.Name, query.Other,
		"the id of a row cannot change where rules compare with the row before the update")}
	if always(asks) {
		return []plan.Step{fail}
	}
	fail.If = g.frame(m)
	return []plan.Step{&plan.Lookup{Out: fail.If, Select: &plan.Select{
		Columns: plan.Columns(u.Target, fail.If.Fields), From: u.Target, Where: and(plan.Among(u.Target, found), asks),
	}}, fail}
}

// asksBefore is the condition that the post-update rules of the model which a row
// is really of look at the row before.
func (g *guard) asksBefore(r row) plan.Expr {
	if slices.ContainsFunc(r.model.Rules, looksBack) {
		return plan.Bool(true)
	}
	var subs []plan.Expr
	for _, sub := range plan.SubsOf(g.p.schema, r.model) {
		_, asks := g.asSub(r, sub, g.asksBefore)
		subs = append(subs, asks)
	}
	return or(subs...)
}

func looksBack(r *schema.Rule) bool {
	found := r.Old
	schema.Walk(r.Cond, func(x schema.Expr) bool {
		ref, ok := x.(*schema.Ref)
		found = found || ok && ref.Root == schema.RootBefore
		return !found
	})
	return found && r.Ops&schema.OpPostUpdate != 0
}

func (g *guard) setsID(u *plan.Update) bool {
	for _, a := range u.Sets {
		if u.Target.Model.IsID(a.Field) {
			return true
		}
	}
	return false
}

func (g *guard) frame(m *schema.Model) *plan.Frame {
	g.frames++
	return &plan.Frame{ID: g.frames, Model: m, Fields: m.IDFields()}
}

// link2 demands that both ends of a new many-to-many link may be updated, when
// there is one: the step may stand in a branch that is not taken.
func (g *guard) link2(s *plan.Link) {
	for _, end := range []*plan.Frame{s.This, s.Other} {
		target := g.source(end.Model)
		rule := g.permits(target, schema.OpUpdate)
		if !always(rule) {
			g.checks = append(g.checks, &plan.Check{
				Rows: end, Target: target, Cond: rule, Must: true, If: s.Other,
				Err: noAccess(end.Model, "many-to-many relation participant model \""+end.Model.Name+"\" not updatable"),
			})
		}
	}
}

// unlink removes only links both of whose ends may be updated, and keeps the
// others without a word.
func (g *guard) unlink(s *plan.Unlink) []plan.Step {
	u := *s
	other := *s.Other
	other.Where = and(
		g.permits(other.From, schema.OpUpdate), g.found(other.From, s.Other.Where))
	u.Other = &other
	src := g.source(s.This.Model)
	rule := g.permits(src, schema.OpUpdate)
	if always(rule) {
		return []plan.Step{&u}
	}
	u.This = g.frame(s.This.Model)
	return []plan.Step{&plan.Lookup{Out: u.This, Select: &plan.Select{
		Columns: plan.Columns(src, u.This.Fields), From: src,
		Where: and(plan.Among(src, s.This), rule), Lock: true,
	}}, &u}
}
