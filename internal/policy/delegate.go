package policy

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// concrete is the condition under which a write is permitted on the row,
// whichever level of a delegate hierarchy it is addressed through: the rules
// of the model that the row is really of decide. Those of a sub-model hold all
// of its base's and so replace them. It is for reading as it is for any other
// model: there the base's rules alone show the base's fields.
func (c *compiler) concrete(r row, op schema.Ops, worst bool) plan.Expr {
	return c.dispatch(r, op, c.modelRule(r, op, worst),
		func(sub *schema.Model) bool { return c.addsRules(r.model, sub, op) },
		func(in row) plan.Expr { return c.concrete(in, op, worst) })
}

// concreteField is concrete for one field. A sub-model has the rules of its
// base's fields and no more, so that only the model's name can tell them apart.
func (c *compiler) concreteField(r row, f *schema.Field, op schema.Ops, worst bool) plan.Expr {
	return c.dispatch(r, op, c.fieldRule(r, f, op, worst),
		func(*schema.Model) bool { return slices.ContainsFunc(f.Rules, asksModel) },
		func(in row) plan.Expr { return c.concreteField(in, in.model.Field(f.Name), op, worst) })
}

// dispatch asks rule about a row that is of a sub-model which decides in another
// way, and own about every other.
func (c *compiler) dispatch(r row, op schema.Ops, own plan.Expr, differs func(*schema.Model) bool, rule func(row) plan.Expr) plan.Expr {
	if c.unruled || op == schema.OpRead {
		return own
	}
	var ways []plan.Expr
	none := []plan.Expr{plan.Holds(own)}
	for _, sub := range plan.SubsOf(c.p.schema, r.model) {
		if differs(sub) {
			is, permitted := c.asSub(r, sub, rule)
			none = append(none, plan.Negate(is))
			ways = append(ways, permitted)
		}
	}
	if len(ways) == 0 {
		return own
	}
	return or(append(ways, and(none...))...)
}

// asSub tells whether the row is one of the sub-model, and whether it is one
// on which the sub-model's rule holds.
func (c *compiler) asSub(r row, sub *schema.Model, rule func(row) plan.Expr) (is, permitted plan.Expr) {
	exists := func(rule func(row) plan.Expr) plan.Expr {
		c.aliases++
		in := row{model: sub, src: &plan.Source{Alias: c.aliases, Model: sub, Deleted: c.deleted}, base: &r}
		if r.before != nil {
			in.before = &row{model: sub, src: in.src, base: r.before}
		}
		sel := &plan.Select{From: in.src, Share: c.share}
		var same []plan.Expr
		for i, f := range r.model.IDFields() {
			same = append(same, &plan.Compare{
				Op: plan.Eq, L: &plan.Column{Source: in.src, Field: sub.IDFields()[i]}, R: r.column(f), Type: f.Type,
			})
		}
		cond := granted(rule(in))
		if never(cond) {
			return cond
		}
		sel.Where = and(append(same, cond)...)
		return &plan.Exists{Select: sel}
	}
	is = exists(func(row) plan.Expr { return plan.Bool(true) })
	return is, exists(rule)
}

// addsRules reports whether a sub-model or one below it may decide op in
// another way than its base. A sub-model has all rules of its base, so that it
// decides in the same way if it has no more of them, and none looks at which
// model it is in.
func (c *compiler) addsRules(base, sub *schema.Model, op schema.Ops) bool {
	own := rulesFor(sub, op)
	if len(own) != len(rulesFor(base, op)) || slices.ContainsFunc(own, asksModel) {
		return true
	}
	return slices.ContainsFunc(plan.SubsOf(c.p.schema, sub), func(m *schema.Model) bool { return c.addsRules(sub, m, op) })
}

func rulesFor(m *schema.Model, op schema.Ops) []*schema.Rule {
	var rules []*schema.Rule
	for _, r := range m.Rules {
		if r.Ops&op != 0 {
			rules = append(rules, r)
		}
	}
	return rules
}

// asksModel reports whether a rule uses the name of the model that it is in.
func asksModel(r *schema.Rule) bool {
	found := false
	schema.Walk(r.Cond, func(x schema.Expr) bool {
		call, ok := x.(*schema.Call)
		found = found || ok && call.Func == "currentModel"
		return !found
	})
	return found
}
