package query

import "github.com/gozen-dev/gozen/schema"

// Cond is a condition on a row or, as a having, on a group of rows. It is a
// closed sum: [And], [Or], [Not], [Compare], [CompareFields], [IsNull], [Search], [Related], and of what is
// inside Json [CompareJSON], [Absent], [Within]. A nil Cond is true.
type Cond interface{ cond() }

// And is true when every member is; with none it is true.
type And []Cond

// Or is true when some member is; with none it is false.
type Or []Cond

// Not is negation in SQL's three-valued logic.
type Not struct{ X Cond }

// Compare compares a field with a value. NULL makes it unknown.
type Compare struct {
	Of    Function // in a having
	Field *schema.Field
	Args  Slot // as [FieldCall] has it, where the field has parameters
	Op    Operator
	Value Slot // In, HasEvery and HasSome: a []any; IsEmpty: a bool
	// Fold ignores case: mode "insensitive".
	Fold bool
}

// CompareFields compares two fields of a row. NULL makes it unknown.
type CompareFields struct {
	Of    Function // in a having, of Field
	Field *schema.Field
	Args  Slot     // of Field, as [FieldCall] has it
	Op    Operator // of scalars; In of a list With, Has of a list Field
	With  *schema.Field
	Fold  bool
}

// Type is the type of what is compared.
func (c *Compare) Type() schema.ValueType { return c.Of.Type(c.Field) }

// Operator is a comparison operator of a where.
type Operator uint8

// The operators. Equals on a Json field compares whole values.
const (
	Equals Operator = iota + 1
	In
	Lt
	Lte
	Gt
	Gte
	Contains
	StartsWith
	EndsWith
	Has // of lists, as the three below
	HasEvery
	HasSome
	IsEmpty
	ArrayContains // of Json arrays, as the three below: every element of the value's array
	ArrayOverlaps // some element of the value's array
	ArrayStartsWith
	ArrayEndsWith
)

// IsNull is true when the field is NULL.
type IsNull struct {
	Of    Function // in a having
	Field *schema.Field
	Args  Slot // as [FieldCall] has it, where the field has parameters
}

// Related is a condition on related rows.
type Related struct {
	Field *schema.Field
	Quant Quantifier
	Cond  Cond // nil is true
}

// Quantifier says how [Related] ranges over related rows.
type Quantifier uint8

// The quantifiers. Is and IsNot are of to-one relations: a related row exists
// and matches, and the negation of that. Every holds unless a related row makes Cond false.
const (
	Is Quantifier = iota + 1
	IsNot
	Some
	Every
	None
)

// Inside is a place in a Json field, or in an element of a list in one.
type Inside struct {
	Field   *schema.Field // nil in a [Within] of elements: the element
	Args    Slot          // of Field, as [FieldCall] has it
	Members []string      // of typed Json, that lead there
	Path    Slot          // the request's own path from there on, a []any of strings; or NoSlot
	// Type is what is looked for: Json for a value of any form; String, Decimal
	// or Boolean for a member that its type declares to be one, where a value of
	// another form counts as absent; with List an array, where there is none the empty one.
	Type schema.ValueType
}

// CompareJSON compares a value inside Json with another. One that is absent
// makes it unknown.
type CompareJSON struct {
	At *Inside
	// Op is, of a Json value, Equals, an ordering of numbers or of texts, a search
	// in a text, or an operator of arrays: what is no text or no array does not
	// match. Of a scalar it is any of that scalar's.
	Op    Operator
	Value Slot
	Fold  bool // ignore case
}

// Absent is true when there is no value at the place.
type Absent struct{ At *Inside }

// Within is a condition on typed Json. Is and IsNot are of an object, in which
// Cond then looks; Some, Every and None of the elements of a list. It is never unknown.
type Within struct {
	At    *Inside
	Quant Quantifier
	Cond  Cond // nil is true
}

func (And) cond()            {}
func (Or) cond()             {}
func (Not) cond()            {}
func (*Compare) cond()       {}
func (*CompareFields) cond() {}
func (*IsNull) cond()        {}
func (*Search) cond()        {}
func (*Related) cond()       {}

func (*CompareJSON) cond() {}
func (*Absent) cond()      {}
func (*Within) cond()      {}
