package exec

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Watcher is told of what writes do to rows, step by step: of the steps of the
// request and those of its nested writes, not of what the database does by
// itself. Plans for models that it does not watch are as they are without it.
type Watcher interface {
	Watches(m *schema.Model) bool
	// Before may look at the rows and refuse the step; of a create there are none yet.
	Before(ctx context.Context, c *Change) error
	// After may refuse what was done, and so the whole request.
	After(ctx context.Context, c *Change) error
	// Committed is told when it is done for good.
	Committed(ctx context.Context, changes []*Change)
}

// Change is what one step of a write does to rows of a model. Old are the rows
// before it, New those after it, with what their columns hold by field.
type Change struct {
	Model    *schema.Model
	Action   Action
	Old, New []map[string]any
	Who      Who // who asked for the write

	engine *Engine
	run    *run
	conn   dialect.Conn
	over   atomic.Bool
}

// Action is what happens to a row.
type Action uint8

// The actions.
const (
	Create Action = iota + 1
	Update
	Delete
)

// Run runs a request in the transaction of the write, unwatched. It can do so
// as long as the watcher is at it.
func (c *Change) Run(ctx context.Context, op *query.Op, who Who, sink Sink) error {
	return c.Transaction(ctx, []*query.Op{op}, who, []Sink{sink})
}

// Transaction runs requests in order, as Run does.
func (c *Change) Transaction(ctx context.Context, ops []*query.Op, who Who, sinks []Sink) error {
	if c.over.Load() {
		return closed(hookReturned)
	}
	who.Quiet = true
	runs, err := c.engine.prepareAll(ctx, ops, who)
	if err != nil {
		return err
	}
	m, err := runAll(ctx, c.conn, runs, sinks)
	for _, r := range runs {
		c.run.beside = append(c.run.beside, r.program.writes...)
	}
	return c.engine.fail(m, err)
}

const hookReturned = "Transaction already closed: the hook that had it has returned"

// watch is a compiled step that is watched.
type watch struct {
	model         *schema.Model
	action        Action
	old, now      *sqlgen.Statement // of the rows before and after; nil where there are none
	before, after *plan.Frame
	written       *plan.Frame // the ids of the rows after
	out           *plan.Frame // in which the step leaves what it has written
}

// watched wraps a step of which the watcher is told, or returns nil.
func (c *compilation) watched(s plan.Step) *step {
	w := &watch{}
	var target *plan.Source
	var where plan.Expr
	var limit *plan.Param
	switch s := s.(type) {
	case *plan.Insert:
		w.model, w.action, w.out = s.Model, Create, s.Out
	case *plan.Update:
		w.model, w.action, w.out = s.Target.Model, Update, s.Out
		target, where, limit = s.Target, s.Where, s.Limit
	case *plan.Delete:
		w.model, w.action, w.out = s.Target.Model, Delete, s.Out
		target, where, limit = s.Target, s.Where, s.Limit
	default:
		return nil
	}
	if c.watcher == nil || !c.watcher.Watches(w.model) {
		return nil
	}
	if target != nil {
		w.before = c.whole(w.model)
		w.old = sqlgen.Select(c.dialect, &plan.Select{
			Columns: plan.Columns(target, w.before.Fields), From: target, Where: where, Limit: limit, Lock: true,
		})
		if limit != nil {
			s = only(s, w.before)
		}
	}
	if w.action != Delete {
		w.after, w.written = c.whole(w.model), c.frame(w.model, w.model.IDFields())
		src := plan.NewSource(c.schema, w.model, new(int)).WithDeleted()
		w.now = sqlgen.Select(c.dialect, &plan.Select{
			Columns: plan.Columns(src, w.after.Fields), From: src, Where: plan.Among(src, w.written),
		})
	}
	c.watches = true
	st := &step{plan: s, watch: w}
	for _, part := range plan.Parts(c.schema, s, &c.frames) {
		st.then = append(st.then, c.step(part))
	}
	return st
}

// only makes a step change the rows that were found and no others: a limit
// does not say which, and might choose anew.
func only(s plan.Step, found *plan.Frame) plan.Step {
	switch s := s.(type) {
	case *plan.Update:
		u := *s
		u.Where, u.Limit = plan.Among(s.Target, found), nil
		return &u
	case *plan.Delete:
		d := *s
		d.Where, d.Limit = plan.Among(s.Target, found), nil
		return &d
	default:
		panic("exec: a step without a limit")
	}
}

// whole is a frame of all columns of a row, its ids first.
func (c *compilation) whole(m *schema.Model) *plan.Frame {
	fields := m.IDFields()
	for _, f := range m.Fields {
		if f.Stored() && f.Type.Kind != schema.Unsupported && !slices.Contains(fields, f) {
			fields = append(fields, f)
			c.p.sealed = c.p.sealed || f.Encrypted
		}
	}
	return c.frame(m, fields)
}

func (c *compilation) frame(m *schema.Model, fields []*schema.Field) *plan.Frame {
	c.frames++
	return &plan.Frame{ID: c.frames, Model: m, Fields: fields}
}

// watched runs a step with the watcher around it. Where no row is found, or
// none is written, there is nothing to tell.
func (w *writer) watched(s step) error {
	r, x := w.run, s.watch
	c := &Change{Model: x.model, Action: x.action, Who: r.who, engine: r.engine, run: r, conn: w.conn}
	defer c.over.Store(true)
	if x.old != nil {
		r.frames[x.before] = nil
		if err := w.query(x.old, x.before, false, nil); err != nil {
			return err
		}
		c.Old = r.byField(x.before)
	}
	if x.old == nil || len(c.Old) > 0 {
		if err := r.engine.watcher.Before(w.ctx, c); err != nil {
			return err
		}
	}
	had := len(r.frames[x.out])
	if err := w.steps(s.then); err != nil {
		return err
	}
	written := r.frames[x.out][had:]
	if len(written) == 0 {
		return nil
	}
	if err := w.load(c, x, written); err != nil {
		return err
	}
	r.changes = append(r.changes, c)
	return r.engine.watcher.After(w.ctx, c)
}

// load reads the rows as they are after the step, in the order in which they
// were written.
func (w *writer) load(c *Change, x *watch, written [][]any) error {
	if x.now == nil {
		return nil
	}
	r := w.run
	ids := len(x.written.Fields)
	place := make(map[string]int, len(written))
	r.frames[x.written], r.frames[x.after] = nil, nil
	for i, row := range written {
		r.frames[x.written] = append(r.frames[x.written], row[:ids])
		place[keyOf(row[:ids])] = i
	}
	if err := w.query(x.now, x.after, false, nil); err != nil {
		return err
	}
	slices.SortFunc(r.frames[x.after], func(a, b []any) int { return place[keyOf(a[:ids])] - place[keyOf(b[:ids])] })
	c.New = r.byField(x.after)
	return nil
}

// byField are the rows of a frame, by field.
func (r *run) byField(f *plan.Frame) []map[string]any {
	rows := make([]map[string]any, len(r.frames[f]))
	for i, values := range r.frames[f] {
		rows[i] = make(map[string]any, len(values))
		for j, field := range f.Fields {
			rows[i][field.Name] = r.opened(field, values[j])
		}
	}
	return rows
}

// opened is a value as it was before it was encrypted.
func (r *run) opened(f *schema.Field, v any) any {
	if text, ok := v.(string); ok && f.Encrypted {
		return r.secrets.open(f, text)
	}
	return v
}

// watched tells the watcher what runs have done for good.
func (e *Engine) watched(ctx context.Context, runs ...*run) {
	var all []*Change
	for _, r := range runs {
		all = append(all, r.changes...)
	}
	if len(all) > 0 {
		e.watcher.Committed(ctx, all)
	}
}
