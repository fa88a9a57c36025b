package check

import (
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// lintCascades warns about cascades that cross owners: deleting a row of one
// model deletes, past all rules, rows of k that its own rules guard without a
// look at that row.
//
// What belongs to whom is read off the rules. A cascade stays with the owner,
// and is no finding, when
//   - nobody may delete the parent, or everybody may delete rows of k, so that
//     nothing is gained;
//   - a rule of k looks through the relation (list.owner == auth(),
//     check(list)), or a rule of the parent looks at the rows of k: then the
//     author has put one inside the other;
//   - the parent is the user himself, and no rule of k looks for its user in
//     another relation: the row is his, and goes with him;
//   - the key defaults to auth(): rows are made by their owner.
func (c *checker) lintCascades(k *container) {
	if len(k.rules) == 0 || c.openTo(k, schema.OpDelete) {
		return
	}
	seen := firstSteps(k)
	looks := looksForUser(c, k, seen)
	for _, m := range k.members {
		r := m.out.Relation
		if r == nil || m.base != nil || !r.Owner() || r.OnDelete != schema.Cascade || !c.mayPass(m.target, schema.OpDelete, false) {
			continue
		}
		if seen[m.name()] || c.keyOfUser(k, m) || firstSteps(m.target)[r.Opposite] {
			continue
		}
		if m.target == c.auth && !looks {
			continue
		}
		d := c.warn(CodeCascade, c.cascadeAt(m), "deleting a %s deletes its %s, whatever the rules of %s say",
			m.target.name(), r.Opposite, k.name())
		d.Hint = "let a rule of " + k.name() + " look at " + m.name() + ", or take onDelete: Restrict"
	}
}

// openTo reports whether everybody may do op with every row of k.
func (c *checker) openTo(k *container, op schema.Ops) bool {
	open := false
	for _, r := range k.rules {
		if r.member != nil || r.Ops&op == 0 {
			continue
		}
		if !r.Allow && !r.verdict.never() {
			return false
		}
		open = open || r.Allow && r.verdict.always()
	}
	return open
}

// firstSteps returns the members of k at which the paths in its rules begin.
// Fields of a foreign key stand for their relation.
func firstSteps(k *container) map[string]bool {
	if k.steps != nil {
		return k.steps
	}
	k.steps = map[string]bool{}
	for _, r := range k.rules {
		schema.Walk(r.Cond, func(e schema.Expr) bool {
			ref, ok := e.(*schema.Ref)
			if ok && ref.Root != schema.RootAuth && ref.Scope == 0 && len(ref.Path) > 0 {
				k.steps[ref.Path[0]] = true
			}
			return true
		})
	}
	for _, m := range k.members {
		if r := m.out.Relation; r != nil && r.Owner() {
			for _, f := range r.Fields {
				if k.steps[f] {
					k.steps[m.name()] = true
				}
			}
		}
	}
	return k.steps
}

// keyOfUser reports whether the key of m is the current user's by default.
func (c *checker) keyOfUser(k *container, m *member) bool {
	for _, name := range m.out.Relation.Fields {
		if d := k.member(name).out.Default; d != nil && len(d.Auth) > 0 {
			return true
		}
	}
	return false
}

// looksForUser reports whether a rule of k begins at a relation to the user.
func looksForUser(c *checker, k *container, steps map[string]bool) bool {
	for _, m := range k.members {
		if r := m.out.Relation; r != nil && r.Owner() && m.target == c.auth && steps[m.name()] {
			return true
		}
	}
	return false
}

// cascadeAt is where a member asks for a cascade.
func (c *checker) cascadeAt(m *member) syntax.Node {
	if a := m.attr("relation"); a != nil {
		if arg := c.applied(m.from.file, a).arg("onDelete"); arg != nil {
			return arg
		}
	}
	return m.decl.Name
}
