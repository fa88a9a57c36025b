package sqlite

import (
	"context"
	"fmt"

	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/prepared"
)

// cacheSize is how many prepared statements a connection keeps.
const cacheSize = 256

// conn is one connection. It is of one goroutine at a time.
type conn struct {
	driver  *sqlite.Conn
	dialect Dialect
	cache   *prepared.Cache[*sqlite.Stmt]
	row     row
	// snapshot says that several calls of one Run are to see the same data. A
	// transaction that writes sees to that itself.
	snapshot             bool
	begin, end, rollback *sqlite.Stmt
	save, release, undo  *sqlite.Stmt
	// altered says that a raw statement may have changed the connection's settings.
	altered bool
	// failed is the error of a function in the statement that runs.
	failed error

	// stop interrupts the connection when it is closed. It lives as long as no
	// context ends in use, which is cheaper than to set one for each run.
	stop chan struct{}
}

// prepareConn makes a driver's connection ready for use.
func prepareConn(c *sqlite.Conn, d Dialect, begin string) (*conn, error) {
	k := &conn{driver: c, dialect: d, cache: prepared.New[*sqlite.Stmt](cacheSize), row: row{catalog: d.catalog}}
	if err := register(c, &k.failed); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		stmt **sqlite.Stmt
		sql  string
	}{
		{&k.begin, begin},
		{&k.end, "COMMIT"},
		{&k.rollback, "ROLLBACK"},
		{&k.save, "SAVEPOINT gozen"},
		{&k.release, "RELEASE gozen"},
		{&k.undo, "ROLLBACK TO gozen"},
	} {
		var err error
		if *p.stmt, _, err = c.PrepareTransient(p.sql); err != nil {
			return nil, err
		}
	}
	k.arm()
	return k, nil
}

func (c *conn) arm() {
	c.stop = make(chan struct{})
	c.driver.SetInterrupt(c.stop)
}

// watch interrupts the connection when ctx ends, until release is called.
func (c *conn) watch(ctx context.Context) (release func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	stop := c.stop
	cancel := context.AfterFunc(ctx, func() { close(stop) })
	return func() {
		if !cancel() {
			<-stop
			c.arm()
		}
	}
}

// Run runs the calls one after the other.
func (c *conn) Run(ctx context.Context, calls []dialect.Call, each func(int, dialect.Row) error) ([]int64, error) {
	if ctx.Err() != nil {
		return nil, ended(ctx)
	}
	if c.snapshot && len(calls) > 1 {
		if err := step(c.begin); err != nil {
			return nil, classify(ctx, err)
		}
		// A transaction that only read has nothing to lose. It must end even
		// when the context does, hence before the context is watched.
		defer func() { _ = step(c.rollback) }()
	}
	defer c.watch(ctx)()
	counts := make([]int64, len(calls))
	for i, call := range calls {
		n, err := c.run(ctx, i, call, each)
		if err != nil {
			return counts, err
		}
		counts[i] = n
	}
	return counts, nil
}

func (c *conn) run(ctx context.Context, i int, call dialect.Call, each func(int, dialect.Row) error) (n int64, err error) {
	s, err := c.bind(ctx, call)
	if err != nil {
		return 0, err
	}
	defer c.reset(s)
	for ; ; n++ {
		more, err := c.next(ctx, s)
		if err != nil {
			return n, err
		}
		if !more {
			break
		}
		if err := each(i, &c.row); err != nil {
			return n, err
		}
	}
	if len(call.Statement.Columns) == 0 {
		n = int64(c.driver.Changes())
	}
	return n, nil
}

// bind readies a call's statement to be stepped. It is to be reset then.
func (c *conn) bind(ctx context.Context, call dialect.Call) (*sqlite.Stmt, error) {
	s, err := c.prepare(call)
	if err != nil {
		return nil, classify(ctx, err)
	}
	for j, a := range call.Statement.Args {
		if err := c.dialect.bind(s, j+1, a, call.Args[j]); err != nil {
			c.reset(s)
			return nil, &dialect.Error{Err: fmt.Errorf("bind parameter %d: %w", j+1, err)}
		}
	}
	c.row.stmt, c.row.columns = s, call.Statement.Columns
	c.failed = nil
	return s, nil
}

// next steps to the next row, if there is one. There may be one that comes with
// an error, since a function in the statement has failed.
func (c *conn) next(ctx context.Context, s *sqlite.Stmt) (more bool, err error) {
	more, err = s.Step()
	if err != nil {
		return false, classify(ctx, err)
	}
	if c.failed != nil {
		return more, &dialect.Error{Code: sqlite.ResultError.String(), Err: c.failed}
	}
	c.row.buf = c.row.buf[:0]
	return more, nil
}

func (c *conn) prepare(call dialect.Call) (*sqlite.Stmt, error) {
	if s, ok := c.cache.Get(call.Statement); ok {
		return s, nil
	}
	s, _, err := c.driver.PrepareTransient(call.Statement.SQL)
	if err != nil {
		return nil, err
	}
	if old, full := c.cache.Put(call.Statement, s); full {
		// Its error is that of its last step, which was told then.
		_ = old.Finalize()
	}
	return s, nil
}

// reset makes a statement ready for its next use and lets go of its values. An
// error repeats that of its last step.
func (c *conn) reset(s *sqlite.Stmt) {
	_ = s.Reset()
	_ = s.ClearBindings()
}

// step runs a statement that returns nothing.
func step(s *sqlite.Stmt) error {
	_, err := s.Step()
	_ = s.Reset()
	return err
}

// script runs statements given as text, each of which may be several.
func (c *conn) script(statements ...string) error {
	for _, text := range statements {
		for text != "" {
			s, rest, err := c.driver.PrepareTransient(text)
			if err != nil {
				return err
			}
			text = text[len(text)-rest:]
			if err := drain(s); err != nil {
				return err
			}
		}
	}
	return nil
}

func drain(s *sqlite.Stmt) error {
	defer func() { _ = s.Finalize() }()
	for {
		more, err := s.Step()
		if sqlite.ErrCode(err) == sqlite.ResultMisuse {
			return nil // space or a comment, which is prepared to nothing
		}
		if err != nil || !more {
			return err
		}
	}
}

// count returns the number of rows of a query.
func (c *conn) count(ctx context.Context, sql string) (n int, err error) {
	s, _, err := c.driver.PrepareTransient(sql)
	if err != nil {
		return 0, classify(ctx, err)
	}
	defer func() { _ = s.Finalize() }()
	for ; ; n++ {
		more, err := s.Step()
		if err != nil || !more {
			return n, classify(ctx, err)
		}
	}
}

// close finalizes what the driver does not know of and closes the connection.
func (c *conn) close() error {
	for _, s := range append(c.cache.Values(), c.begin, c.end, c.rollback, c.save, c.release, c.undo) {
		_ = s.Finalize()
	}
	return c.driver.Close()
}

var _ dialect.Conn = (*conn)(nil)
