package check

import (
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// usedRule is a rule as a model has it: one that several models inherit is one
// in each.
type usedRule struct {
	*schema.Rule                   // as written, before [checker.settleRules]
	attr         *syntax.Attribute // that says it
	at           diag.Span         // of the condition
	member       *member           // whose rule it is; nil for the model's
	verdict      verdict
}

// literal reports whether the author has written true or false: then the rule
// is meant to be decided.
func (r *usedRule) literal() bool {
	_, ok := r.Cond.(*schema.Literal)
	return ok
}

// summary is what the rules of a model come to, operation by operation.
type summary struct {
	allowed schema.Ops               // some allow may let pass
	denied  map[schema.Ops]*usedRule // a deny that always fires
}

// lint looks for what is allowed but hardly meant. It runs when there are no
// errors, over the models as they have become.
func (c *checker) lint() {
	alive := map[*syntax.Attribute]bool{} // deny rules that can fire in some model
	for _, k := range c.models {
		if k.file != c.lib {
			c.lintEffects(k)
		}
		if k.model != nil && !k.model.Ignore {
			c.lintRules(k, alive)
			c.lintSecrets(k)
			c.lintCascades(k)
			c.lintColumns(k)
		}
	}
	for _, k := range c.models {
		if k.model != nil && !k.model.Ignore {
			c.lintDenies(k, alive)
		}
	}
}

// lintRules warns about rules whose condition decides nothing, and notes the
// deny rules that can fire.
func (c *checker) lintRules(k *container, alive map[*syntax.Attribute]bool) {
	sum := c.summarize(k)
	for _, r := range k.rules {
		c.lintCondition(r)
		switch {
		case r.verdict.never():
		case !r.Allow && (r.member != nil || r.literal() || r.Ops&sum.allowed != 0):
			alive[r.attr] = true
		case r.Allow && r.member == nil:
			c.lintOverruled(k, r, sum)
		}
	}
}

// summarize judges the rules of k. After an update, what no rule allows is
// allowed; an @allow of a field may override the model's rules.
func (c *checker) summarize(k *container) summary {
	sum := summary{allowed: schema.OpPostUpdate, denied: map[schema.Ops]*usedRule{}}
	for _, r := range k.rules {
		j := &judge{c: c, scopes: []*container{k}, ops: r.Ops, deny: !r.Allow}
		r.verdict = j.of(r.Cond)
		switch {
		case r.Allow && (r.member == nil || r.Override) && !r.verdict.never():
			sum.allowed |= r.Ops
		case !r.Allow && r.member == nil && r.verdict.always():
			for op := schema.OpCreate; op <= schema.OpPostUpdate; op <<= 1 {
				if r.Ops&op != 0 {
					sum.denied[op] = r
				}
			}
		}
	}
	return sum
}

// lintCondition warns about a condition that is always or never true, unless the
// author has written just that. A model's allow on false does nothing even so.
func (c *checker) lintCondition(r *usedRule) {
	switch {
	case r.verdict.always() && !r.literal():
		c.reportAt(CodeAlways, diag.Warning, r.at, "the condition of this %s is always true", r.attr.Text()).Hint = "write true if that is meant; else look for what was to be compared"
	case r.Allow && r.verdict.never() && (r.member == nil || !r.literal()):
		c.reportAt(CodeNever, diag.Warning, r.at, "this %s allows nothing: its condition can never be true", r.attr.Text()).Hint = "correct the condition, or remove the rule: what no rule allows is denied"
	}
}

// lintOverruled warns about an allow whose operations are all denied to everybody.
func (c *checker) lintOverruled(k *container, r *usedRule, sum summary) {
	var by *usedRule
	for op := schema.OpCreate; op <= schema.OpPostUpdate; op <<= 1 {
		if r.Ops&op == 0 {
			continue
		}
		if by = sum.denied[op]; by == nil {
			return
		}
	}
	d := c.warn(CodeNever, r.attr, "this %s allows nothing: a deny rule of %s always fires", r.attr.Text(), k.name())
	d.Hint = "remove one of the two"
	d.Related = []diag.Related{{Span: by.attr.Span(), Message: "the deny rule"}}
}

// lintDenies warns about deny rules that fire in no model.
func (c *checker) lintDenies(k *container, alive map[*syntax.Attribute]bool) {
	for _, r := range k.rules {
		if r.Allow || alive[r.attr] {
			continue
		}
		d := c.warn(CodeDeadDeny, r.attr, "this %s can never fire", r.attr.Text())
		if r.verdict.never() {
			d.Message += ": its condition is never true"
			d.Hint = "correct the condition, or remove the rule"
			continue
		}
		d.Message += ": no rule of " + k.name() + " allows what it denies"
		d.Hint = "remove it, or add the @@allow that it limits"
	}
}

// mayPass reports whether the rules of k can let somebody do op, or, when that is
// asked, somebody who is not signed in. Rules that lead back to themselves have
// been refused before.
func (c *checker) mayPass(k *container, op schema.Ops, nobody bool) bool {
	key := passKey{k, op, nobody}
	if may, ok := c.passes[key]; ok {
		return may
	}
	may := false
	for _, r := range k.rules {
		if r.member != nil || r.Ops&op == 0 {
			continue
		}
		j := &judge{c: c, scopes: []*container{k}, ops: op, deny: !r.Allow, nobody: nobody}
		v := j.of(r.Cond)
		if !r.Allow && v.always() {
			may = false
			break
		}
		may = may || r.Allow && !v.never()
	}
	c.passes[key] = may
	return may
}

// passKey is a question to [checker.mayPass].
type passKey struct {
	k      *container
	op     schema.Ops
	nobody bool
}
