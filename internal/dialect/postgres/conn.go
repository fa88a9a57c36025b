package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/prepared"
	"github.com/gozen-dev/gozen/internal/sqlgen"
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
	begin   bool // a transaction is to begin with the next run
}

var _ dialect.Conn = (*conn)(nil)

// Run sends all calls, and what prepares them, in one round trip.
func (c *conn) Run(ctx context.Context, calls []dialect.Call, each func(int, dialect.Row) error) (counts []int64, err error) {
	if ctx.Err() != nil {
		return nil, ended(ctx)
	}
	p := pipeline{conn: c, calls: calls, each: each}
	if err := p.encode(); err != nil {
		return nil, err
	}
	p.Pipeline = c.pg.StartPipeline(ctx)
	defer func() {
		// Close reads what is left after an error, also when each panicked.
		if e := p.Close(); err == nil {
			err = e
		}
		p.forget(err)
		if p.stopped == nil {
			err = classify(ctx, err)
		} else {
			err = p.stopped
		}
	}()
	p.send()
	return p.receive()
}

// pipeline is one round trip.
type pipeline struct {
	*pgconn.Pipeline
	conn   *conn
	calls  []dialect.Call
	each   func(int, dialect.Row) error
	values [][]byte // of all calls, one after the other
	format []int16
	parts  []part
	// stopped is an error of each, which is the caller's own.
	stopped error
}

// part is an answer to expect.
type part struct {
	what      what
	call      int
	statement *statement
}

type what uint8

const (
	began what = iota + 1
	forgotten
	wasPrepared
	ran
)

func (p *pipeline) encode() error {
	n := 0
	for _, call := range p.calls {
		n += len(call.Args)
	}
	p.values, p.format = make([][]byte, 0, n), make([]int16, 0, n)
	// Never nil: a parameter that is would be NULL.
	buf := make([]byte, 0, 64*n)
	for _, call := range p.calls {
		for j, a := range call.Statement.Args {
			start := len(buf)
			var format int16
			var err error
			if buf, format, err = p.conn.dialect.encode(buf, a, call.Args[j]); err != nil {
				return &dialect.Error{Err: fmt.Errorf("bind parameter %d: %w", j+1, err)}
			}
			p.format = append(p.format, format)
			if isNull(call.Args[j]) {
				p.values = append(p.values, nil)
			} else {
				p.values = append(p.values, buf[start:len(buf):len(buf)])
			}
		}
	}
	return nil
}

func (p *pipeline) send() {
	p.parts = make([]part, 0, len(p.calls)+2)
	if p.conn.begin {
		p.SendQueryParams(beginSQL, nil, nil, nil, nil)
		p.expect(part{what: began})
		p.conn.begin = false
	}
	values, format, results := p.values, p.format, []int16{binaryFormat}
	for i, call := range p.calls {
		n := len(call.Args)
		s := p.prepared(call.Statement)
		if s.description == nil {
			p.SendQueryPrepared(s.name, values[:n], format[:n], results)
		} else {
			p.SendQueryStatement(s.description, values[:n], format[:n], results)
		}
		p.expect(part{what: ran, call: i})
		values, format = values[n:], format[n:]
	}
	// An error of sending shows again when the first answer is asked for.
	_ = p.Sync()
}

func (p *pipeline) expect(x part) { p.parts = append(p.parts, x) }

// prepared returns the server's name of a statement, and has it prepared if
// this is its first use.
func (p *pipeline) prepared(s *sqlgen.Statement) *statement {
	session := p.conn.session
	if known, ok := session.cache.Get(s); ok {
		return known
	}
	fresh := &statement{name: "gozen_" + strconv.Itoa(session.next)}
	session.next++
	if old, full := session.cache.Put(s, fresh); full {
		p.SendDeallocate(old.name)
		p.expect(part{what: forgotten})
	}
	p.SendPrepare(fresh.name, s.SQL, nil)
	p.expect(part{what: wasPrepared, statement: fresh})
	return fresh
}

// receive reads the answers in the order of the questions.
func (p *pipeline) receive() ([]int64, error) {
	counts := make([]int64, len(p.calls))
	for _, x := range p.parts {
		answer, err := p.GetResults()
		if err != nil {
			return counts, err
		}
		switch answer := answer.(type) {
		case *pgconn.StatementDescription:
			answer.Name = x.statement.name // which a pipeline leaves out
			x.statement.description = answer
		case *pgconn.ResultReader:
			n, err := p.rows(x, answer)
			if err != nil {
				return counts, err
			}
			if x.what == ran {
				counts[x.call] = n
			}
		}
	}
	return counts, nil
}

func (p *pipeline) rows(x part, r *pgconn.ResultReader) (int64, error) {
	if x.what == ran {
		current := row{
			fields: r.FieldDescriptions(), columns: p.calls[x.call].Statement.Columns, catalog: p.conn.dialect.catalog,
		}
		for r.NextRow() {
			current.values, current.buf = r.Values(), current.buf[:0]
			if p.stopped = p.each(x.call, &current); p.stopped != nil {
				return 0, p.stopped
			}
		}
	}
	tag, err := r.Close()
	return tag.RowsAffected(), err
}

// forget drops statements that the server does not know: those whose turn to
// be prepared did not come, and after an error that says so those it was told.
func (p *pipeline) forget(err error) {
	for _, call := range p.calls {
		if s, ok := p.conn.session.cache.Get(call.Statement); ok && (s.description == nil || stale(err)) {
			p.conn.session.cache.Remove(call.Statement)
		}
	}
}
