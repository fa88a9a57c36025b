package gozen

import (
	"context"
	"errors"
	"iter"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
)

// errStop ends a reading when its reader has had enough.
var errStop = errors.New("enough")

// batch is how many rows a stream reads at a time that have related rows.
const batch = 200

// Stream reads the rows one by one: each step has put one into rows, or, where
// related rows belong to them, a batch.
//
//go:noinline
func (q *Query) Stream(ctx context.Context, model string, rows Rows) iter.Seq[error] {
	s := q.state()
	if len(s.include) > 0 {
		return q.client().batches(ctx, model, s, rows, func(s *state, a *arguments) { a.rows(s) })
	}
	var a arguments
	a.rows(s)
	return q.client().stream(ctx, model, &a, rows)
}

func (c *Client) stream(ctx context.Context, model string, a *arguments, rows Rows) iter.Seq[error] {
	return func(yield func(error) bool) {
		op, bound, err := c.prepare(ctx, model, query.FindMany, a)
		if err == nil {
			err = bound.Each(ctx, op, rows, func() error {
				if !yield(nil) {
					return errStop
				}
				return nil
			})
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(failed(model, query.FindMany, err))
		}
	}
}

// batches reads first which rows there are, and then these with what belongs to
// them, a batch at a time: the related rows of a row cannot come before the next
// row does. No connection is held between batches, so that a row that is deleted
// meanwhile, or does not fit any more, is left out. Ask makes the arguments.
func (c *Client) batches(ctx context.Context, model string, s *state, rows Rows, ask func(*state, *arguments)) iter.Seq[error] {
	return func(yield func(error) bool) {
		id, keys, err := c.keys(ctx, model, s)
		if err == nil && id == nil {
			// Rows whose ids are not to be had come all at once.
			var a arguments
			ask(s, &a)
			c.stream(ctx, model, &a, rows)(yield)
			return
		}
		for ; len(keys) > 0 && err == nil; keys = keys[min(batch, len(keys)):] {
			these := *s
			these.where = joined(s.where, []*Part{{node: anyOf(id, keys[:min(batch, len(keys))])}})
			these.cursor, these.distinct, these.skip, these.take, these.cut = nil, nil, 0, 0, false
			var a arguments
			ask(&these, &a)
			if err = c.scan(ctx, model, query.FindMany, &a, rows); err == nil && !yield(nil) {
				return
			}
		}
		if err != nil {
			yield(err)
		}
	}
}

// keys returns the ids of a query's rows, in order, and the fields that they
// consist of: none where a row's id may not be read.
func (c *Client) keys(ctx context.Context, model string, s *state) (id []string, keys [][]query.Node, err error) {
	if c != nil && c.db != nil {
		if m := c.db.rt.Schema().Model(model); m != nil {
			id = m.ID
		}
	}
	first := *s
	first.include, first.omit = nil, nil
	var a arguments
	a.rows(&first)
	selected := &query.Object{}
	for _, name := range id {
		selected.Members = append(selected.Members, query.Member{Name: name, Value: query.Bool(true)})
	}
	a.set("select", selected)
	if c != nil && len(id) == 0 {
		return nil, nil, nil
	}
	v, err := c.result(ctx, model, query.FindMany, &a)
	list, _ := v.([]any)
	for _, x := range list {
		row, _ := x.(map[string]any)
		key := make([]query.Node, len(id))
		for i, name := range id {
			if key[i] = keyNode(row[name]); key[i] == nil {
				return nil, nil, nil
			}
		}
		keys = append(keys, key)
	}
	return id, keys, err
}

// keyNode is a value of an id as a request has it, or nil.
func keyNode(v any) query.Node {
	if d, ok := v.(decimal.Decimal); ok {
		v = Decimal{d}
	}
	n, err := valueNode(v)
	if _, null := n.(query.Null); null || err != nil {
		return nil
	}
	return n
}

// anyOf is true of the rows with these keys.
func anyOf(id []string, keys [][]query.Node) query.Node {
	list := make(query.Array, len(keys))
	if len(id) == 1 {
		for i, key := range keys {
			list[i] = key[0]
		}
		return object(id[0], object("in", list))
	}
	for i, key := range keys {
		o := &query.Object{}
		for j, name := range id {
			o.Members = append(o.Members, query.Member{Name: name, Value: key[j]})
		}
		list[i] = o
	}
	return object("OR", list)
}
