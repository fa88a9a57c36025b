package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
)

// windowed writes a select that keeps some rows of each group: the first of
// those that are distinct, or those that offset and limit leave of a partition.
// It numbers the rows of each group in a derived table and keeps by number.
//
// The derived table calls the columns c0…, the sort keys k0…, what the outer
// level partitions by p0…, whether it is one since the cursor s, and the row's number n. Where both cuts are asked
// for, the distinct rows are found first and then numbered anew, so that a
// limit counts only rows that are returned.
func (w *Writer) windowed(s *plan.Select, n int, column func(i int)) {
	if s.Lock {
		panic("sqlgen: rows of a partitioned select cannot be locked")
	}
	both := len(s.Distinct) > 0 && partitioned(s)
	w.Key("SELECT ")
	w.list(n, func(i int) { w.member("r", "c", i) })
	w.Key(" FROM (")
	if both {
		w.renumbered(s, n, column)
	} else {
		w.numbered(s, n, column, nil)
	}
	w.Key(") AS r WHERE ")
	if partitioned(s) {
		w.keepCut(s)
	} else {
		w.keepFirst(s, "r")
	}
	w.orderBy(s.Order, func(i int) { w.member("r", "k", i) })
	if !partitioned(s) {
		w.cut(s)
	}
}

// numbered writes the rows with their numbers within each group; outer are
// further expressions that the level above partitions by. Distinct rows are
// numbered in the order that was asked for, also where the select reads it
// backward.
func (w *Writer) numbered(s *plan.Select, n int, column func(i int), outer []plan.Expr) {
	w.Key("SELECT ")
	w.list(n, func(i int) {
		column(i)
		w.named("c", i)
	})
	for i, o := range s.Order {
		w.Key(", ")
		w.expr(o.X, operandLevel)
		w.named("k", i)
	}
	for i, x := range outer {
		w.Key(", ")
		w.expr(x, operandLevel)
		w.named("p", i)
	}
	if s.Since != nil {
		w.Key(", ")
		w.expr(s.Since, orLevel)
		w.Key(" AS s")
	}
	group := append(append([]plan.Expr(nil), s.Partition...), s.Distinct...)
	w.rowNumber(len(group), func(i int) { w.key(group[i]) }, w.asked(s), w.sortKeys(s))
	w.from(s)
}

// asked returns the order in which the first of some rows is the first.
func (w *Writer) asked(s *plan.Select) []plan.Order {
	if !s.Reverse || len(s.Distinct) == 0 {
		return s.Order
	}
	order := make([]plan.Order, len(s.Order))
	for i, o := range s.Order {
		order[i] = o.Reversed()
	}
	return order
}

// renumbered writes the distinct rows with their numbers within the partition.
func (w *Writer) renumbered(s *plan.Select, n int, column func(i int)) {
	w.Key("SELECT ")
	w.list(n, func(i int) { w.member("d", "c", i) })
	for i := range s.Order {
		w.Key(", ")
		w.member("d", "k", i)
	}
	w.rowNumber(len(s.Partition), func(i int) { w.member("d", "p", i) },
		s.Order, func(i int) { w.member("d", "k", i) })
	w.Key(" FROM (")
	w.numbered(s, n, column, s.Partition)
	w.Key(") AS d WHERE ")
	w.keepFirst(s, "d")
}

// keepFirst keeps the first row of each group, if it is among those since.
func (w *Writer) keepFirst(s *plan.Select, table keyword) {
	w.Key(table)
	w.Key(".n = 1")
	if s.Since != nil {
		w.Key(" AND ")
		w.Key(table)
		w.Key(".s")
	}
}

// key writes what rows are equal in.
func (w *Writer) key(x plan.Expr) {
	w.dialect.GroupKey(w, func(w *Writer) { w.typed(x) }, w.typeOf(x))
}

func (w *Writer) rowNumber(n int, group func(i int), order []plan.Order, key func(i int)) {
	w.Key(", ROW_NUMBER() OVER (PARTITION BY ")
	w.list(n, group)
	w.orderBy(order, key)
	w.Key(") AS n")
}

// keepCut keeps the rows whose number is after offset and within limit.
func (w *Writer) keepCut(s *plan.Select) {
	offset, limit := w.count(s.Offset), w.count(s.Limit)
	if offset != nil {
		w.Key("r.n > ")
		offset(w)
	}
	if limit == nil {
		return
	}
	if offset == nil {
		w.Key("r.n <= ")
		limit(w)
		return
	}
	// Not n <= offset + limit, which may be more than an integer holds.
	w.Key(" AND r.n - ")
	offset(w)
	w.Key(" <= ")
	limit(w)
}

// member writes a column of a derived table.
func (w *Writer) member(table, column keyword, i int) {
	w.Key(table)
	w.Key(".")
	w.Key(column)
	w.Number(int64(i))
}

func (w *Writer) named(column keyword, i int) {
	w.Key(" AS ")
	w.Key(column)
	w.Number(int64(i))
}
