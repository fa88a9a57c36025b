package gozen

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
)

// Query is what a generated query is. Its methods are for generated code; each
// returns a new Query and leaves the old one as it was. A nil Query asks for
// everything and has no client.
type Query struct {
	c *Client
	s state
}

// state is what a query asks for. States are shared and never change.
type state struct {
	where    []*Part
	include  []*Part
	omit     []string
	order    []*Part
	distinct []string
	cursor   *Part
	skip     int
	take     int
	cut      bool // take was given
	ignore   bool // rows that are there already
}

// with returns a query with a changed copy of the state.
func (q *Query) with(change func(*state)) *Query {
	changed := &Query{}
	if q != nil {
		*changed = *q
	}
	change(&changed.s)
	return changed
}

// joined appends to a copy: two queries refined from one must not share memory.
func joined[T any](list, more []T) []T { return append(slices.Clip(list), more...) }

// Where adds conditions.
//
//go:noinline
func (q *Query) Where(p []*Part) *Query {
	return q.with(func(s *state) { s.where = joined(s.where, p) })
}

// Include adds relations to read.
//
//go:noinline
func (q *Query) Include(p []*Part) *Query {
	return q.with(func(s *state) { s.include = joined(s.include, p) })
}

// Omit leaves out fields.
//
//go:noinline
func (q *Query) Omit(names []string) *Query {
	return q.with(func(s *state) { s.omit = joined(s.omit, names) })
}

// OrderBy adds sort keys.
//
//go:noinline
func (q *Query) OrderBy(p []*Part) *Query {
	return q.with(func(s *state) { s.order = joined(s.order, p) })
}

// Distinct takes one row for each value of the fields.
//
//go:noinline
func (q *Query) Distinct(names []string) *Query {
	return q.with(func(s *state) { s.distinct = joined(s.distinct, names) })
}

// Skip leaves out the first n rows.
//
//go:noinline
func (q *Query) Skip(n int) *Query { return q.with(func(s *state) { s.skip = n }) }

// Take ends after n rows; a negative n takes the last ones.
//
//go:noinline
func (q *Query) Take(n int) *Query { return q.with(func(s *state) { s.take, s.cut = n, true }) }

// Cursor begins at a row.
//
//go:noinline
func (q *Query) Cursor(k AnyKey) *Query { return q.with(func(s *state) { s.cursor = k.p }) }

// SkipDuplicates leaves out new rows whose key there is already.
//
//go:noinline
func (q *Query) SkipDuplicates() *Query { return q.with(func(s *state) { s.ignore = true }) }

// arguments collects the arguments of a request.
type arguments struct {
	query.Object
	err error
}

func (a *arguments) set(name string, n query.Node) {
	a.Members = append(a.Members, query.Member{Name: name, Value: n})
}

func (a *arguments) fail(err error) {
	if a.err == nil && err != nil {
		a.err = err
	}
}

// state returns what the query asks for, never nil.
func (q *Query) state() *state {
	if q == nil {
		return &state{}
	}
	return &q.s
}

// client returns whose rights the query has, or nil.
func (q *Query) client() *Client {
	if q == nil {
		return nil
	}
	return q.c
}

// filter adds the where.
func (a *arguments) filter(s *state) {
	if len(s.where) > 0 {
		p := allOf(s.where)
		a.fail(p.err)
		a.set("where", p.node)
	}
}

// pinned adds the where of one row: its key, and what else must hold of it.
func (a *arguments) pinned(s *state, k *Part) {
	if k == nil {
		a.fail(usage("an empty key names no row"))
		return
	}
	a.fail(k.err)
	o, _ := k.node.(*query.Object)
	if len(s.where) > 0 && o != nil {
		p := allOf(s.where)
		a.fail(p.err)
		o = &query.Object{Members: append(slices.Clip(o.Members), query.Member{Name: "AND", Value: p.node})}
	}
	a.set("where", o)
}

// shown adds what is read of a row: include and omit.
func (a *arguments) shown(s *state) {
	if len(s.include) > 0 {
		a.set("include", a.includes(s.include))
	}
	if len(s.omit) > 0 {
		o := &query.Object{}
		for _, name := range s.omit {
			if o.Get(name) == nil {
				o.Members = append(o.Members, query.Member{Name: name, Value: query.Bool(true)})
			}
		}
		a.set("omit", o)
	}
}

// includes are the relations to read; of one named twice the later counts.
func (a *arguments) includes(list []*Part) *query.Object {
	o, counts := &query.Object{}, &query.Object{}
	put := func(o *query.Object, name string, n query.Node) {
		o.Members = slices.DeleteFunc(o.Members, func(m query.Member) bool { return m.Name == name })
		o.Members = append(o.Members, query.Member{Name: name, Value: n})
	}
	for _, p := range list {
		switch {
		case p.count && len(p.where) > 0:
			where := allOf(p.where)
			a.fail(where.err)
			put(counts, p.name, object("where", where.node))
		case p.count:
			put(counts, p.name, query.Bool(true))
		case p.state == nil:
			put(o, p.name, query.Bool(true))
		default:
			below := arguments{}
			below.rows(p.state)
			a.fail(below.err)
			put(o, p.name, &below.Object)
		}
	}
	if len(counts.Members) > 0 {
		put(o, "_count", object("select", counts))
	}
	return o
}

// rows adds all that a query for several rows takes.
func (a *arguments) rows(s *state) {
	a.filter(s)
	a.page(s)
	if len(s.distinct) > 0 {
		list := make(query.Array, len(s.distinct))
		for i, name := range s.distinct {
			list[i] = query.String(name)
		}
		a.set("distinct", list)
	}
	a.shown(s)
}

// page adds the order, where to begin and how many rows.
func (a *arguments) page(s *state) {
	if len(s.order) > 0 {
		list, err := nodes(s.order)
		a.fail(err)
		a.set("orderBy", list)
	}
	if s.skip != 0 {
		n, _ := valueNode(s.skip)
		a.set("skip", n)
	}
	if s.cut {
		n, _ := valueNode(s.take)
		a.set("take", n)
	}
	if s.cursor != nil {
		a.fail(s.cursor.err)
		a.set("cursor", s.cursor.node)
	}
}
