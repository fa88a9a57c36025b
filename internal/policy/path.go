package policy

import (
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// scalar compiles an operand as a value of type t. The caller has made sure
// that no member of auth() in it is missing.
func (c *compiler) scalar(x schema.Expr, t schema.ValueType, e env) plan.Expr {
	switch x := x.(type) {
	case *schema.Literal:
		if x.Value == nil {
			return plan.Null{}
		}
		if b, ok := x.Value.(bool); ok {
			return plan.Bool(b)
		}
		return c.constant(x, t, e)
	case *schema.List:
		items := make([]any, len(x.Items))
		item := t
		item.List = false
		for i, y := range x.Items {
			if p, ok := c.scalar(y, item, e).(*plan.Param); ok {
				if k, ok := p.From.(*plan.Constant); ok {
					items[i] = k.V
					continue
				}
			}
			return c.fail(notSupported(e.scopes[0].model, "a list of anything but constants in a rule"))
		}
		return &plan.Param{From: &plan.Constant{V: items}, Type: t}
	case *schema.Ref:
		return c.ref(x, e)
	case *schema.Call:
		switch x.Func {
		case "now":
			return &plan.Param{From: plan.Now{}, Type: schema.ValueType{Kind: schema.DateTime}}
		case "currentModel", "currentOperation":
			return text(Stand(x, e.scopes[0].model, e.op, e.old))
		}
	}
	return c.bool(x, e, false)
}

func text(s string) plan.Expr {
	return &plan.Param{From: &plan.Constant{V: s}, Type: schema.ValueType{Kind: schema.String}}
}

// Stand gives currentModel() and currentOperation() in a rule of m for op. Old
// is [schema.Rule.Old].
func Stand(x *schema.Call, m *schema.Model, op schema.Ops, old bool) string {
	if x.Func == "currentModel" {
		return casing(m.Name, x.Args)
	}
	return casing(operation(op, old), x.Args)
}

// operation names the operation that a rule is evaluated for. A v2 rule that
// was moved behind the update still calls itself an update.
func operation(op schema.Ops, old bool) string {
	switch op {
	case schema.OpCreate:
		return "create"
	case schema.OpRead:
		return "read"
	case schema.OpDelete:
		return "delete"
	case schema.OpPostUpdate:
		if !old {
			return "post-update"
		}
		return "update"
	default:
		return "update"
	}
}

// constant is a literal as a parameter of the type that it is compared with,
// or of its own where it does not fit: a fraction beside an Int.
func (c *compiler) constant(l *schema.Literal, t schema.ValueType, e env) plan.Expr {
	t.List, t.Optional = false, false
	v, err := eval.Constant(l, t)
	if err != nil {
		if _, ok := l.Value.(schema.Number); ok {
			t = schema.ValueType{Kind: schema.Float}
		} else {
			t = schema.ValueType{Kind: schema.String}
		}
		v, err = eval.Constant(l, t)
	}
	if err != nil {
		return c.fail(notSupported(e.scopes[0].model, "the literal %v here", l.Value))
	}
	return &plan.Param{From: &plan.Constant{V: v}, Type: t}
}

func (c *compiler) ref(x *schema.Ref, e env) plan.Expr {
	if path, ok := c.authPath(x, e); ok {
		t := x.T
		t.Optional = false
		return &plan.Param{From: &plan.Auth{Path: path}, Type: t}
	}
	r, _ := c.start(x, e)
	if len(x.Path) == 0 || x.T.Kind == schema.ModelKind {
		return c.fail(notSupported(e.scopes[0].model, "a row where a value is needed"))
	}
	last := x.Path[len(x.Path)-1]
	need := func(m *schema.Model) []*schema.Field { return []*schema.Field{m.Field(last)} }
	return c.reach(r, x.Path[:len(x.Path)-1], need, func(r row) plan.Expr {
		return c.column(r, r.model.Field(last))
	})
}

// reach follows to-one relations from r and gives what f makes of the row at
// their end; NULL when one of them has no row. Need tells which fields f uses,
// nil for any: a row of which no more than its key is used is not joined, for
// the key is already in the row that refers to it.
func (c *compiler) reach(r row, path []string, need func(*schema.Model) []*schema.Field, f func(row) plan.Expr) plan.Expr {
	if len(path) == 0 {
		return f(r)
	}
	field := r.model.Field(path[0])
	ends := plan.EndsOf(c.p.schema, r.model, field)
	uses := need
	if len(path) > 1 {
		uses = func(m *schema.Model) []*schema.Field {
			return plan.EndsOf(c.p.schema, m, m.Field(path[1])).This
		}
	}
	if uses != nil && field.Relation.Owner() && !c.mayBeGone(ends.Target) && !partial(ends) {
		if known, ok := knownBy(r, ends, uses(ends.Target)); ok {
			return c.reach(row{model: ends.Target, known: known}, path[1:], need, f)
		}
	}
	src := c.source(ends.Target)
	return &plan.Scalar{Select: &plan.Select{
		Columns: []plan.Expr{c.reach(row{model: src.Model, src: src}, path[1:], need, f)},
		From:    src, Where: c.link(ends, r, src, nil), Share: c.share,
	}}
}

// mayBeGone reports whether a foreign key may name a row of m that is not there:
// one that is marked as deleted.
func (c *compiler) mayBeGone(m *schema.Model) bool { return !c.deleted && m.DeletedAt() != nil }

// partial reports a key of several fields of which some may be NULL: then it names
// no row, whatever the others hold.
func partial(ends plan.Ends) bool {
	return len(ends.This) > 1 && slices.ContainsFunc(ends.This, func(f *schema.Field) bool { return f.Type.Optional })
}

// knownBy gives the fields of the row at the other end of an owned relation
// that the foreign key holds, if those are all that is used.
func knownBy(r row, ends plan.Ends, uses []*schema.Field) (map[*schema.Field]plan.Expr, bool) {
	known := make(map[*schema.Field]plan.Expr, len(ends.That))
	for i, f := range ends.That {
		known[f] = r.column(ends.This[i])
	}
	for _, f := range uses {
		if known[f] == nil {
			return nil, false
		}
	}
	return known, true
}

// link is the condition that the row of src is at the other end of the
// relation from r. A many-to-many relation's join table is added to sel.
func (c *compiler) link(ends plan.Ends, r row, src *plan.Source, sel *plan.Select) plan.Expr {
	if ends.Join == nil {
		var all []plan.Expr
		for i, f := range ends.That {
			all = append(all, &plan.Compare{
				Op: plan.Eq, L: &plan.Column{Source: src, Field: f}, R: r.column(ends.This[i]), Type: f.Type,
			})
		}
		return and(all...)
	}
	c.aliases++
	j := &plan.Source{Alias: c.aliases, Join: ends.Join}
	sel.Joins = append(sel.Joins, &plan.Join{Source: j, On: &plan.Compare{
		Op: plan.Eq, L: &plan.Column{Source: j, Join: ends.Join.Other},
		R: &plan.Column{Source: src, Field: ends.That[0]}, Type: ends.That[0].Type,
	}})
	return &plan.Compare{
		Op: plan.Eq, L: &plan.Column{Source: j, Join: ends.Join.This},
		R: r.column(ends.This[0]), Type: ends.This[0].Type,
	}
}

// predicate compiles a collection predicate. A related row for which the
// condition is UNKNOWN does not count for some and none. It violates every where
// that grants, and does not where that denies: so every errs as a missing member
// of auth() does.
func (c *compiler) predicate(x *schema.Predicate, e env, worst bool) plan.Expr {
	if path, ok := c.authPath(x.Over, e); ok {
		return c.authPredicate(x, path, e, worst)
	}
	if x.Over.T.Kind != schema.ModelKind {
		return c.fail(notSupported(e.scopes[0].model, "a predicate over a list of values"))
	}
	r, _ := c.start(x.Over, e)
	n := len(x.Over.Path) - 1
	name := x.Over.Path[n]
	var need func(*schema.Model) []*schema.Field
	if c.required(r.model, x.Over.Path[:n]) {
		// Where the row in between may be absent it must be joined: without
		// it, no row would read as an empty collection.
		need = func(m *schema.Model) []*schema.Field { return plan.EndsOf(c.p.schema, m, m.Field(name)).This }
	}
	return c.reach(r, x.Over.Path[:n], need, func(r row) plan.Expr {
		return c.quantify(x, r, name, e, worst)
	})
}

// required reports whether every relation of the path always has a row.
func (c *compiler) required(m *schema.Model, path []string) bool {
	for _, n := range path {
		f := m.Field(n)
		m = c.p.schema.Model(f.Relation.Target)
		if f.Type.Optional || !f.Relation.Owner() || c.mayBeGone(m) {
			return false
		}
	}
	return true
}

func (c *compiler) quantify(x *schema.Predicate, r row, name string, e env, worst bool) plan.Expr {
	ends := plan.EndsOf(c.p.schema, r.model, r.model.Field(name))
	src := c.source(ends.Target)
	sel := &plan.Select{From: src, Share: c.share}
	link := c.link(ends, r, src, sel)
	if x.Quant == schema.None {
		worst = !worst
	}
	cond := c.bool(x.Cond, e.with(row{model: src.Model, src: src}), worst)
	if x.Quant == schema.Every {
		if !worst {
			cond = plan.Holds(cond)
		}
		cond = plan.Negate(cond)
	}
	exists := plan.Expr(plan.Bool(false))
	if !never(cond) {
		sel.Where = and(link, granted(cond))
		exists = &plan.Exists{Select: sel}
	}
	if x.Quant == schema.Some {
		return exists
	}
	return plan.Negate(exists)
}

// authPredicate expands a predicate over a list of auth() element by element.
func (c *compiler) authPredicate(x *schema.Predicate, path []string, e env, worst bool) plan.Expr {
	items, ok := Lookup(c.user, path).([]any)
	if !ok {
		return plan.Bool(worst)
	}
	if x.Quant == schema.None {
		worst = !worst
	}
	each := make([]plan.Expr, len(items))
	for i := range items {
		elem := append(slices.Clone(path), strconv.Itoa(i))
		each[i] = c.bool(x.Cond, e.with(row{elem: elem}), worst)
	}
	switch x.Quant {
	case schema.Some:
		return or(each...)
	case schema.Every:
		return and(each...)
	default:
		return plan.Negate(or(each...))
	}
}
