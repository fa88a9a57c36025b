package exec

import (
	"context"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
)

// Sink receives the rows of a result and makes something of them: [JSON] or
// [Values].
type Sink interface {
	// reset prepares for the rows of a run, dropping what came before.
	reset(r *run)
	// row takes a row of a level.
	row(level int, r dialect.Row) error
	// finish makes the result when all rows have come; count is the number
	// of affected rows for operations that return nothing else.
	finish(r *run, count int) error
	// empty reports whether the top level had no row; rows how many it had.
	rows() int
}

// read sends the statements of all levels at once, after the checks that the
// result depends on, and finishes the sink.
func (r *run) read(ctx context.Context, c dialect.Conn, checks []step, sink Sink) error {
	sink.reset(r)
	if err := r.levels(ctx, c, checks, sink); err != nil {
		return err
	}
	return r.finish(sink)
}

// finish makes the result of a read when all rows have come.
func (r *run) finish(sink Sink) error {
	if r.op.Kind == query.FindUniqueOrThrow || r.op.Kind == query.FindFirstOrThrow {
		if sink.rows() == 0 {
			return query.Missing(r.op.Model.Name)
		}
	}
	return sink.finish(r, 0)
}

func (r *run) levels(ctx context.Context, c dialect.Conn, checks []step, sink Sink) error {
	calls := make([]dialect.Call, 0, len(checks)+len(r.program.levels))
	asked := make([]*plan.Check, 0, len(checks))
	for _, s := range checks {
		call, check, err := r.check(s)
		if err != nil {
			return err
		}
		if check != nil {
			calls, asked = append(calls, call), append(asked, check)
		}
	}
	calls, err := r.appendLevels(calls)
	if err != nil {
		return err
	}
	if len(calls) == 0 {
		return nil
	}
	_, err = c.Run(ctx, calls, func(i int, row dialect.Row) error {
		if i < len(asked) {
			return r.verdict(asked[i], row)
		}
		return sink.row(i-len(asked), row)
	})
	return err
}

// appendLevels appends the bound statements of all levels, parents before children.
func (r *run) appendLevels(calls []dialect.Call) ([]dialect.Call, error) {
	for _, l := range r.program.levels {
		call, err := r.call(l.statement)
		if err != nil {
			return nil, err
		}
		calls = append(calls, call)
	}
	return calls, nil
}
