package exec

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/query"
)

// Supposition is that a read finds what it has found before. Make one with
// [Engine.Supposing]; it may be used any number of times, at once too.
type Supposition struct {
	look  run // as it was prepared
	found []byte
}

// Supposing returns the supposition that a read, to which no rules apply, finds
// these rows, as a [Finding] has them.
func (e *Engine) Supposing(look *query.Op, found []byte) (*Supposition, error) {
	r, err := e.prepare(look, Who{Bypass: true})
	if err != nil {
		return nil, err
	}
	r.cached = true
	return &Supposition{look: *r, found: found}, nil
}

// errUnfounded stops a read whose supposition does not hold.
var errUnfounded = errors.New("exec: the supposition does not hold")

// Suppose runs a request that reads, as it is to be run where s holds, and sees
// in the same round trip, before anything of the request, whether it does. If it
// does not, or that cannot be found out, or the request fails before its first
// row, held is false and the request might as well not have been made: no row of
// it has been looked at, and sink is free for another run.
func (e *Engine) Suppose(ctx context.Context, s *Supposition, op *query.Op, who Who, sink Sink) (held bool, err error) {
	start := e.start()
	r, err := e.prepare(op, who)
	if err != nil {
		return false, nil //nolint:nilerr // the error may come of what was supposed
	}
	t := e.trial(s, r, sink)
	defer e.tried(t)
	sink.reset(r)
	err = e.db.Read(ctx, func(c dialect.Conn) error { return t.run(ctx, c) })
	if !t.holds() || err != nil && !t.delivered {
		// Run by itself, it may do better: what was prepared for a table that has
		// changed since is prepared again as long as nothing was handed out.
		return false, nil
	}
	_ = e.observed(ctx, t.look.op, t.look.who, &t.look, start, nil)
	if err == nil {
		err = r.finish(sink)
	}
	return true, e.observed(ctx, op, who, r, start, e.fail(op.Model, err))
}

// trial is one run of a request together with the look at what it supposes.
// They are two statements: PostgreSQL takes as long for one that joins both.
type trial struct {
	look  run
	want  []byte
	asked *run
	sink  Sink

	found            []byte
	calls            []dialect.Call
	decided, founded bool
	delivered        bool // the sink has seen a row
}

// trial returns a trial, in the room of one that is over where there is one.
func (e *Engine) trial(s *Supposition, asked *run, sink Sink) *trial {
	t, ok := e.trials.Get().(*trial)
	if !ok {
		t = new(trial)
	}
	*t = trial{look: s.look, want: s.found, asked: asked, sink: sink, found: t.found, calls: t.calls}
	t.look.now = asked.now
	return t
}

// tried leaves the room of a trial that is over, and nothing else of it.
func (e *Engine) tried(t *trial) {
	clear(t.calls)
	*t = trial{found: t.found, calls: t.calls}
	e.trials.Put(t)
}

func (t *trial) run(ctx context.Context, c dialect.Conn) (err error) {
	t.found = t.found[:0]
	if t.calls, err = t.look.appendLevels(t.calls[:0]); err != nil {
		return err
	}
	first := len(t.calls)
	if t.calls, err = t.asked.appendLevels(t.calls); err != nil {
		return err
	}
	_, err = c.Run(ctx, t.calls, func(i int, row dialect.Row) (err error) {
		if i < first {
			t.found, err = appendRow(t.found, t.look.program, i, row)
			return err
		}
		// Statements run in order: by now all rows of the look have come.
		if !t.holds() {
			return errUnfounded
		}
		t.delivered = true
		return t.sink.row(i-first, row)
	})
	return err
}

// holds decides, once, by the rows of the look that have come.
func (t *trial) holds() bool {
	if !t.decided {
		t.decided = true
		t.founded = bytes.Equal(t.found, t.want)
	}
	return t.founded
}

// Finding is a [Sink] that makes Go values of rows, and keeps the rows for a
// [Supposition] that they will be found again.
type Finding struct {
	Values
	// Found are the rows, see [appendRow].
	Found []byte
}

func (s *Finding) reset(r *run) {
	s.Values.reset(r)
	s.Found = nil
}

func (s *Finding) row(level int, r dialect.Row) (err error) {
	if s.Found, err = appendRow(s.Found, s.program, level, r); err != nil {
		return err
	}
	return s.Values.row(level, r)
}

// appendRow appends all that a row of a level holds, the keys by which it hangs
// together with others too: reads that append the same have found the same. The
// length of each value and then the level stand behind them, so that what was
// found can be read from its end in one way only.
func appendRow(b []byte, p *program, level int, r dialect.Row) (_ []byte, err error) {
	for col, t := range p.levels[level].statement.Columns {
		length := uint32(math.MaxUint32) // of NULL
		if !r.Null(col) {
			start := len(b)
			if b, err = appendColumn(b, r, col, t); err != nil {
				return b, err
			}
			length = uint32(len(b) - start)
		}
		b = binary.BigEndian.AppendUint32(b, length)
	}
	return binary.BigEndian.AppendUint32(b, uint32(level)), nil
}
