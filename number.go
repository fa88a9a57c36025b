package gozen

// Number is a field of a numeric type.
type Number[M, V any] struct{ Name string }

// The numeric types.
type (
	// Int is a field of type Int.
	Int[M any] = Number[M, int]
	// BigInt is a field of type BigInt.
	BigInt[M any] = Number[M, int64]
	// Float is a field of type Float.
	Float[M any] = Number[M, float64]
	// DecimalField is a field of type Decimal.
	DecimalField[M any] = Number[M, Decimal]
	// NullInt is an optional field of type Int.
	NullInt[M any] = NullNumber[M, int]
	// NullBigInt is an optional field of type BigInt.
	NullBigInt[M any] = NullNumber[M, int64]
	// NullFloat is an optional field of type Float.
	NullFloat[M any] = NullNumber[M, float64]
	// NullDecimalField is an optional field of type Decimal.
	NullDecimalField[M any] = NullNumber[M, Decimal]
)

// Eq is true where the field is v.
func (f *Number[M, V]) Eq(v V) Pred[M] { return Pred[M]{than(f.Name, "equals", v)} }

// Ne is true where the field is not v.
func (f *Number[M, V]) Ne(v V) Pred[M] { return Pred[M]{than(f.Name, "not", v)} }

// In is true where the field is one of v.
func (f *Number[M, V]) In(v ...V) Pred[M] { return Pred[M]{among(f.Name, "in", v)} }

// NotIn is true where the field is none of v.
func (f *Number[M, V]) NotIn(v ...V) Pred[M] { return Pred[M]{among(f.Name, "notIn", v)} }

// Lt is true where the field is less than v.
func (f *Number[M, V]) Lt(v V) Pred[M] { return Pred[M]{than(f.Name, "lt", v)} }

// Lte is true where the field is at most v.
func (f *Number[M, V]) Lte(v V) Pred[M] { return Pred[M]{than(f.Name, "lte", v)} }

// Gt is true where the field is greater than v.
func (f *Number[M, V]) Gt(v V) Pred[M] { return Pred[M]{than(f.Name, "gt", v)} }

// Gte is true where the field is at least v.
func (f *Number[M, V]) Gte(v V) Pred[M] { return Pred[M]{than(f.Name, "gte", v)} }

// Set makes the field v.
func (f *Number[M, V]) Set(v V) Change[M] { return Change[M]{setTo(f.Name, v)} }

// Inc adds v to the field.
func (f *Number[M, V]) Inc(v V) Change[M] { return Change[M]{changeBy(f.Name, "increment", v)} }

// Dec takes v off the field.
func (f *Number[M, V]) Dec(v V) Change[M] { return Change[M]{changeBy(f.Name, "decrement", v)} }

// Mul multiplies the field by v.
func (f *Number[M, V]) Mul(v V) Change[M] { return Change[M]{changeBy(f.Name, "multiply", v)} }

// Div divides the field by v.
func (f *Number[M, V]) Div(v V) Change[M] { return Change[M]{changeBy(f.Name, "divide", v)} }

// Asc sorts by the field.
func (f *Number[M, V]) Asc() Order[M] { return Order[M]{order(f.Name, "asc")} }

// Desc sorts by the field, greatest first.
func (f *Number[M, V]) Desc() Order[M] { return Order[M]{order(f.Name, "desc")} }

func (f *Number[M, V]) column(M) string { return f.Name }
func (f *Number[M, V]) value(M) (v V)   { return v }

// NullNumber is an optional field of a numeric type.
type NullNumber[M, V any] struct{ Number[M, V] }

// IsNull is true where the field has no value.
func (f *NullNumber[M, V]) IsNull() Pred[M] { return Pred[M]{null(f.Name, true)} }

// NotNull is true where the field has a value.
func (f *NullNumber[M, V]) NotNull() Pred[M] { return Pred[M]{null(f.Name, false)} }

// SetNull takes the value away.
func (f *NullNumber[M, V]) SetNull() Change[M] { return Change[M]{setNull(f.Name)} }

// among is the condition {name: {op: values}}.
//
//go:noinline
func among[V any](name, op string, values []V) *Part {
	n, err := listNode(values)
	return compareList(name, op, n, err)
}

// than is compare, compiled once for each type of numbers.
//
//go:noinline
func than[V any](name, op string, v V) *Part { return compare(name, op, v) }

// setTo is set, compiled once for each type.
//
//go:noinline
func setTo[V any](name string, v V) *Part { return set(name, v) }

// changeBy is change, compiled once for each type of numbers.
//
//go:noinline
func changeBy[V any](name, op string, v V) *Part { return change(name, op, v) }
