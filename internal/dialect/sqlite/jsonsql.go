package sqlite

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// JSONAt writes functions of ours: SQLite's own read a path of another form, and
// numbers as doubles.
func (d Dialect) JSONAt(w *sqlgen.Writer, x, path sqlgen.Fragment, _ sqlgen.Type, t schema.ValueType) {
	v := x
	if path != nil {
		v = func(w *sqlgen.Writer) {
			w.Key("gozen_json_at(")
			x(w)
			w.Key(", ")
			path(w)
			w.Key(")")
		}
	}
	switch {
	case t.List:
		w.Key("COALESCE(gozen_json_as('array', ")
		v(w)
		w.Key("), '[]')")
		return
	case t.Kind == schema.String:
		w.Key("gozen_json_as('string', ")
	case t.Kind == schema.Boolean:
		w.Key("gozen_json_as('boolean', ")
	case t.Kind == schema.Decimal:
		w.Key("gozen_json_as('number', ")
	default:
		v(w)
		return
	}
	v(w)
	w.Key(")")
}

// JSONTest compares the values in canonical form, so that neither the order of
// members nor the spelling of numbers counts, and leaves other tests to a function.
func (d Dialect) JSONTest(w *sqlgen.Writer, op plan.JSONOp, x, arg sqlgen.Fragment, _ sqlgen.Type, fold bool) {
	switch op {
	case plan.JSONEq:
		w.Key("gozen_json(")
		x(w)
		w.Key(") = gozen_json(")
	case plan.JSONTextHas, plan.JSONTextStarts, plan.JSONTextEnds:
		d.jsonLike(w, x, arg, fold)
		return
	case plan.JSONLt:
		test(w, func(w *sqlgen.Writer) { w.Key("<") }, x)
	case plan.JSONLe:
		test(w, func(w *sqlgen.Writer) { w.Key("<=") }, x)
	case plan.JSONGt:
		test(w, func(w *sqlgen.Writer) { w.Key(">") }, x)
	case plan.JSONGe:
		test(w, func(w *sqlgen.Writer) { w.Key(">=") }, x)
	case plan.JSONContains:
		test(w, func(w *sqlgen.Writer) { w.Key("contains") }, x)
	case plan.JSONOverlaps:
		test(w, func(w *sqlgen.Writer) { w.Key("overlaps") }, x)
	case plan.JSONStarts:
		test(w, func(w *sqlgen.Writer) { w.Key("starts") }, x)
	case plan.JSONEnds:
		test(w, func(w *sqlgen.Writer) { w.Key("ends") }, x)
	default:
		panic("sqlite: unknown test of Json")
	}
	arg(w)
	w.Key(")")
}

// test begins a call of gozen_json_test.
func test(w *sqlgen.Writer, name, x sqlgen.Fragment) {
	w.Key("gozen_json_test('")
	name(w)
	w.Key("', ")
	x(w)
	w.Key(", ")
}

// jsonLike looks in a value that is a string. Of others the comparison of the
// value with itself makes false, of NULL unknown.
func (d Dialect) jsonLike(w *sqlgen.Writer, x, pattern sqlgen.Fragment, fold bool) {
	w.Key("CASE gozen_json_as('form', ")
	x(w)
	w.Key(") WHEN 'string' THEN ")
	d.Like(w, func(w *sqlgen.Writer) { w.Key("gozen_json_as('string', "); x(w); w.Key(")") }, pattern, fold)
	w.Key(" ELSE ")
	x(w)
	w.Key(" <> ")
	x(w)
	w.Key(" END")
}

// JSONElements writes json_each.
func (d Dialect) JSONElements(w *sqlgen.Writer, x, alias sqlgen.Fragment) {
	w.Key("json_each(")
	x(w)
	w.Key(") AS ")
	alias(w)
}

// JSONElement writes an element that is an object. A string that looks like one
// has the same value in json_each, but another type.
func (d Dialect) JSONElement(w *sqlgen.Writer, alias sqlgen.Fragment) {
	w.Key("(CASE ")
	alias(w)
	w.Key(".type WHEN 'object' THEN ")
	alias(w)
	w.Key(".value END)")
}
