package gozen

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/gozen-dev/gozen/query"
)

// Opt is a value of a patch that may be left out. Its zero value is left out.
type Opt[V any] struct {
	_     [0]func() // nobody compares patches, and nothing is compiled for it
	v     V
	given bool
}

// OptNull is a value of a patch that may be left out or be null.
type OptNull[V any] struct {
	_           [0]func() // as above
	v           V
	given, null bool
}

// Some is the value v.
func Some[V any](v V) Opt[V] { return Opt[V]{v: v, given: true} }

// SomeNull is the value v, null if v is nil.
func SomeNull[V any](v *V) OptNull[V] {
	if v == nil {
		return OptNull[V]{given: true, null: true}
	}
	return OptNull[V]{v: *v, given: true}
}

// Get returns the value and whether there is one.
func (o Opt[V]) Get() (V, bool) { return o.v, o.given }

// Get returns the value, nil for null, and whether it was given.
func (o OptNull[V]) Get() (*V, bool) {
	if !o.given || o.null {
		return nil, o.given
	}
	return &o.v, true
}

// UnmarshalJSON reads a value; null is an error.
func (o *Opt[V]) UnmarshalJSON(b []byte) error {
	if string(bytes.TrimSpace(b)) == "null" {
		return &Error{Kind: ErrInvalid, Message: "null is not allowed here"}
	}
	o.given = true
	return json.Unmarshal(b, &o.v)
}

// UnmarshalJSON reads a value or null.
func (o *OptNull[V]) UnmarshalJSON(b []byte) error {
	o.given, o.null = true, string(bytes.TrimSpace(b)) == "null"
	if o.null {
		return nil
	}
	return json.Unmarshal(b, &o.v)
}

// MarshalJSON writes the value.
func (o Opt[V]) MarshalJSON() ([]byte, error) { return json.Marshal(o.v) }

// MarshalJSON writes the value or null.
func (o OptNull[V]) MarshalJSON() ([]byte, error) {
	if o.null {
		return []byte("null"), nil
	}
	return json.Marshal(o.v)
}

// patched is a value of a patch.
type patched interface {
	node() (query.Node, bool, error)
}

func (o Opt[V]) node() (query.Node, bool, error) {
	if !o.given {
		return nil, false, nil
	}
	n, err := fieldNode(reflect.ValueOf(&o.v).Elem())
	return n, true, err
}

func (o OptNull[V]) node() (query.Node, bool, error) {
	if !o.given || !o.null {
		return Opt[V]{v: o.v, given: o.given}.node()
	}
	if reflect.TypeFor[V]() == reflect.TypeFor[JSONValue]() {
		return query.DBNull, true, nil
	}
	return query.Null{}, true, nil
}

// ChangesOf returns the changes that a generated patch says.
//
//go:noinline
func ChangesOf[M any](patch any) []Change[M] {
	parts := patchParts(patch)
	list := make([]Change[M], len(parts))
	for i, p := range parts {
		list[i] = Change[M]{p}
	}
	return list
}

func patchParts(patch any) []*Part {
	var list []*Part
	v := reflect.ValueOf(patch)
	for i := range v.NumField() {
		o, ok := reflect.TypeAssert[patched](v.Field(i))
		if !ok {
			continue
		}
		if n, given, err := o.node(); given {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			list = append(list, &Part{name: name, node: n, err: err})
		}
	}
	return list
}
