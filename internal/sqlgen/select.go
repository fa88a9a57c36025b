package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// Select compiles a select whose rows are read. Without columns each row is
// the number 1.
func Select(d Dialect, s *plan.Select) *Statement {
	w := &Writer{dialect: d}
	if len(s.Columns) == 0 {
		w.query(s, 1, func(int) { w.Key("1") })
		return w.statement([]schema.ValueType{{Kind: schema.Int}})
	}
	types := make([]Type, len(s.Columns))
	for i, x := range s.Columns {
		types[i] = w.typeOf(x)
	}
	w.query(s, len(s.Columns), func(i int) { w.result(s.Columns[i], types[i]) })
	return w.statement(valueTypes(types))
}

// result writes a column of the statement's result.
func (w *Writer) result(x plan.Expr, t Type) {
	x = simplify(x)
	if m, ok := x.(*plan.Masked); ok {
		w.masked(m, func(w *Writer) { w.result(m.X, t) })
		return
	}
	w.dialect.Result(w, func(w *Writer) { w.expr(x, orLevel) }, t)
}

// subquery writes a select whose columns are used as they are stored. A hidden one
// keeps its type: a bare NULL would be text to PostgreSQL.
func (w *Writer) subquery(s *plan.Select) {
	w.query(s, len(s.Columns), func(i int) { w.typed(s.Columns[i]) })
}

// query writes a select of n columns, each of which column writes.
func (w *Writer) query(s *plan.Select, n int, column func(i int)) {
	switch {
	case aggregates(s) && (s.Offset != nil || s.Limit != nil || len(s.Distinct) > 0):
		w.countCut(s)
	case len(s.Distinct) > 0 || partitioned(s):
		w.windowed(s, n, column)
	default:
		w.Key("SELECT ")
		w.list(n, column)
		w.from(s)
		if !aggregates(s) {
			w.orderBy(s.Order, w.sortKeys(s))
		}
		w.cut(s)
		w.lock(s)
	}
}

func partitioned(s *plan.Select) bool {
	return len(s.Partition) > 0 && (s.Offset != nil || s.Limit != nil)
}

// aggregates reports whether a select counts rows instead of returning them.
func aggregates(s *plan.Select) bool {
	for _, x := range s.Columns {
		if m, ok := x.(*plan.Masked); ok {
			x = m.X
		}
		switch x.(type) {
		case plan.CountRows, *plan.CountValues:
			return true
		}
	}
	return false
}

func (w *Writer) from(s *plan.Select) {
	w.Key(" FROM ")
	u, where := w.driving(s, filter(live(s.From.Live(), s.Where)))
	if u != nil {
		w.union(u)
		w.Key(" CROSS JOIN ")
	}
	w.row(s.From)
	for _, j := range s.Joins {
		if j.Left {
			w.Key(" LEFT")
		}
		w.Key(" JOIN ")
		w.joined(j.Source)
		w.Key(" ON ")
		w.expr(filter(live(j.Source.Live(), j.On)), orLevel)
	}
	if u == nil {
		w.where(where)
		return
	}
	w.Key(" WHERE ")
	w.drives(u)
	if where = filter(where); where != plan.Bool(true) {
		w.Key(" AND ")
		w.expr(where, andLevel)
	}
}

// live adds that a row is not deleted, where that must be asked.
func live(is, x plan.Expr) plan.Expr {
	switch {
	case is == nil:
		return x
	case x == nil:
		return is
	default:
		return plan.And{is, x}
	}
}

func (w *Writer) source(s *plan.Source) {
	if s.Join != nil {
		w.dialect.Table(w, "", s.Join.Table)
	} else {
		w.dialect.Table(w, s.Model.Schema, s.Model.Table)
	}
	w.Key(" AS ")
	w.alias(s)
}

func (w *Writer) where(x plan.Expr) {
	if x = filter(x); x != plan.Bool(true) {
		w.Key(" WHERE ")
		w.expr(x, orLevel)
	}
}

// sortKeys returns what writes sort key i where the select's sources are in scope.
func (w *Writer) sortKeys(s *plan.Select) func(i int) {
	return func(i int) { w.expr(s.Order[i].X, operandLevel) }
}

// orderBy writes the clause for an order whose keys key writes. A constant does
// not order, and PostgreSQL would not have it.
func (w *Writer) orderBy(order []plan.Order, key func(i int)) {
	first := true
	for i, o := range order {
		switch simplify(o.X).(type) {
		case plan.Null, plan.Bool:
			continue
		}
		if first {
			w.Key(" ORDER BY ")
		} else {
			w.Key(", ")
		}
		first = false
		key(i)
		w.dialect.Collate(w, Type{ValueType: o.Type})
		if o.Desc {
			w.Key(" DESC")
		}
		w.nulls(o.Nulls)
	}
}

func (w *Writer) nulls(n plan.Nulls) {
	switch n {
	case plan.NullsFirst:
		w.Key(" NULLS FIRST")
	case plan.NullsLast:
		w.Key(" NULLS LAST")
	case plan.NullsDefault:
	}
}

// cut writes the clause for offset and limit of the whole result.
func (w *Writer) cut(s *plan.Select) {
	if s.Limit == nil && s.Offset == nil {
		return
	}
	w.dialect.Limit(w, w.count(s.Limit), w.count(s.Offset))
}

// count writes a number of rows: as text when the plan itself has it, so that
// the database can plan for it, else as a parameter.
func (w *Writer) count(p *plan.Param) Fragment {
	if p == nil {
		return nil
	}
	return func(w *Writer) {
		if c, ok := p.From.(*plan.Constant); ok {
			if n, ok := c.V.(int64); ok {
				w.Number(n)
				return
			}
		}
		w.param(p, kind(schema.BigInt))
	}
}

func (w *Writer) lock(s *plan.Select) {
	if s.Lock {
		w.dialect.Lock(w, func(w *Writer) { w.aliases(s.From) })
	}
	if s.Share {
		w.dialect.Share(w)
	}
}

// countCut counts the rows that are left when others were cut off.
func (w *Writer) countCut(s *plan.Select) {
	inner := *s
	inner.Columns = nil
	w.Key("SELECT ")
	w.list(len(s.Columns), func(i int) {
		c, ok := s.Columns[i].(*plan.CountValues)
		if !ok {
			w.Key("COUNT(*)")
			return
		}
		w.Key("COUNT(")
		w.member("r", "c", len(inner.Columns))
		w.Key(")")
		inner.Columns = append(inner.Columns, c.X)
	})
	if len(inner.Columns) == 0 {
		inner.Columns = []plan.Expr{plan.Bool(true)}
	}
	w.Key(" FROM (")
	w.query(&inner, len(inner.Columns), func(i int) {
		w.expr(inner.Columns[i], orLevel)
		w.named("c", i)
	})
	w.Key(") AS r")
}
