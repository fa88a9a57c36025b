package dialect

import (
	"context"

	"github.com/gozen-dev/gozen/query"
)

// Tx is a transaction with a connection of its own. It must be ended, by
// Commit or Rollback, and is not used after that. It is of one goroutine at a time.
type Tx interface {
	Conn
	RawRunner
	// Group runs f so that its failure or panic undoes what it did, and nothing
	// that was done before it. Groups do not nest.
	Group(ctx context.Context, f func() error) error
	// Save begins a part of the transaction, which ends by Release, or by Undo as
	// if it had not been. Parts have groups, and parts, of their own.
	Save(ctx context.Context) error
	Release(ctx context.Context) error
	Undo(ctx context.Context)
	// Lost reports whether the database has ended the transaction by itself, as
	// it does when a statement is broken off or the connection is.
	Lost() bool
	// Commit ends the transaction also when it fails: then nothing of it stays.
	Commit(ctx context.Context) error
	Rollback()
}

// Write runs f in a transaction that commits when f returns nil and rolls back
// otherwise, also when f panics.
func Write(ctx context.Context, db DB, level query.Isolation, f func(Conn) error) error {
	tx, err := db.Begin(ctx, level)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			tx.Rollback()
		}
	}()
	if err := f(tx); err != nil {
		return err
	}
	done = true
	return tx.Commit(ctx)
}
