package gozen

// ToOne is a relation from the model M to one row of the model T.
type ToOne[M, T any] struct{ Name string }

// ToOneOf is a to-one relation, optional or not.
type ToOneOf[M, T any] interface{ toOne(M, T) string }

// Is is true where there is a related row and all conditions hold of it.
func (f *ToOne[M, T]) Is(p ...Pred[T]) Pred[M] { return Pred[M]{related(f.Name, "is", Parts(p))} }

// IsNot is true where Is is not.
func (f *ToOne[M, T]) IsNot(p ...Pred[T]) Pred[M] { return Pred[M]{related(f.Name, "isNot", Parts(p))} }

// With reads the related row as q says.
func (f *ToOne[M, T]) With(q QueryOf[T]) Include[M] {
	var t T
	below, _ := q.GozenQuery(t)
	return &with[M]{included(f.Name, false, below)}
}

// Write does something with the related row.
func (f *ToOne[M, T]) Write(n ...Nested[T]) Change[M] {
	return Change[M]{written(f.Name, false, Parts(n))}
}

func (f *ToOne[M, T]) include(M) *Part   { return plainly(f.Name, false) }
func (f *ToOne[M, T]) toOne(M, T) string { return f.Name }

// NullToOne is a relation from the model M to one row of the model T or none. It
// has the methods of a [ToOne], and has them by itself: to embed one would have
// every schema compile both.
type NullToOne[M, T any] struct{ Name string }

// Is is true where there is a related row and all conditions hold of it.
func (f *NullToOne[M, T]) Is(p ...Pred[T]) Pred[M] { return Pred[M]{related(f.Name, "is", Parts(p))} }

// IsNot is true where Is is not.
func (f *NullToOne[M, T]) IsNot(p ...Pred[T]) Pred[M] {
	return Pred[M]{related(f.Name, "isNot", Parts(p))}
}

// With reads the related row as q says.
func (f *NullToOne[M, T]) With(q QueryOf[T]) Include[M] {
	var t T
	below, _ := q.GozenQuery(t)
	return &with[M]{included(f.Name, false, below)}
}

// Write does something with the related row.
func (f *NullToOne[M, T]) Write(n ...Nested[T]) Change[M] {
	return Change[M]{written(f.Name, false, Parts(n))}
}

func (f *NullToOne[M, T]) include(M) *Part   { return plainly(f.Name, false) }
func (f *NullToOne[M, T]) toOne(M, T) string { return f.Name }

// IsNull is true where there is no related row.
func (f *NullToOne[M, T]) IsNull() Pred[M] { return Pred[M]{null(f.Name, true)} }

// NotNull is true where there is a related row.
func (f *NullToOne[M, T]) NotNull() Pred[M] { return Pred[M]{negated(null(f.Name, true))} }

// ToMany is a relation from the model M to rows of the model T.
type ToMany[M, T any] struct{ Name string }

// Some is true where all conditions hold of some related row.
func (f *ToMany[M, T]) Some(p ...Pred[T]) Pred[M] { return Pred[M]{related(f.Name, "some", Parts(p))} }

// Every is true where all conditions hold of every related row.
func (f *ToMany[M, T]) Every(p ...Pred[T]) Pred[M] {
	return Pred[M]{related(f.Name, "every", Parts(p))}
}

// None is true where there is no related row of which all conditions hold.
func (f *ToMany[M, T]) None(p ...Pred[T]) Pred[M] { return Pred[M]{related(f.Name, "none", Parts(p))} }

// With reads the related rows as q says: which, in which order, how many, with what.
func (f *ToMany[M, T]) With(q QueryOf[T]) Include[M] {
	var t T
	below, _ := q.GozenQuery(t)
	return &with[M]{included(f.Name, true, below)}
}

// Count is the number of related rows of which all conditions hold.
func (f *ToMany[M, T]) Count(p ...Pred[T]) *RelationCount[M] {
	return &RelationCount[M]{counted(f.Name, Parts(p))}
}

// Write does something with the related rows.
func (f *ToMany[M, T]) Write(n ...Nested[T]) Change[M] {
	return Change[M]{written(f.Name, true, Parts(n))}
}

func (f *ToMany[M, T]) include(M) *Part { return plainly(f.Name, true) }

// with is an Include with arguments.
type with[M any] struct{ p *Part }

func (w *with[M]) include(M) *Part { return w.p }

// RelationCount is a number of related rows, to read with a row or to sort by.
type RelationCount[M any] struct{ p *Part }

// Asc sorts by the number of all related rows.
func (c *RelationCount[M]) Asc() Order[M] { return Order[M]{orderCount(c.p.name, "asc")} }

// Desc sorts by the number of all related rows, greatest first.
func (c *RelationCount[M]) Desc() Order[M] { return Order[M]{orderCount(c.p.name, "desc")} }

func (c *RelationCount[M]) include(M) *Part { return c.p }
