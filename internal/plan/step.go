package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Step is one step of a write. It is a closed sum: [Lookup], [Insert],
// [Update], [Delete], [Link], [Unlink], [Branch], [Merge],
// [Validate], [Check], [Fail], [Repeat].
type Step interface{ step() }

// Access says with whose eyes a [Lookup] finds rows.
type Access uint8

// The accesses. Visible is the zero value, so that what is not marked otherwise
// is guarded by the read rules.
const (
	Visible  Access = iota // rows that the caller may read
	Existing               // every row that a write may find; what it holds must not reach the caller
	// Updatable rows are visible and may be updated in the fields that Writes
	// names, Deletable ones may be found and deleted. The rules are asked here for
	// steps that come later and are Decided: by then other steps may have changed
	// what they look at.
	Updatable
	Deletable
)

// Lookup finds rows and keeps them in Out. Select's columns are Out's fields.
type Lookup struct {
	Out    *Frame
	Select *Select
	Access Access
	// Need makes the request fail when there is no row: with not-found, or
	// with Denied where that is set.
	Need   bool
	Denied *query.Error
	// Writes are the fields that will be written of rows that are Updatable.
	Writes []*schema.Field
	// Copied are fields that go into other rows, or find them. A row that hides one
	// of them from the caller is not found.
	Copied []*schema.Field
}

// Insert adds a row, or one for each row of a group of a createMany.
type Insert struct {
	Out     *Frame // the new rows: ids and what later steps need
	Model   *schema.Model
	Columns []Assign
	// More are further rows that the same statement writes, with values for the
	// fields of Columns.
	More [][]Assign
	// Group is the createMany's group to repeat for, or -1.
	Group int
	// Rows is the createMany that Group counts in: its place in the request's
	// query.Op.RowGroups. The plan outlives the request and so cannot hold it.
	Rows int
	// Ignore skips rows that collide with a unique key.
	Ignore bool
}

// Assign gives a column a value. In an update X may use the row's own columns.
type Assign struct {
	Field *schema.Field
	X     Expr
	// ByCaller says that the request itself writes the field, so that the
	// field's update rules apply; not so for @updatedAt.
	ByCaller bool
	// Via is the relation whose key the field is a part of, where X is that of a
	// row at its other end.
	Via *schema.Field
}

// Update changes the rows of Target that match and keeps them in Out.
type Update struct {
	Out    *Frame
	Target *Source
	Where  Expr
	Sets   []Assign
	Limit  *Param
	// Need makes the request fail when there is no row: with not-found, or
	// with Denied where that is set.
	Need   bool
	Denied *query.Error
	// Unlinks is the relation that the rows are taken out of, seen from its other
	// end, where they are: a row that must have one cannot be.
	Unlinks *schema.Field
	// Decided says that Where finds only rows that a Lookup has found Updatable in
	// all fields of Sets.
	Decided bool
}

// Delete removes the rows of Target that match and keeps them in Out.
type Delete struct {
	Out    *Frame
	Target *Source
	Where  Expr
	Limit  *Param
	Need   bool
	// Decided says that Where finds only rows that a Lookup has found Deletable.
	Decided bool
}

// Link adds rows to a join table: This × Other, ignoring those that exist.
type Link struct {
	Field       *schema.Field // the relation, seen from This
	This, Other *Frame
}

// Unlink removes rows of a join table: those of This whose other end is
// selected by Other, a select of the other model's id.
type Unlink struct {
	Field *schema.Field
	This  *Frame
	Other *Select
}

// Branch runs Then when If has rows, else Else.
type Branch struct {
	If         *Frame
	Then, Else []Step
}

// Merge collects the rows of frames in one; which of them have rows depends on
// the branch taken.
type Merge struct {
	Out  *Frame
	From []*Frame
}

// Validate checks stored rows against the validation attributes of Fields and
// the model's @@validate rules: what was written could not be judged alone.
type Validate struct {
	Rows   *Frame
	Fields []*schema.Field
	Path   string // of the data in the request
}

// Check fails with Err unless every row of Rows that still exists makes Cond
// TRUE. With Must it counts the rows that do, else it looks for one that does not.
type Check struct {
	Rows   *Frame
	Target *Source
	Cond   Expr
	Err    *query.Error
	// Before holds the same rows as they were before the update, where Cond
	// uses them: rows are then checked one by one, and cells of Before and
	// Rows are those of the row being checked.
	Before *Frame
	// Renamed says that ids may have changed. A row that is in Before under
	// another id is one whose rule does not ask for it.
	Renamed bool
	// Must demands that every row still exists by the id that it was written
	// with: a row renamed on the way would slip past its rule.
	Must bool
	// If skips the check when this frame has no rows; nil is always.
	If *Frame
}

// Fail fails with Err if If has rows, or at once if If is nil. With Apart it fails
// if these are different values of rows that there are.
type Fail struct {
	If    *Frame
	Apart []*Cell
	Err   *query.Error
}

// Repeat runs deletions again and again, until none of them finds a row. It is
// made by [Parts], for rows that come to light as others are deleted.
type Repeat struct{ Deletes []*Delete }

func (*Lookup) step()   {}
func (*Insert) step()   {}
func (*Update) step()   {}
func (*Delete) step()   {}
func (*Link) step()     {}
func (*Unlink) step()   {}
func (*Branch) step()   {}
func (*Merge) step()    {}
func (*Validate) step() {}
func (*Check) step()    {}
func (*Fail) step()     {}
func (*Repeat) step()   {}
