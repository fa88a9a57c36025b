// Package query holds the one form that every request takes before it is
// planned: a tree of operation, conditions, selection, order and data.
//
// [Decode] makes it from strict JSON, the typed client builds it directly. An
// [Op] separates shape from values: the tree holds structure and numbered
// slots, the values stand beside it in [Op.Values]. Two requests that differ
// only in values have the same [Op.Shape] and share one compiled plan.
//
// Everything in an Op is resolved against a [schema.Schema]: nodes hold
// *schema.Model and *schema.Field, never names from the request.
package query

import "github.com/gozen-dev/gozen/schema"

// Kind is an operation of the query API.
type Kind uint8

// The operations.
const (
	FindUnique Kind = iota + 1
	FindUniqueOrThrow
	FindFirst
	FindFirstOrThrow
	FindMany
	Exists
	Count
	Aggregate
	GroupBy
	Create
	CreateMany
	CreateManyAndReturn
	Update
	UpdateMany
	UpdateManyAndReturn
	Upsert
	Delete
	DeleteMany
)

// kindNames returns the operations' names as clients write them, by Kind.
func kindNames() [19]string {
	return [...]string{
		"", "findUnique", "findUniqueOrThrow", "findFirst", "findFirstOrThrow", "findMany", "exists", "count",
		"aggregate", "groupBy", "create", "createMany", "createManyAndReturn", "update", "updateMany",
		"updateManyAndReturn", "upsert", "delete", "deleteMany",
	}
}

// String returns the operation's name as clients write it.
func (k Kind) String() string { return kindNames()[k] }

// ParseKind returns the operation that clients call name; ok is false for an
// unknown one.
func ParseKind(name string) (k Kind, ok bool) {
	for i, n := range kindNames() {
		if i > 0 && n == name {
			return Kind(i), true
		}
	}
	return 0, false
}

// Writes reports whether the operation changes rows.
func (k Kind) Writes() bool { return k >= Create }

// Op is one request. Which fields are set depends on Kind.
type Op struct {
	Kind  Kind
	Model *schema.Model

	// Where is the condition; nil means every row. For the operations on one
	// row it includes the equality on Unique's fields.
	Where Cond
	// Unique is the unique key that Where pins, for the operations that need one.
	Unique *Unique
	Page   Page
	// Select is the shape of the entities returned; nil where none are.
	Select *Selection
	// Counts is count's select: nil for a plain number.
	Counts *CountSelection

	// Aggregates are what aggregate and groupBy compute.
	Aggregates []Aggregation
	// By are the fields that the rows of one of groupBy's groups agree in. Page
	// then orders and cuts groups.
	By []FieldCall
	// Having is a condition on a group; nil means every group.
	Having Cond

	Create *Data // create, upsert
	Update *Data // update, updateMany, updateManyAndReturn, upsert
	// Rows are the rows of createMany and createManyAndReturn.
	Rows           *Rows
	SkipDuplicates bool
	Limit          Slot // of updateMany and deleteMany

	// Values holds what the slots of the tree stand for: nil, bool, int64,
	// float64, string (String and enum members), decimal.Decimal, time.Time
	// (UTC, milliseconds), []byte, [JSON], or []any of these for lists.
	Values []any
}

// Slot is the number of a value in [Op.Values]; [NoSlot] stands for none.
type Slot int

// NoSlot is the Slot of a value that was not given.
const NoSlot Slot = -1

// JSON is a JSON value, as compact text.
type JSON string

// The null markers of Json fields: SQL NULL, the JSON value null, and either.
const (
	DBNull   Marker = "DbNull"
	JSONNull Marker = "JsonNull"
	AnyNull  Marker = "AnyNull"
)

// Marker is one of the null markers, where a Json value is expected.
type Marker string

// Unique is an equality on every field of one unique key.
type Unique struct {
	Fields []*schema.Field
	Slots  []Slot // one for each field
}

// Page orders and cuts a list of rows. Its zero value is not valid: use NoPage.
type Page struct {
	OrderBy  []Order
	Skip     Slot
	Take     Slot // the absolute number; Backward tells a negative one
	Backward bool
	Cursor   *Unique
	// CursorWhere is the whole condition of the cursor's row, which includes the
	// equality on Cursor's fields.
	CursorWhere Cond
	Distinct    []*schema.Field
}

// NoPage is a Page that neither orders nor cuts.
func NoPage() Page { return Page{Skip: NoSlot, Take: NoSlot} }

// Cuts reports whether the page leaves out rows by their place.
func (p *Page) Cuts() bool { return p.Skip != NoSlot || p.Take != NoSlot || p.Cursor != nil }

// Order is one sort key: a scalar field, the number of related rows, or how
// well texts are found, at the end of a path of to-one relations. Of groups it
// is a field of By, or a function of any.
type Order struct {
	Path  []*schema.Field // to-one relations to follow first
	Field *schema.Field   // scalar; with Count, a to-many relation; nil with CountOf: all rows
	Args  Slot            // of Field, as [FieldCall] has it
	Count bool
	Rank  *Rank // instead of a Field
	Of    Function
	Desc  bool
	Nulls Nulls
}

// Nulls says where NULL sorts.
type Nulls uint8

// The places of NULL in an order.
const (
	NullsDefault Nulls = iota // as the database has it
	NullsFirst
	NullsLast
)

// Selection is what is returned of a row: fields in output order, related
// rows, and numbers of related rows.
type Selection struct {
	Fields    []*schema.Field
	Calls     []FieldCall // fields that are computed of arguments
	Relations []*RelationSelect
	Counts    []*RelationCount // members of _count
	// Whole says that no select named the members: a delegate base then shows
	// what each row has as the model that it is of.
	Whole bool
}

// RelationSelect includes related rows.
type RelationSelect struct {
	Field  *schema.Field
	Where  Cond
	Page   Page
	Select *Selection
}

// RelationCount counts related rows.
type RelationCount struct {
	Field *schema.Field
	Where Cond
}

// CountSelection is the select of count: all rows, and non-null values of fields.
type CountSelection struct {
	All    bool
	Fields []*schema.Field
	Calls  []FieldCall // of fields that are computed of arguments
}
