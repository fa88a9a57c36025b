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
			return &IsNull{X: called(src, c.Field, c.Args)}
		case *query.Compare:
			x := called(src, c.Field, c.Args)
			x.Key = pins(pinned, c)
			return compare(x, c)
		case *query.CompareFields:
			return compareFields(called(src, c.Field, c.Args), &Column{Source: src, Field: c.With}, c)
		case *query.Search:
			return search(called(src, c.Field, c.Args), c)
		case *query.Related:
			return b.relatedCond(src, c)
		default:
			return b.jsonCond(func(f *schema.Field, args query.Slot) Expr { return called(src, f, args) }, nil, c)
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
	switch {
	case t.Kind == schema.Custom || t.Kind == schema.JSON && !t.List:
		return &JSONTest{Op: JSONEq, X: x, Arg: &Param{From: Slot(c.Value), Type: schema.ValueType{Kind: schema.JSON}}}
	case t.List:
		return listTest(x, c, t)
	}
	return compareScalar(x, t, c.Op, Slot(c.Value), c.Fold)
}

// compareScalar compares a scalar of type t with a value of the request.
func compareScalar(x Expr, t schema.ValueType, op query.Operator, from Slot, fold bool) Expr {
	if op == query.In {
		list := t
		list.List = true
		return &InValues{X: x, List: &Param{From: from, Type: list}, Fold: fold}
	}
	return compareScalars(x, &Param{From: from, Type: t}, t, op, fold)
}

// compareFields compares a field with another of its row.
func compareFields(x, with Expr, c *query.CompareFields) Expr {
	t := c.Of.Type(c.Field)
	t.Optional = false
	switch c.Op {
	case query.Has:
		return has(x, with, t)
	case query.In:
		t.List = true
		return has(with, x, t)
	default:
		return compareScalars(x, with, t, c.Op, c.Fold)
	}
}

// has tells whether an item is in a list of type t; of NULL that is unknown.
func has(list, item Expr, t schema.ValueType) Expr {
	return &Masked{Visible: &Not{X: &IsNull{X: item}}, X: &ListTest{Op: Has, X: list, Arg: item, Type: t}}
}

// compareScalars compares two scalars of type t.
func compareScalars(x, value Expr, t schema.ValueType, op query.Operator, fold bool) Expr {
	ordered := func(op CompareOp) Expr { return &Compare{Op: op, L: x, R: value, Type: t, Fold: fold} }
	like := func(p Place) Expr { return &Like{X: x, Needle: value, Place: p, Fold: fold} }
	switch op {
	case query.Equals:
		return ordered(Eq)
	case query.Lt:
		return ordered(Lt)
	case query.Lte:
		return ordered(Le)
	case query.Gt:
		return ordered(Gt)
	case query.Gte:
		return ordered(Ge)
	case query.Contains:
		return like(Anywhere)
	case query.StartsWith:
		return like(AtStart)
	case query.EndsWith:
		return like(AtEnd)
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
		return &ListTest{Op: SameList, X: x, Arg: list, Type: t}
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
