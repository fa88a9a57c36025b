package exec

import (
	"context"

	"github.com/gozen-dev/gozen/internal/policy"
)

// Inquire runs an inquiry about a row in the transaction, and gives its outputs
// by name; nil when there is no such row. Ids are those of the row, before what
// [policy.Inquiry] wants of the row before an update.
func (t *Tx) Inquire(ctx context.Context, q policy.Question, ids, before []any) (*policy.Inquiry, map[string]any, error) {
	e := t.engine
	inq, err := e.policy.Inquire(q)
	if err != nil {
		return nil, nil, err
	}
	op := q.Run(ids, before)
	r := &run{
		engine: e, secrets: e.secrets, op: op, values: op.Values, who: Who{User: q.User}, now: e.Now(),
		program: compile(e.schema, inq.Guarded, e.db.Dialect(), nil),
	}
	var sink Values
	if err := t.group(ctx, q.Model, func(ctx context.Context) error { return r.read(ctx, t.tx, nil, &sink) }); err != nil {
		return nil, nil, err
	}
	answers, _ := sink.Result.(map[string]any)
	return inq, answers, nil
}
