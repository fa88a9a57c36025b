package jsonapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// list answers with the resources that filters keep, a page of them.
func (q *request) list() (*answer, error) {
	tree, err := q.included(q.res)
	if err != nil {
		return nil, err
	}
	where, err := q.filters(q.res)
	if err != nil {
		return nil, err
	}
	order, err := q.order(q.res)
	if err != nil {
		return nil, err
	}
	p := q.page()
	args := object(append(p.members(), q.shape(q.res, tree, true)...)...)
	if len(order) > 0 {
		args.Members = append(args.Members, is("orderBy", order))
	}
	found, n, err := q.found(p, args, where)
	if err != nil {
		return nil, err
	}
	self := q.h.collection(q.res)
	d := &document{h: q.h}
	d.open(self)
	d.data = q.pageLinks(d.data, self, p, n)
	d.text("}")
	d.member("data", false, func() {
		d.text("[")
		for i, row := range found {
			if i > 0 {
				d.text(",")
			}
			d.at(strconv.Itoa(i), func() { d.resource(q.res, row, "") })
		}
		d.text("]")
	})
	if len(tree) > 0 {
		d.included(q.res, found, tree)
	}
	return &answer{status: http.StatusOK, body: d.close(total(n))}, nil
}

// found reads a page of the list, and the length of the list where the page does
// not tell it.
func (q *request) found(p page, args, where *query.Object) (list []map[string]any, n int, err error) {
	counting := object()
	if where != nil {
		args.Members = append(args.Members, is("where", where))
		counting = object(is("where", where))
	}
	if !q.h.slice.Operation(q.res.model, query.FindMany) {
		return nil, 0, &problem{status: http.StatusBadRequest, code: "invalid-path"}
	}
	read, err := q.decode(q.res.model, query.FindMany, args)
	if err != nil {
		return nil, 0, err
	}
	count, err := q.decode(q.res.model, query.Count, counting)
	if err != nil {
		return nil, 0, err
	}
	err = q.with(func(ctx context.Context, c *rt.Client) error {
		result, err := c.Rows(ctx, read)
		if err != nil {
			return err
		}
		list = rows(result)
		var told bool
		if n, told = p.total(len(list)); told {
			return nil
		}
		number, err := c.Rows(ctx, count)
		if all, ok := number.(int64); ok {
			n = int(all)
		}
		return err
	})
	return list, n, err
}

// get answers with one resource.
func (q *request) get() (*answer, error) {
	tree, err := q.included(q.res)
	if err != nil {
		return nil, err
	}
	where, err := q.res.key.unique(q.segments[1])
	if err != nil {
		return nil, err
	}
	return q.unique(q.res, where, tree, "")
}

// unique answers with the resource that where names.
func (q *request) unique(res *resource, where *query.Object, tree inclusion, self string) (*answer, error) {
	row, err := q.one(res.model, query.FindUnique, object(append(q.shape(res, tree, true), is("where", where))...))
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, notFound()
	}
	return q.single(http.StatusOK, res, row, tree, self), nil
}

// single is the answer that is one resource. Self is its link where that is not
// the usual one.
func (q *request) single(status int, res *resource, row map[string]any, tree inclusion, self string) *answer {
	if self == "" {
		self, _ = q.h.self(res, row)
	}
	d := &document{h: q.h}
	d.open(self)
	d.text("}")
	d.member("data", false, func() { d.resource(res, row, self) })
	if len(tree) > 0 {
		d.included(res, []map[string]any{row}, tree)
	}
	a := &answer{status: status, body: d.close("")}
	if status == http.StatusCreated {
		a.location = self
	}
	return a
}
