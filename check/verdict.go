package check

import (
	"github.com/gozen-dev/gozen/schema"
)

// verdict is the set of answers that a condition can give: the lints ask it
// which rules are decided before any row is seen. It may hold an answer too
// many, never one too few, so that a lint that fires is right.
type verdict uint8

const (
	canTrue verdict = 1 << iota
	canFalse
	canUnknown

	canAny = canTrue | canFalse | canUnknown
)

// always reports whether the condition is true whatever the row and the user.
func (v verdict) always() bool { return v == canTrue }

// never reports whether the condition is true for no row and no user.
func (v verdict) never() bool { return v&canTrue == 0 }

func (v verdict) not() verdict {
	out := v & canUnknown
	if v&canTrue != 0 {
		out |= canFalse
	}
	if v&canFalse != 0 {
		out |= canTrue
	}
	return out
}

// judge finds verdicts for the rules of one model.
type judge struct {
	c      *checker
	scopes []*container // of the model, and of each enclosing predicate
	ops    schema.Ops   // of the rule
	deny   bool         // it is a deny rule
	nobody bool         // there is no user
	negate bool         // under an odd number of negations
}

// lenient reports whether a comparison with a missing user counts as true here:
// without a user an allow is not to pass and a deny is to fire.
func (j *judge) lenient() bool { return j.deny != j.negate }

// of returns the verdict on e.
func (j *judge) of(e schema.Expr) verdict {
	switch e := e.(type) {
	case *schema.Literal:
		return constantVerdict(e)
	case *schema.Ref:
		if e.Root == schema.RootAuth {
			return j.user()
		}
		return canTrue | canFalse | j.missing(e)
	case *schema.Not:
		inner := *j
		inner.negate = !j.negate
		return inner.of(e.X).not()
	case *schema.Binary:
		switch e.Op {
		case schema.And, schema.Or:
			return j.chain(e)
		}
		return j.comparison(e)
	case *schema.Predicate:
		return j.predicate(e)
	case *schema.Call:
		v := canTrue | canFalse
		for _, a := range e.Args {
			if j.usesUser(a) {
				return j.user()
			}
			v |= j.missing(a)
		}
		return v
	case *schema.Check:
		return j.delegated(e)
	}
	return canAny
}

func constantVerdict(e *schema.Literal) verdict {
	switch v := e.Value.(type) {
	case bool:
		if v {
			return canTrue
		}
		return canFalse
	case nil:
		return canUnknown
	}
	return canAny
}

// user is the verdict on a comparison with a value of the user.
func (j *judge) user() verdict {
	switch {
	case !j.nobody:
		return canAny
	case j.lenient():
		return canTrue
	}
	return canFalse
}

// usesUser reports whether e is a value of the user.
func (j *judge) usesUser(e schema.Expr) bool {
	r, ok := e.(*schema.Ref)
	return ok && r.Root == schema.RootAuth
}

// chain is the verdict on operands joined by one operator.
func (j *judge) chain(e *schema.Binary) verdict {
	operands := flatten(e, e.Op, nil)
	and := e.Op == schema.And
	all, some := canAny, verdict(0)
	for _, x := range operands {
		v := j.of(x)
		if !and {
			v = v.not() // a || b is !(!a && !b)
		}
		if v == canFalse {
			return decided(v, and)
		}
		all &= v
		some |= v
	}
	out := all&canTrue | some&(canFalse|canUnknown)
	if out&canTrue != 0 && j.contradict(operands, !and) {
		out &^= canTrue
	}
	return decided(out, and)
}

func decided(v verdict, and bool) verdict {
	if v == 0 {
		v = canFalse
	}
	if and {
		return v
	}
	return v.not()
}

// flatten lists the operands of a chain of op.
func flatten(e schema.Expr, op schema.Operator, list []schema.Expr) []schema.Expr {
	if b, ok := e.(*schema.Binary); ok && b.Op == op {
		return flatten(b.R, op, flatten(b.L, op, list))
	}
	return append(list, e)
}

// comparison is the verdict on two operands.
func (j *judge) comparison(e *schema.Binary) verdict {
	if isNull(e.L) {
		return j.nullTest(e.Op, e.R)
	}
	if isNull(e.R) {
		return j.nullTest(e.Op, e.L)
	}
	if j.usesUser(e.L) || j.usesUser(e.R) {
		return j.user()
	}
	if l, ok := e.R.(*schema.List); ok && e.Op == schema.In && len(l.Items) == 0 {
		return canFalse
	}
	v := canTrue | canFalse
	a, b := e.L, e.R
	if x, ok := a.(*schema.Literal); ok {
		if y, ok := b.(*schema.Literal); ok {
			return compareLiterals(e.Op, x, y)
		}
	}
	if pa := pathOf(a); pa != "" && pa == pathOf(b) {
		switch e.Op {
		case schema.Eq, schema.Le, schema.Ge:
			v = canTrue
		case schema.Ne, schema.Lt, schema.Gt:
			v = canFalse
		}
	}
	return v | j.missing(a) | j.missing(b)
}

// nullTest is the verdict on a comparison with null, which is never unknown.
func (j *judge) nullTest(op schema.Operator, e schema.Expr) verdict {
	v := canTrue | canFalse
	switch e := e.(type) {
	case *schema.Literal:
		v = canFalse
		if e.Value == nil {
			v = canTrue
		}
	case *schema.Ref:
		if e.Root == schema.RootAuth {
			if j.nobody {
				v = canTrue
			}
		} else if !j.optional(e) {
			v = canFalse
		}
	}
	if op == schema.Ne {
		return v.not()
	}
	return v
}

// missing is canUnknown when e may have no value.
func (j *judge) missing(e schema.Expr) verdict {
	switch e := e.(type) {
	case *schema.Ref:
		if e.Root == schema.RootAuth || j.optional(e) {
			return canUnknown
		}
		return 0
	case *schema.Literal:
		return 0
	case *schema.List:
		var v verdict
		for _, item := range e.Items {
			v |= j.missing(item)
		}
		return v
	}
	return canUnknown
}

// optional reports whether something along e's path may be null. Without
// foreign keys in the database, that holds for every relation.
func (j *judge) optional(e *schema.Ref) bool {
	k := j.scopes[0]
	if e.Root == schema.RootScope && e.Scope < len(j.scopes) {
		k = j.scopes[e.Scope]
	}
	for _, name := range e.Path {
		if k == nil || k.member(name) == nil {
			return true
		}
		m := k.member(name)
		if m.typ.Optional || m.relation() && (j.c.source.prisma || !m.typ.List && !holdsKey(m)) {
			return true
		}
		k = m.target
	}
	return false
}

// predicate is the verdict on a collection. None of its elements counts that
// leaves the condition open.
func (j *judge) predicate(e *schema.Predicate) verdict {
	if e.Over.Root == schema.RootAuth {
		return j.user()
	}
	inner := *j
	inner.scopes = append(append([]*container(nil), j.scopes...), j.element(e.Over))
	inner.negate = j.negate != (e.Quant == schema.None)
	cond := inner.of(e.Cond)
	switch {
	case cond.never() && e.Quant == schema.Some:
		return canFalse
	case cond.never() && e.Quant == schema.None, cond.always() && e.Quant == schema.Every:
		return canTrue
	}
	return canTrue | canFalse | j.missing(e.Over)
}

// element returns the model of a collection's rows, or nil.
func (j *judge) element(over *schema.Ref) *container {
	k := j.scopes[0]
	if over.Root == schema.RootScope && over.Scope < len(j.scopes) {
		k = j.scopes[over.Scope]
	}
	for _, name := range over.Path {
		if k == nil || k.member(name) == nil {
			return nil
		}
		k = k.member(name).target
	}
	return k
}

// delegated is the verdict on check().
func (j *judge) delegated(e *schema.Check) verdict {
	ops := e.Op
	if ops == 0 {
		ops = j.ops
	}
	k := j.element(e.Rel)
	if k == nil {
		return canAny
	}
	for _, op := range []schema.Ops{schema.OpCreate, schema.OpRead, schema.OpUpdate, schema.OpDelete} {
		if ops&op != 0 && j.c.mayPass(k, op, j.nobody) {
			return canTrue | canFalse | j.missing(e.Rel)
		}
	}
	return canFalse
}
