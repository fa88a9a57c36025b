package postgres

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// Aggregate writes a function of values, converted to a type that has it.
func (d Dialect) Aggregate(w *sqlgen.Writer, op plan.AggregateOp, x sqlgen.Fragment, t sqlgen.Type) {
	switch op {
	case plan.Avg:
		average(w, x, t)
	case plan.Sum:
		sum(w, x, t)
		if t.Kind == schema.Int || t.Kind == schema.BigInt {
			w.Key("::bigint")
		}
	case plan.Min, plan.Max:
		d.extreme(w, op, x, t)
	default:
		panic("postgres: unknown aggregate")
	}
}

// average divides the sum of numbers that are exact by itself: the quotient of
// AVG has fewer digits than a Decimal, and on its way to a Float it is rounded twice.
func average(w *sqlgen.Writer, x sqlgen.Fragment, t sqlgen.Type) {
	switch t.Kind {
	case schema.Float:
		w.Key("AVG(")
		x(w)
		w.Key(")")
	case schema.Decimal:
		w.Key("ROUND(")
		sum(w, x, t)
		w.Key(" / COUNT(")
		x(w)
		w.Key(")::numeric(50, 30), 30)")
	default:
		w.Key("(")
		sum(w, x, t)
		w.Key("::double precision / COUNT(")
		x(w)
		w.Key("))")
	}
}

func sum(w *sqlgen.Writer, x sqlgen.Fragment, t sqlgen.Type) {
	w.Key("SUM(")
	x(w)
	switch t.Native {
	case "Money":
		w.Key("::numeric")
	case "Oid":
		w.Key("::bigint")
	}
	w.Key(")")
}

// extreme writes the least or greatest value, of types that have neither by
// way of text.
func (d Dialect) extreme(w *sqlgen.Writer, op plan.AggregateOp, x sqlgen.Fragment, t sqlgen.Type) {
	switch {
	case t.Kind == schema.Boolean && op == plan.Min:
		w.Key("BOOL_AND(")
	case t.Kind == schema.Boolean:
		w.Key("BOOL_OR(")
	case op == plan.Min:
		w.Key("MIN(")
	default:
		w.Key("MAX(")
	}
	x(w)
	switch t.Native {
	case "Uuid", "Bit", "VarBit", "Xml":
		w.Key("::text)::")
		t.List = false
		d.typeName(w, t)
		return
	}
	w.Key(")")
}
