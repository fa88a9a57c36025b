package gozen

import "github.com/gozen-dev/gozen/query"

// And is true of a row when all conditions are; with none it is true.
func And[M any](p ...Pred[M]) Pred[M] { return Pred[M]{allOf(Parts(p))} }

// Or is true of a row when one of the conditions is; with none it is false.
func Or[M any](p ...Pred[M]) Pred[M] { return Pred[M]{oneOf(Parts(p))} }

// Not is true of a row when the condition is false.
func Not[M any](p Pred[M]) Pred[M] { return Pred[M]{negated(p.p)} }

// When is the condition p if ok holds, and else no condition at all: for
// filters that a caller may leave out.
func When[M any](ok bool, p Pred[M]) Pred[M] {
	if !ok {
		return Pred[M]{}
	}
	return p
}

// All is true of every row. An UpdateMany or DeleteMany that means all rows says so by it.
func All[M any](Model[M]) Pred[M] { return Pred[M]{&Part{node: &query.Object{}, all: true}} }

// NullsFirst puts the rows without a value first.
func NullsFirst[M any](o Order[M]) Order[M] { return Order[M]{nulls(o.p, "first")} }

// NullsLast puts the rows without a value last.
func NullsLast[M any](o Order[M]) Order[M] { return Order[M]{nulls(o.p, "last")} }

// By sorts by what a to-one relation leads to: By(zdb.Todo.List, zdb.List.Title.Asc()).
func By[M, T any](relation ToOneOf[M, T], o Order[T]) Order[M] {
	var m M
	var t T
	return Order[M]{&Part{node: object(relation.toOne(m, t), o.p.node), err: o.p.err}}
}

func oneOf(parts []*Part) *Part {
	list, err := nodes(parts)
	return &Part{node: object("OR", list), err: err}
}

func negated(p *Part) *Part {
	if p == nil {
		return nil
	}
	return &Part{node: object("NOT", p.node), err: p.err}
}

// nulls makes {f: dir} to {f: {sort: dir, nulls: place}}, at the end of a path of relations.
func nulls(p *Part, place string) *Part {
	return &Part{node: withNulls(p.node, place), err: p.err}
}

func withNulls(n query.Node, place string) query.Node {
	o, ok := n.(*query.Object)
	if !ok {
		return &query.Object{Members: []query.Member{{Name: "sort", Value: n}, {Name: "nulls", Value: query.String(place)}}}
	}
	m := o.Members[0]
	return object(m.Name, withNulls(m.Value, place))
}
