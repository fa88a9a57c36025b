package postgres

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// jsonb gives a Json value the type that has operators.
func jsonb(x sqlgen.Fragment, t sqlgen.Type) sqlgen.Fragment {
	if t.Native != "Json" {
		return x
	}
	return func(w *sqlgen.Writer) {
		x(w)
		w.Key("::jsonb")
	}
}

// JSONAt writes #>, and for a scalar a conversion of values of its kind only: of
// others it would be an error.
func (d Dialect) JSONAt(w *sqlgen.Writer, x, path sqlgen.Fragment, from sqlgen.Type, t schema.ValueType) {
	v := jsonb(x, from)
	if path != nil {
		whole := v
		v = func(w *sqlgen.Writer) {
			w.Key("(")
			whole(w)
			w.Key(" #> ")
			path(w)
			w.Key(")")
		}
	}
	switch {
	case t.List:
		form(w, v)
		w.Key(" WHEN 'array' THEN ")
		v(w)
		w.Key(" ELSE '[]'::jsonb END")
	case t.Kind == schema.String:
		form(w, v)
		w.Key(" WHEN 'string' THEN ")
		text(w, v)
		w.Key(" END")
	case t.Kind == schema.Boolean:
		form(w, v)
		w.Key(" WHEN 'boolean' THEN ")
		v(w)
		w.Key("::boolean END")
	case t.Kind == schema.Decimal:
		form(w, v)
		w.Key(" WHEN 'number' THEN ")
		v(w)
		w.Key("::numeric WHEN 'string' THEN substring(")
		text(w, v)
		w.Key(` FROM '^-?[0-9]+(?:\.[0-9]+)?$')::numeric END`)
	default:
		v(w)
	}
}

// form begins a CASE over the form of a Json value.
func form(w *sqlgen.Writer, v sqlgen.Fragment) {
	w.Key("CASE jsonb_typeof(")
	v(w)
	w.Key(")")
}

// otherwise ends a CASE that tests v: it is false for a value of another form
// and unknown where there is none.
func otherwise(w *sqlgen.Writer, v sqlgen.Fragment) {
	w.Key(" ELSE ")
	v(w)
	w.Key(" <> ")
	v(w)
	w.Key(" END")
}

// text writes a JSON string as text.
func text(w *sqlgen.Writer, v sqlgen.Fragment) {
	v(w)
	w.Key(" #>> '{}'")
}

// JSONTest compares as jsonb, which knows values rather than text.
func (d Dialect) JSONTest(w *sqlgen.Writer, op plan.JSONOp, x, arg sqlgen.Fragment, t sqlgen.Type, fold bool) {
	v := jsonb(x, t)
	switch op {
	case plan.JSONEq:
		v(w)
		w.Key(" = ")
		arg(w)
	case plan.JSONLt, plan.JSONLe, plan.JSONGt, plan.JSONGe:
		form(w, v)
		w.Key(" WHEN jsonb_typeof(")
		arg(w)
		w.Key(") THEN ")
		v(w)
		order(w, op)
		arg(w)
		otherwise(w, v)
	case plan.JSONTextHas, plan.JSONTextStarts, plan.JSONTextEnds:
		form(w, v)
		w.Key(" WHEN 'string' THEN ")
		d.Like(w, func(w *sqlgen.Writer) { w.Key("("); text(w, v); w.Key(")") }, arg, fold)
		otherwise(w, v)
	default:
		jsonArrayTest(w, op, v, arg)
	}
}

func order(w *sqlgen.Writer, op plan.JSONOp) {
	switch op {
	case plan.JSONLt:
		w.Key(" < ")
	case plan.JSONLe:
		w.Key(" <= ")
	case plan.JSONGt:
		w.Key(" > ")
	default:
		w.Key(" >= ")
	}
}

// jsonArrayTest tests an array. Only an array contains an array, so that
// JSONContains needs no look at the form, and a GIN index serves it.
func jsonArrayTest(w *sqlgen.Writer, op plan.JSONOp, v, arg sqlgen.Fragment) {
	switch op {
	case plan.JSONContains:
		v(w)
		w.Key(" @> ")
		arg(w)
	case plan.JSONOverlaps:
		w.Key("EXISTS (SELECT 1 FROM jsonb_array_elements(")
		arg(w)
		w.Key(") AS a(value) WHERE ")
		v(w)
		w.Key(" @> jsonb_build_array(a.value))")
	case plan.JSONStarts, plan.JSONEnds:
		form(w, v)
		w.Key(" WHEN 'array' THEN COALESCE(")
		v(w)
		if op == plan.JSONStarts {
			w.Key(" -> 0 = ")
		} else {
			w.Key(" -> -1 = ")
		}
		arg(w)
		w.Key(", FALSE)")
		otherwise(w, v)
	default:
		panic("postgres: unknown test of Json")
	}
}

// JSONElements writes the function that gives a row for each element.
func (d Dialect) JSONElements(w *sqlgen.Writer, x, alias sqlgen.Fragment) {
	w.Key("jsonb_array_elements(")
	x(w)
	w.Key(") AS ")
	alias(w)
	w.Key("(value)")
}

// JSONElement writes an element that is an object.
func (d Dialect) JSONElement(w *sqlgen.Writer, alias sqlgen.Fragment) {
	value := func(w *sqlgen.Writer) { alias(w); w.Key(".value") }
	w.Key("(")
	form(w, value)
	w.Key(" WHEN 'object' THEN ")
	value(w)
	w.Key(" END)")
}
