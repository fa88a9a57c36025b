package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// cond plans a where on the row of src. A unique key that the where pins is
// marked, when given. A nil result is TRUE.
func (b *builder) cond(src *Source, c query.Cond, pinned *query.Unique) Expr {
	return logic(c, pinned, func(c query.Cond, pinned *query.Unique) Expr {
		switch c := c.(type) {
		case *query.IsNull:
			return &IsNull{X: &Column{Source: src, Field: c.Field}}
		case *query.Compare:
			return compare(&Column{Source: src, Field: c.Field, Key: pins(pinned, c)}, c)
		case *query.Related:
			return b.relatedCond(src, c)
		default:
			panic("plan: unknown condition")
		}
	})
}

// logic plans a condition whose parts without logical operators part plans. A
// unique key pins a row only where it must hold.
func logic(c query.Cond, pinned *query.Unique, part func(query.Cond, *query.Unique) Expr) Expr {
	switch c := c.(type) {
	case nil:
		return nil
	case query.And:
		all := make(And, 0, len(c))
		for _, x := range c {
			if e := logic(x, pinned, part); e != nil {
				all = append(all, e)
			}
		}
		return all
	case query.Or:
		some := make(Or, 0, len(c))
		for _, x := range c {
			e := logic(x, nil, part)
			if e == nil {
				e = Bool(true)
			}
			some = append(some, e)
		}
		return some
	case query.Not:
		e := logic(c.X, nil, part)
		if e == nil {
			return Bool(false)
		}
		return &Not{X: e}
	default:
		return part(c, pinned)
	}
}

func pins(u *query.Unique, c *query.Compare) bool {
	if u == nil || c.Op != query.Equals {
		return false
	}
	for i, f := range u.Fields {
		if f == c.Field && u.Slots[i] == c.Value {
			return true
		}
	}
	return false
}

func compare(x Expr, c *query.Compare) Expr {
	t := c.Type()
	t.Optional = false
	value := &Param{From: Slot(c.Value), Type: t}
	if t.List {
		return listTest(x, c, t)
	}
	if t.Kind == schema.JSON || t.Kind == schema.Custom {
		return &JSONTest{X: x, Arg: value}
	}
	switch c.Op {
	case query.Equals:
		return &Compare{Op: Eq, L: x, R: value, Type: t, Fold: c.Fold}
	case query.Lt:
		return &Compare{Op: Lt, L: x, R: value, Type: t, Fold: c.Fold}
	case query.Lte:
		return &Compare{Op: Le, L: x, R: value, Type: t, Fold: c.Fold}
	case query.Gt:
		return &Compare{Op: Gt, L: x, R: value, Type: t, Fold: c.Fold}
	case query.Gte:
		return &Compare{Op: Ge, L: x, R: value, Type: t, Fold: c.Fold}
	case query.In:
		list := t
		list.List = true
		return &InValues{X: x, List: &Param{From: Slot(c.Value), Type: list}, Fold: c.Fold}
	case query.Contains:
		return &Like{X: x, Needle: value, Place: Anywhere, Fold: c.Fold}
	case query.StartsWith:
		return &Like{X: x, Needle: value, Place: AtStart, Fold: c.Fold}
	case query.EndsWith:
		return &Like{X: x, Needle: value, Place: AtEnd, Fold: c.Fold}
	default:
		panic("plan: operator of scalars")
	}
}

func listTest(x Expr, c *query.Compare, t schema.ValueType) Expr {
	list := &Param{From: Slot(c.Value), Type: t}
	item := t
	item.List = false
	switch c.Op {
	case query.Equals:
		return &Compare{Op: Eq, L: x, R: list, Type: t}
	case query.Has:
		return &ListTest{Op: Has, X: x, Arg: &Param{From: Slot(c.Value), Type: item}, Type: t}
	case query.HasEvery:
		return &ListTest{Op: HasEvery, X: x, Arg: list, Type: t}
	case query.HasSome:
		return &ListTest{Op: HasSome, X: x, Arg: list, Type: t}
	case query.IsEmpty:
		return &ListTest{Op: IsEmpty, X: x, Type: t}
	default:
		panic("plan: operator of lists")
	}
}

func (b *builder) relatedCond(src *Source, c *query.Related) Expr {
	e := EndsOf(b.schema, src.Model, c.Field)
	sel, target := b.related(e, Columns(src, e.This))
	inner := b.cond(target, c.Cond, nil)
	if c.Quant == query.Every {
		if inner == nil {
			return Bool(true)
		}
		inner = &Not{X: inner}
	}
	sel.Where = and(sel.Where, inner)
	switch c.Quant {
	case query.Is, query.Some:
		return &Exists{Select: sel}
	case query.IsNot, query.None, query.Every:
		return &Not{X: &Exists{Select: sel}}
	default:
		panic("plan: unknown quantifier")
	}
}
