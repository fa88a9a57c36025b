package policy

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// An @allow of a field that overrides speaks for the field where the model's
// rules do not permit: a row is readable for a request that uses no field of it
// but such fields, and may be updated by one that writes no other. It is no part
// of what the field's other rules decide for rows that the model's permit.

// overrides is the condition under which the fields' own rules permit op
// although the model's do not.
func (c *compiler) overrides(src *plan.Source, fields []*schema.Field, op schema.Ops) plan.Expr {
	if c.unruled || len(fields) == 0 {
		return plan.Bool(false)
	}
	var all []plan.Expr
	c.share = op != schema.OpRead
	defer func() { c.share = false }()
	for _, f := range fields {
		if !hasOverride(f, op) {
			return plan.Bool(false)
		}
		all = append(all, granted(c.override(row{model: src.Model, src: src}, f, op, false)))
	}
	return and(all...)
}

// override is TRUE where an overriding @allow of the field is and no @deny of it.
func (c *compiler) override(r row, f *schema.Field, op schema.Ops, worst bool) plan.Expr {
	return c.combine(r, slices.DeleteFunc(slices.Clone(f.Rules), func(x *schema.Rule) bool { return x.Allow && !x.Override }), op, worst, false)
}

func hasOverride(f *schema.Field, op schema.Ops) bool {
	return slices.ContainsFunc(f.Rules, func(r *schema.Rule) bool { return r.Override && r.Ops&op != 0 })
}

// overridden reports whether a rule of a field may permit what the model's do not.
func overridden(m *schema.Model) bool {
	return slices.ContainsFunc(m.Fields, func(f *schema.Field) bool {
		return hasOverride(f, schema.OpRead) || hasOverride(f, schema.OpUpdate)
	})
}

// shown guards the select of a level that is shown: its rows are those that the
// user may read for what the request uses of them.
func (g *guard) shown(s *plan.Select) *plan.Select {
	return g.among(s, or(g.readable(s.From), g.overrides(s.From, used(s), schema.OpRead)))
}

// used are the fields of its rows that a select uses, but for the key that the
// request itself gives and for ids that put rows in order.
func used(s *plan.Select) []*schema.Field {
	looked := *s
	looked.Order = slices.DeleteFunc(slices.Clone(s.Order), func(o plan.Order) bool {
		c, ok := o.X.(*plan.Column)
		return ok && c.Source == s.From && c.Field != nil && s.From.Model.IsID(c.Field)
	})
	var fields []*schema.Field
	looked.Walk(func(x plan.Expr) {
		c, ok := x.(*plan.Column)
		if ok && c.Source == s.From && c.Field != nil && !c.Key && !slices.Contains(fields, c.Field) {
			fields = append(fields, c.Field)
		}
	})
	return fields
}

// written are the fields that the request itself writes.
func written(sets []plan.Assign) []*schema.Field {
	var fields []*schema.Field
	for _, a := range sets {
		if a.ByCaller {
			fields = append(fields, a.Field)
		}
	}
	return fields
}
