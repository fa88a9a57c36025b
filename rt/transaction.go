package rt

import (
	"context"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/query"
)

// TxOptions configure [Client.Begin]. The zero value works.
type TxOptions struct {
	Isolation query.Isolation
	// MaxWait is how long to wait for a connection, and on SQLite for the one
	// transaction that may write; default 2 s.
	MaxWait time.Duration
	// Timeout is how long the transaction may last before it is rolled back;
	// default 5 s.
	Timeout time.Duration
}

// Tx is an open transaction: requests of its clients run in it, one after the
// other, until [Tx.Commit] or [Tx.Rollback]. Each is all or nothing; when one
// fails, the transaction goes on without what it did, and who does not want that
// rolls back. What the transaction has written, only its own clients see.
//
// A transaction that is not ended is rolled back when its timeout has passed or
// the context of Begin ends. Whatever is asked of it then fails with code P2028.
//
// On SQLite there is one transaction that may write at a time, and this is it
// from Begin on: others wait, while reads outside go on.
type Tx struct {
	db  *DB
	who exec.Who
	tx  *exec.Tx
}

// Begin opens a transaction, which must be ended; [Client.InTransaction] sees
// to that by itself. It fails with code P2028 when MaxWait is over.
func (c *Client) Begin(ctx context.Context, o TxOptions) (*Tx, error) {
	if c.tx != nil {
		return nil, &query.Error{
			Reason: query.NotSupported, Code: "P2028",
			Message: "Transaction API error: a transaction cannot be begun inside of one; InTransaction joins the one that is open",
		}
	}
	if o.MaxWait <= 0 {
		o.MaxWait = 2 * time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Second
	}
	who, err := c.asks(ctx)
	if err != nil {
		return nil, err
	}
	tx, err := c.db.engine.Begin(ctx, exec.TxOptions(o))
	if err != nil {
		return nil, c.db.logged(ctx, err)
	}
	return &Tx{db: c.db, who: who, tx: tx}, nil
}

// Client returns a client with the authority of the one that began the
// transaction. Its requests run in the transaction.
func (t *Tx) Client() *Client { return &Client{db: t.db, who: t.who, tx: t.tx} }

// As is [DB.As] in the transaction.
func (t *Tx) As(user map[string]any) *Client {
	c := t.db.As(user)
	c.tx = t.tx
	return c
}

// Unrestricted is [DB.Unrestricted] in the transaction.
func (t *Tx) Unrestricted(reason string) *Client {
	c := t.db.Unrestricted(reason)
	c.tx = t.tx
	return c
}

// Within runs f, and the requests that it makes are a part of the transaction:
// when f fails or panics, what they did is undone, and the transaction goes on
// without it. Parts have parts of their own; of two at a time, one is within the other.
func (t *Tx) Within(ctx context.Context, f func() error) error { return t.tx.Within(ctx, f) }

// Over reports whether the transaction has ended, in whatever way.
func (t *Tx) Over() bool { return t.tx.Over() }

// Commit makes what was done in the transaction last. When it fails, nothing
// of it stays.
func (t *Tx) Commit(ctx context.Context) error { return t.db.logged(ctx, t.tx.Commit(ctx)) }

// Rollback undoes what was done in the transaction. After a commit it only
// returns an error, so that it can be deferred.
func (t *Tx) Rollback() error { return t.tx.Rollback() }

// InTransaction runs f with a client of a transaction, which is committed when
// f returns nil, and rolled back when it returns an error or panics. Inside of a
// transaction f joins that one, and its error is the caller's to heed. Requests of
// other clients, c among them, do not belong to the transaction; on SQLite their
// writes would wait for its end.
func (c *Client) InTransaction(ctx context.Context, o TxOptions, f func(*Client) error) error {
	if c.tx != nil {
		return f(c)
	}
	tx, err := c.Begin(ctx, o)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it is committed, or f has an error of its own
	if err := f(tx.Client()); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// Transaction runs requests in order in one transaction, all or none, and
// gives the array of their results. Inside of an interactive transaction they are
// a part of it, and the level is that of the whole.
func (c *Client) Transaction(ctx context.Context, ops []*query.Op, level query.Isolation) (Document, error) {
	if len(ops) == 0 {
		return Document{Data: []byte("[]")}, nil
	}
	if c.hooked() {
		return c.hookedTransaction(ctx, ops, level)
	}
	results := make([]exec.JSON, len(ops))
	sinks := make([]exec.Sink, len(ops))
	for i := range results {
		results[i].Prefix = strconv.Itoa(i) + "."
		sinks[i] = &results[i]
	}
	who, err := c.asks(ctx)
	switch {
	case err != nil:
		return Document{}, err
	case c.tx != nil:
		err = c.tx.Transaction(ctx, ops, who, sinks)
	default:
		err = c.db.engine.Transaction(ctx, ops, level, who, sinks)
	}
	if err != nil {
		return Document{}, c.db.logged(ctx, err)
	}
	return array(results), nil
}

// array joins results.
func array(results []exec.JSON) Document {
	doc := Document{Data: []byte{'['}}
	for i := range results {
		if i > 0 {
			doc.Data = append(doc.Data, ',')
		}
		doc.Data = append(doc.Data, results[i].Data...)
		if len(doc.Types) > 0 && len(results[i].Types) > 0 {
			doc.Types = append(doc.Types, ',')
		}
		doc.Types = append(doc.Types, results[i].Types...)
	}
	doc.Data = append(doc.Data, ']')
	return doc
}
