package oracle

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// scope is where a rule's expression is evaluated.
type scope struct {
	c        caller
	m        *schema.Model // whose rule it is
	op       schema.Ops
	before   map[string]any
	elements []element // the rule's row, then those of the predicates around
}

// element is what bare names mean: a row, or a value out of the user.
type element struct {
	row  *row
	user any
}

// operand is the value of an expression. Of a model it is a row or an object
// of the user.
type operand struct {
	v     any
	row   *row
	auth  bool // it comes from the user
	items []operand
	list  bool
}

// missing reports a member that the user does not have: an unknown that must
// not open anything.
func (o operand) missing() bool { return o.auth && o.v == nil }

// truth evaluates a condition. Worst is what a comparison with a missing
// member of the user counts as, here; a negation turns it around.
func (s *scope) truth(e schema.Expr, worst truth) truth {
	switch e := e.(type) {
	case *schema.Not:
		return s.truth(e.X, worst.not()).not()
	case *schema.Binary:
		switch e.Op {
		case schema.And:
			return s.truth(e.L, worst).and(s.truth(e.R, worst))
		case schema.Or:
			return s.truth(e.L, worst).or(s.truth(e.R, worst))
		}
		return s.comparison(e, worst)
	case *schema.Predicate:
		return s.predicate(e, worst)
	case *schema.Call:
		return s.call(e, worst)
	case *schema.Check:
		return s.check(e, worst)
	default:
		o := s.operand(e)
		if o.missing() {
			return worst
		}
		if o.v == nil {
			return unknown
		}
		return of(o.v == true)
	}
}

func (s *scope) comparison(e *schema.Binary, worst truth) truth {
	if e.Op == schema.Eq || e.Op == schema.Ne {
		t := s.equality(e, worst)
		return t
	}
	l, r := s.operand(e.L), s.operand(e.R)
	if e.Op == schema.In {
		return in(l, r, worst)
	}
	if l.missing() || r.missing() {
		return worst
	}
	if l.v == nil || r.v == nil {
		return unknown
	}
	c, ok := compare(l.v, r.v)
	switch e.Op {
	case schema.Lt:
		return of(ok && c < 0)
	case schema.Le:
		return of(ok && c <= 0)
	case schema.Gt:
		return of(ok && c > 0)
	case schema.Ge:
		return of(ok && c >= 0)
	default:
		panic("oracle: unknown operator " + string(e.Op))
	}
}

// equality decides == and !=. With a literal null they ask whether something
// is there, which is never unknown.
func (s *scope) equality(e *schema.Binary, worst truth) truth {
	turn := func(t truth) truth {
		if e.Op == schema.Ne {
			return t.not()
		}
		return t
	}
	l, r := s.operand(e.L), s.operand(e.R)
	if isNull(e.R) {
		return turn(of(l.absent()))
	}
	if isNull(e.L) {
		return turn(of(r.absent()))
	}
	if isRow(e.L) && isRow(e.R) {
		return s.sameRow(e, l, r, worst, turn)
	}
	if l.missing() || r.missing() {
		return worst
	}
	return turn(equal(l.v, r.v))
}

func isNull(e schema.Expr) bool {
	l, ok := e.(*schema.Literal)
	return ok && l.Value == nil
}

func isRow(e schema.Expr) bool {
	k := e.Type().Kind
	_, ref := e.(*schema.Ref)
	return ref && (k == schema.ModelKind || k == schema.Custom)
}

func (o operand) absent() bool { return o.v == nil && o.row == nil }

// sameRow compares by all fields of the id.
func (s *scope) sameRow(e *schema.Binary, l, r operand, worst truth, turn func(truth) truth) truth {
	m := s.c.db.s.Model(e.L.Type().Name)
	if m == nil {
		m = s.c.db.s.Model(e.R.Type().Name)
	}
	all := yes
	for _, f := range m.IDFields() {
		a, b := l.member(f.Name), r.member(f.Name)
		if a.missing() || b.missing() {
			return worst
		}
		all = all.and(equal(a.v, b.v))
	}
	return turn(all)
}

// member is a stored field of a row, or a member of an object of the user.
func (o operand) member(name string) operand {
	if o.auth {
		m, _ := o.v.(map[string]any)
		return operand{v: m[name], auth: true}
	}
	if o.row == nil {
		return operand{}
	}
	return operand{v: o.row.value(name)}
}

// in decides membership as a chain of equalities, the empty one of which is
// false.
func in(l, r operand, worst truth) truth {
	if l.missing() || r.missing() {
		return worst
	}
	found := no
	for _, x := range r.items {
		if x.missing() {
			found = found.or(worst)
		} else {
			found = found.or(equal(l.v, x.v))
		}
	}
	return found
}

// operand evaluates what is not a condition.
func (s *scope) operand(e schema.Expr) operand {
	switch e := e.(type) {
	case *schema.Literal:
		return operand{v: literal(e)}
	case *schema.List:
		o := operand{list: true, v: e}
		for _, x := range e.Items {
			o.items = append(o.items, s.operand(x))
		}
		return o
	case *schema.Ref:
		return s.ref(e)
	case *schema.Call:
		return operand{v: s.text(e)}
	default:
		return operand{v: known(s.truth(e, no))}
	}
}

func known(t truth) any {
	if t == unknown {
		return nil
	}
	return t == yes
}

// ref follows a path.
func (s *scope) ref(e *schema.Ref) operand {
	switch e.Root {
	case schema.RootAuth:
		var user any
		if s.c.who.User != nil {
			user = s.c.who.User
		}
		return follow(user, e.Path)
	case schema.RootBefore:
		return operand{v: s.before[e.Path[0]]}
	default: // the row that the rule is about, or an element
	}
	at := s.elements[e.Scope]
	if at.row == nil {
		return follow(at.user, e.Path)
	}
	return s.walk(at.row, e.Path)
}

// follow takes members of the user by name. What is not there is nil.
func follow(v any, path []string) operand {
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	if m, ok := v.(map[string]any); ok && m == nil {
		v = nil
	}
	o := operand{v: v, auth: true}
	if items, ok := v.([]any); ok {
		o.list = true
		for _, x := range items {
			o.items = append(o.items, operand{v: x, auth: true})
		}
	}
	return o
}

// walk follows to-one relations from a row, among all rows there are. The last
// member may be a field, a relation, or a collection.
func (s *scope) walk(r *row, path []string) operand {
	for i, name := range path {
		f := r.m.Field(name)
		if f.Relation == nil {
			return operandOf(r.value(name))
		}
		found := s.c.db.related(r, f, stored, stored)
		if f.Type.List {
			o := operand{list: true, v: path}
			for _, x := range found {
				o.items = append(o.items, operand{row: x})
			}
			return o
		}
		if len(found) == 0 {
			return operand{}
		}
		r = found[0]
		if i == len(path)-1 {
			return operand{row: r}
		}
	}
	return operand{row: r}
}

// operandOf is the operand of a stored value, which may be a list.
func operandOf(v any) operand {
	o := operand{v: v}
	if items, ok := v.([]any); ok {
		o.list = true
		for _, x := range items {
			o.items = append(o.items, operand{v: x})
		}
	}
	return o
}

// predicate decides a collection predicate. Over a collection that cannot be
// reached it is unknown.
func (s *scope) predicate(e *schema.Predicate, worst truth) truth {
	over := s.ref(e.Over)
	if over.missing() {
		return worst
	}
	if !over.list {
		return unknown
	}
	if e.Quant == schema.None {
		worst = worst.not()
	}
	some, every := no, yes
	for _, x := range over.items {
		inner := *s
		inner.elements = append(append([]element(nil), s.elements...), element{row: x.row, user: x.v})
		t := inner.truth(e.Cond, worst)
		if !over.auth {
			// A row counts when its condition is true, or, where every row must, is
			// not false in a deny. Elements of the user are conditions on the
			// rule's row, joined as any others.
			t = of(t == yes || t == unknown && e.Quant == schema.Every && worst == yes)
		}
		some, every = some.or(t), every.and(t)
	}
	switch e.Quant {
	case schema.Some:
		return some
	case schema.Every:
		return every
	case schema.None:
		return some.not()
	default:
		panic("oracle: unknown quantifier " + string(e.Quant))
	}
}

// check asks the related row's own rules. They give a plain answer, which only
// a missing row leaves unknown.
func (s *scope) check(e *schema.Check, worst truth) truth {
	target := s.ref(e.Rel)
	if target.row == nil {
		return unknown
	}
	op := e.Op
	if op == 0 {
		op = s.op
	}
	m := s.c.db.s.Model(e.Rel.Type().Name)
	if op != schema.OpRead {
		m = target.row.m
	}
	return of(s.c.permitted(m, target.row, op, nil, worst))
}

// listCall decides the functions on lists.
func listCall(name string, args []operand) truth {
	list := args[0].items
	has := func(x operand) truth {
		if x.v == nil {
			return unknown
		}
		return of(slices.ContainsFunc(list, func(y operand) bool { return same(x.v, y.v) }))
	}
	some, every := no, yes
	for _, x := range args[1:] {
		items := x.items
		if name == "has" {
			items = []operand{x}
		}
		for _, item := range items {
			some, every = some.or(has(item)), every.and(has(item))
		}
	}
	switch name {
	case "has", "hasSome":
		return some
	case "hasEvery":
		return every
	case "isEmpty":
		return of(len(list) == 0)
	default:
		panic("oracle: unknown function " + name)
	}
}

// call decides the functions on text and lists.
func (s *scope) call(e *schema.Call, worst truth) truth {
	args := make([]operand, len(e.Args))
	for i, x := range e.Args {
		args[i] = s.operand(x)
	}
	if slices.ContainsFunc(args, operand.missing) {
		return worst
	}
	if e.Args[0].Type().List {
		return listCall(e.Func, args)
	}
	text, isText := args[0].v.(string)
	needle, isNeedle := args[1].v.(string)
	if !isText || !isNeedle {
		return unknown
	}
	fold := s.c.db.d.FoldsLike || len(args) > 2 && args[2].v == true
	switch e.Func {
	case "contains":
		return like(strings.Contains, text, needle, fold)
	case "startsWith":
		return like(strings.HasPrefix, text, needle, fold)
	case "endsWith":
		return like(strings.HasSuffix, text, needle, fold)
	default:
		panic("oracle: unknown function " + e.Func)
	}
}

// text evaluates the functions that name where a rule stands.
func (s *scope) text(e *schema.Call) any {
	var name string
	switch e.Func {
	case "currentModel":
		name = s.m.Name
	case "currentOperation":
		name = operation(s.op)
	case "now":
		return s.c.db.d.Now
	default:
		panic("oracle: unknown function " + e.Func)
	}
	if len(e.Args) == 0 {
		return name
	}
	switch casing, _ := s.operand(e.Args[0]).v.(string); casing {
	case "upper":
		return strings.ToUpper(name)
	case "lower":
		return strings.ToLower(name)
	case "capitalize":
		return strings.ToUpper(name[:1]) + name[1:]
	case "uncapitalize":
		return strings.ToLower(name[:1]) + name[1:]
	}
	return name
}

func operation(op schema.Ops) string {
	switch op {
	case schema.OpCreate:
		return "create"
	case schema.OpRead:
		return "read"
	case schema.OpUpdate:
		return "update"
	case schema.OpDelete:
		return "delete"
	default:
		return "post-update"
	}
}
