package gozen

// String is a field of type String.
type String[M any] struct {
	_      [0]func() // nobody compares descriptors, and nothing is compiled for it
	Name   string
	folded bool
}

// Eq is true where the field is v.
func (f *String[M]) Eq(v string) Pred[M] { return Pred[M]{text(f.Name, "equals", v, f.folded)} }

// Ne is true where the field is not v.
func (f *String[M]) Ne(v string) Pred[M] { return Pred[M]{text(f.Name, "not", v, f.folded)} }

// In is true where the field is one of v.
func (f *String[M]) In(v ...string) Pred[M] { return Pred[M]{texts(f.Name, "in", v, f.folded)} }

// NotIn is true where the field is none of v.
func (f *String[M]) NotIn(v ...string) Pred[M] { return Pred[M]{texts(f.Name, "notIn", v, f.folded)} }

// Lt is true where the field sorts before v.
func (f *String[M]) Lt(v string) Pred[M] { return Pred[M]{text(f.Name, "lt", v, f.folded)} }

// Lte is true where the field is v or sorts before it.
func (f *String[M]) Lte(v string) Pred[M] { return Pred[M]{text(f.Name, "lte", v, f.folded)} }

// Gt is true where the field sorts behind v.
func (f *String[M]) Gt(v string) Pred[M] { return Pred[M]{text(f.Name, "gt", v, f.folded)} }

// Gte is true where the field is v or sorts behind it.
func (f *String[M]) Gte(v string) Pred[M] { return Pred[M]{text(f.Name, "gte", v, f.folded)} }

// Contains is true where the field has v in it.
func (f *String[M]) Contains(v string) Pred[M] { return Pred[M]{text(f.Name, "contains", v, f.folded)} }

// StartsWith is true where the field begins with v.
func (f *String[M]) StartsWith(v string) Pred[M] {
	return Pred[M]{text(f.Name, "startsWith", v, f.folded)}
}

// EndsWith is true where the field ends with v.
func (f *String[M]) EndsWith(v string) Pred[M] { return Pred[M]{text(f.Name, "endsWith", v, f.folded)} }

// Fold is the field for conditions that do not tell upper from lower case.
func (f *String[M]) Fold() *String[M] { return &String[M]{Name: f.Name, folded: true} }

// Set makes the field v.
func (f *String[M]) Set(v string) Change[M] { return Change[M]{setText(f.Name, v)} }

// Asc sorts by the field.
func (f *String[M]) Asc() Order[M] { return Order[M]{order(f.Name, "asc")} }

// Desc sorts by the field, last first.
func (f *String[M]) Desc() Order[M] { return Order[M]{order(f.Name, "desc")} }

func (f *String[M]) column(M) string { return f.Name }
func (f *String[M]) value(M) string  { return "" }

// NullString is an optional field of type String.
type NullString[M any] struct{ String[M] }

// IsNull is true where the field has no value.
func (f *NullString[M]) IsNull() Pred[M] { return Pred[M]{null(f.Name, true)} }

// NotNull is true where the field has a value.
func (f *NullString[M]) NotNull() Pred[M] { return Pred[M]{null(f.Name, false)} }

// SetNull takes the value away.
func (f *NullString[M]) SetNull() Change[M] { return Change[M]{setNull(f.Name)} }
