package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// Insert compiles the insertion of one row, or of several that refer to each other,
// which returns the fields of Out.
func Insert(d Dialect, s *plan.Insert) *Statement {
	w := &Writer{dialect: d}
	w.Key("INSERT INTO ")
	d.Table(w, s.Model.Schema, s.Model.Table)
	if len(s.Columns) == 0 {
		// Such a row takes its keys from the database, so there is no
		// duplicate for Ignore to skip.
		w.Key(" DEFAULT VALUES")
		return w.returning(s.Out)
	}
	w.Key(" (")
	w.list(len(s.Columns), func(i int) { w.Name(s.Columns[i].Field.Column) })
	w.Key(") VALUES (")
	w.list(len(s.Columns), func(i int) { w.assigned(s.Columns[i]) })
	w.Key(")")
	for _, row := range s.More {
		w.Key(", (")
		w.list(len(row), func(i int) { w.assigned(row[i]) })
		w.Key(")")
	}
	if s.Ignore {
		w.Key(" ON CONFLICT DO NOTHING")
	}
	return w.returning(s.Out)
}

// Update compiles an update, which returns the fields of Out as they are after it.
func Update(d Dialect, s *plan.Update) *Statement {
	w := &Writer{dialect: d}
	if s.Limit != nil {
		w.picked(s.Target, s.Where, s.Limit)
	}
	w.Key("UPDATE ")
	w.source(s.Target)
	w.Key(" SET ")
	w.list(len(s.Sets), func(i int) {
		w.Name(s.Sets[i].Field.Column)
		w.Key(" = ")
		w.assigned(s.Sets[i])
	})
	w.target(s.Target, s.Where, s.Limit)
	return w.returning(s.Out)
}

// Delete compiles a deletion, which returns the fields of Out as they were.
func Delete(d Dialect, s *plan.Delete) *Statement {
	w := &Writer{dialect: d}
	if s.Limit != nil {
		w.picked(s.Target, s.Where, s.Limit)
	}
	w.Key("DELETE FROM ")
	w.source(s.Target)
	w.target(s.Target, s.Where, s.Limit)
	return w.returning(s.Out)
}

// Check compiles a query of the rows of the frame that still exist. It has a
// row exactly if the condition is not TRUE for some; with Must it has one row,
// the number of those for which the condition is TRUE.
func Check(d Dialect, s *plan.Check) *Statement {
	w := &Writer{dialect: d}
	if s.Must {
		w.Key("SELECT COUNT(*) FROM ")
	} else {
		w.Key("SELECT 1 FROM ")
	}
	w.row(s.Target)
	w.Key(" WHERE ")
	ids := s.Target.Model.IDFields()
	w.inFrame(columns(s.Target, ids), s.Rows, ids)
	if s.Must {
		w.Key(" AND ")
		w.expr(s.Cond, andLevel)
		return w.statement([]schema.ValueType{{Kind: schema.Int}})
	}
	switch cond := filter(s.Cond); cond {
	case plan.Bool(false):
	case plan.Bool(true):
		w.Key(" AND FALSE")
	default:
		w.Key(" AND ")
		w.expr(cond, operandLevel)
		w.Key(" IS NOT TRUE")
	}
	w.Key(" LIMIT 1")
	return w.statement([]schema.ValueType{{Kind: schema.Int}})
}

// picked finds the rows that a limit leaves, once: a subquery in the condition
// might run again for each row and then pick others. The rows are locked, so
// that what the condition decided holds until they are written.
func (w *Writer) picked(target *plan.Source, where plan.Expr, limit *plan.Param) {
	w.Key("WITH gozen_picked AS MATERIALIZED (")
	w.subquery(&plan.Select{
		Columns: columns(target, target.Model.IDFields()), From: target, Where: where, Limit: limit, Lock: true,
	})
	w.Key(") ")
}

// target writes which rows a statement changes.
func (w *Writer) target(t *plan.Source, where plan.Expr, limit *plan.Param) {
	if limit == nil {
		w.where(live(t.LiveHere(), where))
		return
	}
	ids := t.Model.IDFields()
	w.Key(" WHERE ")
	if len(ids) > 1 {
		w.Key("(")
	}
	w.list(len(ids), func(i int) { w.column(&plan.Column{Source: t, Field: ids[i]}) })
	if len(ids) > 1 {
		w.Key(")")
	}
	w.Key(" IN (SELECT ")
	w.list(len(ids), func(i int) { w.Name(ids[i].Column) })
	w.Key(" FROM gozen_picked)")
}

func columns(s *plan.Source, fields []*schema.Field) []plan.Expr {
	xs := make([]plan.Expr, len(fields))
	for i, f := range fields {
		xs[i] = &plan.Column{Source: s, Field: f}
	}
	return xs
}

// assigned writes the value of an assignment.
func (w *Writer) assigned(a plan.Assign) {
	if isParam(a.X) {
		w.value(a.X, Stored(a.Field))
		return
	}
	w.expr(a.X, orLevel)
}

// returning ends a statement that returns the frame's fields. The names stand
// alone since SQLite knows no alias there.
func (w *Writer) returning(f *plan.Frame) *Statement {
	if f == nil || len(f.Fields) == 0 {
		return w.statement(nil)
	}
	types := make([]Type, len(f.Fields))
	w.Key(" RETURNING ")
	w.list(len(f.Fields), func(i int) {
		types[i] = Stored(f.Fields[i])
		w.dialect.Result(w, func(w *Writer) { w.Name(f.Fields[i].Column) }, types[i])
	})
	return w.statement(valueTypes(types))
}
