package schema

import (
	"errors"
	"fmt"
)

// The JSON form of an expression is an array that begins with a word:
//
//	["lit", value, type]           ["num", text, type]
//	["list", type, item…]          ["ref", root, scope, type, member…]
//	["not", x]                     ["bin", operator, left, right]
//	["pred", quantifier, over, condition]
//	["call", function, type, argument…]
//	["check", relation, operations]

// encodeExpr returns e's JSON form as a value for package json, nil for no
// expression.
func encodeExpr(e Expr) any {
	switch e := e.(type) {
	case nil:
		return nil
	case *Literal:
		if n, ok := e.Value.(Number); ok {
			return []any{"num", string(n), typeText(e.T)}
		}
		return []any{"lit", e.Value, typeText(e.T)}
	case *List:
		return append([]any{"list", typeText(e.T)}, encodeExprs(e.Items)...)
	case *Ref:
		form := []any{"ref", e.Root, e.Scope, typeText(e.T)}
		for _, name := range e.Path {
			form = append(form, name)
		}
		return form
	case *Not:
		return []any{"not", encodeExpr(e.X)}
	case *Binary:
		return []any{"bin", e.Op, encodeExpr(e.L), encodeExpr(e.R)}
	case *Predicate:
		return []any{"pred", e.Quant, encodeExpr(e.Over), encodeExpr(e.Cond)}
	case *Call:
		return append([]any{"call", e.Func, typeText(e.T)}, encodeExprs(e.Args)...)
	case *Check:
		return []any{"check", encodeExpr(e.Rel), e.Op}
	}
	panic("schema: unknown expression")
}

func encodeExprs(list []Expr) []any {
	forms := make([]any, len(list))
	for i, e := range list {
		forms[i] = encodeExpr(e)
	}
	return forms
}

var errExpr = errors.New("malformed expression")

// form is the JSON form of an expression being read. Reading a part that is
// missing or of another type sets bad.
type form struct {
	parts []any
	bad   bool
}

// decodeExpr reads what encodeExpr has written.
func decodeExpr(v any) (Expr, error) {
	parts, _ := v.([]any)
	f := &form{parts: parts}
	e, err := f.expr()
	if err == nil && f.bad {
		err = errExpr
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

func (f *form) expr() (Expr, error) {
	word := f.text(0)
	switch word {
	case "lit":
		t, err := typeOf(f.text(2))
		switch f.at(1).(type) {
		case nil, bool, string:
			return &Literal{Value: f.at(1), T: t}, err
		}
		return nil, errExpr
	case "num":
		t, err := typeOf(f.text(2))
		return &Literal{Value: Number(f.text(1)), T: t}, err
	case "list":
		t, err := typeOf(f.text(1))
		items, bad := f.exprs(2)
		return &List{Items: items, T: t}, errors.Join(err, bad)
	case "ref":
		return f.ref()
	case "not":
		x, err := decodeExpr(f.at(1))
		return &Not{X: x}, err
	case "bin":
		l, err := decodeExpr(f.at(2))
		r, bad := decodeExpr(f.at(3))
		return &Binary{Op: Operator(f.text(1)), L: l, R: r}, errors.Join(err, bad, f.operator())
	case "pred":
		return f.predicate()
	case "call":
		t, err := typeOf(f.text(2))
		args, bad := f.exprs(3)
		return &Call{Func: f.text(1), Args: args, T: t}, errors.Join(err, bad)
	case "check":
		rel, err := decodeRef(f.at(1))
		return &Check{Rel: rel, Op: Ops(f.number(2, int(OpAll|OpPostUpdate)))}, err
	}
	return nil, fmt.Errorf("unknown expression %q", word)
}

func (f *form) ref() (Expr, error) {
	t, err := typeOf(f.text(3))
	r := &Ref{Root: Root(f.number(1, int(RootFuture))), Scope: f.number(2, 1<<16), T: t}
	for i := 4; i < len(f.parts); i++ {
		r.Path = append(r.Path, f.text(i))
	}
	return r, err
}

func (f *form) predicate() (Expr, error) {
	over, err := decodeRef(f.at(2))
	cond, bad := decodeExpr(f.at(3))
	p := &Predicate{Quant: Quantifier(f.text(1)), Over: over, Cond: cond}
	switch p.Quant {
	case Some, Every, None:
		return p, errors.Join(err, bad)
	}
	return nil, fmt.Errorf("unknown quantifier %q", p.Quant)
}

func (f *form) operator() error {
	switch op := Operator(f.text(1)); op {
	case And, Or, Eq, Ne, Lt, Le, Gt, Ge, In:
		return nil
	default:
		return fmt.Errorf("unknown operator %q", op)
	}
}

func decodeRef(v any) (*Ref, error) {
	e, err := decodeExpr(v)
	if err != nil {
		return nil, err
	}
	r, ok := e.(*Ref)
	if !ok {
		return nil, errExpr
	}
	return r, nil
}

func (f *form) at(i int) any {
	if i < len(f.parts) {
		return f.parts[i]
	}
	f.bad = true
	return nil
}

func (f *form) text(i int) string {
	s, ok := f.at(i).(string)
	f.bad = f.bad || !ok
	return s
}

// number reads a whole number from 0 to limit.
func (f *form) number(i, limit int) int {
	n, ok := f.at(i).(float64)
	if !ok || n != float64(int(n)) || n < 0 || n > float64(limit) {
		f.bad = true
		return 0
	}
	return int(n)
}

func (f *form) exprs(from int) ([]Expr, error) {
	var list []Expr
	for i := from; i < len(f.parts); i++ {
		e, err := decodeExpr(f.parts[i])
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}
