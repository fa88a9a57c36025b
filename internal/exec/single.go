package exec

import (
	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
)

// one runs a write that is one statement, in one round trip of ask. What it
// returns is the row, and last whether the row may be read. Its late error is
// that of [run.on].
func (r *run) one(sink Sink, ask func(dialect.Call, func(dialect.Row) error) error) (late, err error) {
	s := r.program.single
	call, err := r.call(s)
	if err != nil {
		return nil, err
	}
	readable := len(s.Columns) - 1
	written := 0
	sink.reset(r)
	err = ask(call, func(row dialect.Row) error {
		written++
		if row.Null(readable) || !row.Bool(readable) {
			return nil
		}
		return sink.row(0, row)
	})
	if err != nil {
		return nil, err
	}
	m := r.op.Model
	switch _, insert := r.program.plan.Single.Step.(*plan.Insert); {
	case written == 0 && insert:
		return nil, query.Rejected(m.Name, query.NoAccess, "operation is rejected by access policies")
	case written == 0:
		return nil, query.Missing(m.Name)
	case sink.rows() == 0:
		return query.Rejected(m.Name, query.CannotReadBack, "result is not allowed to be read back"), nil
	}
	return nil, sink.finish(r, written)
}
