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
	// inner says that a transaction within is open, and over that this one has ended.
	inner, over atomic.Bool
}

// txKey finds the transaction of a database in a context.
type txKey struct{ db *DB }

// Tx runs f in a transaction: it is committed when f returns nil, and rolled
// back when it returns an error or panics. Everything is to be done with the
// client and the context that f gets; a call of another client with that
// context fails.
//
// Within a transaction Tx begins a part of it: when f fails there, what it did is
// undone, and the transaction around it goes on, or returns the error and is
// undone, too. While a part is open, the client around it waits for its end: its
// calls fail. The options are those of the outermost transaction.
func (c *Client) Tx(ctx context.Context, f func(context.Context, *Client) error, options ...TxOption) error {
	if c == nil || c.db == nil {
		return usage("the client is bound to no database")
	}
	if c.tx != nil {
		return c.part(ctx, f)
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
	if err := c.with(ctx, tx, tx.Client(), f); err != nil {
		return err
	}
	return failedTx(tx.Commit(ctx))
}

// part runs a part of the client's transaction.
func (c *Client) part(ctx context.Context, f func(context.Context, *Client) error) error {
	if err := c.inside(ctx); err != nil {
		return err
	}
	bound, err := c.client(ctx)
	if err != nil {
		return failedTx(err)
	}
	if !c.tx.inner.CompareAndSwap(false, true) {
		return errInner()
	}
	defer c.tx.inner.Store(false)
	var own error
	err = c.tx.rt.Within(ctx, func() error {
		own = c.with(ctx, c.tx.rt, bound, f)
		return own
	})
	if own != nil {
		return own
	}
	return failedTx(err)
}

// with runs f with a client of a transaction, or of a part of one.
func (c *Client) with(ctx context.Context, tx *rt.Tx, bound *rt.Client, f func(context.Context, *Client) error) error {
	t := &transaction{rt: tx}
	defer t.over.Store(true)
	within := &Client{db: c.db, tx: t, user: c.user, unrestricted: c.unrestricted, bound: bound}
	return f(context.WithValue(ctx, txKey{c.db}, t), within)
}

func errInner() error {
	return usage("a transaction within this one is open: use the client that Tx gave, until it ends")
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
