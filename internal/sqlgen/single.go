package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// Single compiles a write that returns the row it wrote and, last, whether it
// may be read. It is nil where the statement cannot say that.
func Single(d Dialect, s *plan.Single) *Statement {
	w := &Writer{dialect: d}
	if !d.ReturnsAlias() && likeAlias(s.Target.Model.Table) {
		return nil
	}
	switch step := s.Step.(type) {
	case *plan.Insert:
		w.insertGiven(s, step)
	case *plan.Update:
		if step.Limit != nil {
			return nil
		}
		w.Key("UPDATE ")
		w.source(step.Target)
		w.Key(" SET ")
		w.list(len(step.Sets), func(i int) {
			w.Name(step.Sets[i].Field.Column)
			w.Key(" = ")
			w.assigned(step.Sets[i])
		})
		w.where(live(step.Target.LiveHere(), step.Where))
	case *plan.Delete:
		if step.Limit != nil {
			return nil
		}
		w.Key("DELETE FROM ")
		w.source(step.Target)
		w.where(step.Where)
	default:
		panic("sqlgen: not a write of one statement")
	}
	types := make([]Type, len(s.Returned))
	w.Key(" RETURNING ")
	if !d.ReturnsAlias() {
		w.byName = s.Target
	}
	w.list(len(types), func(i int) {
		types[i] = w.typeOf(s.Returned[i])
		w.result(s.Returned[i], types[i])
	})
	w.Key(", ")
	w.expr(s.Readable, orLevel)
	return w.statement(append(valueTypes(types), schema.ValueType{Kind: schema.Boolean}))
}

// likeAlias reports whether a table's name could be the alias of another.
func likeAlias(table string) bool {
	return len(table) > 1 && (table[0] == 't' || table[0] == 'T') && table[1] >= '0' && table[1] <= '9'
}

// insertGiven writes the insertion of a row if it is permitted. The row stands
// first as a table of its own, which the condition can look at.
func (w *Writer) insertGiven(s *plan.Single, step *plan.Insert) {
	w.Key("INSERT INTO ")
	w.source(s.Target)
	w.Key(" (")
	w.list(len(step.Columns), func(i int) { w.Name(step.Columns[i].Field.Column) })
	w.Key(") SELECT ")
	w.list(len(step.Columns), func(i int) {
		w.column(&plan.Column{Source: s.Given, Field: step.Columns[i].Field})
	})
	w.Key(" FROM (SELECT ")
	w.list(len(step.Columns), func(i int) {
		w.given(step.Columns[i])
		w.Key(" AS ")
		w.Name(step.Columns[i].Field.Column)
	})
	w.Key(") AS ")
	w.alias(s.Given)
	w.where(s.Permitted)
}

// given writes a value to insert. In a derived table NULL alone would be text,
// so it is bound instead, as the column's type.
func (w *Writer) given(a plan.Assign) {
	if _, ok := simplify(a.X).(plan.Null); ok {
		w.param(&plan.Param{From: &plan.Constant{}, Type: a.Field.Type}, Stored(a.Field))
		return
	}
	w.assigned(a)
}
