package query

import "time"

// Node is a parsed value of a request: JSON, plus the values that JSON cannot
// say and a wire format adds ([Undefined] and the typed leaves). It is a closed
// sum: [*Object], [Array], [String], [Number], [Bool], [Null], [Undefined],
// [Date], [BigInt], [Decimal], [Bytes], [Marker]. [ParseJSON] makes the first
// six; package wire turns annotated ones into the others. Nodes are not
// changed once built.
type Node interface{ node() }

// Object is a JSON object. Its members keep their order and have unique names.
type Object struct{ Members []Member }

// Member is one member of an [Object].
type Member struct {
	Name  string
	Value Node
}

// Array is a JSON array.
type Array []Node

// String is a JSON string.
type String string

// Number is a JSON number, as its text, so that no digit is lost; or one of
// the numbers that JSON lacks: NaN, Infinity, -Infinity.
type Number string

// Bool is true or false.
type Bool bool

// Null is the JSON null.
type Null struct{}

// Undefined is JavaScript's undefined: a member that has it counts as absent.
type Undefined struct{}

// Date is an instant. The zero time stands for JavaScript's invalid date.
type Date time.Time

// BigInt is an integer's text.
type BigInt string

// Decimal is a decimal number's text.
type Decimal string

// Bytes is binary data.
type Bytes []byte

func (*Object) node()   {}
func (Array) node()     {}
func (String) node()    {}
func (Number) node()    {}
func (Bool) node()      {}
func (Null) node()      {}
func (Undefined) node() {}
func (Date) node()      {}
func (BigInt) node()    {}
func (Decimal) node()   {}
func (Bytes) node()     {}
func (Marker) node()    {}

// Get returns the member called name, or nil when there is none or it is
// undefined.
func (o *Object) Get(name string) Node {
	for i := range o.Members {
		if o.Members[i].Name == name {
			if o.Members[i].absent() {
				return nil
			}
			return o.Members[i].Value
		}
	}
	return nil
}

// absent reports whether the member counts as not given.
func (m *Member) absent() bool {
	_, undefined := m.Value.(Undefined)
	return undefined
}

// empty reports whether every member is undefined.
func (o *Object) empty() bool {
	for i := range o.Members {
		if !o.Members[i].absent() {
			return false
		}
	}
	return true
}

// received is what a message says of a value that was not expected.
func received(n Node) string {
	switch n := n.(type) {
	case nil, Undefined:
		return "undefined"
	case *Object:
		return "object"
	case Array:
		return "array"
	case String:
		return "string"
	case Number:
		if n == "NaN" || n == "Infinity" || n == "-Infinity" {
			return string(n)
		}
		return "number"
	case Bool:
		return "boolean"
	case Null:
		return "null"
	case Date:
		if time.Time(n).IsZero() {
			return "Invalid Date"
		}
		return "date"
	case BigInt:
		return "bigint"
	case Decimal:
		return "Decimal"
	case Bytes:
		return "Uint8Array"
	case Marker:
		return string(n)
	default:
		panic("query: unknown node")
	}
}
