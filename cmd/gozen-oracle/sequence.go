package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// sequence is some requests in one transaction: all or none of them, or each
// for itself as in a transaction whose code goes on after an error.
type sequence struct {
	trials    []trial
	ops       []*query.Op
	user      map[string]any
	forgiving bool
	differing int // the request that was answered wrongly
}

// sequence makes some requests of somebody. They fit the same state.
func (a *asker) sequence(t trial, forgiving bool) (*sequence, error) {
	q := &sequence{user: t.user, forgiving: forgiving}
	for range 2 + a.d.n(2) {
		t.m, t.kind, t.args = a.ask(true)
		op, err := decode(t.s, t.m, t.kind, t.args)
		if err != nil {
			return nil, err
		}
		q.trials, q.ops = append(q.trials, t), append(q.ops, op)
	}
	a.used.add("transaction, " + map[bool]string{true: "interactive", false: "sequential"}[forgiving])
	return q, nil
}

// run asks both.
func (q *sequence) run(ctx context.Context, e *engine, before oracle.State, d oracle.Dialect) (v verdict, err error) {
	v = verdict{before: before}
	db := oracle.New(e.s, d)
	db.Load(before)
	if q.forgiving {
		q.each(ctx, e, db, &v)
	} else {
		q.whole(ctx, e, db, &v)
	}
	v.wanted = db.State()
	v.after, err = e.state(ctx)
	return v, err
}

// whole runs a sequential transaction. What it answers is not compared: each
// request's answer is when it comes alone.
func (q *sequence) whole(ctx context.Context, e *engine, db *oracle.Database, v *verdict) {
	t := q.trials[len(q.trials)-1]
	_, err := db.RunAll(q.ops, oracle.Who{User: q.user})
	v.open, v.oracle, v.mixed = errors.Is(err, oracle.ErrOpen), t.answers(nil, err), db.Mixed()
	_, err = e.db.As(q.user).Transaction(ctx, q.ops, 0)
	v.engine = t.answer(nil, err)
}

// each runs an interactive transaction that minds no error, and is committed.
func (q *sequence) each(ctx context.Context, e *engine, db *oracle.Database, v *verdict) {
	err := e.db.As(q.user).InTransaction(ctx, rt.TxOptions{Timeout: time.Minute}, func(c *rt.Client) error {
		for i, op := range q.ops {
			t := q.trials[i]
			want, err := db.Run(op, oracle.Who{User: q.user})
			right := t.answers(want, err)
			v.mixed = v.mixed || db.Mixed()
			if errors.Is(err, oracle.ErrOpen) {
				v.open = true
				return err
			}
			got, err := c.Rows(ctx, op)
			v.engine, v.oracle, q.differing = t.answer(got, err), right, i
			if !slices.Contains(right, v.engine) {
				return nil
			}
		}
		return nil
	})
	if err != nil && !v.open {
		v.engine = "! " + err.Error()
	}
}

// report writes a sequence that was answered wrongly, as it was found.
func (q *sequence) report(schema string, v verdict, out io.Writer) {
	fmt.Fprintf(out, "%s\n# before\n%s\n", schema, describe(v.before))
	fmt.Fprintf(out, "# interactive: %v, as %s\n", q.forgiving, text(q.user))
	for i, t := range q.trials {
		fmt.Fprintf(out, "%d %s.%s %s\n", i, t.m.Accessor(), t.kind, spelled(t.args))
	}
	fmt.Fprintf(out, "# the engine (%d): %s\n# right: %v\n# after\n%s\n# wanted\n%s\n", q.differing, v.engine, v.oracle, describe(v.after), describe(v.wanted))
}
