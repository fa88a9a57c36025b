package postgres

import (
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gozen-dev/gozen/internal/sqlgen"
)

// pipeline sends the calls of a run together, each with what must go before it.
type pipeline struct {
	*pgconn.Pipeline
	run     *run
	answers []answer
}

// answer is what the server is to answer next.
type answer struct {
	of        request
	call      int        // of a call
	statement *statement // that was prepared
}

// request is a kind of what is sent.
type request uint8

const (
	before request = iota + 1
	deallocate
	prepare
	execute
)

// exchange sends and receives all.
func (p *pipeline) exchange() (err error) {
	defer func() {
		// Close reads what is left after an error, also when a row panicked.
		if e := p.Close(); err == nil {
			err = e
		}
	}()
	p.send()
	// An error of sending shows again when the first answer is asked for.
	_ = p.Sync()
	return p.receive()
}

func (p *pipeline) send() {
	r := p.run
	p.answers = make([]answer, 0, len(r.calls)+3)
	for _, sql := range r.conn.before {
		p.SendQueryParams(sql, nil, nil, nil, nil)
		p.expect(answer{of: before})
	}
	r.conn.before = r.conn.before[:0]
	values, format, results := r.values, r.format, []int16{binaryFormat}
	for i, call := range r.calls {
		n := len(call.Args)
		s := p.prepared(call.Statement)
		if s.description == nil {
			p.SendQueryPrepared(s.name, values[:n], format[:n], results)
		} else {
			p.SendQueryStatement(s.description, values[:n], format[:n], results)
		}
		p.expect(answer{of: execute, call: i})
		values, format = values[n:], format[n:]
	}
}

func (p *pipeline) expect(x answer) { p.answers = append(p.answers, x) }

// prepared returns the server's name of a statement, and has it prepared if
// this is its first use.
func (p *pipeline) prepared(s *sqlgen.Statement) *statement {
	session := p.run.conn.session
	if known, ok := session.cache.Get(s); ok {
		return known
	}
	fresh := &statement{name: "gozen_" + strconv.Itoa(session.next)}
	session.next++
	if old, full := session.cache.Put(s, fresh); full {
		p.SendDeallocate(old.name)
		p.expect(answer{of: deallocate})
	}
	p.SendPrepare(fresh.name, s.SQL, nil)
	p.expect(answer{of: prepare, statement: fresh})
	return fresh
}

// receive reads the answers in the order of the requests.
func (p *pipeline) receive() error {
	for _, x := range p.answers {
		result, err := p.GetResults()
		if err != nil {
			return err
		}
		switch result := result.(type) {
		case *pgconn.StatementDescription:
			result.Name = x.statement.name // which a pipeline leaves out
			x.statement.description = result
		case *pgconn.ResultReader:
			if x.of != execute {
				_, err = result.Close()
			} else {
				err = p.run.read(x.call, result)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
