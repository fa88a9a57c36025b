package sqlite

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
)

// ListTest tests a list of the user's, which is one JSON text: no column holds a
// list. What is NULL is in no list.
func (d Dialect) ListTest(w *sqlgen.Writer, op plan.ListOp, x, arg sqlgen.Fragment, t sqlgen.Type) {
	switch op {
	case plan.Has:
		d.among(w, arg, x, t)
	case plan.HasSome:
		w.Key("EXISTS (SELECT 1 FROM json_each(")
		arg(w)
		w.Key(") AS a WHERE ")
		d.among(w, element(t), x, t)
		w.Key(")")
	case plan.HasEvery:
		w.Key("NOT EXISTS (SELECT 1 FROM json_each(")
		arg(w)
		w.Key(") AS a WHERE NOT ")
		d.among(w, element(t), x, t)
		w.Key(")")
	case plan.SameList:
		x(w)
		w.Key(" = ")
		arg(w)
	case plan.IsEmpty:
		w.Key("json_array_length(")
		x(w)
		w.Key(") = 0")
	default:
		panic("sqlite: unknown list test")
	}
}

// element writes an element of the list that is looked for.
func element(t sqlgen.Type) sqlgen.Fragment {
	return func(w *sqlgen.Writer) { listed(w, func(w *sqlgen.Writer) { w.Key("a.value") }, t) }
}

// among writes that a value is an element of list x.
func (d Dialect) among(w *sqlgen.Writer, value, x sqlgen.Fragment, t sqlgen.Type) {
	w.Key("COALESCE(")
	value(w)
	d.Collate(w, t)
	w.Key(" IN (SELECT ")
	listed(w, func(w *sqlgen.Writer) { w.Key("value") }, t)
	w.Key(" FROM json_each(")
	x(w)
	w.Key(")), FALSE)")
}
