package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
)

// Link compiles the insertion of rows of a join table: every row of This with
// every row of Other, but for those that exist.
func Link(d Dialect, s *plan.Link) *Statement {
	w := &Writer{dialect: d}
	j := s.Field.Relation.Join
	w.Key("INSERT INTO ")
	d.Table(w, "", j.Table)
	w.Key(" (")
	w.Name(j.This)
	w.Key(", ")
	w.Name(j.Other)
	w.Key(") SELECT a.c0, b.c0 FROM ")
	w.end(s.This, "a")
	w.Key(" CROSS JOIN ")
	w.end(s.Other, "b")
	// Without a condition SQLite takes the ON of the next clause for that of a join.
	w.Key(" WHERE TRUE ON CONFLICT DO NOTHING")
	return w.statement(nil)
}

// end writes the ids of a frame's rows as a table.
func (w *Writer) end(f *plan.Frame, alias keyword) {
	id := f.Model.IDFields()[0]
	elem := Stored(id)
	list := elem
	list.List = true
	n := w.bind(&plan.Cells{Frame: f, Field: id}, list, Plain)
	w.dialect.Rows(w, func(w *Writer) { w.Key(alias) }, []int{n}, []Type{elem})
}

// Unlink compiles the removal of rows of a join table.
func Unlink(d Dialect, s *plan.Unlink) *Statement {
	w := &Writer{dialect: d}
	j := s.Field.Relation.Join
	id := s.This.Model.IDFields()[0]
	elem := Stored(id)
	list := elem
	list.List = true
	w.Key("DELETE FROM ")
	d.Table(w, "", j.Table)
	w.Key(" WHERE ")
	n := w.bind(&plan.Cells{Frame: s.This, Field: id}, list, Plain)
	d.Matches(w, func(w *Writer) { w.Name(j.This) }, n, elem, false)
	w.Key(" AND ")
	w.Name(j.Other)
	w.Key(" IN (")
	w.subquery(s.Other)
	w.Key(")")
	return w.statement(nil)
}
