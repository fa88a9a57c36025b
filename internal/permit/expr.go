package permit

import (
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// bool makes a condition's formula. Worst is what an atom is that depends on a
// missing member of auth().
func (b *builder) bool(x schema.Expr, e env, worst bool) node {
	switch x := x.(type) {
	case nil:
		return fixed(yes)
	case *schema.Literal:
		if v, ok := x.Value.(bool); ok {
			return fixed(of(v))
		}
		return fixed(unknown)
	case *schema.Not:
		return negation{b.bool(x.X, e, !worst)}
	case *schema.Binary:
		return b.binary(x, e, worst)
	case *schema.Predicate:
		return b.predicate(x, e, worst)
	case *schema.Check:
		return b.check(x, e, worst)
	case *schema.Call:
		return b.call(x, e, worst)
	case *schema.Ref:
		if b.missing(x, e) {
			return fixed(of(worst))
		}
		o, ok := b.operand(x, boolean, e)
		switch v, known := o.c.(bool); {
		case ok && o.v != nil:
			return truth{o.v}
		case ok && known:
			return fixed(of(v))
		}
	}
	return fixed(open)
}

func (b *builder) binary(x *schema.Binary, e env, worst bool) node {
	switch x.Op {
	case schema.And:
		return conj(b.bool(x.L, e, worst), b.bool(x.R, e, worst))
	case schema.Or:
		return disj(b.bool(x.L, e, worst), b.bool(x.R, e, worst))
	case schema.In:
		return b.in(x, e, worst)
	case schema.Eq, schema.Ne:
		if isNull(x.R) {
			return b.null(x.L, e, x.Op == schema.Ne)
		}
		if isNull(x.L) {
			return b.null(x.R, e, x.Op == schema.Ne)
		}
	default: // the orderings, which null has no place in
	}
	if b.missing(x, e) {
		return fixed(of(worst))
	}
	if x.L.Type().Kind == schema.ModelKind {
		return b.sameRow(x, e, worst)
	}
	return b.compare(x, e)
}

func isNull(x schema.Expr) bool {
	l, ok := x.(*schema.Literal)
	return ok && l.Value == nil
}

func (b *builder) compare(x *schema.Binary, e env) node {
	t := x.L.Type()
	if _, ok := x.L.(*schema.Literal); ok {
		t = x.R.Type()
	}
	c := classOf(t)
	if c == boolean {
		// Nothing is missing any more: what stands for it does not count.
		eq := same(b.bool(x.L, e, false), b.bool(x.R, e, false))
		if x.Op == schema.Ne {
			return negation{eq}
		}
		return eq
	}
	l, ok1 := b.operand(x.L, c, e)
	r, ok2 := b.operand(x.R, c, e)
	if c == other || !ok1 || !ok2 {
		return fixed(open)
	}
	return comparison{op: x.Op, class: c, l: l, r: r}
}

// null is x == null, or x != null.
func (b *builder) null(x schema.Expr, e env, negate bool) node {
	n := node(fixed(open))
	ref, ok := x.(*schema.Ref)
	switch path, auth := e.authPath(x); {
	case auth:
		n = fixed(of(policy.Lookup(b.user, path) == nil))
	case isNull(x):
		n = fixed(yes)
	case ok && len(ref.Path) == 0:
		n = fixed(no)
	case ok && ref.T.Kind == schema.ModelKind:
		to := b.walk(e.start(ref), ref.Path)
		n = absent{b.variable(to, to.model.IDFields()[0])}
	case ok:
		n = absent{b.field(ref, e)}
	}
	if negate {
		return negation{n}
	}
	return n
}

// field is the variable that a reference to a field leads to.
func (b *builder) field(x *schema.Ref, e env) *variable {
	n := len(x.Path) - 1
	r := b.walk(e.start(x), x.Path[:n])
	return b.variable(r, r.model.Field(x.Path[n]))
}

// sameRow compares two rows by all fields of their id.
func (b *builder) sameRow(x *schema.Binary, e env, worst bool) node {
	l, lok := x.L.(*schema.Ref)
	r, rok := x.R.(*schema.Ref)
	m := b.schema.Model(x.L.Type().Name)
	if !lok || !rok || m == nil {
		return fixed(open)
	}
	var each []node
	for _, f := range m.IDFields() {
		eq := &schema.Binary{Op: schema.Eq, L: member(l, f), R: member(r, f)}
		if b.missing(eq, e) {
			return fixed(of(worst))
		}
		each = append(each, b.compare(eq, e))
	}
	if x.Op == schema.Ne {
		return negation{conj(each...)}
	}
	return conj(each...)
}

func member(ref *schema.Ref, f *schema.Field) *schema.Ref {
	m := *ref
	m.Path = append(append([]string(nil), ref.Path...), f.Name)
	m.T = f.Type
	return &m
}

func (b *builder) in(x *schema.Binary, e env, worst bool) node {
	if b.missing(x.L, e) {
		return fixed(of(worst))
	}
	if list, ok := x.R.(*schema.List); ok {
		some := make([]node, 0, len(list.Items))
		for _, item := range list.Items {
			if b.missing(item, e) {
				some = append(some, fixed(of(worst)))
				continue
			}
			some = append(some, b.compare(&schema.Binary{Op: schema.Eq, L: x.L, R: item}, e))
		}
		return disj(some...)
	}
	path, ok := e.authPath(x.R)
	if !ok {
		return fixed(open)
	}
	items, ok := policy.Lookup(b.user, path).([]any)
	if !ok {
		return fixed(of(worst))
	}
	c := classOf(x.L.Type())
	l, ok := b.operand(x.L, c, e)
	if !ok {
		return fixed(open)
	}
	return among(l, c, items)
}

// among is membership in a list of constants.
func among(l operand, c class, items []any) node {
	some := make([]node, len(items))
	for i, item := range items {
		some[i] = fixed(open)
		v, ok := normal(item, c)
		switch {
		case ok && c == boolean && l.v != nil && v != nil:
			some[i] = same(truth{l.v}, fixed(of(v == true)))
		case ok && c != boolean && c != other:
			some[i] = comparison{op: schema.Eq, class: c, l: l, r: operand{c: v}}
		}
	}
	return disj(some...)
}

func (b *builder) call(x *schema.Call, e env, worst bool) node {
	if x.Func == "isEmpty" {
		if r, ok := x.Args[0].(*schema.Ref); ok && r.T.Kind == schema.ModelKind {
			return b.predicate(&schema.Predicate{Quant: schema.None, Over: r, Cond: &schema.Literal{Value: true}}, e, worst)
		}
	}
	if b.missing(x, e) {
		return fixed(of(worst))
	}
	place, ok := places()[x.Func]
	if !ok {
		return fixed(open)
	}
	n := pattern{place: place}
	n.x, ok = b.operand(x.Args[0], text, e)
	if ok {
		n.needle, ok = b.operand(x.Args[1], text, e)
	}
	if !ok {
		return fixed(open)
	}
	if len(x.Args) > 2 {
		l, literal := x.Args[2].(*schema.Literal)
		n.fold = literal && l.Value == true
	}
	return n
}

func places() map[string]plan.Place {
	return map[string]plan.Place{"contains": plan.Anywhere, "startsWith": plan.AtStart, "endsWith": plan.AtEnd}
}

// operand makes an operand of a value of a class. It is not ok when nothing is
// known of it.
func (b *builder) operand(x schema.Expr, c class, e env) (operand, bool) {
	if path, ok := e.authPath(x); ok {
		return constant(policy.Lookup(b.user, path), c)
	}
	switch x := x.(type) {
	case *schema.Literal:
		if n, ok := x.Value.(schema.Number); ok {
			d, err := decimal.NewFromString(string(n))
			return operand{c: d}, err == nil && c == number && handy(d)
		}
		return constant(x.Value, c)
	case *schema.Ref:
		if x.T.Kind == schema.ModelKind || len(x.Path) == 0 {
			return operand{}, false
		}
		v := b.field(x, e)
		return operand{v: v}, v.class == c
	case *schema.Call:
		return b.stand(x, c, e)
	default:
		return operand{}, false
	}
}

// stand is where and when a rule is evaluated.
func (b *builder) stand(x *schema.Call, c class, e env) (operand, bool) {
	switch x.Func {
	case "now":
		return constant(b.now, c)
	case "currentModel", "currentOperation":
		return constant(policy.Stand(x, e.scopes[0].model, e.op, e.old), c)
	default:
		return operand{}, false
	}
}

func constant(v any, c class) (operand, bool) {
	v, ok := normal(v, c)
	return operand{c: v}, ok
}

// normal is a value as operands have it.
func normal(v any, c class) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case bool:
		return v, c == boolean
	case string:
		if c == instant {
			t, ok := query.ParseDateTime(v)
			return decimal.NewFromInt(t.UnixMilli()), ok
		}
		return v, c == text
	case time.Time:
		return decimal.NewFromInt(v.UnixMilli()), c == instant
	case int64:
		return decimal.NewFromInt(v), c == number
	case int:
		return decimal.NewFromInt(int64(v)), c == number
	case int32:
		return decimal.NewFromInt32(v), c == number
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		d := decimal.NewFromFloat(v)
		return d, c == number && handy(d)
	case decimal.Decimal:
		return v, c == number && handy(v)
	default:
		return nil, false
	}
}

// handy reports whether a number is one that compares fast with others. Callers
// may send others, of a thousand digits.
func handy(d decimal.Decimal) bool {
	return d.Exponent() >= -40 && d.Exponent() <= 40 && d.NumDigits() <= 60
}
