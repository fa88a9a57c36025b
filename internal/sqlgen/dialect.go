package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// Dialect is what differs between databases. Its methods write SQL; those that
// take a [Fragment] decide what stands around it. A dialect belongs to one
// schema, for the names of enums and join tables that are in its [Catalog].
type Dialect interface {
	// Catalog holds what the schema says of stored names and types.
	Catalog() *Catalog
	// Quote appends an identifier in quotes.
	Quote(b []byte, name string) []byte
	// Table writes a table of a named schema; schema may be empty.
	Table(w *Writer, schema, table string)

	// Placeholder writes parameter n, as a value that is stored as t.
	Placeholder(w *Writer, n int, t Type)
	// Result writes a column of a result so that a row can be read.
	Result(w *Writer, x Fragment, t Type)
	// Operand writes x, stored as t, so that it compares with what is stored as other.
	Operand(w *Writer, x Fragment, t, other Type)
	// Computed writes x, which the host has written, as a value of type t.
	Computed(w *Writer, x Fragment, t Type)
	// Collate writes what makes the operand or sort key before it compare by value.
	Collate(w *Writer, t Type)
	// GroupKey writes x, stored as t, so that rows with the same value are equal
	// in it; it is itself such a value.
	GroupKey(w *Writer, x Fragment, t Type)
	// Matches writes that x, stored as t, is an element of list parameter n.
	Matches(w *Writer, x Fragment, n int, t Type, fold bool)
	// Rows writes a table called alias whose columns c0, c1, … hold the
	// elements of the list parameters, row by row.
	Rows(w *Writer, alias Fragment, params []int, elems []Type)
	// Like writes that x matches a pattern that escapes with a backslash.
	Like(w *Writer, x, pattern Fragment, fold bool)
	// TextSearch writes that a search finds x, as [plan.TextSearch] has it;
	// threshold may be nil. TextRank writes how well it finds the texts together.
	TextSearch(w *Writer, q plan.TextQuery, x, needle, threshold Fragment)
	TextRank(w *Writer, q plan.TextQuery, xs []Fragment, needle Fragment)
	// Arith writes a number or a list computed from the operands.
	Arith(w *Writer, op plan.ArithOp, l, r Fragment, t Type)
	// Aggregate writes a function of the values of x, stored as t, in a group of
	// rows. It is exact but for Floats, and an integer that is too great for a
	// BigInt is an error. An average of Decimals has 30 digits after the point.
	Aggregate(w *Writer, op plan.AggregateOp, x Fragment, t Type)
	// ListTest writes a test of list x, stored as t; arg is nil for IsEmpty. A
	// NULL list is an empty one.
	ListTest(w *Writer, op plan.ListOp, x, arg Fragment, t Type)
	// JSONAt writes what stands at a path, a list of text or nil, in the Json
	// value x that is stored as from, in the form of t, as [plan.JSONAt] has it.
	JSONAt(w *Writer, x, path Fragment, from Type, t schema.ValueType)
	// JSONTest writes a test of the Json value x, stored as t. For the tests of
	// texts arg is a pattern of LIKE, else a Json value.
	JSONTest(w *Writer, op plan.JSONOp, x, arg Fragment, t Type, fold bool)
	// JSONElements writes a table called alias with a row for each element of
	// the Json array x, and JSONElement the element, NULL if it is no object.
	JSONElements(w *Writer, x, alias Fragment)
	JSONElement(w *Writer, alias Fragment)
	// NullsLow reports whether NULL sorts below every value.
	NullsLow() bool
	// Limit writes the clause that cuts rows; one of both may be nil.
	Limit(w *Writer, limit, offset Fragment)
	// ReturnsAlias reports whether RETURNING knows the table by its alias, not
	// by its name.
	ReturnsAlias() bool
	// Lock writes the clause that holds the rows of a source, if there is one.
	Lock(w *Writer, source Fragment)
	// Share writes the clause that keeps the rows of all sources from being changed.
	Share(w *Writer)
}

// Type is how a value is stored: its type, and the name of the column type
// that @db gives, if any. A list's elements are of that column type.
type Type struct {
	schema.ValueType
	Native string
}

// Elem returns the type of a list's elements.
func (t Type) Elem() Type {
	t.List = false
	return t
}

// Stored returns how a field's column holds its value.
func Stored(f *schema.Field) Type {
	t := Type{ValueType: f.Type}
	if f.Native != nil {
		t.Native = f.Native.Name
	}
	return t
}
