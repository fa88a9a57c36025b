package exec

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// insertWhole inserts rows that lie in several tables, a batch at a time. Where a
// base's part may refer to another table of the hierarchy, it is one row at a
// time: what it refers to may be a row before it.
func (w *writer) insertWhole(parts []step, p *plan.Insert) error {
	if p.Group < 0 {
		return w.insertParts(parts, p.Out, []query.Slot{w.run.base})
	}
	rows := w.run.op.RowGroups()[p.Rows]
	w.run.order = append(w.run.order, rows.Index[p.Group]...)
	size := insertBatch
	if slices.ContainsFunc(p.Model.Fields, refersAcross) {
		size = 1
	}
	for bases := range slices.Chunk(rows.Groups[p.Group].Base, size) {
		if err := w.insertParts(parts, p.Out, bases); err != nil {
			return err
		}
	}
	return nil
}

// refersAcross reports an inherited foreign key to another table than the one
// that holds it.
func refersAcross(f *schema.Field) bool {
	return f.Base != "" && f.IsRelation() && f.Relation.Owner() && f.Relation.Target != f.Base
}

// insertParts inserts the parts of a batch's rows table by table, the outermost
// base first, and keeps in out what they have returned. Every call returns one
// row, so that row i of each part's frame belongs to row i of the batch: there
// the other parts find the id.
func (w *writer) insertParts(parts []step, out *plan.Frame, bases []query.Slot) error {
	r := w.run
	first := parts[0].plan.(*plan.Insert).Out
	rows := make([][]any, len(bases))
	for i := range rows {
		rows[i] = make([]any, len(out.Fields))
	}
	defer func() { r.only = nil }()
	for _, s := range parts {
		calls := make([]dialect.Call, len(bases))
		for i, base := range bases {
			r.base, r.only = base, map[*plan.Frame]int{first: i}
			var err error
			if calls[i], err = r.call(s.statement); err != nil {
				return err
			}
		}
		frame := s.plan.(*plan.Insert).Out
		r.frames[frame] = nil
		if err := w.keep(calls, frame, nil); err != nil {
			return err
		}
		for i, values := range r.frames[frame] {
			for j, f := range frame.Fields {
				if at := slices.Index(out.Fields, f); at >= 0 {
					rows[i][at] = values[j]
				}
			}
		}
	}
	r.frames[out] = append(r.frames[out], rows...)
	return nil
}

// repeat runs deletions until none of them deletes a row.
func (w *writer) repeat(deletes []step) error {
	for again := true; again; {
		again = false
		for _, s := range deletes {
			out := s.plan.(*plan.Delete).Out
			w.run.frames[out] = nil
			if err := w.step(s); err != nil {
				return err
			}
			again = again || len(w.run.frames[out]) > 0
		}
	}
	return nil
}
