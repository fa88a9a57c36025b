package exec

import (
	"context"
	"errors"
	"time"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// TxOptions configure [Engine.Begin].
type TxOptions struct {
	Isolation query.Isolation
	MaxWait   time.Duration // for a connection, on SQLite for the write lock
	Timeout   time.Duration // until the transaction is rolled back
}

// Tx is a transaction that requests join one after the other. Each is all or
// nothing, and when it fails the transaction goes on without it. It is safe for
// concurrent use: requests at the same time wait for each other.
//
// It cannot be forgotten: when its time is over, or the context that it was
// begun with ends, it is rolled back, and what runs in it is broken off.
type Tx struct {
	engine *Engine
	tx     dialect.Tx
	turn   chan struct{} // held by who uses tx, and whoever ends it
	life   context.Context
	end    context.CancelFunc
	over   string   // why nothing can run any more
	done   []*run   // what the watcher is told of when it is committed
	tables []string // that a commit changes
}

// Begin opens a transaction.
func (e *Engine) Begin(ctx context.Context, o TxOptions) (*Tx, error) {
	wait, cancel := context.WithTimeout(ctx, o.MaxWait)
	defer cancel()
	tx, err := e.db.Begin(wait, o.Isolation)
	if err != nil {
		if wait.Err() != nil && ctx.Err() == nil {
			return nil, closed("Unable to start a transaction in the given time")
		}
		return nil, e.fail(nil, err)
	}
	t := &Tx{engine: e, tx: tx, turn: make(chan struct{}, 1)}
	t.life, t.end = context.WithTimeout(ctx, o.Timeout)
	context.AfterFunc(t.life, t.expire)
	return t, nil
}

// closed is the error of a transaction that cannot be used.
func closed(why string) *query.Error {
	return &query.Error{Reason: query.DBQueryError, Code: "P2028", Message: "Transaction API error: " + why}
}

// Why a transaction is over.
const (
	expired    = "Transaction already closed: its timeout has passed, and it was rolled back"
	abandoned  = "Transaction already closed: who began it has gone, and it was rolled back"
	lost       = "Transaction already closed: the database ended it when a statement was broken off"
	committed  = "Transaction already closed: it was committed"
	rolledBack = "Transaction already closed: it was rolled back"
)

// expire rolls back when the transaction's life has ended. What runs is broken
// off by the same, so that the wait for it is short.
func (t *Tx) expire() {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	if t.over == "" {
		t.rollback(t.dead())
	}
}

// dead says why the life has ended.
func (t *Tx) dead() string {
	if errors.Is(t.life.Err(), context.DeadlineExceeded) {
		return expired
	}
	return abandoned
}

func (t *Tx) rollback(why string) {
	t.over = why
	t.tx.Rollback()
	t.end()
}

// Run runs one request in the transaction.
func (t *Tx) Run(ctx context.Context, op *query.Op, who Who, sink Sink) error {
	start := t.engine.start()
	r, err := t.engine.prepare(op, who)
	if err != nil {
		return t.engine.observed(ctx, op, who, nil, start, err)
	}
	var late error
	err = t.group(ctx, op.Model, func(ctx context.Context) error {
		var err error
		late, err = r.on(ctx, t.tx, sink)
		return err
	}, r)
	if err == nil {
		err = late
	}
	return t.engine.observed(ctx, op, who, r, start, err)
}

// Transaction runs requests in order, all or none of them.
func (t *Tx) Transaction(ctx context.Context, ops []*query.Op, who Who, sinks []Sink) error {
	runs, err := t.engine.prepareAll(ctx, ops, who)
	if err != nil {
		return err
	}
	model := ops[0].Model
	return t.group(ctx, model, func(ctx context.Context) error {
		failed, err := runAll(ctx, t.tx, runs, sinks)
		return t.engine.fail(failed, err)
	}, runs...)
}

// group runs f, which runs runs, when it is its turn, within the transaction's life.
func (t *Tx) group(ctx context.Context, m *schema.Model, f func(context.Context) error, runs ...*run) error {
	if err := t.take(ctx); err != nil {
		return err
	}
	defer func() { <-t.turn }()
	if t.over != "" {
		return closed(t.over)
	}
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.life, cancel)()
	err := t.tx.Group(within, func() error { return f(within) })
	switch {
	case err == nil:
		for _, r := range runs {
			if len(r.changes) > 0 {
				t.done = append(t.done, r)
			}
			t.changed(r.changed())
		}
		return nil
	case t.life.Err() != nil:
		t.rollback(t.dead())
		return closed(t.over)
	case t.tx.Lost():
		t.rollback(lost)
	}
	return t.engine.fail(m, err)
}

func (t *Tx) take(ctx context.Context) error {
	select {
	case t.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Within runs f, whose requests are a part of the transaction: when f fails or
// panics, what they did is undone, and the transaction goes on without it.
func (t *Tx) Within(ctx context.Context, f func() error) error {
	mark, err := t.save(ctx)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			t.undo(ctx, mark)
		}
	}()
	if err := f(); err != nil {
		return err
	}
	done = true
	return t.release(ctx)
}

// save begins a part, and returns how much was done before it.
func (t *Tx) save(ctx context.Context) (mark int, err error) {
	if err := t.take(ctx); err != nil {
		return 0, err
	}
	defer func() { <-t.turn }()
	if t.over != "" {
		return 0, closed(t.over)
	}
	return len(t.done), t.engine.fail(nil, t.tx.Save(ctx))
}

// undo ends a part as if it had not been.
func (t *Tx) undo(ctx context.Context, mark int) {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	if t.over != "" {
		return
	}
	t.done = t.done[:mark]
	if t.tx.Undo(ctx); t.tx.Lost() {
		t.rollback(lost)
	}
}

// release ends a part. What cannot be kept is not left to be committed.
func (t *Tx) release(ctx context.Context) error {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	if t.over != "" {
		return closed(t.over)
	}
	if err := t.tx.Release(ctx); err != nil {
		t.rollback(lost)
		return t.engine.fail(nil, err)
	}
	return nil
}

// Over reports whether the transaction has ended.
func (t *Tx) Over() bool { return t.life.Err() != nil }

// Commit commits. After an error nothing of the transaction stays.
func (t *Tx) Commit(ctx context.Context) error {
	if err := t.commit(ctx); err != nil {
		return err
	}
	t.engine.watched(ctx, t.done...)
	t.engine.tell(t.tables)
	return nil
}

func (t *Tx) commit(ctx context.Context) error {
	if err := t.take(ctx); err != nil {
		return err
	}
	defer func() { <-t.turn }()
	if t.over != "" {
		return closed(t.over)
	}
	if t.life.Err() != nil {
		t.rollback(t.dead())
		return closed(t.over)
	}
	t.over = committed
	defer t.end()
	if err := t.tx.Commit(ctx); err != nil {
		t.over = rolledBack
		return t.engine.fail(nil, err)
	}
	return nil
}

// Rollback undoes everything, when what runs has ended.
func (t *Tx) Rollback() error {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	if t.over != "" {
		return closed(t.over)
	}
	t.rollback(rolledBack)
	return nil
}
