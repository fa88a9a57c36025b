package exec

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
)

// write runs a write inside a transaction. Its late error is that of [run.on].
func (r *run) write(ctx context.Context, c dialect.Conn, sink Sink) (late, err error) {
	sink.reset(r)
	r.frames = make(map[*plan.Frame][][]any)
	r.order, r.changes, r.beside = nil, nil, nil
	p := r.program.plan
	if p.Before {
		if err := r.levels(ctx, c, nil, sink); err != nil {
			return nil, err
		}
	}
	w := &writer{run: r, ctx: ctx, conn: c}
	if err := w.steps(r.program.steps); err != nil {
		return nil, err
	}
	if p.Before || p.Read == nil {
		if err := w.steps(r.program.checks); err != nil {
			return nil, err
		}
	} else if err := r.levels(ctx, c, r.program.checks, sink); err != nil {
		return nil, err
	}
	if (p.ReadBack || p.Before) && r.unreadable(sink) {
		return query.Rejected(r.op.Model.Name, query.CannotReadBack, "result is not allowed to be read back"), nil
	}
	return nil, sink.finish(r, len(r.frames[p.Affected]))
}

// unreadable reports whether rows were written that the result lacks. Only
// createManyAndReturn leaves them out without a word.
func (r *run) unreadable(sink Sink) bool {
	return r.op.Kind != query.CreateManyAndReturn && sink.rows() < len(r.frames[r.program.plan.Returned])
}

// writer runs the steps of a write.
type writer struct {
	run  *run
	ctx  context.Context
	conn dialect.Conn
}

func (w *writer) steps(steps []step) error {
	for _, s := range steps {
		if err := w.step(s); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) step(s step) error {
	if s.watch != nil {
		return w.watched(s)
	}
	r := w.run
	switch p := s.plan.(type) {
	case *plan.Lookup:
		return w.query(s.statement, p.Out, p.Need, p.Denied)
	case *plan.Insert:
		if s.then != nil {
			return w.insertWhole(s.then, p)
		}
		return w.insert(s.statement, p)
	case *plan.Update:
		return unlinked(p, w.query(s.statement, p.Out, p.Need, p.Denied))
	case *plan.Delete:
		return w.query(s.statement, p.Out, p.Need, nil)
	case *plan.Link:
		if len(r.rows(p.This)) == 0 || len(r.rows(p.Other)) == 0 {
			return nil
		}
		return w.query(s.statement, nil, false, nil)
	case *plan.Unlink:
		return w.query(s.statement, nil, false, nil)
	case *plan.Branch:
		if len(r.rows(p.If)) > 0 {
			return w.steps(s.then)
		}
		return w.steps(s.alt)
	case *plan.Repeat:
		return w.repeat(s.then)
	case *plan.Merge:
		r.merge(p)
		return nil
	case *plan.Validate:
		return r.validate(p)
	case *plan.Check:
		return w.check(s, p)
	case *plan.Fail:
		if r.fails(p) {
			return p.Err
		}
		return nil
	default:
		panic("exec: unknown step")
	}
}

// query runs a statement and keeps its rows in out.
func (w *writer) query(s *sqlgen.Statement, out *plan.Frame, need bool, denied *query.Error) error {
	call, err := w.run.call(s)
	if err != nil {
		return err
	}
	if err := w.keep([]dialect.Call{call}, out, nil); err != nil {
		return err
	}
	if !need || len(w.run.frames[out]) > 0 {
		return nil
	}
	if denied != nil {
		return denied
	}
	return query.Missing(out.Model.Name)
}

// keep runs calls and adds their rows to out. Each tells which call a row is of.
func (w *writer) keep(calls []dialect.Call, out *plan.Frame, each func(call int)) error {
	_, err := w.conn.Run(w.ctx, calls, func(i int, row dialect.Row) error {
		if out == nil {
			return nil
		}
		values := make([]any, len(out.Fields))
		for j, f := range out.Fields {
			v, err := row.Value(j, f.Type)
			if err != nil {
				return err
			}
			values[j] = v
		}
		w.run.frames[out] = append(w.run.frames[out], values)
		if each != nil {
			each(i)
		}
		return nil
	})
	return err
}

// insertBatch is how many rows of a createMany are sent together.
const insertBatch = 200

func (w *writer) insert(s *sqlgen.Statement, p *plan.Insert) error {
	if p.Group < 0 {
		return w.query(s, p.Out, false, nil)
	}
	rows := w.run.op.RowGroups()[p.Rows]
	group, index := rows.Groups[p.Group], rows.Index[p.Group]
	if group.Together {
		w.run.base = group.Base[0]
		before := len(w.run.frames[p.Out])
		err := w.query(s, p.Out, false, nil)
		w.run.order = append(w.run.order, w.run.placed(group, index, p.Out, w.run.frames[p.Out][before:])...)
		return err
	}
	for from := 0; from < len(group.Base); from += insertBatch {
		to := min(from+insertBatch, len(group.Base))
		calls := make([]dialect.Call, 0, to-from)
		for _, base := range group.Base[from:to] {
			w.run.base = base
			call, err := w.run.call(s)
			if err != nil {
				return err
			}
			calls = append(calls, call)
		}
		err := w.keep(calls, p.Out, func(i int) { w.run.order = append(w.run.order, index[from+i]) })
		if err != nil {
			return err
		}
	}
	return nil
}

// placed says which rows of a group one statement has written: they come in the
// order of the group, without those that were there already.
func (r *run) placed(group query.RowGroup, index []int, out *plan.Frame, written [][]any) []int {
	list, at := make([]int, 0, len(written)), 0
	gives := func(row []any) bool {
		for i, f := range group.Fields {
			if group.Model.IsID(f) && !same(r.op.Values[int(group.Base[at])+i], row[out.Field(f)]) {
				return false
			}
		}
		return true
	}
	for _, row := range written {
		for len(written) < len(index) && at < len(index)-1 && !gives(row) {
			at++
		}
		list = append(list, index[at])
		at++
	}
	return list
}

// check binds a check. It is nil when there is nothing to check.
func (r *run) check(s step) (dialect.Call, *plan.Check, error) {
	p := s.plan.(*plan.Check)
	if len(r.rows(p.Rows)) == 0 || p.If != nil && len(r.rows(p.If)) == 0 {
		return dialect.Call{}, nil, nil
	}
	call, err := r.call(s.statement)
	return call, p, err
}

// verdict reads the row that a check has found.
func (r *run) verdict(p *plan.Check, row dialect.Row) error {
	if p.Must && row.Int64(0) == int64(len(r.rows(p.Rows))) {
		return nil
	}
	return p.Err
}

func (w *writer) check(s step, p *plan.Check) error {
	if p.Before == nil {
		return w.checkRows(s)
	}
	r := w.run
	ids := p.Rows.Model.IDFields()
	defer func() { r.only = nil }()
	for i, row := range r.frames[p.Rows] {
		j := slices.IndexFunc(r.frames[p.Before], func(old []any) bool {
			for _, f := range ids {
				if !same(old[p.Before.Field(f)], row[p.Rows.Field(f)]) {
					return false
				}
			}
			return true
		})
		if j < 0 && !p.Renamed {
			return p.Err
		}
		r.only = map[*plan.Frame]int{p.Rows: i, p.Before: j}
		if err := w.checkRows(s); err != nil {
			return err
		}
	}
	return nil
}

// same compares two values of an id.
func same(a, b any) bool {
	switch a := a.(type) {
	case []byte:
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b)
	case decimal.Decimal:
		b, ok := b.(decimal.Decimal)
		return ok && a.Equal(b)
	default:
		return a == b
	}
}

func (w *writer) checkRows(s step) error {
	call, check, err := w.run.check(s)
	if err != nil || check == nil {
		return err
	}
	_, err = w.conn.Run(w.ctx, []dialect.Call{call}, func(_ int, row dialect.Row) error {
		return w.run.verdict(check, row)
	})
	return err
}

func (r *run) fails(p *plan.Fail) bool {
	if p.Apart == nil {
		return p.If == nil || len(r.rows(p.If)) > 0
	}
	one, other := p.Apart[0], p.Apart[1]
	return len(r.rows(one.Frame)) > 0 && len(r.rows(other.Frame)) > 0 &&
		!same(r.cell(one.Frame, one.Field), r.cell(other.Frame, other.Field))
}

func (r *run) merge(p *plan.Merge) {
	for _, from := range p.From {
		for _, row := range r.frames[from] {
			values := make([]any, len(p.Out.Fields))
			for i, f := range p.Out.Fields {
				values[i] = row[from.Field(f)]
			}
			r.frames[p.Out] = append(r.frames[p.Out], values)
		}
	}
}
