package gozen

import (
	"context"
	"reflect"
	"time"

	"github.com/gozen-dev/gozen/query"
)

// Agg is a function over the rows of a query, with values of type V. It is
// asked for and read with the same value:
//
//	avg := gozen.Avg(zdb.Todo.Priority)
//	all, err := gozen.Aggregate(ctx, c.Todo, avg)
//	fmt.Println(avg.Of(all))
type Agg[M, V any] struct{ fn, field string }

// AggOf is an [Agg] with values of whatever type.
type AggOf[M any] interface{ agg(M) (fn, field string) }

// everyRow stands for the number of rows, where a field is expected.
const everyRow = "_all"

// numeric are the types of numbers.
type numeric interface {
	int | int64 | float64 | Decimal
}

// ordered are the types whose values have an order.
type ordered interface {
	~string | int | int64 | float64 | bool | Decimal | time.Time
}

// CountAll is the number of rows.
func CountAll[M any](QueryOf[M]) *Agg[M, int] { return &Agg[M, int]{"_count", everyRow} }

// Count is the number of rows in which the field has a value.
func Count[M any](f Column[M]) *Agg[M, int] { return aggregate[M, int]("_count", f) }

// Avg is the average of a field.
func Avg[M any, V numeric](f TypedColumn[M, V]) *Agg[M, float64] {
	return aggregate[M, float64]("_avg", f)
}

// Sum is the sum of a field.
func Sum[M any, V numeric](f TypedColumn[M, V]) *Agg[M, V] { return aggregate[M, V]("_sum", f) }

// Min is the least value of a field.
func Min[M any, V ordered](f TypedColumn[M, V]) *Agg[M, V] { return aggregate[M, V]("_min", f) }

// Max is the greatest value of a field.
func Max[M any, V ordered](f TypedColumn[M, V]) *Agg[M, V] { return aggregate[M, V]("_max", f) }

func aggregate[M, V any](fn string, f Column[M]) *Agg[M, V] {
	var m M
	return &Agg[M, V]{fn, f.column(m)}
}

func (a *Agg[M, V]) agg(M) (fn, field string) { return a.fn, a.field }

// Of returns the function's value in a group, zero when there is none: the
// average of no rows, say.
func (a *Agg[M, V]) Of(g Group) V {
	v, _ := a.OfOK(g)
	return v
}

// OfOK returns the function's value in a group and whether there is one.
func (a *Agg[M, V]) OfOK(g Group) (v V, ok bool) {
	values, _ := g.values[a.fn].(map[string]any)
	ok = values[a.field] != nil
	assign(reflect.ValueOf(&v).Elem(), values[a.field])
	return v, ok
}

// Eq is true of groups in which the function's value is v. As the conditions
// below it is for [Groups.Having].
func (a *Agg[M, V]) Eq(v V) Pred[M] { return a.compare("equals", v) }

// Ne is true of groups in which the function's value is not v.
func (a *Agg[M, V]) Ne(v V) Pred[M] { return a.compare("not", v) }

// Lt is true of groups in which the function's value is less than v.
func (a *Agg[M, V]) Lt(v V) Pred[M] { return a.compare("lt", v) }

// Lte is true of groups in which the function's value is at most v.
func (a *Agg[M, V]) Lte(v V) Pred[M] { return a.compare("lte", v) }

// Gt is true of groups in which the function's value is greater than v.
func (a *Agg[M, V]) Gt(v V) Pred[M] { return a.compare("gt", v) }

// Gte is true of groups in which the function's value is at least v.
func (a *Agg[M, V]) Gte(v V) Pred[M] { return a.compare("gte", v) }

func (a *Agg[M, V]) compare(op string, v V) Pred[M] {
	n, err := fieldNode(reflect.ValueOf(&v).Elem())
	return Pred[M]{&Part{node: object(a.field, object(a.fn, object(op, n))), err: err}}
}

// Asc sorts groups by the function's value.
func (a *Agg[M, V]) Asc() Order[M] { return Order[M]{aggOrder(a.fn, a.field, "asc")} }

// Desc sorts groups by the function's value, greatest first.
func (a *Agg[M, V]) Desc() Order[M] { return Order[M]{aggOrder(a.fn, a.field, "desc")} }

func aggOrder(fn, field, direction string) *Part {
	return &Part{node: object(fn, object(field, query.String(direction)))}
}

// Group has the values of functions over rows, and what the rows agree in.
type Group struct{ values map[string]any }

// Aggregate computes functions over all rows of a query.
func Aggregate[M any](ctx context.Context, q QueryOf[M], list ...AggOf[M]) (Group, error) {
	var m M
	all, model := q.GozenQuery(m)
	c, s := all.client(), all.state()
	var a arguments
	a.filter(s)
	a.page(s)
	a.functions(asked(list))
	v, err := c.result(ctx, model, query.Aggregate, &a)
	values, _ := v.(map[string]any)
	return Group{values}, err
}

// asked takes the model off functions.
func asked[M any](list []AggOf[M]) [][2]string {
	var m M
	pairs := make([][2]string, len(list))
	for i, x := range list {
		pairs[i][0], pairs[i][1] = x.agg(m)
	}
	return pairs
}

// functions adds what is to be computed.
func (a *arguments) functions(list [][2]string) {
	for _, pair := range list {
		o, ok := a.Get(pair[0]).(*query.Object)
		if !ok {
			o = &query.Object{}
			a.set(pair[0], o)
		}
		if o.Get(pair[1]) == nil {
			o.Members = append(o.Members, query.Member{Name: pair[1], Value: query.Bool(true)})
		}
	}
}
