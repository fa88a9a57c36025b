package check

import (
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// binary types an operation of two operands.
func (x *exprs) binary(e *syntax.Binary) (schema.Expr, typ) {
	l, r, lt, rt := x.operands(e)
	if lt.Kind == schema.Invalid || rt.Kind == schema.Invalid {
		return nil, typ{}
	}
	ok := false
	switch op := schema.Operator(e.Op); op {
	case schema.And, schema.Or:
		x.lintMixed(e)
		ok = x.logical(e, e.L, lt) && x.logical(e, e.R, rt)
	case schema.Eq, schema.Ne:
		l, r = x.constantFor(e.L, l, rt), x.constantFor(e.R, r, lt)
		if ok = x.equality(e, lt, rt) && x.compared(e, l, r, lt, rt); ok {
			if known := neverEqual(op, l, r, lt, rt); known != nil {
				return known, boolType()
			}
		}
	case schema.In:
		if ok = x.membership(e, lt, rt); ok {
			l, r, ok = x.listed(e, l, r, lt, rt)
		}
	default:
		ok = x.ordering(e, lt, rt)
	}
	if !ok {
		return nil, typ{}
	}
	return &schema.Binary{Op: schema.Operator(e.Op), L: l, R: r}, boolType()
}

// operands types both sides of e. Where a side is a bare name that may be an
// enum's value, the other side goes first and says of which enum.
func (x *exprs) operands(e *syntax.Binary) (l, r schema.Expr, lt, rt typ) {
	op := schema.Operator(e.Op)
	if op == schema.And || op == schema.Or {
		l, lt = x.expr(e.L, nil)
		r, rt = x.expr(e.R, nil)
		return
	}
	if x.maybeValue(e.L) && !x.maybeValue(e.R) {
		r, rt = x.expr(e.R, nil)
		l, lt = x.expr(e.L, rt.enum)
		return
	}
	l, lt = x.expr(e.L, nil)
	r, rt = x.expr(e.R, lt.enum)
	return
}

// maybeValue reports whether e is, or begins with, a bare name that is no
// member of the scope.
func (x *exprs) maybeValue(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Ref:
		k, _ := x.container()
		return k == nil || k.member(e.Name.Text) == nil
	case *syntax.ListLit:
		return len(e.Items) > 0 && x.maybeValue(e.Items[0])
	}
	return false
}

func (x *exprs) logical(e *syntax.Binary, operand syntax.Expr, t typ) bool {
	if t.List {
		x.c.report(CodeOperandList, operand, "%s cannot take a list", e.Op)
		return false
	}
	if !condition(t) {
		x.c.report(CodeOperandType, operand, "%s cannot take an operand of type %s", e.Op, describe(t.ValueType))
		return false
	}
	return true
}

// equality is the table of reference 7.2 in its order.
func (x *exprs) equality(e *syntax.Binary, l, r typ) bool {
	switch {
	case l.before || r.before:
		x.c.report(CodeModelsCompared, e, "the old row as a whole cannot be compared").Hint = "compare its fields: before().field"
		return false
	case x.ctx == inValidation && (l.Kind == schema.Null && isRef(e.R) || r.Kind == schema.Null && isRef(e.L)):
		return true
	case l.List != r.List:
		return x.mismatch(e, l, r)
	case l.Kind == schema.Null && r.nullable, r.Kind == schema.Null && l.nullable:
		return true
	case scalar(l.Kind) && scalar(r.Kind):
		if fits(base(l.Kind), base(r.Kind)) || fits(base(r.Kind), base(l.Kind)) {
			return true
		}
		return x.mismatch(e, l, r)
	case l.Kind == schema.ModelKind && r.Kind == schema.ModelKind:
		return x.modelEquality(e, l, r)
	case l.Kind == schema.ModelKind:
		return r.Kind == schema.Null || x.mismatch(e, l, r)
	case r.Kind == schema.ModelKind:
		return l.Kind == schema.Null || x.mismatch(e, l, r)
	}
	if !comparable(l.Kind, r.Kind) {
		return x.mismatch(e, l, r)
	}
	return x.enumEquality(e, l, r)
}

func isRef(e syntax.Expr) bool {
	_, ok := e.(*syntax.Ref)
	return ok
}

func (x *exprs) modelEquality(e *syntax.Binary, l, r typ) bool {
	if l.target != r.target && !l.free && !r.free {
		return x.mismatch(e, l, r)
	}
	if l.field && r.field && !(l.this && r.this) {
		x.c.report(CodeModelsCompared, e, "relation fields cannot be compared with each other").Hint = "compare their keys"
		return false
	}
	return true
}

// enumEquality lets enums be compared with anything, as the language does, but
// warns where the answer is known.
func (x *exprs) enumEquality(e *syntax.Binary, l, r typ) bool {
	if l.Kind == schema.Custom && r.Kind == schema.Custom && l.target != r.target {
		return x.mismatch(e, l, r)
	}
	if l.enum != r.enum && l.Kind != schema.Any && r.Kind != schema.Any && (l.enum != nil || r.enum != nil) {
		d := x.c.warn(CodeForeignValue, e, "%s is compared with %s", describe(l.ValueType), describe(r.ValueType))
		switch {
		case l.Kind == schema.Null || r.Kind == schema.Null:
			d.Hint = "a required value is never null"
		case l.Kind == schema.String || r.Kind == schema.String:
			d.Hint = "write a value of the enum, without quotes"
		default:
			d.Hint = "compare with a value of the same enum"
		}
	}
	return true
}

func (x *exprs) mismatch(e *syntax.Binary, l, r typ) bool {
	d := x.c.report(CodeOperands, e, "operand types do not match: %s %s %s",
		describe(l.ValueType), e.Op, describe(r.ValueType))
	switch {
	case (l.Kind == schema.Null || r.Kind == schema.Null) && !l.List && !r.List:
		d.Hint = "a required value is never null"
	case l.Kind == schema.ModelKind && scalar(r.Kind) || r.Kind == schema.ModelKind && scalar(l.Kind):
		d.Hint = "compare rows, as in owner == auth(), or keys, as in ownerId == auth().id"
	case l.enum != nil || r.enum != nil:
		d.Hint = "an enum is compared with its values"
	case l.Kind == schema.JSON || r.Kind == schema.JSON:
		d.Hint = "Json is compared with a value that is written out, or with another Json"
	case l.Kind == schema.Bytes || r.Kind == schema.Bytes:
		d.Hint = "Bytes are compared with a text in base64, or with other Bytes"
	}
	return false
}

func (x *exprs) ordering(e *syntax.Binary, l, r typ) bool {
	for _, side := range []struct {
		e syntax.Expr
		t typ
	}{{e.L, l}, {e.R, r}} {
		if side.t.List {
			x.c.report(CodeOperandList, side.e, "%s cannot take a list", e.Op)
			return false
		}
		switch side.t.Kind {
		case schema.Int, schema.BigInt, schema.Float, schema.Decimal, schema.DateTime, schema.Any:
		default:
			x.c.report(CodeOperandType, side.e, "%s cannot take an operand of type %s", e.Op, describe(side.t.ValueType))
			return false
		}
	}
	if (l.Kind == schema.DateTime) != (r.Kind == schema.DateTime) || !comparable(l.Kind, r.Kind) {
		return x.mismatch(e, l, r)
	}
	return true
}

func (x *exprs) membership(e *syntax.Binary, l, r typ) bool {
	if l.List || l.Kind == schema.ModelKind || l.Kind == schema.Custom || l.Kind == schema.Null {
		x.c.report(CodeInLeft, e.L, "the left side of in must be a scalar, not %s", describe(l.ValueType))
		return false
	}
	if !r.List {
		x.c.report(CodeInRight, e.R, "the right side of in must be a list, not %s", describe(r.ValueType))
		return false
	}
	return true
}

// lintMixed warns where && and || meet without parentheses: people read them
// with JavaScript's precedence, ZModel gives them one.
func (x *exprs) lintMixed(e *syntax.Binary) {
	for _, side := range []syntax.Expr{e.L, e.R} {
		b, ok := side.(*syntax.Binary)
		if ok && !b.Grouped && (b.Op == "&&" || b.Op == "||") && b.Op != e.Op {
			x.c.warn(CodeMixed, e,
				"'&&' and '||' are mixed without parentheses; they have equal precedence and group left to right").Hint =
				"put parentheses around " + x.file.tree.Text(b)
		}
	}
}
