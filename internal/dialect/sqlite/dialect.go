// Package sqlite opens SQLite databases, through zombiezen's driver in pure Go.
//
// Types are stored as SQLite's own where it has them. A Decimal is TEXT in
// plain notation that compares through the collation gozen_decimal, a DateTime
// TEXT in UTC with milliseconds, Json TEXT, a Boolean 0 or 1. Numbers are
// computed by functions that neither round nor overflow unseen.
package sqlite

import (
	"strings"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// Dialect writes SQLite's SQL.
type Dialect struct{ catalog *sqlgen.Catalog }

var _ sqlgen.Dialect = Dialect{}

// NewDialect returns the dialect for the names of a schema.
func NewDialect(s *schema.Schema) Dialect { return Dialect{sqlgen.NewCatalog(s)} }

// Catalog returns the stored names of the schema.
func (d Dialect) Catalog() *sqlgen.Catalog { return d.catalog }

// Quote appends an identifier in quotes.
func (d Dialect) Quote(b []byte, name string) []byte {
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(name, `"`, `""`)...)
	return append(b, '"')
}

// Table writes a table; SQLite has no schemas.
func (d Dialect) Table(w *sqlgen.Writer, _, table string) { w.Name(table) }

// Placeholder writes ?n: values carry their type.
func (d Dialect) Placeholder(w *sqlgen.Writer, n int, _ sqlgen.Type) {
	w.Key("?")
	w.Number(int64(n))
}

// Result writes the column as it is.
func (d Dialect) Result(w *sqlgen.Writer, x sqlgen.Fragment, _ sqlgen.Type) { x(w) }

// Computed writes x as it is, in parentheses.
func (d Dialect) Computed(w *sqlgen.Writer, x sqlgen.Fragment, _ sqlgen.Type) {
	w.Key("(")
	x(w)
	w.Key(")")
}

// Operand writes x, a number as text where it meets a Decimal.
func (d Dialect) Operand(w *sqlgen.Writer, x sqlgen.Fragment, t, other sqlgen.Type) {
	if other.Kind != schema.Decimal || t.Kind == schema.Decimal || !t.Kind.Numeric() {
		x(w)
		return
	}
	w.Key("CAST(")
	x(w)
	w.Key(" AS TEXT)")
}

// Collate makes Decimals compare by value. Other text is binary by default.
func (d Dialect) Collate(w *sqlgen.Writer, t sqlgen.Type) {
	if t.Kind == schema.Decimal {
		w.Key(" COLLATE gozen_decimal")
	}
}

// GroupKey brings Json to its canonical form and lets Decimals compare by value.
func (d Dialect) GroupKey(w *sqlgen.Writer, x sqlgen.Fragment, t sqlgen.Type) {
	if t.Kind == schema.JSON || t.Kind == schema.Custom {
		w.Key("gozen_json(")
		x(w)
		w.Key(")")
		return
	}
	x(w)
	d.Collate(w, t)
}

// Matches writes x IN (SELECT …) over the list, which is one JSON text.
func (d Dialect) Matches(w *sqlgen.Writer, x sqlgen.Fragment, n int, t sqlgen.Type, fold bool) {
	if fold {
		w.Key("lower(")
		x(w)
		w.Key(") IN (SELECT lower(value)")
	} else {
		x(w)
		d.Collate(w, t)
		w.Key(" IN (SELECT ")
		listed(w, func(w *sqlgen.Writer) { w.Key("value") }, t)
	}
	w.Key(" FROM json_each(")
	d.Placeholder(w, n, t)
	w.Key("))")
}

// Rows writes a derived table over the lists, joined by the elements' places.
func (d Dialect) Rows(w *sqlgen.Writer, alias sqlgen.Fragment, params []int, elems []sqlgen.Type) {
	w.Key("(SELECT ")
	for i, t := range elems {
		if i > 0 {
			w.Key(", ")
		}
		listed(w, func(w *sqlgen.Writer) { list(w, i); w.Key(".value") }, t)
		w.Key(" AS c")
		w.Number(int64(i))
	}
	for i, n := range params {
		if i == 0 {
			w.Key(" FROM ")
		} else {
			w.Key(" JOIN ")
		}
		w.Key("json_each(")
		d.Placeholder(w, n, elems[i])
		w.Key(") AS ")
		list(w, i)
		if i > 0 {
			w.Key(" ON ")
			list(w, i)
			w.Key(".key = j0.key")
		}
	}
	w.Key(") AS ")
	alias(w)
}

func list(w *sqlgen.Writer, i int) {
	w.Key("j")
	w.Number(int64(i))
}

// listed writes an element of a list that came as JSON. JSON holds no bytes,
// and SQLite does not read every number back as it was.
func listed(w *sqlgen.Writer, value sqlgen.Fragment, t sqlgen.Type) {
	switch t.Kind {
	case schema.Bytes:
		w.Key("unhex(")
		value(w)
		w.Key(")")
	case schema.Float:
		w.Key("gozen_float(")
		value(w)
		w.Key(")")
	default:
		value(w)
	}
}

// Like writes LIKE, which ignores the case of ASCII letters with or without fold.
// The plus, which changes nothing, keeps SQLite from planning for the pattern:
// it would prepare the statement again at every run.
func (d Dialect) Like(w *sqlgen.Writer, x, pattern sqlgen.Fragment, _ bool) {
	x(w)
	w.Key(" LIKE +")
	pattern(w)
	w.Key(` ESCAPE '\'`)
}

// Arith writes a function call, except for Floats: SQLite's own operators turn
// an integer that overflows into a float, and know no decimals.
func (d Dialect) Arith(w *sqlgen.Writer, op plan.ArithOp, l, r sqlgen.Fragment, t sqlgen.Type) {
	if t.Kind == schema.Float {
		l(w)
		switch op {
		case plan.Plus:
			w.Key(" + ")
		case plan.Minus:
			w.Key(" - ")
		case plan.Times:
			w.Key(" * ")
		case plan.Divide:
			w.Key(" / ")
		default:
			panic("sqlite: no such operator on Float")
		}
		r(w)
		return
	}
	switch op {
	case plan.Plus:
		w.Key("gozen_add(")
	case plan.Minus:
		w.Key("gozen_sub(")
	case plan.Times:
		w.Key("gozen_mul(")
	case plan.Divide:
		w.Key("gozen_div(")
	default:
		panic("sqlite: there are no scalar lists")
	}
	l(w)
	w.Key(", ")
	r(w)
	w.Key(")")
}

// Aggregate writes SQLite's own functions where they are exact. They know no
// decimals, and its sum of integers gives up in the middle of what may come back
// into range in the end.
func (d Dialect) Aggregate(w *sqlgen.Writer, op plan.AggregateOp, x sqlgen.Fragment, t sqlgen.Type) {
	exact := t.Kind == schema.Decimal || t.Kind == schema.BigInt
	switch {
	case op == plan.Avg && t.Kind == schema.Decimal:
		w.Key("gozen_avg(")
	case op == plan.Avg:
		w.Key("AVG(")
	case op == plan.Sum && exact:
		w.Key("gozen_sum(")
	case op == plan.Sum:
		w.Key("SUM(")
	case op == plan.Min:
		w.Key("MIN(")
	case op == plan.Max:
		w.Key("MAX(")
	default:
		panic("sqlite: unknown aggregate")
	}
	x(w)
	if op == plan.Min || op == plan.Max {
		d.Collate(w, t)
	}
	w.Key(")")
}

// Limit writes LIMIT and OFFSET; an offset needs a limit, of which -1 is none.
// The sum keeps SQLite from planning for the number: it would prepare the
// statement again at every run (sqlite3VdbeSetVarmask in its select.c).
func (d Dialect) Limit(w *sqlgen.Writer, limit, offset sqlgen.Fragment) {
	w.Key(" LIMIT ")
	if limit == nil {
		w.Key("-1")
	} else {
		limit(w)
		w.Key(" + 0")
	}
	if offset != nil {
		w.Key(" OFFSET ")
		offset(w)
	}
}

// Lock writes nothing: a transaction that writes has the database to itself.
func (d Dialect) Lock(*sqlgen.Writer, sqlgen.Fragment) {}

// ReturnsAlias reports false.
func (d Dialect) ReturnsAlias() bool { return false }

// Share writes nothing, for the same reason as Lock.
func (d Dialect) Share(*sqlgen.Writer) {}

// NullsLow reports true: NULL sorts below every value.
func (d Dialect) NullsLow() bool { return true }
