package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Expr is a relational expression, scalar or boolean, in SQL's three-valued
// logic. It is a closed sum: the types of this file.
type Expr interface{ expr() }

// Column is a column of a source.
type Column struct {
	Source *Source
	Field  *schema.Field
	// Join names the column of a join table's source, where Field is nil.
	Join string
	// Args is the slot of the field's first argument, where it is computed of some.
	Args Slot
	// Key says that the request pins a unique key or follows a relation with
	// it, rather than filters by it: in a write it then reaches rows that the
	// caller may change but not read.
	Key bool
}

// Param is a value bound when the statement runs.
type Param struct {
	From Value
	Type schema.ValueType // decides the encoding; List with List values
}

// Bool is the constant TRUE or FALSE.
type Bool bool

// Null is the constant NULL.
type Null struct{}

// And is conjunction; empty is TRUE.
type And []Expr

// Or is disjunction; empty is FALSE.
type Or []Expr

// Not is negation.
type Not struct{ X Expr }

// IsNull is X IS NULL.
type IsNull struct{ X Expr }

// IsTrue is X IS TRUE: unknown becomes false.
type IsTrue struct{ X Expr }

// Compare compares two scalars. Text compares binary; Decimal by value.
type Compare struct {
	Op   CompareOp
	L, R Expr
	Type schema.ValueType // of the operands
	Fold bool             // ignore case
}

// CompareOp is a comparison.
type CompareOp uint8

// The comparisons.
const (
	Eq CompareOp = iota + 1
	Ne
	Lt
	Le
	Gt
	Ge
)

// InValues is X IN the elements of one list parameter.
type InValues struct {
	X    Expr
	List *Param // its Type is X's with List set
	Fold bool
}

// InExprs is X IN (items…).
type InExprs struct {
	X     Expr
	Items []Expr
	Type  schema.ValueType
}

// InFrame is (Columns…) IN the rows of a frame, in the frame's Fields.
type InFrame struct {
	Columns []Expr
	Frame   *Frame
	Fields  []*schema.Field
}

// InSelect is (Columns…) IN (subquery). The rows of the subquery are those of
// Select and of each of Union.
type InSelect struct {
	Columns []Expr
	Select  *Select
	Union   []*Select
}

// After tells whether X comes after Than where rows are sorted by Order, whose
// own X is not looked at. It is never unknown: NULL has its place in an order.
type After struct {
	X, Than Expr
	Order   Order
}

// Same tells whether two values sort alike: NULL is the same as NULL. It is
// never unknown.
type Same struct {
	L, R Expr
	Type schema.ValueType
}

// Like tells whether X has Needle inside, at its start or at its end. The
// needle's wildcards are escaped by the binder or in SQL.
type Like struct {
	X, Needle Expr
	Place     Place
	Fold      bool // ignore case
}

// Place is where [Like] looks for the needle.
type Place uint8

// The places.
const (
	Anywhere Place = iota + 1
	AtStart
	AtEnd
)

// TextSearch tells whether a text is found. Threshold is what its likeness must
// exceed, nil for what the database has.
type TextSearch struct {
	X         Expr
	Text      TextQuery
	Threshold *Param
}

// TextRank is how well the texts together are found, 0 for none. It is never NULL.
type TextRank struct {
	Xs   []Expr
	Text TextQuery
}

// TextQuery is what is searched for, and how, as [query.TextQuery] has it.
type TextQuery struct {
	Kind     query.SearchKind
	Needle   *Param
	Unaccent bool
	Config   string
}

// ListTest tests a list column; NULL is an empty list. IsEmpty has no Arg.
type ListTest struct {
	Op   ListOp
	X    Expr
	Arg  Expr
	Type schema.ValueType // of X
}

// ListOp is a test on a list.
type ListOp uint8

// The list tests.
const (
	Has ListOp = iota + 1
	HasEvery
	HasSome
	IsEmpty
	SameList // the same elements in the same order
)

// JSONAt is the value at a path in a Json value, in the form that Type says:
// Json; a scalar, NULL where the value is none of its kind; with List an array,
// the empty one where there is none.
type JSONAt struct {
	X    Expr
	Path *Param // a list of String: the steps; nil for none
	Type schema.ValueType
}

// JSONTest tests a Json value. It is unknown where X is NULL.
type JSONTest struct {
	Op   JSONOp
	X    Expr
	Arg  *Param // a query.JSON; text for the tests of texts
	Fold bool   // ignore case
}

// JSONOp is a test of a Json value.
type JSONOp uint8

// The tests. Those of texts and arrays are false for other values, the orderings
// for values of another form than the argument's.
const (
	JSONEq JSONOp = iota + 1
	JSONLt
	JSONLe
	JSONGt
	JSONGe
	JSONTextHas
	JSONTextStarts
	JSONTextEnds
	JSONContains // every element of the argument, an array
	JSONOverlaps // some element of the argument, an array
	JSONStarts   // the first element is the argument
	JSONEnds
)

// JSONSome tells whether an element of the array X, by which the condition
// knows it, makes the condition true. It is never unknown.
type JSONSome struct {
	X       Expr
	Element *JSONElement
	Cond    Expr
}

// JSONElement is an element of the array of a [JSONSome], NULL if it is no object.
type JSONElement struct{ Alias int }

// Exists is EXISTS (subquery); it is never unknown.
type Exists struct{ Select *Select }

// Scalar is a subquery of one column and at most one row; none is NULL.
type Scalar struct{ Select *Select }

// Masked is X where Visible is TRUE, else NULL.
type Masked struct {
	Visible Expr
	X       Expr
}

// CountRows is COUNT(*) of a select's rows.
type CountRows struct{}

// CountValues is COUNT(X): rows where X is not NULL.
type CountValues struct{ X Expr }

// Arith is a number computed from a column's present value.
type Arith struct {
	Op   ArithOp
	L, R Expr
	Type schema.ValueType
}

// ArithOp is an arithmetic operator.
type ArithOp uint8

// The operators. Divide truncates on Int and BigInt. Append is of lists.
const (
	Plus ArithOp = iota + 1
	Minus
	Times
	Divide
	Append
)

func (*Column) expr()      {}
func (*Param) expr()       {}
func (Bool) expr()         {}
func (Null) expr()         {}
func (And) expr()          {}
func (Or) expr()           {}
func (*Not) expr()         {}
func (*IsNull) expr()      {}
func (*IsTrue) expr()      {}
func (*Compare) expr()     {}
func (*InValues) expr()    {}
func (*InExprs) expr()     {}
func (*InFrame) expr()     {}
func (*InSelect) expr()    {}
func (*After) expr()       {}
func (*Same) expr()        {}
func (*Like) expr()        {}
func (*ListTest) expr()    {}
func (*TextSearch) expr()  {}
func (*TextRank) expr()    {}
func (*JSONAt) expr()      {}
func (*JSONTest) expr()    {}
func (*JSONSome) expr()    {}
func (*JSONElement) expr() {}
func (*Exists) expr()      {}
func (*Scalar) expr()      {}
func (*Masked) expr()      {}
func (CountRows) expr()    {}
func (*CountValues) expr() {}
func (*Arith) expr()       {}

// Value says where a [Param] takes its value when the statement runs. It is a
// closed sum: the types below.
type Value interface{ value() }

// Slot is a value of the request: query.Op.Values[n].
type Slot int

// RowSlot is a value of the current row of a createMany, counted from its base.
type RowSlot int

// Constant is a value that the schema gives: string, bool, int64, float64, decimal.Decimal, or a list of these; in
// a formula that the host gives also a time.Time or []byte.
type Constant struct{ V any }

// Auth is a member of the current user, by its path.
type Auth struct{ Path []string }

// Cell is a field of the one row of a frame. A frame without rows gives NULL.
type Cell struct {
	Frame *Frame
	Field *schema.Field
}

// Cells is a field of all rows of a frame, as a list in the rows' order.
type Cells struct {
	Frame *Frame
	Field *schema.Field
}

// Now is the time at which the request started.
type Now struct{}

// Generate is a fresh value of the field's default: an id, or the default's value.
type Generate struct{ Field *schema.Field }

// AuthDefault is the field's @default(auth()…). When it is missing, the field
// takes NULL if optional, else the request is invalid and the error names the field.
type AuthDefault struct {
	Field *schema.Field
	Path  string // where the field would stand in the request
}

func (Slot) value()         {}
func (RowSlot) value()      {}
func (*Constant) value()    {}
func (*Auth) value()        {}
func (*Cell) value()        {}
func (*Cells) value()       {}
func (Now) value()          {}
func (*Generate) value()    {}
func (*AuthDefault) value() {}
