package optimize

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
)

// flat joins the rows that a term of the select looks for in a subquery: my
// memberships and their lists, instead of the lists whose space is among the
// spaces of my memberships. A database then needs no list of those in between.
// A row may be found more than once, so it is for subqueries of IN only.
func flat(s *plan.Select) *plan.Select {
	out := *s
	out.Joins = append([]*plan.Join(nil), s.Joins...)
	var terms []plan.Expr
	for _, x := range conjuncts(s.Where) {
		in, ok := x.(*plan.InSelect)
		if !ok || !plain(in) {
			terms = append(terms, x)
			continue
		}
		sub := flat(in.Select)
		out.Joins = append(out.Joins, &plan.Join{Source: sub.From, On: equal(in.Columns, sub.Columns)})
		out.Joins = append(out.Joins, sub.Joins...)
		terms = append(terms, conjuncts(sub.Where)...)
	}
	out.Where = conjunction(terms)
	return &out
}

// plain reports whether the rows of a subquery are those of its tables for
// which its condition holds, and are looked for by fields of the first of them:
// what it joins is not there yet where that is joined.
func plain(in *plan.InSelect) bool {
	s := in.Select
	if len(in.Union) > 0 || s.Limit != nil || s.Offset != nil || len(s.Distinct) > 0 || s.Lock || s.Share {
		return false
	}
	for i := range in.Columns {
		if c, ok := s.Columns[i].(*plan.Column); !ok || !slices.Contains(s.From.Tables(), c.Source) || field(in.Columns[i], c) == nil {
			return false
		}
	}
	return true
}

// field returns the field that one of two columns is of. Join tables have columns
// that are of none.
func field(l, r plan.Expr) *plan.Column {
	for _, x := range []plan.Expr{l, r} {
		c, ok := x.(*plan.Column)
		if !ok {
			return nil
		}
		if c.Field != nil {
			return c
		}
	}
	return nil
}

func equal(ls, rs []plan.Expr) plan.Expr {
	terms := make([]plan.Expr, len(ls))
	for i, l := range ls {
		terms[i] = &plan.Compare{Op: plan.Eq, L: l, R: rs[i], Type: field(l, rs[i]).Field.Type}
	}
	return conjunction(terms)
}
