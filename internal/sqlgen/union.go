package sqlgen

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// driving takes a term out of a condition that says that columns are among the
// rows of a union: the select then joins those rows, each of which is there once, and
// its own rows are found from them, where IN has SQLite build a list of them first.
func (w *Writer) driving(s *plan.Select, where plan.Expr) (u *plan.InSelect, rest plan.Expr) {
	terms := plan.And{where}
	if all, ok := where.(plan.And); ok {
		terms = all
	}
	at := slices.IndexFunc(terms, func(x plan.Expr) bool {
		in, ok := x.(*plan.InSelect)
		return ok && w.joins(in)
	})
	if at < 0 || s.Lock || s.Share {
		return nil, where
	}
	return terms[at].(*plan.InSelect), slices.Delete(slices.Clone(terms), at, at+1)
}

// joins reports whether a union's rows are as different as the values in them:
// of kinds whose equal values are stored alike.
func (w *Writer) joins(in *plan.InSelect) bool {
	if len(in.Union) == 0 {
		return false
	}
	left, right := w.sides(in)
	for i := range left {
		switch left[i].Kind {
		case schema.String, schema.Int, schema.BigInt:
		default:
			return false
		}
		if left[i].List || left[i].Kind != right[i].Kind {
			return false
		}
	}
	return true
}

// union writes the rows of a union as a derived table.
func (w *Writer) union(in *plan.InSelect) {
	w.Key("(")
	w.rows(in, true)
	w.Key(") AS u")
}

// drives writes that a row is found from one of the union's.
func (w *Writer) drives(in *plan.InSelect) {
	left, right := w.sides(in)
	for i, x := range in.Columns {
		if i > 0 {
			w.Key(" AND ")
		}
		w.compared(x, left[i], right[i], false)
		w.Key(" = ")
		w.member("u", "c", i)
	}
}
