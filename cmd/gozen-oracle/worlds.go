package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Two worlds are two databases that somebody cannot tell apart: what they may
// see and do is the same in both, and everything else may differ. Whatever they
// ask, the engine must give both times the same answer, to the byte, unless a
// rule itself decides by what differs, or a permitted write brings to light what
// was hidden. The oracle says which databases those are, and what rules decide;
// the answers it leaves to the engine.

// perWorld is how many requests a pair of worlds is good for.
const perWorld = 30

// pairing is what a run on pairs of worlds found.
type pairing struct {
	worlds    int // pairs of databases
	asked     int // pairs of answers
	writes    int
	told      int // of which rules told the worlds apart, or the outcome was open
	different int
}

func (p pairing) String() string {
	return fmt.Sprintf("%d pairs of answers (%d of writes) from %d pairs of databases that differ in what is hidden; %d more that rules may tell apart; %d differences",
		p.asked, p.writes, p.worlds, p.told, p.different)
}

// world is one of the two databases.
type world struct {
	e     *engine
	state oracle.State
}

func compareWorlds(ctx context.Context, set settings, out io.Writer) (sum pairing, err error) {
	var grounds [2]*ground
	for i := range grounds {
		if grounds[i], err = newGround(ctx, set); err != nil {
			return sum, err
		}
		defer func() { err = errors.Join(err, grounds[i].close()) }()
	}
	for i := set.first; sum.asked < set.cases && sum.different < set.differs; i++ {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		d := newDice(set.seed, i)
		s, text := newSchema(d, grounds[0].provider)
		before := sum.different
		if err := compareOnSchema(ctx, grounds, set, d, s, &sum, out); err != nil {
			return sum, fmt.Errorf("schema %d: %w\n%s", i, err, text)
		}
		if sum.different > before {
			fmt.Fprintf(out, "%s\n# again: -worlds -db %s -seed %d -first %d\n\n", text, set.db, set.seed, i)
		}
	}
	return sum, nil
}

func compareOnSchema(ctx context.Context, grounds [2]*ground, set settings, d dice, s *schema.Schema, sum *pairing, out io.Writer) (err error) {
	p := &pair{s: s, d: d, dialect: grounds[0].dialect(), sum: sum, out: out}
	for i, g := range grounds {
		if p.w[i].e, err = g.open(ctx, s); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, p.w[i].e.close()) }()
	}
	users := []map[string]any{nil, newUser(d, s), newUser(d, s), newUser(d, s)}
	for range perSchema / perContent {
		p.user = among(d, users...)
		apart, err := p.part(ctx)
		if err != nil {
			return err
		}
		for n := 0; apart && n < perWorld && sum.asked < set.cases && sum.different < set.differs; n++ {
			if apart, err = p.ask(ctx, set); err != nil {
				return err
			}
		}
	}
	return nil
}

// pair is two worlds and who lives in them.
type pair struct {
	s       *schema.Schema
	d       dice
	dialect oracle.Dialect
	user    map[string]any
	w       [2]world
	sum     *pairing
	out     io.Writer
}

// part fills both databases and makes them differ, if that can be.
func (p *pair) part(ctx context.Context) (bool, error) {
	one := p.w[0].e
	if err := one.clear(ctx); err != nil {
		return false, err
	}
	one.load(ctx, content(p.d, p.s))
	state, err := one.state(ctx)
	if err != nil {
		return false, err
	}
	other := p.alter(state)
	if same(other, state) {
		return false, nil
	}
	for i, want := range []oracle.State{state, other} {
		e := p.w[i].e
		if err := e.clear(ctx); err != nil {
			return false, err
		}
		e.load(ctx, steps(p.s, want))
		if p.w[i].state, err = e.state(ctx); err != nil || !same(p.w[i].state, want) {
			return false, err // a rule on data is against it
		}
	}
	p.sum.worlds++
	return true, nil
}

// sight is all that the user may see and do in a state.
func (p *pair) sight(s oracle.State) string {
	db := oracle.New(p.s, p.dialect)
	db.Load(s)
	return db.Sight(oracle.Who{User: p.user})
}

// alter changes what the user cannot know of.
func (p *pair) alter(s oracle.State) oracle.State {
	sight := p.sight(s)
	for range 12 {
		if next := p.change(s); p.sight(next) == sight {
			s = next
		}
	}
	return s
}

// change changes a value of a row, or makes another row like it.
func (p *pair) change(s oracle.State) oracle.State {
	name := among(p.d, slices.Sorted(maps.Keys(s.Rows))...)
	m, rows := p.s.Model(name), slices.Clone(s.Rows[name])
	if m == nil || len(rows) == 0 {
		return s
	}
	at := p.d.n(len(rows))
	r := maps.Clone(rows[at])
	if _, ok := r["id"].(int64); ok && !slices.ContainsFunc(scalars(m), func(f *schema.Field) bool { return unique(p.s, m, f) }) && p.d.chance(15) {
		r["id"] = int64(100 + p.d.n(1000))
		rows = append(rows, r)
	} else {
		fields := slices.DeleteFunc(settable(p.s, m), func(f *schema.Field) bool {
			return m.IsID(f) || isKey(m, f) || opaque(f) || unique(p.s, m, f)
		})
		if len(fields) == 0 {
			return s
		}
		f := among(p.d, fields...)
		r[f.Name] = held(f, maybe(p.d, f))
		rows[at] = r
	}
	s.Rows = maps.Clone(s.Rows)
	s.Rows[name] = rows
	return s
}

// unique reports a field of a unique key: that it is taken shows.
func unique(s *schema.Schema, m *schema.Model, f *schema.Field) bool {
	return slices.ContainsFunc(lineage(s, m), func(x *schema.Model) bool {
		return slices.ContainsFunc(x.Uniques, func(k *schema.Key) bool { return slices.Contains(k.Fields, f.Name) })
	})
}

// held gives a value of a request as databases hold it.
func held(f *schema.Field, v any) any {
	switch v {
	case query.DBNull:
		return nil
	case query.JSONNull:
		return query.JSON("null")
	}
	if f.Type.Kind == schema.JSON && v != nil {
		text, err := query.EncodeJSON(node(v))
		if err != nil {
			panic("gozen-oracle: " + err.Error())
		}
		return text
	}
	if text, ok := v.(string); ok && f.Type.Kind == schema.Decimal {
		return decimal.RequireFromString(text)
	}
	return hosted(f, v)
}

// ask makes one request in both worlds. It is false when they have grown apart
// in what the user may see.
func (p *pair) ask(ctx context.Context, set settings) (bool, error) {
	a := &asker{d: p.d, s: p.s, state: p.w[0].state, used: families{}}
	m, kind, args := a.ask(!set.reads)
	op, err := decode(p.s, m, kind, args)
	if err != nil {
		return true, nil
	}
	var answers, decided [2]string
	open := false
	for i := range p.w {
		t := trial{s: p.s, user: p.user, m: m, kind: kind, args: args}
		if kind.Writes() {
			db := oracle.New(p.s, p.dialect)
			db.Load(p.w[i].state)
			db.Log()
			_, err := db.Run(op, oracle.Who{User: p.user})
			open = open || errors.Is(err, oracle.ErrOpen)
			decided[i] = db.Decided() + db.Sight(oracle.Who{User: p.user})
		}
		got, err := p.w[i].e.db.As(p.user).Rows(ctx, op)
		answers[i] = t.whole(got, err)
	}
	if open || decided[0] != decided[1] {
		p.sum.told++
	} else {
		p.sum.asked++
		if kind.Writes() {
			p.sum.writes++
		}
		if answers[0] != answers[1] {
			p.sum.different++
			p.report(m, kind, args, answers)
		}
	}
	if !kind.Writes() {
		return true, nil
	}
	for i := range p.w {
		if p.w[i].state, err = p.w[i].e.state(ctx); err != nil {
			return false, err
		}
	}
	return p.sight(p.w[0].state) == p.sight(p.w[1].state), nil
}

// whole is an answer with everything that a caller gets to see of it.
func (t trial) whole(x any, err error) string {
	s := t.answer(x, err)
	if q, ok := errors.AsType[*query.Error](err); ok {
		return fmt.Sprint(s, " ", q.Model, " ", q.Message, " ", q.Fields, " ", q.Issues)
	}
	return s
}

func (p *pair) report(m *schema.Model, kind query.Kind, args object, answers [2]string) {
	for i, w := range p.w {
		fmt.Fprintf(p.out, "# world %d\n%s\n", i+1, describe(w.state))
	}
	fmt.Fprintf(p.out, "as %s\n%s.%s %s\n# one: %s\n# two: %s\n", text(p.user), m.Accessor(), kind, spelled(args), answers[0], answers[1])
}
