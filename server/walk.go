package server

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// use is one thing that an operation does with a field: it compares or sorts by
// a stored one, or it follows a relation.
type use struct {
	field *schema.Field
	// nested is the nested write that the relation is followed for; 0 for a read.
	nested query.NestedKind
}

// walk calls visit with everything that op uses in its arguments, until visit
// returns an error, which it returns. What is merely returned or written is no use
// of a stored field; related rows that are returned are one of their relation.
func walk(op *query.Op, visit func(use) error) error {
	w := &walker{visit: visit}
	w.cond(op.Where)
	w.page(op.Page)
	if op.Counts != nil {
		w.fields(op.Counts.Fields...)
		w.calls(op.Counts.Calls)
	}
	w.calls(op.By)
	for _, a := range op.Aggregates {
		w.fields(a.Field)
	}
	w.cond(op.Having)
	w.data(op.Create)
	w.data(op.Update)
	w.selection(op.Select)
	return w.err
}

type walker struct {
	visit func(use) error
	err   error
}

func (w *walker) use(u use) {
	if w.err == nil {
		w.err = w.visit(u)
	}
}

func (w *walker) fields(fields ...*schema.Field) {
	for _, f := range fields {
		if f != nil {
			w.use(use{field: f})
		}
	}
}

func (w *walker) calls(calls []query.FieldCall) {
	for _, c := range calls {
		w.fields(c.Field)
	}
}

func (w *walker) conds(list []query.Cond) {
	for _, c := range list {
		w.cond(c)
	}
}

func (w *walker) cond(c query.Cond) {
	switch c := c.(type) {
	case query.And:
		w.conds(c)
	case query.Or:
		w.conds(c)
	case query.Not:
		w.cond(c.X)
	case *query.Compare:
		w.fields(c.Field)
	case *query.CompareFields:
		w.fields(c.Field, c.With)
	case *query.IsNull:
		w.fields(c.Field)
	case *query.Search:
		w.fields(c.Field)
	case *query.Related:
		w.fields(c.Field)
		w.cond(c.Cond)
	case nil, *query.CompareJSON, *query.Absent, *query.Within: // of Json, which is no secret and no relation
	default:
		panic("server: unknown condition")
	}
}

func (w *walker) page(p query.Page) {
	for _, o := range p.OrderBy {
		w.fields(o.Path...)
		w.fields(o.Field)
		if o.Rank != nil {
			w.fields(o.Rank.Fields...)
		}
	}
	w.cond(p.CursorWhere)
	w.fields(p.Distinct...)
}

func (w *walker) selection(s *query.Selection) {
	if s == nil {
		return
	}
	for _, c := range s.Counts {
		w.fields(c.Field)
		w.cond(c.Where)
	}
	for _, r := range s.Relations {
		w.fields(r.Field)
		w.cond(r.Where)
		w.page(r.Page)
		w.selection(r.Select)
	}
}

func (w *walker) data(d *query.Data) {
	if d == nil {
		return
	}
	for _, r := range d.Relations {
		for _, n := range r.Writes {
			w.use(use{field: r.Field, nested: n.Kind})
			w.cond(n.Where)
			w.conds(n.SetWhere)
			w.data(n.Create)
			w.data(n.Update)
		}
	}
}
