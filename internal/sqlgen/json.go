package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// jsonType is how the Json value x is stored.
func (w *Writer) jsonType(x plan.Expr) Type {
	return w.comparedAs(x, schema.ValueType{Kind: schema.JSON})
}

// shaped writes the operand of an operator of Json or of lists. One that is
// hidden keeps its type: a bare NULL would be of any, and the operator of none.
func (w *Writer) shaped(x plan.Expr) Fragment {
	return func(w *Writer) {
		if _, hidden := simplify(x).(plan.Null); hidden {
			w.typed(x)
			return
		}
		w.expr(x, operandLevel)
	}
}

func (w *Writer) jsonAt(x *plan.JSONAt) {
	var path Fragment
	if x.Path != nil {
		path = func(w *Writer) { w.param(x.Path, Type{ValueType: x.Path.Type}) }
	}
	w.dialect.JSONAt(w, w.shaped(x.X), path, w.jsonType(x.X), x.Type)
}

func (w *Writer) jsonTest(j *plan.JSONTest) {
	arg := func(w *Writer) { w.param(j.Arg, kind(schema.JSON)) }
	if e := jsonPattern(j.Op); e != Plain {
		text := kind(schema.String)
		arg = func(w *Writer) { w.dialect.Placeholder(w, w.bind(j.Arg.From, text, e), text) }
	}
	w.dialect.JSONTest(w, j.Op, w.shaped(j.X), arg, w.jsonType(j.X), j.Fold)
}

func jsonPattern(op plan.JSONOp) Encode {
	switch op {
	case plan.JSONTextHas:
		return Contains
	case plan.JSONTextStarts:
		return Prefix
	case plan.JSONTextEnds:
		return Suffix
	default:
		return Plain
	}
}

func (w *Writer) jsonSome(x *plan.JSONSome) {
	w.Key("EXISTS (SELECT 1 FROM ")
	w.dialect.JSONElements(w, w.shaped(x.X), element(x.Element))
	w.where(x.Cond)
	w.Key(")")
}

// element is the name of the table of an array's elements. Sources are called t….
func element(x *plan.JSONElement) Fragment {
	return func(w *Writer) {
		w.Key("e")
		w.Number(int64(x.Alias))
	}
}
