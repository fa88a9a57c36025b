package exec

import (
	"context"
	"errors"
	"time"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// maxAttempts bounds how often a write is run again that lost a race in the
// database.
const maxAttempts = 5

// Run runs one request and hands its result to sink.
func (e *Engine) Run(ctx context.Context, op *query.Op, who Who, sink Sink) error {
	start := e.start()
	r, err := e.prepare(op, who)
	if err != nil {
		return e.observed(ctx, op, who, nil, start, err)
	}
	late, err := r.alone(ctx, sink)
	if err != nil {
		return e.observed(ctx, op, who, r, start, e.fail(op.Model, err))
	}
	e.committed(ctx, r)
	return e.observed(ctx, op, who, r, start, late)
}

// alone runs a request in a transaction of its own, if it needs one. Its late
// error is that of [run.on].
func (r *run) alone(ctx context.Context, sink Sink) (late, err error) {
	e := r.engine
	switch {
	case !r.op.Kind.Writes():
		err = e.db.Read(ctx, func(c dialect.Conn) error { return r.read(ctx, c, nil, sink) })
	case r.program.single != nil:
		err = e.attempt(ctx, func() error {
			late, err = r.one(sink, func(c dialect.Call, row func(dialect.Row) error) error { return e.db.One(ctx, c, row) })
			return err
		})
	default:
		err = e.transact(ctx, query.DefaultIsolation, func(c dialect.Conn) error {
			late, err = r.write(ctx, c, sink)
			return err
		})
	}
	return late, err
}

// on runs a request on the connection of a transaction. A late error does not
// undo it: the write stays although its result may not be read.
func (r *run) on(ctx context.Context, c dialect.Conn, sink Sink) (late, err error) {
	switch {
	case !r.op.Kind.Writes():
		return nil, r.read(ctx, c, nil, sink)
	case r.program.single != nil:
		return r.one(sink, func(call dialect.Call, row func(dialect.Row) error) error {
			_, err := c.Run(ctx, []dialect.Call{call}, func(_ int, r dialect.Row) error { return row(r) })
			return err
		})
	default:
		return r.write(ctx, c, sink)
	}
}

// transact runs f in a transaction, again when the database asks for it.
func (e *Engine) transact(ctx context.Context, level query.Isolation, f func(dialect.Conn) error) error {
	return e.attempt(ctx, func() error { return dialect.Write(ctx, e.db, level, f) })
}

// attempt runs f, again when it lost a race in the database.
func (e *Engine) attempt(ctx context.Context, f func() error) error {
	for n := 1; ; n++ {
		err := f()
		var dbErr *dialect.Error
		if err == nil || n == maxAttempts || !errors.As(err, &dbErr) || dbErr.Kind != dialect.Busy {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(n*n) * 5 * time.Millisecond):
		}
	}
}

// Transaction runs the requests in order in one transaction: all or none. Each
// result goes to its own sink.
func (e *Engine) Transaction(ctx context.Context, ops []*query.Op, level query.Isolation, who Who, sinks []Sink) error {
	runs, err := e.prepareAll(ctx, ops, who)
	if err != nil {
		return err
	}
	var m *schema.Model
	err = e.transact(ctx, level, func(c dialect.Conn) error {
		m, err = runAll(ctx, c, runs, sinks)
		return err
	})
	if err != nil {
		return e.fail(m, err)
	}
	e.committed(ctx, runs...)
	return nil
}

func (e *Engine) prepareAll(ctx context.Context, ops []*query.Op, who Who) ([]*run, error) {
	runs := make([]*run, len(ops))
	for i, op := range ops {
		start := e.start()
		r, err := e.prepare(op, who)
		if err != nil {
			return nil, e.observed(ctx, op, who, nil, start, err)
		}
		runs[i] = r
	}
	return runs, nil
}

// runAll runs requests in order. On an error it names the model of the one that
// failed.
func runAll(ctx context.Context, c dialect.Conn, runs []*run, sinks []Sink) (*schema.Model, error) {
	for i, r := range runs {
		start := r.engine.start()
		late, err := r.on(ctx, c, sinks[i])
		if err == nil {
			err = late
		}
		// The error stays as it is: whether the database asks for another run is in it.
		_ = r.engine.observed(ctx, r.op, r.who, r, start, r.engine.fail(r.op.Model, err))
		if err != nil {
			return r.op.Model, err
		}
	}
	return nil, nil
}
