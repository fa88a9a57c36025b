package query

import "github.com/gozen-dev/gozen/schema"

// Data is what a create or an update writes to one row and around it. A field
// that is not in it is left alone (update) or takes its default (create).
type Data struct {
	Model     *schema.Model
	Sets      []Set
	Relations []*RelationWrite
	// Path is where the data stands in the request, for error messages: "data", "data.posts.create[0]".
	Path string
}

// Set writes one stored field.
type Set struct {
	Field *schema.Field
	Op    SetOp
	Value Slot
}

// SetOp is how a [Set] combines the value with what the row holds.
type SetOp uint8

// The forms of writing a field. Creates know Assign only.
const (
	Assign SetOp = iota
	Increment
	Decrement
	Multiply
	Divide
	Push // append to a list; the value is a []any
)

// Rows are the rows of a createMany: groups that give the same fields, so that
// a group is one statement whatever its length. Order within a group is the caller's.
type Rows struct {
	Groups []RowGroup
	// Index gives each row's place in the request, for error messages and
	// for the order of results: Index[g][r] of group g, row r.
	Index [][]int
	Path  string
}

// RowGroup is a run of rows with the same fields. Row r's value of field i is
// in slot Base[r]+i.
type RowGroup struct {
	Model  *schema.Model
	Fields []*schema.Field
	Base   []Slot
	// Together says that one statement writes all rows, since they refer to each
	// other in a circle. Their slots follow one another.
	Together bool
}

// RelationWrite holds the nested writes of one relation field, in the order in
// which they run: removals (set, disconnect, delete, deleteMany) before
// updates before additions.
type RelationWrite struct {
	Field  *schema.Field
	Writes []*Nested
}

// Nested is one nested write.
type Nested struct {
	Kind NestedKind
	// Where finds the related row: connect, connectOrCreate, and for to-many
	// relations disconnect, update, upsert, delete. On to-one relations it is
	// an extra condition on the related row, or nil. UpdateMany and
	// DeleteMany: which of the related rows.
	Where  Cond
	Unique *Unique // the key that Where pins, where it must pin one
	// Set lists the rows of a set.
	Set            []*Unique
	SetWhere       []Cond
	Create         *Data // create, connectOrCreate, upsert
	Update         *Data // update, upsert, updateMany
	Rows           *Rows // createMany
	SkipDuplicates bool
}

// NestedKind is the kind of a nested write.
type NestedKind uint8

// The nested writes, in the order in which they run.
const (
	NestedSet NestedKind = iota + 1
	NestedDisconnect
	NestedDelete
	NestedDeleteMany
	NestedUpdate
	NestedUpdateMany
	NestedUpsert
	NestedConnect
	NestedConnectOrCreate
	NestedCreate
	NestedCreateMany
)
