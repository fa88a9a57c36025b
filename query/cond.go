package query

import "github.com/gozen-dev/gozen/schema"

// Cond is a condition on a row or, as a having, on a group of rows. It is a
// closed sum: [And], [Or], [Not], [Compare], [IsNull], [Related]. A nil Cond is true.
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
	Op    Operator
	Value Slot // In, HasEvery and HasSome: a []any; IsEmpty: a bool
	// Fold ignores case: mode "insensitive".
	Fold bool
}

// Type is the type of what is compared.
func (c *Compare) Type() schema.ValueType { return c.Of.Type(c.Field) }

// Operator is a comparison operator of a where.
type Operator uint8

// The operators. Equals on a Json field compares whole values and takes
// [Marker] values too.
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
)

// IsNull is true when the field is NULL.
type IsNull struct {
	Of    Function // in a having
	Field *schema.Field
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

func (And) cond()      {}
func (Or) cond()       {}
func (Not) cond()      {}
func (*Compare) cond() {}
func (*IsNull) cond()  {}
func (*Related) cond() {}
