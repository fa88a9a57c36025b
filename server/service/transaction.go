package service

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// maxLife is how long a transaction may be asked to last, maxWait how long a
// caller may be made to wait for one: less than a connection may be silent.
const (
	maxLife = 10 * time.Minute
	maxWait = 30 * time.Second
)

// transactions are those that clients hold open. A client that has gone cannot
// end its own; the transaction's timeout does.
type transactions struct {
	rand io.Reader
	max  int

	mu     sync.Mutex
	byID   map[string]*opened // some of which are over, for a while
	closed bool
}

// opened is an open transaction.
type opened struct {
	*rt.Tx

	mu      sync.Mutex
	clients map[string]*rt.Client // unenforced, by their reason
}

// maxReasons bounds what an opened transaction remembers.
const maxReasons = 64

func newTransactions(limit int, random io.Reader) *transactions {
	return &transactions{rand: random, max: limit, byID: map[string]*opened{}}
}

// unrestricted returns a client without rules, the same one for the same reason.
func (o *opened) unrestricted(reason string) *rt.Client {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := o.clients[reason]
	if c == nil {
		c = o.Unrestricted(reason)
		if len(o.clients) < maxReasons {
			o.clients[reason] = c
		}
	}
	return c
}

func closedError(why string) error {
	return &query.Error{Reason: query.DBQueryError, Code: "P2028", Message: "Transaction API error: " + why}
}

// find returns the transaction with this id.
func (t *transactions) find(id string) (*opened, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if o := t.byID[id]; o != nil {
		return o, nil
	}
	return nil, closedError("Transaction not found: its id is invalid, or it was closed long ago")
}

// add gives a transaction an id that nobody can guess. It is refused when too
// many are open.
func (t *transactions) add(tx *rt.Tx) (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(t.rand, b[:]); err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	id := base64.RawURLEncoding.EncodeToString(b[:])
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return "", closedError("Unable to start a transaction: the server is stopping")
	}
	if t.count() >= t.max {
		return "", closedError("Unable to start a transaction: too many are open")
	}
	t.byID[id] = &opened{Tx: tx, clients: map[string]*rt.Client{}}
	return id, nil
}

// count counts the open transactions. Those that are over are kept, so that
// who still uses one is told what became of it, until they outnumber the others.
func (t *transactions) count() int {
	over := 0
	for _, o := range t.byID {
		if o.Over() {
			over++
		}
	}
	n := len(t.byID) - over
	if over > t.max {
		for id, o := range t.byID {
			if o.Over() {
				delete(t.byID, id)
			}
		}
	}
	return n
}

func (t *transactions) close() {
	t.mu.Lock()
	t.closed = true
	open := t.byID
	t.byID = map[string]*opened{}
	t.mu.Unlock()
	for _, o := range open {
		_ = o.Rollback() // an error says that it is over
	}
}

// begin opens a transaction.
func (h *Handler) begin(ctx context.Context, b *body) (rt.Document, error) {
	if err := b.only("isolationLevel", "maxWait", "timeout"); err != nil {
		return rt.Document{}, err
	}
	if b.transaction != "" {
		return rt.Document{}, bad("a transaction cannot be begun inside of one")
	}
	var o rt.TxOptions
	var err error
	if o.Isolation, err = isolation(b.members); err != nil {
		return rt.Document{}, err
	}
	if o.MaxWait, err = duration(b.members, "maxWait", maxWait); err != nil {
		return rt.Document{}, err
	}
	if o.Timeout, err = duration(b.members, "timeout", maxLife); err != nil {
		return rt.Document{}, err
	}
	// The transaction outlives this request, and has an authority only where
	// one is asked for.
	tx, err := h.db.As(nil).Begin(context.WithoutCancel(ctx), o)
	if err != nil {
		return rt.Document{}, err
	}
	id, err := h.open.add(tx)
	if err == nil {
		err = ctx.Err() // nobody would learn the id
	}
	if err != nil {
		_ = tx.Rollback() // an error says that it is over
		return rt.Document{}, err
	}
	return rt.Document{Data: append(strconv.AppendQuote([]byte(`{"id":`), id), '}')}, nil
}

// duration reads a number of milliseconds; 0 when it is absent.
func duration(o *query.Object, name string, limit time.Duration) (time.Duration, error) {
	n := o.Get(name)
	if n == nil {
		return 0, nil
	}
	ms, ok := query.Logical(n).(int64)
	if !ok || ms < 1 || ms > limit.Milliseconds() {
		return 0, bad(fmt.Sprintf("%q is a number of milliseconds from 1 to %d", name, limit.Milliseconds()))
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// ending returns the endpoint of ID/commit and ID/rollback.
func (h *Handler) ending(path string) endpoint {
	id, end, _ := strings.Cut(path, "/")
	if end != "commit" && end != "rollback" {
		return nil
	}
	return func(ctx context.Context, b *body) (rt.Document, error) {
		if err := b.only(); err != nil {
			return rt.Document{}, err
		}
		tx, err := h.open.find(id)
		if err != nil {
			return rt.Document{}, err
		}
		if end == "commit" {
			err = tx.Commit(ctx)
		} else {
			err = tx.Rollback()
		}
		return rt.Document{Data: []byte("null")}, err
	}
}
