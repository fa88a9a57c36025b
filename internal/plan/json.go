package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// jsonCond plans a condition on what is inside Json: in the column of a field,
// which column gives, or in the element of the list around the condition.
func (b *builder) jsonCond(column func(*schema.Field, query.Slot) Expr, element Expr, c query.Cond) Expr {
	at := func(in *query.Inside) Expr {
		if in.Field == nil {
			return jsonAt(element, in)
		}
		return jsonAt(column(in.Field, in.Args), in)
	}
	switch c := c.(type) {
	case *query.CompareJSON:
		return compareJSON(at(c.At), c)
	case *query.Absent:
		return &IsNull{X: at(c.At)}
	case *query.Within:
		part := func(element Expr) Expr {
			return logic(c.Cond, nil, func(c query.Cond, _ *query.Unique) Expr { return b.jsonPart(column, element, c) })
		}
		if c.Quant == query.Is || c.Quant == query.IsNot {
			return isObject(at(c.At), part(element), c.Quant)
		}
		return b.someElement(at(c.At), part, c.Quant)
	default:
		panic("plan: unknown condition")
	}
}

// jsonPart plans a part of a condition within typed Json, which may be about
// the whole column again.
func (b *builder) jsonPart(column func(*schema.Field, query.Slot) Expr, element Expr, c query.Cond) Expr {
	switch c := c.(type) {
	case *query.Compare:
		return compare(column(c.Field, c.Args), c)
	case *query.IsNull:
		return &IsNull{X: column(c.Field, c.Args)}
	default:
		return b.jsonCond(column, element, c)
	}
}

// jsonAt follows the members that the schema names, then the request's path.
func jsonAt(x Expr, in *query.Inside) Expr {
	var steps []*Param
	path := schema.ValueType{Kind: schema.String, List: true}
	if len(in.Members) > 0 {
		names := make([]any, len(in.Members))
		for i, n := range in.Members {
			names[i] = n
		}
		steps = append(steps, &Param{From: &Constant{V: names}, Type: path})
	}
	if in.Path != query.NoSlot {
		steps = append(steps, &Param{From: Slot(in.Path), Type: path})
	}
	plain := in.Type.Kind == schema.JSON && !in.Type.List
	if len(steps) == 0 {
		if plain {
			return x
		}
		return &JSONAt{X: x, Type: in.Type}
	}
	for i, s := range steps {
		t := schema.ValueType{Kind: schema.JSON}
		if i == len(steps)-1 {
			t = in.Type
		}
		x = &JSONAt{X: x, Path: s, Type: t}
	}
	return x
}

// compareJSON compares a scalar as any other, a Json value by its own tests.
func compareJSON(x Expr, c *query.CompareJSON) Expr {
	t := c.At.Type
	if t.Kind != schema.JSON {
		return compareScalar(x, t, c.Op, Slot(c.Value), c.Fold)
	}
	arg := schema.ValueType{Kind: schema.JSON}
	switch c.Op {
	case query.Contains, query.StartsWith, query.EndsWith:
		arg.Kind = schema.String
	default:
	}
	return &JSONTest{Op: jsonOp(c.Op), X: x, Arg: &Param{From: Slot(c.Value), Type: arg}, Fold: c.Fold}
}

func jsonOp(op query.Operator) JSONOp {
	switch op {
	case query.Equals:
		return JSONEq
	case query.Lt:
		return JSONLt
	case query.Lte:
		return JSONLe
	case query.Gt:
		return JSONGt
	case query.Gte:
		return JSONGe
	case query.Contains:
		return JSONTextHas
	case query.StartsWith:
		return JSONTextStarts
	case query.EndsWith:
		return JSONTextEnds
	case query.ArrayContains:
		return JSONContains
	case query.ArrayOverlaps:
		return JSONOverlaps
	case query.ArrayStartsWith:
		return JSONStarts
	case query.ArrayEndsWith:
		return JSONEnds
	default:
		panic("plan: operator of Json")
	}
}

// isObject tells whether a value is there, not null, and matches.
func isObject(x, cond Expr, q query.Quantifier) Expr {
	null := &JSONTest{Op: JSONEq, X: x, Arg: &Param{
		From: &Constant{V: query.JSON("null")}, Type: schema.ValueType{Kind: schema.JSON},
	}}
	e := and(&Not{X: &IsNull{X: x}}, &Not{X: null}, cond)
	if q == query.IsNot {
		return &Not{X: &IsTrue{X: e}}
	}
	return &IsTrue{X: e}
}

// someElement ranges over the elements of an array.
func (b *builder) someElement(x Expr, part func(element Expr) Expr, q query.Quantifier) Expr {
	b.aliases++
	element := &JSONElement{Alias: b.aliases}
	cond := part(element)
	if q == query.Every {
		if cond == nil {
			return Bool(true)
		}
		cond = &Not{X: cond}
	}
	if cond == nil {
		cond = Bool(true)
	}
	some := &JSONSome{X: x, Element: element, Cond: cond}
	if q == query.Some {
		return some
	}
	return &Not{X: some}
}
