// Package postgres opens PostgreSQL databases, through pgx's connections.
//
// Every parameter's type is named in the statement, so values are sent as text
// (bytes apart) and results are read in binary. Numerics and integers are exact,
// a DateTime is a timestamp in UTC, an enum a type of the database, and
// equality of text is binary whatever the database's collation.
package postgres

import (
	"strings"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// Dialect writes PostgreSQL's SQL.
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

// Table writes a table, which without a schema is found on the search path.
func (d Dialect) Table(w *sqlgen.Writer, schema, table string) {
	if schema != "" {
		w.Name(schema)
		w.Key(".")
	}
	w.Name(table)
}

// Placeholder writes $n::type.
func (d Dialect) Placeholder(w *sqlgen.Writer, n int, t sqlgen.Type) {
	w.Key("$")
	w.Number(int64(n))
	w.Key("::")
	d.typeName(w, t)
}

// Result writes a column. Types whose binary form is not read here are
// converted to one that is.
func (d Dialect) Result(w *sqlgen.Writer, x sqlgen.Fragment, t sqlgen.Type) {
	switch t.Native {
	case "Inet", "Bit", "VarBit", "Xml":
		w.Key("(")
		x(w)
		w.Key(")::text")
	case "Money":
		w.Key("(")
		x(w)
		w.Key(")::numeric")
	case "Oid":
		w.Key("(")
		x(w)
		w.Key(")::bigint")
	default:
		x(w)
		return
	}
	if t.List {
		w.Key("[]")
	}
}

// Operand writes x, as text where only one side is of a type that does not
// compare with text, and a list of other numbers as a list of the other's.
func (d Dialect) Operand(w *sqlgen.Writer, x sqlgen.Fragment, t, other sqlgen.Type) {
	x(w)
	if t.List && t.Kind != other.Kind && t.Kind.Numeric() {
		w.Key("::")
		d.typeName(w, other)
		return
	}
	if class(t) != "" && class(other) != class(t) && (other.Kind == schema.String || other.Kind == schema.EnumKind) {
		w.Key("::text")
	}
}

// Computed converts x, since a number of another width would be misread.
func (d Dialect) Computed(w *sqlgen.Writer, x sqlgen.Fragment, t sqlgen.Type) {
	w.Key("(")
	x(w)
	w.Key(")::")
	d.typeName(w, t)
}

// class names the type of a column of text that is none; empty for text.
func class(t sqlgen.Type) string {
	if t.Kind == schema.EnumKind {
		return t.Name
	}
	switch t.Native {
	case "Uuid", "Inet", "Bit", "VarBit", "Xml":
		return t.Native
	}
	return ""
}

// Collate writes nothing. Equality is binary under the database's collation,
// and order follows it, in comparisons as in sort keys, so that cursors agree
// with pages and indexes serve both.
func (d Dialect) Collate(*sqlgen.Writer, sqlgen.Type) {}

// GroupKey gives Json the type that has an equality. A NULL list is an empty one.
func (d Dialect) GroupKey(w *sqlgen.Writer, x sqlgen.Fragment, t sqlgen.Type) {
	if !t.List || t.Kind == schema.Custom {
		jsonb(x, t)(w)
		return
	}
	d.list(w, x, t)
}

// list writes a list, the empty one for NULL.
func (d Dialect) list(w *sqlgen.Writer, x sqlgen.Fragment, t sqlgen.Type) {
	w.Key("COALESCE(")
	x(w)
	w.Key(", '{}'::")
	d.typeName(w, t)
	w.Key(")")
}

// Matches writes x = ANY of the list, which is one array.
func (d Dialect) Matches(w *sqlgen.Writer, x sqlgen.Fragment, n int, t sqlgen.Type, fold bool) {
	if fold {
		w.Key("lower(")
		x(w)
		w.Key(") IN (SELECT lower(v) FROM unnest(")
		d.array(w, n, t)
		w.Key(") AS v)")
		return
	}
	x(w)
	w.Key(" = ANY(")
	d.array(w, n, t)
	w.Key(")")
}

// array writes a list parameter for values, rather than for a list column.
func (d Dialect) array(w *sqlgen.Writer, n int, elem sqlgen.Type) {
	d.Placeholder(w, n, elem)
	w.Key("[]")
}

// Rows writes unnest of the lists, which puts them side by side.
func (d Dialect) Rows(w *sqlgen.Writer, alias sqlgen.Fragment, params []int, elems []sqlgen.Type) {
	w.Key("unnest(")
	for i, n := range params {
		if i > 0 {
			w.Key(", ")
		}
		d.array(w, n, elems[i])
	}
	w.Key(") AS ")
	alias(w)
	w.Key("(")
	for i := range params {
		if i > 0 {
			w.Key(", ")
		}
		w.Key("c")
		w.Number(int64(i))
	}
	w.Key(")")
}

// Like writes LIKE or ILIKE, whose escape is the backslash by default.
func (d Dialect) Like(w *sqlgen.Writer, x, pattern sqlgen.Fragment, fold bool) {
	x(w)
	if fold {
		w.Key(" ILIKE ")
	} else {
		w.Key(" LIKE ")
	}
	pattern(w)
}

// Arith writes an operator. Integers divide without a fraction by themselves.
func (d Dialect) Arith(w *sqlgen.Writer, op plan.ArithOp, l, r sqlgen.Fragment, _ sqlgen.Type) {
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
	case plan.Append:
		w.Key(" || ")
	default:
		panic("postgres: unknown operator")
	}
	r(w)
}

// ListTest writes a test with array operators, which a GIN index serves.
func (d Dialect) ListTest(w *sqlgen.Writer, op plan.ListOp, x, arg sqlgen.Fragment, t sqlgen.Type) {
	t.List = true
	switch op {
	case plan.Has:
		x(w)
		w.Key(" IS NOT NULL AND ")
		x(w)
		w.Key(" @> ARRAY[")
		arg(w)
		w.Key("]::")
		d.typeName(w, t)
	case plan.HasSome:
		x(w)
		w.Key(" IS NOT NULL AND ")
		x(w)
		w.Key(" && ")
		arg(w)
	case plan.HasEvery:
		d.list(w, x, t)
		w.Key(" @> ")
		arg(w)
	case plan.SameList:
		d.list(w, x, t)
		w.Key(" = ")
		arg(w)
	case plan.IsEmpty:
		w.Key("COALESCE(cardinality(")
		x(w)
		w.Key("), 0) = 0")
	default:
		panic("postgres: unknown list test")
	}
}

// Limit writes LIMIT and OFFSET.
func (d Dialect) Limit(w *sqlgen.Writer, limit, offset sqlgen.Fragment) {
	if limit != nil {
		w.Key(" LIMIT ")
		limit(w)
	}
	if offset != nil {
		w.Key(" OFFSET ")
		offset(w)
	}
}

// Lock locks the rows of one source: those on the far side of an outer join
// cannot be, and need not.
func (d Dialect) Lock(w *sqlgen.Writer, source sqlgen.Fragment) {
	w.Key(" FOR UPDATE OF ")
	source(w)
}

// ReturnsAlias reports true.
func (d Dialect) ReturnsAlias() bool { return true }

// Share locks the rows that decided, in a subquery too.
func (d Dialect) Share(w *sqlgen.Writer) { w.Key(" FOR SHARE") }

// NullsLow reports false: NULL sorts above every value.
func (d Dialect) NullsLow() bool { return false }
