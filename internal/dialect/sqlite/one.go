package sqlite

import (
	"context"

	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
)

// One runs a statement that writes, and returns what it wrote, without BEGIN and
// COMMIT: a statement alone is a transaction to SQLite, which then copies none of
// the pages that it changes, to undo it without the statements before it. An error
// of row undoes it.
func (db *DB) One(ctx context.Context, call dialect.Call, row func(dialect.Row) error) error {
	c, err := db.lendWriter(ctx)
	if err != nil {
		return err
	}
	defer db.writer.give(c)
	return c.patiently(ctx, func() error { return c.one(ctx, call, row) })
}

func (c *conn) one(ctx context.Context, call dialect.Call, row func(dialect.Row) error) error {
	s, err := c.bind(ctx, call)
	if err != nil {
		return err
	}
	defer c.reset(s)
	// With its first row a statement has written all, and with its last step it
	// commits. In between nothing may end it, since to end it would be to commit it.
	release := c.watch(ctx)
	more, err := c.next(ctx, s)
	release()
	for more && err == nil {
		if err = row(&c.row); err == nil {
			more, err = c.next(ctx, s)
		}
	}
	if more {
		c.takeBack(s)
	}
	return err
}

// takeBack undoes a statement that has not committed yet: it becomes part of a
// transaction, and that is rolled back.
func (c *conn) takeBack(s *sqlite.Stmt) {
	if step(c.begin) == nil {
		_ = s.Reset()
		c.abort()
	}
}
