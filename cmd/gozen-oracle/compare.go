package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// summary is what a run found.
type summary struct {
	verdicts  int // requests that both answered
	mixed     int // of which the rules permitted something and refused something
	open      int // requests of which the reference leaves the outcome open
	refused   int // requests that were not well-formed
	schemas   int
	different int
	errors    int // verdicts that were errors
	writes    int
	families  families
}

func (s summary) String() string {
	percent := 0
	if s.verdicts > 0 {
		percent = 100 * s.mixed / s.verdicts
	}
	return fmt.Sprintf("%d cases on %d schemas reached a verdict (%d writes, %d errors); %d (%d%%) neither allow-all nor deny-all; %d open, %d malformed; %d differences",
		s.verdicts, s.schemas, s.writes, s.errors, s.mixed, percent, s.open, s.refused, s.different)
}

// trial is one request to both, with all that its answer depends on.
type trial struct {
	text string // of the schema
	s    *schema.Schema
	user map[string]any
	m    *schema.Model
	kind query.Kind
	args object
	used families
}

// verdict is what both made of a request.
type verdict struct {
	engine        string   // answer or error
	oracle        []string // answers that are right: one, or the reasons to refuse
	before, after oracle.State
	wanted        oracle.State // after, as the oracle has it
	open          bool
	mixed         bool
}

func (v verdict) differs() bool {
	return !v.open && (!slices.Contains(v.oracle, v.engine) || !same(v.after, v.wanted))
}

// perSchema is how many requests a schema is good for, and perContent those
// that its rows are.
const (
	perSchema  = 250
	perContent = 25
)

func compareAll(ctx context.Context, set settings, out io.Writer) (sum summary, err error) {
	g, err := newGround(ctx, set)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	g.bent, sum.families = set.bent, families{}
	for i := set.first; sum.verdicts < set.cases && sum.different < set.differs; i++ {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		d := newDice(set.seed, i)
		s, text := newSchema(d, g.provider)
		before := sum.different
		if err := compareSchema(ctx, g, set, d, s, text, &sum, out); err != nil {
			return sum, fmt.Errorf("schema %d: %w\n%s", i, err, text)
		}
		if sum.different > before {
			fmt.Fprintf(out, "# again: -db %s -seed %d -first %d\n\n", set.db, set.seed, i)
		}
		sum.schemas++
	}
	return sum, nil
}

func compareSchema(ctx context.Context, g *ground, set settings, d dice, s *schema.Schema, text string, sum *summary, out io.Writer) (err error) {
	e, err := g.open(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	users := []map[string]any{nil, newUser(d, s), newUser(d, s), newUser(d, s), newUser(d, s)}
	for range perSchema / perContent {
		if err := e.clear(ctx); err != nil {
			return err
		}
		e.load(ctx, content(d, s))
		state, err := e.state(ctx)
		if err != nil {
			return err
		}
		for range perContent {
			if sum.verdicts >= set.cases {
				return nil
			}
			t := trial{text: text, s: s, user: among(d, users...), used: families{}}
			a := &asker{d: d, s: s, state: state, used: t.used}
			if !set.reads && d.chance(6) {
				if state, err = t.sequence(ctx, e, a, g, sum, out); err != nil {
					return err
				}
				if sum.different >= set.differs {
					return nil
				}
				continue
			}
			t.m, t.kind, t.args = a.ask(!set.reads)
			v, err := t.run(ctx, e, state, g.dialect())
			if err = errors.Join(err, ctx.Err()); err != nil {
				return err // what was interrupted is no answer
			}
			sum.count(t, v)
			if v.differs() {
				f := finding{text: t.text, state: v.before, user: t.user, model: t.m.Name, kind: t.kind, args: t.args}
				small := v
				if !set.raw && (g.dir != "" || set.differs == 1) { // PostgreSQL has one database for both
					f, small = shrink(ctx, g, f, v)
				}
				report(g, f, small, out)
				if sum.different++; sum.different >= set.differs {
					return nil
				}
			}
			state = v.after
		}
	}
	return nil
}

// sequence compares a transaction, and returns the state after it.
func (t trial) sequence(ctx context.Context, e *engine, a *asker, g *ground, sum *summary, out io.Writer) (oracle.State, error) {
	q, err := a.sequence(t, a.d.chance(50))
	if err != nil {
		sum.refused++
		return a.state, nil
	}
	v, err := q.run(ctx, e, a.state, g.dialect())
	if err = errors.Join(err, ctx.Err()); err != nil {
		return a.state, err
	}
	t.kind = q.trials[0].kind
	sum.count(t, v)
	if v.differs() {
		q.report(t.text, v, out)
		sum.different++
	}
	return v.after, nil
}

func (s *summary) count(t trial, v verdict) {
	switch {
	case v.open:
		s.open++
		return
	case v.engine == malformed:
		s.refused++
		return
	}
	s.verdicts++
	if v.mixed {
		s.mixed++
	}
	if v.engine[0] == '!' {
		s.errors++
	}
	if t.kind.Writes() {
		s.writes++
	}
	s.families.add(t.kind.String())
	for name := range t.used {
		s.families.add(name)
	}
}

// malformed is the answer to what is no request.
const malformed = "malformed"

// run asks both.
func (t trial) run(ctx context.Context, e *engine, before oracle.State, d oracle.Dialect) (verdict, error) {
	v := verdict{before: before, after: before, wanted: before}
	op, err := decode(t.s, t.m, t.kind, t.args)
	if err != nil {
		v.engine, v.oracle = malformed, []string{malformed}
		return v, nil
	}
	db := oracle.New(t.s, d)
	db.Load(before)
	want, err := db.Run(op, oracle.Who{User: t.user})
	v.open = errors.Is(err, oracle.ErrOpen)
	v.oracle, v.wanted, v.mixed = t.answers(want, err), db.State(), db.Mixed()
	got, err := e.db.As(t.user).Rows(ctx, op)
	v.engine = t.answer(got, err)
	if t.kind.Writes() {
		v.after, err = e.state(ctx)
		return v, err
	}
	v.wanted = before
	return v, nil
}

// answers are those that the oracle finds right.
func (t trial) answers(x any, err error) []string {
	f, ok := errors.AsType[*oracle.Failure](err)
	if !ok {
		return []string{t.answer(x, err)}
	}
	var list []string
	for _, reason := range f.Reasons {
		if s := t.answer(nil, reason); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// answer writes an answer so that two can be compared.
func (t trial) answer(x any, err error) string {
	var q *query.Error
	switch {
	case errors.As(err, &q):
		s := "! " + string(q.Reason)
		if q.Policy != "" {
			s += "/" + string(q.Policy)
		}
		if q.Code != "" {
			s += " " + q.Code
		}
		if q.Reason == query.InternalError || q.Reason == query.DBQueryError && q.Code == "" {
			s += fmt.Sprintf(" (%v)", q.Cause)
		}
		return s
	case err != nil:
		return "! " + err.Error()
	}
	_, ordered := t.args["orderBy"]
	_, skips := t.args["skip"]
	_, takes := t.args["take"]
	_, cursor := t.args["cursor"]
	lists := t.kind == query.FindMany || t.kind == query.GroupBy
	if t.kind == query.UpdateManyAndReturn || lists && !ordered && !skips && !takes && !cursor {
		return bag(x)
	}
	return text(x)
}
