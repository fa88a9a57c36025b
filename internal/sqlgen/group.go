package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// Read compiles the statement of one level of a result.
func Read(d Dialect, r *plan.Read) *Statement {
	if r.Group == nil {
		return Select(d, r.Select)
	}
	w := &Writer{dialect: d}
	g := r.Group
	types := make([]Type, len(g.Columns))
	for i, x := range g.Columns {
		types[i] = w.typeOf(x)
	}
	w.Key("SELECT ")
	w.list(len(g.Columns), func(i int) { w.result(g.Columns[i], types[i]) })
	w.Key(" FROM (")
	w.grouped(r.Select)
	w.Key(") AS r")
	w.groups(g)
	return w.statement(valueTypes(types))
}

// grouped writes the select whose rows are grouped, as a table called r with
// the columns c0…. All that is computed of them is computed outside: there a
// blanked column is one column like any other, which GROUP BY can name, and
// the rows that a limit cut off are gone. Databases merge the two levels
// where nothing keeps them apart.
func (w *Writer) grouped(s *plan.Select) {
	inner := *s
	if len(inner.Columns) == 0 {
		inner.Columns = []plan.Expr{plan.Bool(true)}
	}
	w.query(&inner, len(inner.Columns), func(i int) {
		if t := w.typeOf(inner.Columns[i]); t.List || t.Kind == schema.JSON || t.Kind == schema.Custom {
			w.key(inner.Columns[i])
		} else {
			w.typed(inner.Columns[i])
		}
		w.named("c", i)
	})
}

// typed writes x so that it has its type even where it is always NULL: sums of
// a NULL that is of no type are an error.
func (w *Writer) typed(x plan.Expr) {
	m, ok := x.(*plan.Masked)
	if _, never := simplify(x).(plan.Null); ok && never {
		w.Key("CASE WHEN FALSE THEN ")
		w.expr(m.X, orLevel)
		w.Key(" END")
		return
	}
	w.expr(x, orLevel)
}

// groups writes the clauses that make, choose, order and cut groups.
func (w *Writer) groups(g *plan.Group) {
	if len(g.By) > 0 {
		w.Key(" GROUP BY ")
		w.list(len(g.By), func(i int) {
			w.expr(g.By[i], operandLevel)
			w.dialect.Collate(w, w.typeOf(g.By[i]))
		})
	}
	if x := filter(g.Having); x != plan.Bool(true) {
		w.Key(" HAVING ")
		w.expr(x, orLevel)
	}
	w.orderBy(g.Order, func(i int) { w.expr(g.Order[i].X, operandLevel) })
	if g.Limit != nil || g.Offset != nil {
		w.dialect.Limit(w, w.count(g.Limit), w.count(g.Offset))
	}
}

// aggregate writes a function of a group's rows.
func (w *Writer) aggregate(a *plan.Aggregate) {
	w.dialect.Aggregate(w, a.Op, func(w *Writer) { w.expr(a.X, operandLevel) }, w.typeOf(a.X))
}

// aggregateType is how the result of an aggregate is stored: the least and
// greatest of values as they are themselves.
func (w *Writer) aggregateType(a *plan.Aggregate) Type {
	t := Type{ValueType: a.Type}
	if a.Op == plan.Min || a.Op == plan.Max {
		t.Native = w.typeOf(a.X).Native
	}
	return t
}
