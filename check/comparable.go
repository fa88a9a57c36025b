package check

import (
	"encoding/json"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// The language lets more be compared than databases can: what is Json or Bytes
// passes for Any there, an enum goes with everything, and the items of a list
// are not looked at. A rule that fails in the database on every request is of no
// use to anyone, so what no database compares is refused here. A text or a value
// of another enum, which an enum can never be, keeps its warning, and becomes
// the answer that is known.

// comparable reports whether databases compare values of the types a and b.
func comparable(a, b schema.Kind) bool {
	switch {
	case a == b, open(a), open(b):
		return true
	case a == schema.JSON, b == schema.JSON, a == schema.Bytes, b == schema.Bytes:
		return false
	case a == schema.EnumKind:
		return b == schema.String
	case b == schema.EnumKind:
		return a == schema.String
	}
	return fits(base(a), base(b)) || fits(base(b), base(a))
}

// open reports whether k says nothing about what a value is.
func open(k schema.Kind) bool {
	switch k {
	case schema.Any, schema.Null, schema.Object, schema.Void, schema.Unsupported, schema.ModelKind, schema.Custom:
		return true
	}
	return false
}

// constantFor returns literal v as a value that is compared with the type of t,
// or v itself where it is no literal or needs no other form.
func (x *exprs) constantFor(e syntax.Expr, v schema.Expr, t typ) schema.Expr {
	lit, ok := v.(*schema.Literal)
	if !ok {
		return v
	}
	if s, ok := e.(*syntax.StringLit); ok && t.enum != nil && t.enum.values[s.Value] != nil {
		x.c.info.text(s, t.enum.values[s.Value])
		return t.enum.literal(s.Value)
	}
	switch {
	case t.Kind == schema.Bytes && lit.T.Kind == schema.String:
		return &schema.Literal{Value: lit.Value, T: schema.ValueType{Kind: schema.Bytes}}
	case t.Kind == schema.JSON && lit.T.Kind != schema.Null:
		return &schema.Literal{Value: jsonText(lit.Value), T: schema.ValueType{Kind: schema.JSON}}
	}
	return v
}

func jsonText(v any) string {
	switch v := v.(type) {
	case schema.Number:
		return string(v)
	default:
		text, err := json.Marshal(v)
		if err != nil {
			panic("check: a literal has no JSON form")
		}
		return string(text)
	}
}

// compared refuses l and r when no database compares them.
func (x *exprs) compared(e *syntax.Binary, l, r schema.Expr, lt, rt typ) bool {
	return comparable(l.Type().Kind, r.Type().Kind) || x.mismatch(e, lt, rt)
}

// foreign reports whether v is a constant that no value of the enum equals.
func foreign(v schema.Expr, of *enum) bool {
	lit, ok := v.(*schema.Literal)
	return ok && of != nil && (lit.T.Kind == schema.String || lit.T.Kind == schema.EnumKind && lit.T.Name != of.name())
}

// neverEqual returns what it means to compare an enum with what it can never be,
// or nil for any other comparison. The enum is compared with itself: so the
// answer is unknown for null, and else the one that is known.
func neverEqual(op schema.Operator, l, r schema.Expr, lt, rt typ) schema.Expr {
	known := l
	if foreign(l, rt.enum) {
		known = r
	} else if !foreign(r, lt.enum) {
		return nil
	}
	if op == schema.Eq {
		return &schema.Binary{Op: schema.Ne, L: known, R: known}
	}
	return &schema.Binary{Op: schema.Eq, L: known, R: known}
}

// listed returns the operands of in as databases compare them, and false where
// they do not. What an enum can never be is left out of the list.
func (x *exprs) listed(e *syntax.Binary, l, r schema.Expr, lt, rt typ) (left, right schema.Expr, ok bool) {
	list, literal := r.(*schema.List)
	if !literal {
		l = x.constantFor(e.L, l, rt)
		if !x.compared(e, l, r, lt, rt) {
			return nil, nil, false
		}
		if lt.enum != rt.enum {
			x.foreignItem(e, lt, rt.ValueType)
		}
		if foreign(l, rt.enum) {
			return l, &schema.List{T: rt.ValueType}, true
		}
		return l, r, true
	}
	out := &schema.List{T: list.T}
	strange := false
	items := e.R.(*syntax.ListLit).Items
	for i, v := range list.Items {
		before := v.Type()
		v = x.constantFor(items[i], v, lt)
		strange = strange || lt.enum != nil && before.Name != lt.Name
		if !comparable(lt.Kind, v.Type().Kind) {
			d := x.c.report(CodeOperands, items[i], "operand types do not match: %s in a list with %s",
				describe(lt.ValueType), describe(v.Type()))
			d.Hint = "list values of the left side's type"
			return nil, nil, false
		}
		if !foreign(v, lt.enum) {
			out.Items = append(out.Items, v)
		}
	}
	if strange {
		x.foreignItem(e, lt, list.T)
	}
	if lt.enum != nil {
		out.T = schema.ValueType{Kind: schema.EnumKind, Name: lt.enum.name(), List: true}
	}
	return l, out, true
}

// foreignItem warns that what is looked for is not of the enum of the others.
func (x *exprs) foreignItem(e *syntax.Binary, l typ, list schema.ValueType) {
	d := x.c.warn(CodeForeignValue, e, "%s is looked for in %s", describe(l.ValueType), describe(list))
	d.Hint = "list values of the same enum, without quotes"
}
