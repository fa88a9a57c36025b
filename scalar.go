package gozen

import "time"

// Bool is a field of type Boolean.
type Bool[M any] struct{ Name string }

// Eq is true where the field is v.
func (f *Bool[M]) Eq(v bool) Pred[M] { return Pred[M]{compare(f.Name, "equals", v)} }

// Set makes the field v.
func (f *Bool[M]) Set(v bool) Change[M] { return Change[M]{set(f.Name, v)} }

// Asc sorts by the field, false first.
func (f *Bool[M]) Asc() Order[M] { return Order[M]{order(f.Name, "asc")} }

// Desc sorts by the field, true first.
func (f *Bool[M]) Desc() Order[M] { return Order[M]{order(f.Name, "desc")} }

func (f *Bool[M]) column(M) string { return f.Name }
func (f *Bool[M]) value(M) bool    { return false }

// NullBool is an optional field of type Boolean.
type NullBool[M any] struct{ Bool[M] }

// IsNull is true where the field has no value.
func (f *NullBool[M]) IsNull() Pred[M] { return Pred[M]{null(f.Name, true)} }

// NotNull is true where the field has a value.
func (f *NullBool[M]) NotNull() Pred[M] { return Pred[M]{null(f.Name, false)} }

// SetNull takes the value away.
func (f *NullBool[M]) SetNull() Change[M] { return Change[M]{setNull(f.Name)} }

// Time is a field of type DateTime. Its values are in UTC, cut to milliseconds.
type Time[M any] struct{ Name string }

// Eq is true where the field is v.
func (f *Time[M]) Eq(v time.Time) Pred[M] { return Pred[M]{instant(f.Name, "equals", v)} }

// Ne is true where the field is not v.
func (f *Time[M]) Ne(v time.Time) Pred[M] { return Pred[M]{instant(f.Name, "not", v)} }

// In is true where the field is one of v.
func (f *Time[M]) In(v ...time.Time) Pred[M] { return Pred[M]{among(f.Name, "in", v)} }

// Lt is true where the field is before v.
func (f *Time[M]) Lt(v time.Time) Pred[M] { return Pred[M]{instant(f.Name, "lt", v)} }

// Lte is true where the field is v or before it.
func (f *Time[M]) Lte(v time.Time) Pred[M] { return Pred[M]{instant(f.Name, "lte", v)} }

// Gt is true where the field is after v.
func (f *Time[M]) Gt(v time.Time) Pred[M] { return Pred[M]{instant(f.Name, "gt", v)} }

// Gte is true where the field is v or after it.
func (f *Time[M]) Gte(v time.Time) Pred[M] { return Pred[M]{instant(f.Name, "gte", v)} }

// Set makes the field v.
func (f *Time[M]) Set(v time.Time) Change[M] { return Change[M]{setTime(f.Name, v)} }

// Asc sorts by the field, oldest first.
func (f *Time[M]) Asc() Order[M] { return Order[M]{order(f.Name, "asc")} }

// Desc sorts by the field, newest first.
func (f *Time[M]) Desc() Order[M] { return Order[M]{order(f.Name, "desc")} }

func (f *Time[M]) column(M) string       { return f.Name }
func (f *Time[M]) value(M) (v time.Time) { return v }

// NullTime is an optional field of type DateTime.
type NullTime[M any] struct{ Time[M] }

// IsNull is true where the field has no value.
func (f *NullTime[M]) IsNull() Pred[M] { return Pred[M]{null(f.Name, true)} }

// NotNull is true where the field has a value.
func (f *NullTime[M]) NotNull() Pred[M] { return Pred[M]{null(f.Name, false)} }

// SetNull takes the value away.
func (f *NullTime[M]) SetNull() Change[M] { return Change[M]{setNull(f.Name)} }

// Enum is a field of an enum's type E.
type Enum[M any, E ~string] struct{ Name string }

// Eq is true where the field is v.
func (f *Enum[M, E]) Eq(v E) Pred[M] { return Pred[M]{text(f.Name, "equals", string(v), false)} }

// Ne is true where the field is not v.
func (f *Enum[M, E]) Ne(v E) Pred[M] { return Pred[M]{text(f.Name, "not", string(v), false)} }

// In is true where the field is one of v.
func (f *Enum[M, E]) In(v ...E) Pred[M] { return Pred[M]{texts(f.Name, "in", stringsOf(v), false)} }

// NotIn is true where the field is none of v.
func (f *Enum[M, E]) NotIn(v ...E) Pred[M] {
	return Pred[M]{texts(f.Name, "notIn", stringsOf(v), false)}
}

// Set makes the field v.
func (f *Enum[M, E]) Set(v E) Change[M] { return Change[M]{setText(f.Name, string(v))} }

// Asc sorts by the field.
func (f *Enum[M, E]) Asc() Order[M] { return Order[M]{order(f.Name, "asc")} }

// Desc sorts by the field, last first.
func (f *Enum[M, E]) Desc() Order[M] { return Order[M]{order(f.Name, "desc")} }

func (f *Enum[M, E]) column(M) string { return f.Name }
func (f *Enum[M, E]) value(M) (v E)   { return v }

// NullEnum is an optional field of an enum's type E.
type NullEnum[M any, E ~string] struct{ Enum[M, E] }

// IsNull is true where the field has no value.
func (f *NullEnum[M, E]) IsNull() Pred[M] { return Pred[M]{null(f.Name, true)} }

// NotNull is true where the field has a value.
func (f *NullEnum[M, E]) NotNull() Pred[M] { return Pred[M]{null(f.Name, false)} }

// SetNull takes the value away.
func (f *NullEnum[M, E]) SetNull() Change[M] { return Change[M]{setNull(f.Name)} }

func stringsOf[E ~string](list []E) []string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = string(v)
	}
	return texts
}

// Bytes is a field of type Bytes.
type Bytes[M any] struct{ Name string }

// Eq is true where the field is v.
func (f *Bytes[M]) Eq(v []byte) Pred[M] { return Pred[M]{compare(f.Name, "equals", v)} }

// Ne is true where the field is not v.
func (f *Bytes[M]) Ne(v []byte) Pred[M] { return Pred[M]{compare(f.Name, "not", v)} }

// Set makes the field v.
func (f *Bytes[M]) Set(v []byte) Change[M] { return Change[M]{set(f.Name, v)} }

func (f *Bytes[M]) column(M) string { return f.Name }
func (f *Bytes[M]) value(M) []byte  { return nil }

// NullBytes is an optional field of type Bytes.
type NullBytes[M any] struct{ Bytes[M] }

// IsNull is true where the field has no value.
func (f *NullBytes[M]) IsNull() Pred[M] { return Pred[M]{null(f.Name, true)} }

// NotNull is true where the field has a value.
func (f *NullBytes[M]) NotNull() Pred[M] { return Pred[M]{null(f.Name, false)} }

// SetNull takes the value away.
func (f *NullBytes[M]) SetNull() Change[M] { return Change[M]{setNull(f.Name)} }
