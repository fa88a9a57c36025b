package gozen

import (
	"context"
	"reflect"

	"github.com/gozen-dev/gozen/query"
)

// The methods here run a query, for generated code. Rows is where rows go; it
// is empty when there are none.

// FindMany reads the rows.
//
//go:noinline
func (q *Query) FindMany(ctx context.Context, model string, rows Rows) error {
	var a arguments
	a.rows(q.state())
	return q.client().scan(ctx, model, query.FindMany, &a, rows)
}

// FindFirst reads the first row.
func (q *Query) FindFirst(ctx context.Context, model string, rows Rows) error {
	s := *q.state()
	if s.take > 1 || s.take < -1 {
		return failed(model, query.FindFirst, usage("FindFirst takes one row"))
	}
	var a arguments
	a.rows(&s)
	return q.client().scan(ctx, model, query.FindFirstOrThrow, &a, rows)
}

// FindUnique reads the row that a key names.
func (q *Query) FindUnique(ctx context.Context, model string, k AnyKey, rows Rows) error {
	var a arguments
	a.pinned(q.state(), k.p)
	a.shown(q.state())
	return q.client().scan(ctx, model, query.FindUniqueOrThrow, &a, rows)
}

// Count counts the rows.
//
//go:noinline
func (q *Query) Count(ctx context.Context, model string) (int, error) {
	s := q.state()
	var a arguments
	a.filter(s)
	a.page(s)
	n, err := q.client().result(ctx, model, query.Count, &a)
	count, _ := n.(int64)
	return int(count), err
}

// Exists reports whether there is a row.
//
//go:noinline
func (q *Query) Exists(ctx context.Context, model string) (bool, error) {
	var a arguments
	a.filter(q.state())
	v, err := q.client().result(ctx, model, query.Exists, &a)
	yes, _ := v.(bool)
	return yes, err
}

// Create makes a row and reads it back.
func (q *Query) Create(ctx context.Context, model string, row any, rows Rows) error {
	var a arguments
	if q.client() != nil {
		data, err := q.client().db.encoder.data(row)
		a.fail(err)
		a.set("data", data)
	}
	a.shown(q.state())
	return q.client().scan(ctx, model, query.Create, &a, rows)
}

// CreateMany makes rows and tells how many.
func (q *Query) CreateMany(ctx context.Context, model string, list any) (int, error) {
	var a arguments
	q.newRows(&a, list)
	return q.client().count(ctx, model, query.CreateMany, &a)
}

// CreateManyAndReturn makes rows and reads them back.
func (q *Query) CreateManyAndReturn(ctx context.Context, model string, list any, rows Rows) error {
	var a arguments
	q.newRows(&a, list)
	a.shown(q.state())
	return q.client().scan(ctx, model, query.CreateManyAndReturn, &a, rows)
}

func (q *Query) newRows(a *arguments, list any) {
	if q.client() == nil {
		return
	}
	rows := reflect.ValueOf(list)
	data := make(query.Array, rows.Len())
	for i := range data {
		o, err := q.client().db.encoder.object(rows.Index(i))
		a.fail(err)
		data[i] = o
	}
	a.set("data", data)
	if q.state().ignore {
		a.set("skipDuplicates", query.Bool(true))
	}
}

// Update changes the row that a key names and reads it back.
func (q *Query) Update(ctx context.Context, model string, k AnyKey, changes []*Part, rows Rows) error {
	var a arguments
	a.pinned(q.state(), k.p)
	q.changed(&a, "data", changes)
	a.shown(q.state())
	return q.client().scan(ctx, model, query.Update, &a, rows)
}

func (q *Query) changed(a *arguments, name string, changes []*Part) {
	if q.client() == nil {
		return
	}
	data, err := q.client().db.encoder.changes(changes)
	a.fail(err)
	a.set(name, data)
}

// UpdateMany changes rows and tells how many.
func (q *Query) UpdateMany(ctx context.Context, model string, changes []*Part) (int, error) {
	var a arguments
	q.several(&a)
	q.changed(&a, "data", changes)
	return q.client().count(ctx, model, query.UpdateMany, &a)
}

// UpdateManyAndReturn changes rows and reads them back.
func (q *Query) UpdateManyAndReturn(ctx context.Context, model string, changes []*Part, rows Rows) error {
	var a arguments
	q.several(&a)
	q.changed(&a, "data", changes)
	a.shown(q.state())
	return q.client().scan(ctx, model, query.UpdateManyAndReturn, &a, rows)
}

// several adds the condition of a write to several rows, which must be given.
func (q *Query) several(a *arguments) {
	s := q.state()
	meant := false
	for _, p := range s.where {
		if p != nil {
			o, ok := p.node.(*query.Object)
			meant = meant || p.all || ok && len(o.Members) > 0
		}
	}
	if !meant {
		a.fail(usage("a write to several rows needs a condition; to mean all of them, say Where(gozen.All(…))"))
	}
	a.filter(s)
	if s.cut {
		n, _ := valueNode(s.take)
		a.set("limit", n)
	}
}

// Upsert changes the row that a key names, or makes it, and reads it back.
func (q *Query) Upsert(ctx context.Context, model string, k AnyKey, row any, changes []*Part, rows Rows) error {
	var a arguments
	a.pinned(q.state(), k.p)
	if q.client() != nil {
		data, err := q.client().db.encoder.data(row)
		a.fail(err)
		a.set("create", data)
	}
	q.changed(&a, "update", changes)
	a.shown(q.state())
	return q.client().scan(ctx, model, query.Upsert, &a, rows)
}

// Delete deletes the row that a key names and returns it as it was.
func (q *Query) Delete(ctx context.Context, model string, k AnyKey, rows Rows) error {
	var a arguments
	a.pinned(q.state(), k.p)
	a.shown(q.state())
	return q.client().scan(ctx, model, query.Delete, &a, rows)
}

// DeleteMany deletes rows and tells how many.
//
//go:noinline
func (q *Query) DeleteMany(ctx context.Context, model string) (int, error) {
	var a arguments
	q.several(&a)
	return q.client().count(ctx, model, query.DeleteMany, &a)
}
