package gozen

import "github.com/gozen-dev/gozen/query"

// JSON is a field of type Json.
type JSON[M any] struct{ Name string }

// Eq is true where the field is the JSON value v.
func (f *JSON[M]) Eq(v JSONValue) Pred[M] { return Pred[M]{compare(f.Name, "equals", v)} }

// Ne is true where the field is not the JSON value v.
func (f *JSON[M]) Ne(v JSONValue) Pred[M] { return Pred[M]{compare(f.Name, "not", v)} }

// IsJSONNull is true where the field is the JSON value null.
func (f *JSON[M]) IsJSONNull() Pred[M] { return Pred[M]{compare(f.Name, "equals", query.JSONNull)} }

// At is what stands at a path such as $.a.b[0] or $."a b"[-1]; $ is the whole value.
func (f *JSON[M]) At(path string) *JSONAt[M] { return &JSONAt[M]{place{f.Name, path}} }

// Set makes the field the JSON value v.
func (f *JSON[M]) Set(v JSONValue) Change[M] { return Change[M]{set(f.Name, v)} }

func (f *JSON[M]) column(M) string   { return f.Name }
func (f *JSON[M]) value(M) JSONValue { return nil }

// NullJSON is an optional field of type Json.
type NullJSON[M any] struct{ JSON[M] }

// IsDBNull is true where the field has no value.
func (f *NullJSON[M]) IsDBNull() Pred[M] { return Pred[M]{compare(f.Name, "equals", query.DBNull)} }

// IsAnyNull is true where the field has no value, or the JSON value null.
func (f *NullJSON[M]) IsAnyNull() Pred[M] { return Pred[M]{compare(f.Name, "equals", query.AnyNull)} }

// SetNull takes the value away.
func (f *NullJSON[M]) SetNull() Change[M] { return Change[M]{set(f.Name, query.DBNull)} }

// Typed is a field of a custom type, which is V, stored as Json.
type Typed[M, V any] struct{ Name string }

// Eq is true where the field is v, all of it.
func (f *Typed[M, V]) Eq(v V) Pred[M] { return Pred[M]{compare(f.Name, "equals", v)} }

// At is what stands at a path such as $.geo.lat or $.tags[0].
func (f *Typed[M, V]) At(path string) *JSONAt[M] { return &JSONAt[M]{place{f.Name, path}} }

// Set makes the field v.
func (f *Typed[M, V]) Set(v V) Change[M] { return Change[M]{set(f.Name, v)} }

func (f *Typed[M, V]) column(M) string { return f.Name }
func (f *Typed[M, V]) value(M) (v V)   { return v }

// NullTyped is an optional field of a custom type.
type NullTyped[M, V any] struct{ Typed[M, V] }

// IsNull is true where the field has no value.
func (f *NullTyped[M, V]) IsNull() Pred[M] { return Pred[M]{null(f.Name, true)} }

// NotNull is true where the field has a value.
func (f *NullTyped[M, V]) NotNull() Pred[M] { return Pred[M]{null(f.Name, false)} }

// SetNull takes the value away.
func (f *NullTyped[M, V]) SetNull() Change[M] { return Change[M]{setNull(f.Name)} }
