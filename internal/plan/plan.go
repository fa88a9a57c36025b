// Package plan turns a [query.Op] into relational steps: selects over aliased
// sources, and for writes an ordered list of steps. There is no SQL in it, no
// database's dialect, and no policy: [Build] plans what was asked, package
// policy adds what is allowed, package sqlgen makes text of both.
package plan

import (
	"github.com/gozen-dev/gozen/schema"
)

// Plan is a planned request: a read, or the steps of a write and its result.
// Plans are not changed once built; policy.Guard makes a new one.
type Plan struct {
	// Read is what a find or count returns, or what a write reads back.
	Read *Read
	// Steps run in order, in one transaction, before Read.
	Steps []Step
	// Affected is the frame whose number of rows a *Many operation returns.
	Affected *Frame
	// ReadBack says that Read is of rows just written: a missing one is
	// cannot-read-back. Before says that Read runs before the steps (delete).
	ReadBack, Before bool
	// Returned is the frame of the rows that Read returns, for ReadBack.
	Returned *Frame
	// Single is another way to do all of it, where there is one.
	Single *Single
	// Frames and Aliases count what the plan uses, for who adds more.
	Frames, Aliases int
	// Deleted says that the request and the rules see rows marked as deleted.
	Deleted bool
}

// Source is one occurrence of a table in a plan. Each has its own alias, so
// that a column always says which occurrence it means.
type Source struct {
	Alias int
	Model *schema.Model
	Join  *schema.Join // instead of Model: the table of a many-to-many relation
	// Base is the row's part in the table of the delegate base that Model
	// extends. It is joined wherever the source is selected from. Nil on a
	// sub-model's source says that nothing but its own table is looked at.
	Base *Source
	// Deleted says that rows marked as deleted are seen, too: [Source.Live].
	Deleted bool
}

// Select is one flat select.
type Select struct {
	Columns []Expr // empty in EXISTS
	From    *Source
	Joins   []*Join
	Where   Expr // nil is TRUE
	Order   []Order
	// Offset and Limit cut the rows, nil for none. With Partition they cut each
	// group of rows that are equal in it.
	Offset, Limit *Param
	Partition     []Expr
	// Distinct keeps the first row in Order of those equal in it, and Since of
	// the rows that are left those for which it is TRUE; nil for all.
	Distinct []Expr
	Since    Expr
	// Reverse says that Order was turned round to take the last rows: the
	// result must be turned back.
	Reverse bool
	// Lock holds the selected rows until the transaction ends: nobody else may
	// change them or hold them. Share holds rows that only decide something:
	// nobody may change them.
	Lock, Share bool
}

// Join adds a source to a select.
type Join struct {
	Source *Source
	On     Expr
	Left   bool
}

// Order is a sort key.
type Order struct {
	X     Expr
	Desc  bool
	Nulls Nulls
	Type  schema.ValueType
}

// Nulls says where NULL sorts.
type Nulls uint8

// The places of NULL.
const (
	NullsDefault Nulls = iota
	NullsFirst
	NullsLast
)

// Read is one level of a result: a select, what its columns are, and the
// levels below it. Each level is a statement of its own that repeats the
// condition of the level above, so that all levels can be sent at once.
type Read struct {
	Model  *schema.Model
	Select *Select
	// Group is set where the result is not of Select's rows but of groups of them.
	Group *Group
	// Outputs says what of Select.Columns, or of Group.Columns, becomes part of
	// the entity; further columns link levels and are not shown.
	Outputs  []Output
	Children []*Child
	// Key is the columns of the model's id, on the level that a write reads back.
	Key []int
	// Shape is the form of the whole result.
	Shape Shape
}

// Output is a member of an entity made from a column.
type Output struct {
	Name   string
	Column int
	Type   schema.ValueType
	// Sealed is the @encrypted field that the column is of: its text is opened
	// before it is shown.
	Sealed *schema.Field
	// Under names the member in which it stands, _count and the like. Outputs
	// under one name are next to each other.
	Under string
}

// Shape is the form of a result.
type Shape uint8

// The shapes.
const (
	Many   Shape = iota // an array of entities
	One                 // the first entity, or null
	Number              // the first column of the first row
	Truth               // whether there is a row
	Object              // the outputs of the first row
)

// Child is a related level.
type Child struct {
	Field  *schema.Field
	ToMany bool
	// Merge says that the row of this level, if there is one, is the same row
	// in the table of a sub-model: its members join those of the parent. Field is nil.
	Merge     bool
	ParentKey []int // columns of the parent's select …
	ChildKey  []int // … that equal these of the child's
	Read      *Read
}

// Frame holds rows that a step found or wrote, for the steps after it.
type Frame struct {
	ID     int
	Model  *schema.Model
	Fields []*schema.Field // what is kept of each row
}

// Field returns the place of f in the frame's rows, or -1.
func (f *Frame) Field(x *schema.Field) int {
	for i, y := range f.Fields {
		if x == y {
			return i
		}
	}
	return -1
}
