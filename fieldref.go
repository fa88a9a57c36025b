package gozen

import (
	"time"

	"github.com/gozen-dev/gozen/query"
)

// comparableValue are the values by which a field can be compared with another.
type comparableValue interface {
	bool | ~string | int | int64 | float64 | Decimal | time.Time | []byte
}

// FieldOf is a field on the left of a comparison with another field; see [Field].
type FieldOf[M any, V comparableValue] struct {
	name   string
	folded bool
}

// Field is for conditions that compare a field with another field of the same row
// and type:
//
//	gozen.Field(zdb.Todo.CompletedAt).Lt(zdb.Todo.DueAt)
//
// They are unknown, and so neither they nor their negations hold, where one of
// the two has no value or may not be read.
func Field[M any, V comparableValue](f TypedColumn[M, V]) FieldOf[M, V] {
	var m M
	s, text := any(f).(*String[M])
	return FieldOf[M, V]{name: f.column(m), folded: text && s.folded}
}

// Eq is true where the field has the value of other.
func (f FieldOf[M, V]) Eq(other TypedColumn[M, V]) Pred[M] { return against(f, "equals", other) }

// Ne is true where the field has another value than other.
func (f FieldOf[M, V]) Ne(other TypedColumn[M, V]) Pred[M] { return against(f, "not", other) }

// Lt is true where the field is less than other, or before it.
func (f FieldOf[M, V]) Lt(other TypedColumn[M, V]) Pred[M] { return against(f, "lt", other) }

// Lte is true where the field is at most other.
func (f FieldOf[M, V]) Lte(other TypedColumn[M, V]) Pred[M] { return against(f, "lte", other) }

// Gt is true where the field is greater than other, or after it.
func (f FieldOf[M, V]) Gt(other TypedColumn[M, V]) Pred[M] { return against(f, "gt", other) }

// Gte is true where the field is at least other.
func (f FieldOf[M, V]) Gte(other TypedColumn[M, V]) Pred[M] { return against(f, "gte", other) }

func against[M any, V comparableValue](f FieldOf[M, V], op string, other TypedColumn[M, V]) Pred[M] {
	var m M
	return Pred[M]{compareFields(f.name, op, other.column(m), f.folded)}
}

// compareFields is the condition {name: {op: {_ref: other}}}.
func compareFields(name, op, other string, folded bool) *Part {
	o := &query.Object{Members: []query.Member{{Name: op, Value: object("_ref", query.String(other))}}}
	if folded {
		o.Members = append(o.Members, query.Member{Name: "mode", Value: query.String("insensitive")})
	}
	return &Part{node: object(name, o)}
}
