package gozen

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// TxOption says how a transaction runs: a [Level], [Retry], [TxWait] or [TxTimeout].
type TxOption interface{ option(*txOptions) }

type txOptions struct {
	rt.TxOptions
	retries int
}

// Level is how much a transaction is kept apart from those beside it.
type Level query.Isolation

// The levels. Without one it is the database's default.
const (
	ReadCommitted  = Level(query.ReadCommitted)
	RepeatableRead = Level(query.RepeatableRead)
	Serializable   = Level(query.Serializable)
)

func (l Level) option(o *txOptions) { o.Isolation = query.Isolation(l) }

type txOption func(*txOptions)

func (f txOption) option(o *txOptions) { f(o) }

// Retry runs a transaction again, up to n times, that lost to another one.
func Retry(n int) TxOption { return txOption(func(o *txOptions) { o.retries = n }) }

// TxWait bounds how long a transaction waits to begin: for a connection, on
// SQLite for the one writer. The default is two seconds.
func TxWait(d time.Duration) TxOption { return txOption(func(o *txOptions) { o.MaxWait = d }) }

// TxTimeout bounds how long a transaction lasts before it is rolled back. The
// default is five seconds.
func TxTimeout(d time.Duration) TxOption { return txOption(func(o *txOptions) { o.Timeout = d }) }

// transaction is an open transaction.
type transaction struct {
	rt *rt.Tx
	// broken says that a transaction within failed.
	broken atomic.Bool
}

// txKey finds the transaction of a database in a context.
type txKey struct{ db *DB }

// Tx runs f in a transaction: it is committed when f returns nil, and rolled
// back when it returns an error or panics. Everything is to be done with the
// client and the context that f gets; a call of another client with that
// context fails. Within a transaction Tx joins it, and when f fails there, all
// of it does.
func (c *Client) Tx(ctx context.Context, f func(context.Context, *Client) error, options ...TxOption) error {
	if c == nil || c.db == nil {
		return usage("the client is bound to no database")
	}
	if c.tx != nil {
		err := f(ctx, c)
		if err != nil {
			c.tx.broken.Store(true)
		}
		return err
	}
	var o txOptions
	for _, option := range options {
		option.option(&o)
	}
	for n := 0; ; n++ {
		err := c.once(ctx, f, o.TxOptions)
		if err == nil || n >= o.retries || !errors.Is(err, ErrConflict) || ctx.Err() != nil {
			return err
		}
	}
}

// once runs a transaction one time.
func (c *Client) once(ctx context.Context, f func(context.Context, *Client) error, o rt.TxOptions) error {
	if ctx.Value(txKey{c.db}) != nil {
		return usage("a transaction within another one is begun by that one's client")
	}
	bound, err := c.client(ctx)
	if err != nil {
		return failedTx(err)
	}
	tx, err := bound.Begin(ctx, o)
	if err != nil {
		return failedTx(err)
	}
	defer func() { _ = tx.Rollback() }() // it is committed, or there is an error already
	t := &transaction{rt: tx}
	within := &Client{db: c.db, tx: t, user: c.user, unrestricted: c.unrestricted, bound: tx.Client()}
	if err := f(context.WithValue(ctx, txKey{c.db}, t), within); err != nil {
		return err
	}
	if t.broken.Load() {
		return usage("a transaction within this one failed, and its error was not returned: nothing was written")
	}
	return failedTx(tx.Commit(ctx))
}

// failedTx is failed, of what is about no model.
func failedTx(err error) error {
	q, ok := errors.AsType[*query.Error](err)
	if !ok {
		return err
	}
	return &Error{Kind: kindOf(q), Op: "transaction", Message: q.Message, cause: q}
}

// As returns a client of a user, in the same transaction if there is one. Only
// an unrestricted client can give one: rights are never widened. The calls of
// one that another client gives fail.
func (c *Client) As(user any) *Client {
	if c == nil || !c.unrestricted {
		return &Client{}
	}
	return &Client{db: c.db, tx: c.tx, user: authOf(user)}
}
