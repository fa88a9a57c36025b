package policy

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// bool compiles a condition. Worst is the value that an atom takes when it
// depends on a missing member of auth().
func (c *compiler) bool(x schema.Expr, e env, worst bool) plan.Expr {
	switch x := x.(type) {
	case *schema.Literal:
		if b, ok := x.Value.(bool); ok {
			return plan.Bool(b)
		}
		return plan.Null{}
	case *schema.Ref:
		if c.missing(x, e) {
			return plan.Bool(worst)
		}
		return c.scalar(x, x.T, e)
	case *schema.Not:
		return plan.Negate(c.bool(x.X, e, !worst))
	case *schema.Binary:
		return c.binary(x, e, worst)
	case *schema.Predicate:
		return c.predicate(x, e, worst)
	case *schema.Call:
		return c.call(x, e, worst)
	case *schema.Check:
		return c.check(x, e, worst)
	default:
		return c.fail(notSupported(e.scopes[0].model, "this expression in a rule"))
	}
}

func (c *compiler) binary(x *schema.Binary, e env, worst bool) plan.Expr {
	switch x.Op {
	case schema.And:
		return and(c.bool(x.L, e, worst), c.bool(x.R, e, worst))
	case schema.Or:
		return or(c.bool(x.L, e, worst), c.bool(x.R, e, worst))
	case schema.In:
		return c.in(x, e, worst)
	case schema.Eq, schema.Ne:
		if isNull(x.R) {
			return c.null(x.L, e, x.Op == schema.Ne)
		}
		if isNull(x.L) {
			return c.null(x.R, e, x.Op == schema.Ne)
		}
	default: // the orderings, which null has no place in
	}
	if c.missing(x, e) {
		return plan.Bool(worst)
	}
	if x.L.Type().Kind == schema.ModelKind {
		return c.sameRow(x, e, worst)
	}
	return c.compare(x, e)
}

func isNull(x schema.Expr) bool {
	l, ok := x.(*schema.Literal)
	return ok && l.Value == nil
}

// null is x == null, or x != null. Asking whether a member of auth() is there
// is the one question about it that has a plain answer.
func (c *compiler) null(x schema.Expr, e env, negate bool) plan.Expr {
	var is plan.Expr
	ref, ok := x.(*schema.Ref)
	switch path, auth := c.authPathOf(ref, ok, e); {
	case auth:
		is = plan.Bool(Lookup(c.user, path) == nil)
	case isNull(x):
		is = plan.Bool(true)
	case ok && ref.T.Kind == schema.ModelKind && len(ref.Path) == 0:
		is = plan.Bool(false)
	case ok && ref.T.Kind == schema.ModelKind:
		id := c.p.schema.Model(ref.T.Name).IDFields()[0]
		is = &plan.IsNull{X: c.scalar(member(ref, id), id.Type, e)}
	default:
		is = &plan.IsNull{X: c.scalar(x, x.Type(), e)}
	}
	if negate {
		return plan.Negate(is)
	}
	return is
}

func (c *compiler) authPathOf(ref *schema.Ref, ok bool, e env) ([]string, bool) {
	if !ok {
		return nil, false
	}
	return c.authPath(ref, e)
}

// member is the reference to a field of what ref leads to.
func member(ref *schema.Ref, f *schema.Field) *schema.Ref {
	m := *ref
	m.Path = append(slices.Clip(ref.Path), f.Name)
	m.T = f.Type
	return &m
}

// sameRow compares two rows by all fields of their id.
func (c *compiler) sameRow(x *schema.Binary, e env, worst bool) plan.Expr {
	l, lok := x.L.(*schema.Ref)
	r, rok := x.R.(*schema.Ref)
	m := c.p.schema.Model(x.L.Type().Name)
	if !lok || !rok || m == nil {
		return c.fail(notSupported(e.scopes[0].model, "this comparison of rows"))
	}
	var all []plan.Expr
	for _, f := range m.IDFields() {
		lf, rf := member(l, f), member(r, f)
		if c.missing(lf, e) || c.missing(rf, e) {
			return plan.Bool(worst)
		}
		all = append(all, &plan.Compare{
			Op: plan.Eq, L: c.scalar(lf, f.Type, e), R: c.scalar(rf, f.Type, e), Type: f.Type,
		})
	}
	if x.Op == schema.Ne {
		return plan.Negate(and(all...))
	}
	return and(all...)
}

func (c *compiler) compare(x *schema.Binary, e env) plan.Expr {
	t := common(x.L, x.R)
	l, r := c.scalar(x.L, t, e), c.scalar(x.R, t, e)
	if lc, ok := l.(*plan.Column); ok && !lc.Field.Type.Optional {
		// A field that an update does not write, before and after it.
		if rc, ok := r.(*plan.Column); ok && *lc == *rc {
			return plan.Bool(x.Op == schema.Eq || x.Op == schema.Le || x.Op == schema.Ge)
		}
	}
	return &plan.Compare{Op: compareOp(x.Op), L: l, R: r, Type: t}
}

func compareOp(op schema.Operator) plan.CompareOp {
	switch op {
	case schema.Eq:
		return plan.Eq
	case schema.Ne:
		return plan.Ne
	case schema.Lt:
		return plan.Lt
	case schema.Le:
		return plan.Le
	case schema.Gt:
		return plan.Gt
	case schema.Ge:
		return plan.Ge
	default:
		panic("policy: not a comparison: " + string(op))
	}
}

// common is the type in which two operands are compared: that of a field
// before that of a literal.
func common(l, r schema.Expr) schema.ValueType {
	t := l.Type()
	if _, ok := l.(*schema.Literal); ok {
		t = r.Type()
	}
	t.Optional = false
	return t
}

func (c *compiler) in(x *schema.Binary, e env, worst bool) plan.Expr {
	if c.missing(x.L, e) {
		return plan.Bool(worst)
	}
	t := x.L.Type()
	t.Optional = false
	switch r := x.R.(type) {
	case *schema.List:
		if _, ok := x.L.(*schema.Literal); ok && len(r.Items) > 0 {
			t = common(x.L, r.Items[0])
		}
		return c.inItems(x.L, t, r.Items, e, worst)
	case *schema.Ref:
		list := r.T
		list.Optional = false
		if path, ok := c.authPath(r, e); ok {
			if Lookup(c.user, path) == nil {
				return plan.Bool(worst)
			}
			return &plan.InValues{X: c.scalar(x.L, t, e), List: &plan.Param{From: &plan.Auth{Path: path}, Type: list}}
		}
		return had(&plan.ListTest{Op: plan.Has, X: c.scalar(r, list, e), Arg: c.scalar(x.L, t, e), Type: list})
	default:
		return c.fail(notSupported(e.scopes[0].model, "the right side of in"))
	}
}

func (c *compiler) inItems(l schema.Expr, t schema.ValueType, items []schema.Expr, e env, worst bool) plan.Expr {
	in := &plan.InExprs{X: c.scalar(l, t, e), Type: t}
	var some []plan.Expr
	for _, item := range items {
		switch {
		case c.missing(item, e):
			if worst {
				return plan.Bool(true)
			}
		case otherNumber(item, t):
			some = append(some, c.compare(&schema.Binary{Op: schema.Eq, L: l, R: item}, e))
		default:
			in.Items = append(in.Items, c.scalar(item, t, e))
		}
	}
	if len(in.Items) > 0 {
		some = append(some, in)
	}
	return or(some...)
}

// otherNumber reports a number of another type than t. The two are brought to
// one type by themselves: a list has one type for all.
func otherNumber(x schema.Expr, t schema.ValueType) bool {
	_, literal := x.(*schema.Literal)
	k := x.Type().Kind
	return !literal && k != t.Kind && k.Numeric() && t.Kind.Numeric()
}

// call compiles a function that gives a condition.
func (c *compiler) call(x *schema.Call, e env, worst bool) plan.Expr {
	m := e.scopes[0].model
	if x.Func == "isEmpty" {
		if r, ok := x.Args[0].(*schema.Ref); ok && r.T.Kind == schema.ModelKind {
			return c.predicate(&schema.Predicate{Quant: schema.None, Over: r, Cond: &schema.Literal{Value: true}}, e, worst)
		}
	}
	if c.missing(x, e) {
		return plan.Bool(worst)
	}
	switch x.Func {
	case "contains", "startsWith", "endsWith":
		text := schema.ValueType{Kind: schema.String}
		fold := false
		if len(x.Args) > 2 {
			l, ok := x.Args[2].(*schema.Literal)
			fold = ok && l.Value == true
		}
		place := map[string]plan.Place{"contains": plan.Anywhere, "startsWith": plan.AtStart, "endsWith": plan.AtEnd}[x.Func]
		return &plan.Like{X: c.scalar(x.Args[0], text, e), Needle: c.scalar(x.Args[1], text, e), Place: place, Fold: fold}
	case "has", "hasSome", "hasEvery", "isEmpty":
		return c.listTest(x, e)
	default:
		return c.fail(notSupported(m, "the function %s in a rule", x.Func))
	}
}

func (c *compiler) listTest(x *schema.Call, e env) plan.Expr {
	list := x.Args[0].Type()
	item := list
	item.List = false
	if values, ok := listed(x); ok {
		return c.listed(x, values, e)
	}
	t := &plan.ListTest{X: c.scalar(x.Args[0], list, e), Type: list}
	switch x.Func {
	case "has":
		t.Op, t.Arg = plan.Has, c.scalar(x.Args[1], item, e)
		return had(t)
	case "hasSome":
		t.Op, t.Arg = plan.HasSome, c.scalar(x.Args[1], list, e)
	case "hasEvery":
		t.Op, t.Arg = plan.HasEvery, c.scalar(x.Args[1], list, e)
	default:
		t.Op = plan.IsEmpty
	}
	return t
}

// had asks whether a list has a value. Whether it has NULL is UNKNOWN, like any
// comparison with NULL; databases differ.
func had(t *plan.ListTest) plan.Expr {
	switch x := t.Arg.(type) {
	case *plan.Param:
		return t
	case *plan.Column:
		if !x.Field.Type.Optional {
			return t
		}
	}
	return &plan.Masked{Visible: plan.Negate(&plan.IsNull{X: t.Arg}), X: t}
}

// listed returns the values that a hasSome or hasEvery looks for where they are
// not all constants, which make one list.
func listed(x *schema.Call) ([]schema.Expr, bool) {
	if len(x.Args) < 2 {
		return nil, false
	}
	l, ok := x.Args[1].(*schema.List)
	if !ok {
		return nil, false
	}
	return l.Items, slices.ContainsFunc(l.Items, func(y schema.Expr) bool {
		_, constant := y.(*schema.Literal)
		return !constant
	})
}

// listed asks for one value after the other.
func (c *compiler) listed(x *schema.Call, values []schema.Expr, e env) plan.Expr {
	has := make([]plan.Expr, len(values))
	for i, v := range values {
		has[i] = c.listTest(&schema.Call{Func: "has", Args: []schema.Expr{x.Args[0], v}, T: x.T}, e)
	}
	if x.Func == "hasEvery" {
		return and(has...)
	}
	return or(has...)
}

// check is TRUE when the related row passes its model's rules, FALSE when it
// does not, and UNKNOWN when there is none.
func (c *compiler) check(x *schema.Check, e env, worst bool) plan.Expr {
	op := x.Op
	if op == 0 {
		op = e.op
	}
	r, ok := c.start(x.Rel, e)
	if op == schema.OpRead && r.src != nil && r.src == c.given.src && len(x.Rel.Path) == 1 && x.Rel.Path[0] == c.given.rel.Name {
		return plan.Bool(true)
	}
	if c.depth++; c.depth > maxChecks || !ok {
		return c.fail(notSupported(e.scopes[0].model, "check() nested this deep"))
	}
	defer func() { c.depth-- }()
	return c.reach(r, x.Rel.Path, nil, func(r row) plan.Expr {
		return plan.Holds(c.concrete(r, op, worst))
	})
}

// casing applies the casing argument of currentModel() and currentOperation().
func casing(s string, args []schema.Expr) string {
	if len(args) == 0 {
		return s
	}
	l, _ := args[0].(*schema.Literal)
	if l == nil || s == "" {
		return s
	}
	switch l.Value {
	case "upper":
		return strings.ToUpper(s)
	case "lower":
		return strings.ToLower(s)
	case "capitalize":
		return strings.ToUpper(s[:1]) + s[1:]
	case "uncapitalize":
		return strings.ToLower(s[:1]) + s[1:]
	default:
		return s
	}
}
