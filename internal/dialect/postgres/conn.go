package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/prepared"
)

// cacheSize is how many prepared statements a connection keeps.
const cacheSize = 512

// idle is the status of a connection outside of a transaction.
const idle = 'I'

// session is what a connection keeps between its loans.
type session struct {
	cache *prepared.Cache[*statement]
	next  int // number in the name of the next prepared statement
}

// statement is a statement that the server knows by name. Its description is
// nil until the server has sent it.
type statement struct {
	name        string
	description *pgconn.StatementDescription
}

func sessionOf(pg *pgconn.PgConn) *session {
	const key = "gozen"
	if s, ok := pg.CustomData()[key].(*session); ok {
		return s
	}
	s := &session{cache: prepared.New[*statement](cacheSize)}
	pg.CustomData()[key] = s
	return s
}

// conn is a lent connection. It speaks the protocol itself, without pgx's map
// of types: statements name the types of their parameters, and results say
// theirs.
type conn struct {
	pg      *pgconn.PgConn
	dialect Dialect
	session *session
	before  []string // what the next run is to send before its calls: BEGIN, SAVEPOINT
}

var _ dialect.Conn = (*conn)(nil)

// Run sends all calls, and what prepares them, in one round trip.
func (c *conn) Run(ctx context.Context, calls []dialect.Call, each func(int, dialect.Row) error) ([]int64, error) {
	if ctx.Err() != nil {
		return nil, ended(ctx)
	}
	r := run{conn: c, calls: calls, each: each}
	if err := r.encode(); err != nil {
		return nil, err
	}
	done := false
	defer func() {
		if !done { // also when each panicked
			r.forgetUnprepared()
		}
	}()
	err := r.send(ctx)
	if stale(err) {
		c.session.cache.Clear()
		if c.pg.TxStatus() == idle && !r.delivered {
			err = r.send(ctx)
		}
	}
	done = err == nil
	if r.stopped != nil {
		return r.counts, r.stopped
	}
	return r.counts, classify(ctx, err)
}

// run is one round trip.
type run struct {
	conn   *conn
	calls  []dialect.Call
	each   func(int, dialect.Row) error
	values [][]byte // of all calls, one after the other
	format []int16
	row    row
	counts []int64
	// delivered says that each has seen a row.
	delivered bool
	// stopped is an error of each, which is the caller's own.
	stopped error
}

func (r *run) encode() error {
	n := 0
	for _, call := range r.calls {
		n += len(call.Args)
	}
	r.values, r.format, r.counts = make([][]byte, 0, n), make([]int16, 0, n), make([]int64, len(r.calls))
	r.row.catalog = r.conn.dialect.catalog
	// Never nil: a parameter that is would be NULL.
	buf := make([]byte, 0, 64*n)
	for _, call := range r.calls {
		for j, a := range call.Statement.Args {
			start := len(buf)
			var format int16
			var err error
			if buf, format, err = r.conn.dialect.encode(buf, a, call.Args[j]); err != nil {
				return &dialect.Error{Err: fmt.Errorf("bind parameter %d: %w", j+1, err)}
			}
			r.format = append(r.format, format)
			if isNull(call.Args[j]) {
				r.values = append(r.values, nil)
			} else {
				r.values = append(r.values, buf[start:len(buf):len(buf)])
			}
		}
	}
	return nil
}

// send sends one known statement by itself, which costs the least, and what is
// more as a pipeline.
func (r *run) send(ctx context.Context) error {
	if len(r.calls) == 1 && len(r.conn.before) == 0 {
		if s, ok := r.conn.session.cache.Get(r.calls[0].Statement); ok {
			return r.read(0, r.conn.pg.ExecStatement(ctx, s.description, r.values, r.format, []int16{binaryFormat}))
		}
	}
	p := pipeline{run: r, Pipeline: r.conn.pg.StartPipeline(ctx)}
	return p.exchange()
}

// read hands out the rows of a call's result.
func (r *run) read(call int, result *pgconn.ResultReader) error {
	// Close reads what is left, also when each stops or panics. Its error is
	// told below, where it is not in the way of another.
	defer func() { _, _ = result.Close() }()
	r.row.fields, r.row.columns = nil, r.calls[call].Statement.Columns
	for result.NextRow() {
		if r.row.fields == nil {
			r.row.fields = result.FieldDescriptions()
		}
		r.row.values, r.row.buf = result.Values(), r.row.buf[:0]
		r.delivered = true
		if r.stopped = r.each(call, &r.row); r.stopped != nil {
			return r.stopped
		}
	}
	tag, err := result.Close()
	r.counts[call] = tag.RowsAffected()
	return err
}

// forgetUnprepared drops statements whose turn to be prepared did not come.
func (r *run) forgetUnprepared() {
	for _, call := range r.calls {
		if s, ok := r.conn.session.cache.Get(call.Statement); ok && s.description == nil {
			r.conn.session.cache.Remove(call.Statement)
		}
	}
}
