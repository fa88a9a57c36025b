package exec

import (
	"context"
	"slices"
	"time"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
)

// Observation is what became of a request: of one alone, or of one of those in
// a transaction, which may be run again when it lost a race.
type Observation struct {
	// Op is shared, and its values are people's data.
	Op    *query.Op
	Start time.Time
	Took  time.Duration
	// Err is what the caller was told; nil for success.
	Err error
	// Bypass says that no rules applied.
	Bypass bool
	// Cached says that a plan for the request's shape was there already.
	Cached bool
	// Tables are those that the result was read from, rules included; "*" among
	// them stands for tables that cannot be told. Nil where nothing was planned.
	Tables []string
}

// start is the time when a request begins that somebody observes.
func (e *Engine) start() time.Time {
	if e.observe == nil {
		return time.Time{}
	}
	return time.Now()
}

// observed tells of a request that has ended with err, which it returns. There
// is no run of a request that was refused before it.
func (e *Engine) observed(ctx context.Context, op *query.Op, who Who, r *run, start time.Time, err error) error {
	if e.observe == nil {
		return err
	}
	o := &Observation{Op: op, Start: start, Took: time.Since(start), Err: err, Bypass: who.Bypass}
	if r != nil {
		o.Cached, o.Tables = r.cached, r.program.reads
	}
	e.observe(ctx, o)
	return err
}

// committed is told of runs whose transaction is committed.
func (e *Engine) committed(ctx context.Context, runs ...*run) {
	e.watched(ctx, runs...)
	if e.changed == nil {
		return
	}
	var tables []string
	for _, r := range runs {
		tables = append(tables, r.changed()...)
	}
	e.tell(tables)
}

// tell says which tables a commit may have changed.
func (e *Engine) tell(tables []string) {
	if e.changed != nil && len(tables) > 0 {
		e.changed(tables)
	}
}

// changed are the tables that the run may have changed.
func (r *run) changed() []string {
	if len(r.beside) == 0 {
		return r.program.writes
	}
	return slices.Concat(r.program.writes, r.beside)
}

// changed notes tables for when the transaction is committed.
func (t *Tx) changed(tables []string) {
	if t.engine.changed == nil {
		return
	}
	for _, name := range tables {
		if !slices.Contains(t.tables, name) {
			t.tables = append(t.tables, name)
		}
	}
}

// anyTable is what raw SQL may have changed.
func anyTable() []string { return []string{plan.AnyTable} }
