package gozen

import (
	"context"
	"iter"
	"reflect"

	"github.com/gozen-dev/gozen/query"
)

// Selection reads rows of M into structs of the caller's own type S.
type Selection[S, M any] struct {
	q     *Query
	model string
}

// Select makes the struct S the select: each field of S names a field or a
// relation by its json name, else by its Go name; structs and slices of
// structs in it are relations, whose arguments come from the query's Include;
// an embedded row takes all its scalar fields. S is checked against the model
// once, in full.
//
//	type Card struct {
//		ID    string
//		Lists []struct{ Title string }
//	}
//	cards, err := gozen.Select[Card](c.User.Where(…)).FindMany(ctx)
func Select[S, M any](q QueryOf[M]) Selection[S, M] {
	var m M
	all, model := q.GozenQuery(m)
	return Selection[S, M]{all, model}
}

// FindMany returns the rows.
func (s Selection[S, M]) FindMany(ctx context.Context) ([]S, error) {
	var a arguments
	a.rows(s.q.state())
	return s.run(ctx, query.FindMany, &a)
}

// FindFirst returns the first row, or an error that is [ErrNotFound].
func (s Selection[S, M]) FindFirst(ctx context.Context) (S, error) {
	var a arguments
	a.rows(s.q.state())
	return first(s.run(ctx, query.FindFirstOrThrow, &a))
}

// FindUnique returns the row named by k, or an error that is [ErrNotFound].
func (s Selection[S, M]) FindUnique(ctx context.Context, k Key[M]) (S, error) {
	var a arguments
	a.pinned(s.q.state(), k.p)
	return first(s.run(ctx, query.FindUniqueOrThrow, &a))
}

// Stream returns the rows one by one, while they are read.
func (s Selection[S, M]) Stream(ctx context.Context) iter.Seq2[S, error] {
	return func(yield func(S, error) bool) {
		rows, steps, err := s.steps(ctx)
		if err != nil {
			var none S
			yield(none, failed(s.model, query.FindMany, err))
			return
		}
		for err := range steps {
			list, _ := reflect.TypeAssert[[]S](rows.list)
			if err != nil {
				list = make([]S, 1)
			}
			for _, row := range list {
				if !yield(row, err) {
					return
				}
			}
		}
	}
}

// steps reads the rows, each step one or a batch of them.
func (s Selection[S, M]) steps(ctx context.Context) (*structRows, iter.Seq[error], error) {
	var a arguments
	a.rows(s.q.state())
	rows, err := s.q.selected(s.model, reflect.TypeFor[S](), &a)
	if err != nil {
		return nil, nil, err
	}
	if len(rows.form.below)+len(rows.form.counts) == 0 {
		return rows, s.q.client().stream(ctx, s.model, &a, rows), nil
	}
	return rows, s.q.client().batches(ctx, s.model, s.q.state(), rows, func(these *state, a *arguments) {
		a.rows(these)
		_, err := s.q.selected(s.model, reflect.TypeFor[S](), a)
		a.fail(err)
	}), nil
}

func (s Selection[S, M]) run(ctx context.Context, kind query.Kind, a *arguments) ([]S, error) {
	rows, err := s.q.selected(s.model, reflect.TypeFor[S](), a)
	if err != nil {
		return nil, failed(s.model, kind, err)
	}
	err = s.q.client().scan(ctx, s.model, kind, a, rows)
	list, _ := reflect.TypeAssert[[]S](rows.list)
	return list, err
}

func first[S any](list []S, err error) (one S, _ error) {
	if len(list) > 0 {
		one = list[0]
	}
	return one, err
}

// selected makes a struct the select of a request, in place of its include.
func (q *Query) selected(model string, t reflect.Type, a *arguments) (*structRows, error) {
	if q.client() == nil || q.client().db == nil {
		return nil, usage("the query has no client: start from a field of a client, such as c.%s", model)
	}
	f, err := q.client().db.form(model, t)
	if err != nil {
		return nil, err
	}
	kept := a.Members[:0]
	for _, m := range a.Members {
		if m.Name != "include" && m.Name != "omit" {
			kept = append(kept, m)
		}
	}
	a.Members = kept
	n, err := f.selects(q.state())
	a.fail(err)
	a.set("select", n)
	return newStructRows(f), nil
}

// Pluck returns one field of the rows.
func Pluck[M, V any](ctx context.Context, q QueryOf[M], f TypedColumn[M, V]) ([]V, error) {
	var m M
	all, model := q.GozenQuery(m)
	s := *all.state()
	s.include, s.omit = nil, nil
	var a arguments
	a.rows(&s)
	a.set("select", object(f.column(m), query.Bool(true)))
	rows := plucked[V]{name: f.column(m)}
	err := all.client().scan(ctx, model, query.FindMany, &a, &rows)
	return rows.list, err
}

// plucked collects the values of one field.
type plucked[V any] struct {
	name string
	list []V
}

// GozenScan appends the row at hand.
func (p *plucked[V]) GozenScan(s *Scan) {
	var v V
	scanInto(s, p.name, reflect.ValueOf(&v).Elem())
	p.list = append(p.list, v)
}

// GozenRelate is for relations, of which there are none.
func (*plucked[V]) GozenRelate(int, string, Rows, []int) Rows { return nil }

// GozenPick keeps these rows.
func (p *plucked[V]) GozenPick(rows []int) {
	list := make([]V, len(rows))
	for i, r := range rows {
		list[i] = p.list[r]
	}
	p.list = list
}
