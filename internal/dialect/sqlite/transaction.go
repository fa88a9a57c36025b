package sqlite

import (
	"context"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
)

// transaction runs f between BEGIN IMMEDIATE and COMMIT. It rolls back when f
// fails or panics, and when the commit does.
func (c *conn) transaction(ctx context.Context, f func() error) error {
	if err := c.lock(ctx); err != nil {
		return err
	}
	done := false
	defer func() {
		// SQLite itself rolls back after some errors, such as a full disk.
		if !done && !c.driver.AutocommitEnabled() {
			_ = step(c.rollback)
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if err := step(c.end); err != nil {
		return classify(ctx, err)
	}
	done = true
	return nil
}

// lock takes the write lock. Only another process can hold it; it is asked for
// again and again, so that the context can end the wait.
func (c *conn) lock(ctx context.Context) error {
	for started := time.Now(); ; {
		if ctx.Err() != nil {
			return ended(ctx)
		}
		err := step(c.begin)
		if err == nil {
			return nil
		}
		if kindOf(sqlite.ErrCode(err)) != dialect.Busy || time.Since(started) > busyTimeout {
			return classify(ctx, err)
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
