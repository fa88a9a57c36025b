package sqlite

import (
	"context"
	"errors"
	"sync"

	"github.com/gozen-dev/gozen/internal/dialect"
)

var errClosed = &dialect.Error{Err: errors.New("sqlite: the database is closed")}

// pool lends connections. The one last used is lent first, since its cache is
// the warmest; one is opened when none is idle.
type pool struct {
	open   func() (*conn, error)
	places chan struct{} // one for each connection that may be lent
	closed chan struct{}

	mu   sync.Mutex
	idle []*conn
}

func newPool(size int, open func() (*conn, error)) *pool {
	return &pool{open: open, places: make(chan struct{}, size), closed: make(chan struct{})}
}

// take lends a connection, which must be given back.
func (p *pool) take(ctx context.Context) (*conn, error) {
	if c, err := p.tryTake(ctx); c != nil || err != nil {
		return c, err
	}
	select {
	case p.places <- struct{}{}:
		return p.lend(ctx)
	case <-ctx.Done():
		return nil, ended(ctx)
	case <-p.closed:
		return nil, errClosed
	}
}

// tryTake is take without waiting; it returns nil when all are lent.
func (p *pool) tryTake(ctx context.Context) (*conn, error) {
	select {
	case <-p.closed:
		return nil, errClosed
	default:
	}
	select {
	case p.places <- struct{}{}:
		return p.lend(ctx)
	default:
		return nil, nil
	}
}

// lend takes a connection for a place that was found.
func (p *pool) lend(ctx context.Context) (*conn, error) {
	if c := p.pop(); c != nil {
		return c, nil
	}
	c, err := p.open()
	if err != nil {
		<-p.places
		return nil, classify(ctx, err)
	}
	return c, nil
}

func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	c := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return c
}

func (p *pool) give(c *conn) {
	if c.altered {
		_ = c.close() // its settings are not what others expect
	} else {
		p.mu.Lock()
		p.idle = append(p.idle, c)
		p.mu.Unlock()
	}
	<-p.places
}

// close waits until every connection is back and closes them.
func (p *pool) close() error {
	close(p.closed)
	for range cap(p.places) {
		p.places <- struct{}{}
	}
	var errs []error
	for c := p.pop(); c != nil; c = p.pop() {
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}
