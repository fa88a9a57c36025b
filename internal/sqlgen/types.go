package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// typeOf returns how an expression's value is stored. Predicates are Boolean.
func (w *Writer) typeOf(x plan.Expr) Type {
	switch x := x.(type) {
	case *plan.Column:
		if x.Field == nil {
			return w.dialect.Catalog().join(x.Source.Join, x.Join)
		}
		return Stored(x.Field)
	case *plan.Param:
		return Type{ValueType: x.Type}
	case plan.Null:
		return kind(schema.Null)
	case *plan.Scalar:
		return w.typeOf(x.Select.Columns[0])
	case *plan.Masked:
		t := w.typeOf(x.X)
		t.Optional = true
		return t
	case plan.CountRows, *plan.CountValues:
		return kind(schema.Int)
	case *plan.Inner:
		t := Stored(x.Field)
		t.Optional = true
		return t
	case *plan.Aggregate:
		return w.aggregateType(x)
	case *plan.Arith:
		return Type{ValueType: x.Type}
	case *plan.JSONAt:
		return Type{ValueType: x.Type}
	case *plan.TextRank:
		return kind(schema.Float)
	case *plan.JSONElement:
		return kind(schema.JSON)
	case *plan.Computed:
		return Type{ValueType: x.Field.Type}
	default:
		return kind(schema.Boolean)
	}
}

func kind(k schema.Kind) Type { return Type{ValueType: schema.ValueType{Kind: k}} }

func untyped(t Type) bool { return t.Kind == schema.Invalid || t.Kind == schema.Null }

// meet returns the type in which a parameter of type p is sent to meet a value
// stored as other. It is the other's, so that a column is never converted and
// its index serves; only between kinds of numbers it is the wider one.
func meet(p, other Type) Type {
	switch {
	case untyped(other):
		return p
	case untyped(p), p.Kind == other.Kind, !p.Kind.Numeric(), !other.Kind.Numeric():
		other.List = p.List
		return other
	case p.Kind == schema.Decimal || other.Kind == schema.Decimal:
		p.Kind = schema.Decimal
	case p.Kind == schema.Float || other.Kind == schema.Float:
		p.Kind = schema.Float
	default:
		p.Kind = schema.BigInt
	}
	return p
}

func valueTypes(ts []Type) []schema.ValueType {
	vs := make([]schema.ValueType, len(ts))
	for i, t := range ts {
		vs[i] = t.ValueType
	}
	return vs
}
