package gozen

import "github.com/gozen-dev/gozen/query"

// List is a field with a list of values.
type List[M, V any] struct{ Name string }

// Eq is true where the list has exactly these values in this order.
func (f *List[M, V]) Eq(v ...V) Pred[M] { return Pred[M]{among(f.Name, "equals", v)} }

// Has is true where v is in the list.
func (f *List[M, V]) Has(v V) Pred[M] { return Pred[M]{compare(f.Name, "has", v)} }

// HasEvery is true where all of v are in the list.
func (f *List[M, V]) HasEvery(v ...V) Pred[M] { return Pred[M]{among(f.Name, "hasEvery", v)} }

// HasSome is true where one of v is in the list.
func (f *List[M, V]) HasSome(v ...V) Pred[M] { return Pred[M]{among(f.Name, "hasSome", v)} }

// IsEmpty is true where the list has no values.
func (f *List[M, V]) IsEmpty() Pred[M] { return Pred[M]{compare(f.Name, "isEmpty", true)} }

// Set makes these values the list.
func (f *List[M, V]) Set(v ...V) Change[M] { return Change[M]{changeList(f.Name, "set", v)} }

// Push appends values to the list.
func (f *List[M, V]) Push(v ...V) Change[M] { return Change[M]{changeList(f.Name, "push", v)} }

func (f *List[M, V]) column(M) string { return f.Name }
func (f *List[M, V]) value(M) []V     { return nil }

func changeList[V any](name, op string, values []V) *Part {
	n, err := listNode(values)
	return assignList(name, op, n, err)
}

//go:noinline
func assignList(name, op string, n query.Node, err error) *Part {
	return &Part{name: name, node: object(op, n), err: err}
}
