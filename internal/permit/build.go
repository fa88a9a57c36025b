package permit

import (
	"slices"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/schema"
)

// builder makes formulas of rules, as package policy makes conditions of them.
type builder struct {
	schema *schema.Schema
	user   map[string]any
	now    time.Time
	// deleted says that rows marked as deleted are seen: no other row is gone.
	deleted bool
	vars    map[string]*variable
	scopes  int // for names of the rows that predicates range over
	depth   int // of check()
	effort  int
}

// maxChecks bounds how deep check() may lead, as in package policy.
const maxChecks = 32

// row is what a scope of a rule stands for.
type row struct {
	model  *schema.Model
	key    string                      // tells rows apart
	soft   bool                        // another row than the one that is asked about
	absent bool                        // there may be none: all its fields are NULL then
	known  map[*schema.Field]*variable // what is in the row that refers to it
	elem   []string                    // a path in auth() instead of a row
	before *row
}

// variable is a field of a row.
func (b *builder) variable(r row, f *schema.Field) *variable {
	if v := r.known[f]; v != nil {
		return v
	}
	if r.before != nil && r.model.IsID(f) {
		// An update that changes ids is refused where rules look at the row before.
		return b.variable(*r.before, f)
	}
	home := f.Base
	if home == "" {
		home = r.model.Name
	}
	key := r.key + "." + home + "." + f.Name
	if v := b.vars[key]; v != nil {
		return v
	}
	v := &variable{field: f, class: classOf(f.Type), nullable: f.Type.Optional || r.absent, soft: r.soft || f.Computed}
	if e := b.schema.Enum(f.Type.Name); e != nil && f.Type.Kind == schema.EnumKind {
		for _, m := range e.Values {
			v.members = append(v.members, m.Name)
		}
	}
	if b.vars == nil {
		b.vars = map[string]*variable{}
	}
	b.vars[key] = v
	return v
}

// hop is the row at the other end of a to-one relation.
func (b *builder) hop(r row, name string) row {
	f := r.model.Field(name)
	ends := plan.EndsOf(b.schema, r.model, f)
	to := row{model: ends.Target, key: r.key + "." + name, soft: true, known: map[*schema.Field]*variable{}}
	marked := !b.deleted && ends.Target.DeletedAt() != nil
	to.absent = r.absent || f.Type.Optional || !f.Relation.Owner() || marked
	if f.Relation.Owner() && !marked && !partial(ends.This) {
		b.join(to.known, r, ends)
	}
	return to
}

// partial reports whether a foreign key may hold values and lead nowhere all the
// same, for a part of it is NULL.
func partial(key []*schema.Field) bool {
	return len(key) > 1 && slices.ContainsFunc(key, func(f *schema.Field) bool { return f.Type.Optional })
}

// join notes what the ends of a relation have in common.
func (b *builder) join(known map[*schema.Field]*variable, r row, ends plan.Ends) {
	for i, f := range ends.That {
		known[f] = b.variable(r, ends.This[i])
	}
}

func (b *builder) walk(r row, path []string) row {
	for _, name := range path {
		r = b.hop(r, name)
	}
	return r
}

// env is where an expression stands.
type env struct {
	scopes []row
	op     schema.Ops
	old    bool
}

func (e env) with(r row) env {
	e.scopes = append(slices.Clip(e.scopes), r)
	return e
}

// start is the row that a reference begins at.
func (e env) start(r *schema.Ref) row {
	first := e.scopes[0]
	old := r.Root == schema.RootBefore || r.Root == schema.RootScope && r.Scope == 0 && e.old
	switch {
	case old && first.before != nil:
		return *first.before
	case r.Root == schema.RootScope:
		return e.scopes[r.Scope]
	default:
		return first
	}
}

// authPath is the reference's path in auth(), if it leads there.
func (e env) authPath(x schema.Expr) ([]string, bool) {
	r, ok := x.(*schema.Ref)
	switch {
	case !ok:
		return nil, false
	case r.Root == schema.RootAuth:
		return r.Path, true
	case r.Root == schema.RootScope && e.scopes[r.Scope].elem != nil:
		return append(slices.Clip(e.scopes[r.Scope].elem), r.Path...), true
	default:
		return nil, false
	}
}

// missing reports whether x uses a member of auth() that the user lacks.
func (b *builder) missing(x schema.Expr, e env) bool {
	found := false
	schema.Walk(x, func(x schema.Expr) bool {
		if path, ok := e.authPath(x); ok && policy.Lookup(b.user, path) == nil {
			found = true
		}
		_, scoped := x.(*schema.Predicate)
		return !found && !scoped
	})
	return found
}

// rule is the condition under which op is permitted: some allow is TRUE and no
// deny is. Worst is what a missing member of auth() makes of a condition.
func (b *builder) rule(r row, op schema.Ops, worst bool) node {
	return b.pool(r, r.model.Rules, op, worst)
}

// overrides are the ways in which rules of single fields permit op where the
// model's do not.
func (b *builder) overrides(r row, op schema.Ops) []node {
	var ways []node
	for _, f := range r.model.Fields {
		var rules []*schema.Rule
		overridden := false
		for _, rule := range f.Rules {
			if rule.Ops&op != 0 && (rule.Override || !rule.Allow) {
				rules = append(rules, rule)
				overridden = overridden || rule.Override
			}
		}
		if overridden {
			ways = append(ways, definite{b.pool(r, rules, op, false)})
		}
	}
	return ways
}

// fieldRule is the condition under which op is permitted on a field of a row on
// which it is permitted as such. A field that no rule allows is open.
func (b *builder) fieldRule(r row, f *schema.Field, op schema.Ops) node {
	for _, rule := range f.Rules {
		if rule.Allow && rule.Ops&op != 0 {
			return b.pool(r, f.Rules, op, false)
		}
	}
	return b.denials(r, f.Rules, op)
}

// denials is the condition that no deny holds.
func (b *builder) denials(r row, rules []*schema.Rule, op schema.Ops) node {
	var conditions []node
	for _, rule := range rules {
		if !rule.Allow && rule.Ops&op != 0 {
			e := env{scopes: []row{r}, op: op, old: rule.Old}
			conditions = append(conditions, negation{definite{b.bool(rule.Cond, e, true)}})
		}
	}
	return conj(conditions...)
}

func (b *builder) pool(r row, rules []*schema.Rule, op schema.Ops, worst bool) node {
	open := op == schema.OpPostUpdate
	var allows, conditions []node
	for _, rule := range rules {
		if rule.Ops&op == 0 {
			continue
		}
		e := env{scopes: []row{r}, op: op, old: rule.Old}
		if rule.Allow {
			open = false
			allows = append(allows, b.bool(rule.Cond, e, worst))
		} else {
			conditions = append(conditions, negation{definite{b.bool(rule.Cond, e, !worst)}})
		}
	}
	if !open {
		conditions = append(conditions, disj(allows...))
	}
	return conj(conditions...)
}

// check is whether the row that a relation leads to passes its model's rules.
func (b *builder) check(x *schema.Check, e env, worst bool) node {
	op := x.Op
	if op == 0 {
		op = e.op
	}
	if b.depth++; b.depth > maxChecks {
		return fixed(open)
	}
	defer func() { b.depth-- }()
	to := b.walk(e.start(x.Rel), x.Rel.Path)
	var ways []node
	for _, m := range concrete(b.schema, to.model, op) {
		at := to
		at.model = m
		ways = append(ways, definite{b.rule(at, op, worst)})
	}
	if to.absent {
		return maybe{disj(ways...)}
	}
	return disj(ways...)
}

// predicate is a condition on related rows. Which there are is not known, but
// none can be one that makes the condition TRUE when nothing does.
func (b *builder) predicate(x *schema.Predicate, e env, worst bool) node {
	if path, ok := e.authPath(x.Over); ok {
		return b.authPredicate(x, path, e, worst)
	}
	if x.Over.T.Kind != schema.ModelKind {
		return fixed(open)
	}
	n := len(x.Over.Path) - 1
	r := b.walk(e.start(x.Over), x.Over.Path[:n])
	ends := plan.EndsOf(b.schema, r.model, r.model.Field(x.Over.Path[n]))
	b.scopes++
	each := row{model: ends.Target, key: "each" + strconv.Itoa(b.scopes), soft: true, known: map[*schema.Field]*variable{}}
	if ends.Join == nil {
		b.join(each.known, r, ends)
	}
	if x.Quant == schema.None {
		worst = !worst
	}
	some := b.bool(x.Cond, e.with(each), worst)
	switch {
	case x.Quant != schema.Every:
		some = definite{some}
	case worst:
		some = definite{negation{some}}
	default:
		some = negation{definite{some}}
	}
	exists := node(fixed(either))
	if !b.solve(some).Allowed {
		exists = fixed(no)
	}
	if x.Quant != schema.Some {
		exists = negation{exists}
	}
	if r.absent {
		return maybe{exists}
	}
	return exists
}

// authPredicate expands a predicate over a list of auth() element by element.
func (b *builder) authPredicate(x *schema.Predicate, path []string, e env, worst bool) node {
	items, ok := policy.Lookup(b.user, path).([]any)
	if !ok {
		return fixed(of(worst))
	}
	if x.Quant == schema.None {
		worst = !worst
	}
	each := make([]node, len(items))
	for i := range items {
		elem := append(slices.Clone(path), strconv.Itoa(i))
		each[i] = b.bool(x.Cond, e.with(row{elem: elem}), worst)
	}
	switch x.Quant {
	case schema.Some:
		return disj(each...)
	case schema.Every:
		return conj(each...)
	default:
		return negation{disj(each...)}
	}
}
