package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// ruleSet collects a model's rules until it is known which of its update rules
// are checked after the update.
type ruleSet struct {
	rules []*schema.Rule
	attrs []*syntax.Attribute // that each rule comes from
	late  []bool              // the rule calls future()
}

// modelRule reads @@allow and @@deny.
func (c *checker) modelRule(k *container, b *blockAttr, set *ruleSet) {
	ap := c.applied(b.from.file, b.attr)
	ops, ok := c.operations(ap, false)
	if !ok {
		return
	}
	x := &exprs{c: c, file: b.from.file, self: k, decl: b.from, ctx: inPolicy, ops: ops}
	cond, ok := c.ruleCondition(x, ap)
	k.checks = append(k.checks, x.checks...)
	if !ok {
		return
	}
	if x.foreign != nil && ops&schema.OpCreate != 0 && b.from == k {
		c.checkCreateRule(x.foreign, ap)
	}
	r := &schema.Rule{Allow: b.attr.Name.Text == "allow", Ops: ops, Cond: cond, Pos: pos(b.attr)}
	c.lintUnknown(k, r, ap, false)
	k.rules = append(k.rules, &usedRule{Rule: r, attr: b.attr, at: ap.value("condition").Span()})
	set.rules = append(set.rules, r)
	set.attrs = append(set.attrs, b.attr)
	set.late = append(set.late, x.future)
}

// ruleCondition types the condition of a rule.
func (c *checker) ruleCondition(x *exprs, ap applied) (schema.Expr, bool) {
	e := ap.value("condition")
	if e == nil {
		return nil, false
	}
	cond, t := x.expr(e, nil)
	return cond, c.wantCondition(e, t, "condition")
}

// checkCreateRule refuses, under v3's rules, a create rule over a relation whose
// key is on the other side: before the row exists nothing can refer to it.
func (c *checker) checkCreateRule(r *syntax.Ref, ap applied) {
	if c.profile.old() {
		return
	}
	c.report(CodeCreateRelation, ap.value("condition"),
		"a create rule cannot use the relation %s: its key is on the other side", r.Name.Text).Hint = "nothing can refer to a row that does not exist yet; leave 'create' to another rule"
}

// fieldRule reads @allow and @deny.
func (c *checker) fieldRule(k *container, m *member, ap applied) *schema.Rule {
	ops, ok := c.operations(ap, true)
	if !ok {
		return nil
	}
	if m.attr("computed") != nil {
		c.report(CodeRuleComputed, ap.attr, "field rules are not allowed on computed fields")
		return nil
	}
	if m.relation() && (ops&schema.OpUpdate != 0 || !c.profile.old()) {
		d := c.report(CodeRuleRelation, ap.attr, "field rules are not allowed on relation fields; put them on the key fields")
		if keys := c.relationKeys(m); len(keys) > 0 {
			d.Hint = "the key is " + strings.Join(keys, ", ")
		}
		if ops == schema.OpRead {
			d.Hint = strings.TrimPrefix(d.Hint+"; ZenStack 2 has them for read: // gozen:dialect v2", "; ")
		}
		return nil
	}
	if ops&schema.OpRead != 0 {
		c.lintMixedDialects(ap.attr)
	}
	x := &exprs{c: c, file: m.from.file, self: k, decl: m.from, member: m, ctx: inPolicy, ops: ops}
	cond, ok := c.ruleCondition(x, ap)
	k.checks = append(k.checks, x.checks...)
	if !ok {
		return nil
	}
	r := &schema.Rule{
		Allow: ap.attr.Name.Text == "allow", Ops: ops, Cond: cond, Override: c.override(ap), Pos: pos(ap.attr),
	}
	c.lintUnknown(k, r, ap, true)
	k.rules = append(k.rules, &usedRule{Rule: r, attr: ap.attr, at: ap.value("condition").Span(), member: m})
	return r
}

// override reads @allow's third argument.
func (c *checker) override(ap applied) bool {
	v := ap.value("override")
	if v == nil {
		return false
	}
	b, ok := v.(*syntax.BoolLit)
	if !ok {
		c.report(CodeArgType, v, "argument does not fit parameter override: it takes true or false")
		return false
	}
	return b.Value
}

// operations reads the operation list of a rule.
func (c *checker) operations(ap applied, field bool) (schema.Ops, bool) {
	v := ap.value("operation")
	if v == nil {
		return 0, false
	}
	lit, ok := v.(*syntax.StringLit)
	if !ok || lit.Value == "" {
		c.report(CodeOperation, v, "operation must be a string literal").Hint = "such as 'read'"
		return 0, false
	}
	var ops schema.Ops
	for word := range strings.SplitSeq(lit.Value, ",") {
		op, known := operation(strings.TrimSpace(word), field)
		if !known {
			c.unknownOperation(v, strings.TrimSpace(word), field)
			ok = false
		}
		ops |= op
	}
	return ops, ok
}

func operation(word string, field bool) (schema.Ops, bool) {
	switch {
	case word == "all" && field:
		return schema.OpRead | schema.OpUpdate, true
	case word == "all":
		return schema.OpAll, true
	case word == "post-update" && !field:
		return schema.OpPostUpdate, true
	case field && word != "read" && word != "update":
		return 0, false
	}
	op := checkOp(word)
	return op, op != 0
}

func (c *checker) unknownOperation(n syntax.Node, word string, field bool) {
	names := []string{"create", "read", "update", "post-update", "delete", "all"}
	if field {
		names = []string{"read", "update", "all"}
	}
	c.report(CodeUnknownOperation, n, "unknown operation %q; use %s", word, strings.Join(names, ", ")).Hint = c.suggest(word, func() []string { return names })
}

// settleRules moves v2's after-update rules to where they are checked.
//
// An update rule that calls future() is checked once the row has its new
// values; bare fields in it still mean the old ones, which Rule.Old says. When
// any allow rule is such a rule, all allow rules that cover update wait with
// it, and the update itself is let through: an update is allowed by any of
// them. Deny rules without future() see only old values and stay before the
// update, where v2 loses them.
func (c *checker) settleRules(k *container, set *ruleSet) []*schema.Rule {
	moveAllows := false
	for i, r := range set.rules {
		moveAllows = moveAllows || r.Allow && set.late[i]
	}
	if moveAllows {
		c.refuseBothForms(k, set)
	}
	var out, moved []*schema.Rule
	for i, r := range set.rules {
		if r.Ops&schema.OpUpdate == 0 || !set.late[i] && !(r.Allow && moveAllows) {
			out = append(out, r)
			continue
		}
		after := *r
		after.Ops, after.Old = schema.OpPostUpdate, true
		moved = append(moved, &after)
		if rest := r.Ops &^ schema.OpUpdate; rest != 0 {
			before := *r
			before.Ops = rest
			out = append(out, &before)
		}
	}
	if moveAllows {
		yes := literal(true, schema.Boolean)
		out = append(out, &schema.Rule{Allow: true, Ops: schema.OpUpdate, Cond: yes, Pos: moved[0].Pos})
	}
	return append(out, moved...)
}

// refuseBothForms refuses a model that has allow rules of both after-update
// forms: v2's stand for the whole update and v3's come on top of it, so that
// together they would allow more than either author meant.
func (c *checker) refuseBothForms(k *container, set *ruleSet) {
	for i, r := range set.rules {
		if r.Allow && r.Ops&schema.OpPostUpdate != 0 {
			c.report(CodeBothForms, set.attrs[i], "%s has allow rules with future() and for 'post-update'", k.name()).Hint = "write all of them for 'post-update'"
		}
	}
}

// checkDelegationCycles refuses check() calls that lead back to their own model:
// asking them would never end.
func (c *checker) checkDelegationCycles() {
	group := components(c.models, func(k *container) []*container {
		var targets []*container
		for _, call := range k.checks {
			targets = append(targets, c.asked(call)...)
		}
		return targets
	})
	for _, k := range c.models {
		for _, call := range k.checks {
			if slices.ContainsFunc(c.asked(call), func(to *container) bool { return group[to] == group[k] }) {
				c.report(CodeCheckCycle, call.at, "circular delegation: the rules of %s lead back to %s",
					call.to.name(), k.name()).Hint = "write out one of the rules instead of calling check()"
			}
		}
	}
}

// asked lists the models whose rules a check() call may ask: of a write on a
// delegate base, those of what the row really is.
func (c *checker) asked(call checkCall) []*container {
	list := []*container{call.to}
	if call.ops&^schema.OpRead == 0 {
		return list
	}
	for _, k := range c.models {
		// Models that extend each other in a circle are an error of its own.
		b := k.delegateBase()
		for n := 0; b != nil && b != call.to && n < len(c.models); n++ {
			b = b.delegateBase()
		}
		if b == call.to {
			list = append(list, k)
		}
	}
	return list
}
