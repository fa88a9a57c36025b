package exec

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
)

// insertWhole inserts rows that lie in several tables, one after the other: a
// part takes its id from the part before.
func (w *writer) insertWhole(parts []step, p *plan.Insert) error {
	if p.Group < 0 {
		return w.insertParts(parts, p.Out)
	}
	rows := w.run.op.RowGroups()[p.Rows]
	for i, base := range rows.Groups[p.Group].Base {
		w.run.base = base
		if err := w.insertParts(parts, p.Out); err != nil {
			return err
		}
		w.run.order = append(w.run.order, rows.Index[p.Group][i])
	}
	return nil
}

// insertParts inserts one row and keeps in out what its parts have returned.
func (w *writer) insertParts(parts []step, out *plan.Frame) error {
	row := make([]any, len(out.Fields))
	for _, s := range parts {
		part := s.plan.(*plan.Insert).Out
		w.run.frames[part] = nil
		if err := w.query(s.statement, part, true, nil); err != nil {
			return err
		}
		for i, f := range part.Fields {
			if at := slices.Index(out.Fields, f); at >= 0 {
				row[at] = w.run.frames[part][0][i]
			}
		}
	}
	w.run.frames[out] = append(w.run.frames[out], row)
	return nil
}
