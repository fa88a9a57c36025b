package permit

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// where makes a formula of a request's condition. What it asks of related rows
// is not known.
func (b *builder) where(r row, cond query.Cond, values []any) node {
	switch cond := cond.(type) {
	case nil:
		return fixed(yes)
	case query.And:
		return conj(b.wheres(r, cond, values)...)
	case query.Or:
		return disj(b.wheres(r, cond, values)...)
	case query.Not:
		return negation{b.where(r, cond.X, values)}
	case *query.IsNull:
		return absent{b.variable(r, cond.Field)}
	case *query.Compare:
		return b.filter(b.variable(r, cond.Field), cond, values[cond.Value])
	case *query.CompareFields:
		return compareFields(b.variable(r, cond.Field), b.variable(r, cond.With), cond)
	case *query.Related:
		return fixed(either)
	default:
		panic("permit: unknown condition")
	}
}

func (b *builder) wheres(r row, conds []query.Cond, values []any) []node {
	out := make([]node, len(conds))
	for i, c := range conds {
		out[i] = b.where(r, c, values)
	}
	return out
}

// compareFields compares two fields of a row.
func compareFields(x, y *variable, cond *query.CompareFields) node {
	op, ordered := order(cond.Op)
	if !ordered || cond.Fold || x.class != y.class || x.class == other || x.class == boolean {
		return fixed(open)
	}
	return comparison{op: op, class: x.class, l: operand{v: x}, r: operand{v: y}}
}

// filter compares a field with a value of the request.
func (b *builder) filter(v *variable, cond *query.Compare, value any) node {
	x := operand{v: v}
	if v.class == other || cond.Fold {
		return fixed(open)
	}
	if cond.Op == query.In {
		items, _ := value.([]any)
		return among(x, v.class, items)
	}
	y, ok := constant(value, v.class)
	switch {
	case !ok:
		return fixed(open)
	case v.class == boolean:
		return same(truth{v}, fixed(of(y.c == true)))
	}
	if op, ordered := order(cond.Op); ordered {
		return comparison{op: op, class: v.class, l: x, r: y}
	}
	switch cond.Op {
	case query.Contains:
		return pattern{x: x, needle: y, place: plan.Anywhere}
	case query.StartsWith:
		return pattern{x: x, needle: y, place: plan.AtStart}
	case query.EndsWith:
		return pattern{x: x, needle: y, place: plan.AtEnd}
	default:
		return fixed(open)
	}
}

// order is the operator of rules that compares as that of requests does.
func order(op query.Operator) (schema.Operator, bool) {
	switch op {
	case query.Equals:
		return schema.Eq, true
	case query.Lt:
		return schema.Lt, true
	case query.Lte:
		return schema.Le, true
	case query.Gt:
		return schema.Gt, true
	case query.Gte:
		return schema.Ge, true
	default:
		return "", false
	}
}
