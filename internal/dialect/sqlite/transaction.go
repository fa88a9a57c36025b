package sqlite

import (
	"context"
	"errors"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/query"
)

// writerWait is how long a write waits for the transaction before it. One that
// a program holds open and forgets is to be told of, not waited for.
const writerWait = 10 * time.Second

var (
	errWriterTaken = errors.New("sqlite: another transaction has held the database's one writer for too long")
	errLost        = errors.New("sqlite: the transaction was rolled back when one of its statements was broken off")
	errIsolation   = errors.New("sqlite: transactions are serializable and nothing else")
)

// transaction is a [dialect.Tx]: the connection that writes, between BEGIN
// IMMEDIATE and COMMIT.
type transaction struct {
	*conn
	db *DB
}

var _ dialect.Tx = (*transaction)(nil)

// Begin takes the write lock.
func (db *DB) Begin(ctx context.Context, level query.Isolation) (dialect.Tx, error) {
	if level != query.DefaultIsolation && level != query.Serializable {
		return nil, &dialect.Error{Kind: dialect.Unsupported, Code: sqlite.ResultError.String(), Err: errIsolation}
	}
	c, err := db.lendWriter(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.lock(ctx); err != nil {
		db.writer.give(c)
		return nil, err
	}
	return &transaction{c, db}, nil
}

// lendWriter waits for the one connection that writes.
func (db *DB) lendWriter(ctx context.Context) (*conn, error) {
	if c, err := db.writer.tryTake(ctx); c != nil || err != nil {
		return c, err
	}
	wait, cancel := context.WithTimeoutCause(ctx, writerWait, errWriterTaken)
	defer cancel()
	return db.writer.take(wait)
}

// Group runs f between savepoints.
func (t *transaction) Group(ctx context.Context, f func() error) error {
	if t.Lost() {
		return &dialect.Error{Code: sqlite.ResultAbort.String(), Err: errLost}
	}
	if err := step(t.save); err != nil {
		return classify(ctx, err)
	}
	done := false
	defer func() {
		if done || t.Lost() {
			return
		}
		if step(t.undo) != nil || step(t.release) != nil {
			t.abort() // what cannot be undone must not be committed
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if err := step(t.release); err != nil {
		return classify(ctx, err)
	}
	done = true
	return nil
}

// Save sets a savepoint. One name does for all parts: the innermost is meant.
func (t *transaction) Save(ctx context.Context) error {
	if t.Lost() { // it would begin another transaction
		return &dialect.Error{Code: sqlite.ResultAbort.String(), Err: errLost}
	}
	return classify(ctx, t.script("SAVEPOINT gozen_part"))
}

// Release keeps what the part did.
func (t *transaction) Release(ctx context.Context) error {
	return classify(ctx, t.script("RELEASE gozen_part"))
}

// Undo undoes what the part did.
func (t *transaction) Undo(context.Context) {
	if !t.Lost() && t.script("ROLLBACK TO gozen_part", "RELEASE gozen_part") != nil {
		t.abort() // what cannot be undone must not be committed
	}
}

// Lost reports whether SQLite itself has rolled back, as it does after some
// errors: a full disk, a write that was broken off.
func (t *transaction) Lost() bool { return t.driver.AutocommitEnabled() }

// Commit commits and gives the connection back.
func (t *transaction) Commit(ctx context.Context) error {
	defer t.db.writer.give(t.conn)
	return t.commit(ctx)
}

// Rollback rolls back and gives the connection back.
func (t *transaction) Rollback() {
	t.abort()
	t.db.writer.give(t.conn)
}

func (c *conn) commit(ctx context.Context) error {
	err := step(c.end)
	if err != nil {
		c.abort()
	}
	return classify(ctx, err)
}

func (c *conn) abort() {
	if !c.driver.AutocommitEnabled() {
		_ = step(c.rollback)
	}
}

// lock takes the write lock.
func (c *conn) lock(ctx context.Context) error {
	return c.patiently(ctx, func() error { return classify(ctx, step(c.begin)) })
}

// patiently runs f again and again as long as another process holds the lock,
// so that the context can end the wait.
func (c *conn) patiently(ctx context.Context, f func() error) error {
	for started := time.Now(); ; {
		if ctx.Err() != nil {
			return ended(ctx)
		}
		err := f()
		var failed *dialect.Error
		if err == nil || !errors.As(err, &failed) || failed.Kind != dialect.Busy || time.Since(started) > busyTimeout {
			return err
		}
	}
}

// define runs schema statements and then looks for references to nothing that
// were not there before.
func (c *conn) define(ctx context.Context, statements []string) error {
	const check = "PRAGMA foreign_key_check"
	before, err := c.count(ctx, check)
	if err != nil {
		return err
	}
	if err := c.interruptible(ctx, statements); err != nil {
		return classify(ctx, err)
	}
	after, err := c.count(ctx, check)
	if err == nil && after > before {
		err = &dialect.Error{Kind: dialect.ForeignKeyViolation, Code: sqlite.ResultConstraintForeignKey.String(), Err: errDangling}
	}
	return err
}

func (c *conn) interruptible(ctx context.Context, statements []string) error {
	defer c.watch(ctx)()
	return c.script(statements...)
}
