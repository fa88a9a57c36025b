package gozen

import "github.com/gozen-dev/gozen/query"

// place is a place in a JSON value: the field and the path.
type place struct{ name, path string }

// JSONAt is what stands at a path in a JSON value. Conditions on it are unknown,
// and so neither they nor their negations hold, where nothing stands there.
type JSONAt[M any] struct{ at place }

// Eq is true where it is the JSON value v, whatever the order of members.
func (f *JSONAt[M]) Eq(v JSONValue) Pred[M] { return Pred[M]{f.at.compare("equals", v)} }

// Ne is true where it is not the JSON value v.
func (f *JSONAt[M]) Ne(v JSONValue) Pred[M] { return Pred[M]{f.at.compare("not", v)} }

// IsNull is true where nothing stands there, or the JSON value null.
func (f *JSONAt[M]) IsNull() Pred[M] { return Pred[M]{f.at.compare("equals", query.AnyNull)} }

// NotNull is true where a value stands there that is not null.
func (f *JSONAt[M]) NotNull() Pred[M] { return Pred[M]{f.at.compare("not", query.AnyNull)} }

// Text is for conditions on a string. No other value meets them.
func (f *JSONAt[M]) Text() *JSONText[M] { return &JSONText[M]{at: f.at} }

// Number is for conditions on a number. No other value meets them.
func (f *JSONAt[M]) Number() *JSONNumber[M] { return &JSONNumber[M]{f.at} }

// Array is for conditions on an array. No other value meets them.
func (f *JSONAt[M]) Array() *JSONArray[M] { return &JSONArray[M]{f.at} }

// JSONText is a string in a JSON value.
type JSONText[M any] struct {
	at     place
	folded bool
}

// Eq is true where the string is v.
func (f *JSONText[M]) Eq(v string) Pred[M] { return Pred[M]{f.at.compare("equals", v)} }

// Contains is true where the string has v in it.
func (f *JSONText[M]) Contains(v string) Pred[M] {
	return Pred[M]{f.at.text("string_contains", v, f.folded)}
}

// StartsWith is true where the string begins with v.
func (f *JSONText[M]) StartsWith(v string) Pred[M] {
	return Pred[M]{f.at.text("string_starts_with", v, f.folded)}
}

// EndsWith is true where the string ends with v.
func (f *JSONText[M]) EndsWith(v string) Pred[M] {
	return Pred[M]{f.at.text("string_ends_with", v, f.folded)}
}

// Lt is true where the string sorts before v.
func (f *JSONText[M]) Lt(v string) Pred[M] { return Pred[M]{f.at.compare("lt", v)} }

// Lte is true where the string is v or sorts before it.
func (f *JSONText[M]) Lte(v string) Pred[M] { return Pred[M]{f.at.compare("lte", v)} }

// Gt is true where the string sorts behind v.
func (f *JSONText[M]) Gt(v string) Pred[M] { return Pred[M]{f.at.compare("gt", v)} }

// Gte is true where the string is v or sorts behind it.
func (f *JSONText[M]) Gte(v string) Pred[M] { return Pred[M]{f.at.compare("gte", v)} }

// Fold is the string for Contains, StartsWith and EndsWith that do not tell upper
// from lower case.
func (f *JSONText[M]) Fold() *JSONText[M] { return &JSONText[M]{at: f.at, folded: true} }

// JSONNumber is a number in a JSON value.
type JSONNumber[M any] struct{ at place }

// Eq is true where the number is v.
func (f *JSONNumber[M]) Eq(v float64) Pred[M] { return Pred[M]{f.at.compare("equals", v)} }

// Lt is true where the number is less than v.
func (f *JSONNumber[M]) Lt(v float64) Pred[M] { return Pred[M]{f.at.compare("lt", v)} }

// Lte is true where the number is at most v.
func (f *JSONNumber[M]) Lte(v float64) Pred[M] { return Pred[M]{f.at.compare("lte", v)} }

// Gt is true where the number is greater than v.
func (f *JSONNumber[M]) Gt(v float64) Pred[M] { return Pred[M]{f.at.compare("gt", v)} }

// Gte is true where the number is at least v.
func (f *JSONNumber[M]) Gte(v float64) Pred[M] { return Pred[M]{f.at.compare("gte", v)} }

// JSONArray is an array in a JSON value.
type JSONArray[M any] struct{ at place }

// Contains is true where all of v are in the array.
func (f *JSONArray[M]) Contains(v ...JSONValue) Pred[M] {
	list, err := listNode(v)
	return Pred[M]{f.at.part("array_contains", list, err)}
}

// StartsWith is true where the array's first element is v.
func (f *JSONArray[M]) StartsWith(v JSONValue) Pred[M] {
	return Pred[M]{f.at.compare("array_starts_with", v)}
}

// EndsWith is true where the array's last element is v.
func (f *JSONArray[M]) EndsWith(v JSONValue) Pred[M] {
	return Pred[M]{f.at.compare("array_ends_with", v)}
}

//go:noinline
func (at place) compare(op string, v any) *Part {
	n, err := valueNode(v)
	return at.part(op, n, err)
}

//go:noinline
func (at place) text(op, v string, folded bool) *Part {
	p := at.part(op, query.String(v), nil)
	if folded {
		o := p.node.(*query.Object).Members[0].Value.(*query.Object)
		o.Members = append(o.Members, query.Member{Name: "mode", Value: query.String("insensitive")})
	}
	return p
}

// part is the condition of an operator on what stands at the place.
func (at place) part(op string, n query.Node, err error) *Part {
	return &Part{err: err, node: object(at.name, &query.Object{Members: []query.Member{
		{Name: "path", Value: query.String(at.path)}, {Name: op, Value: n},
	}})}
}
