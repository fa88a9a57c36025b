package jsonapi

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// below is the resource that a nested route leads to, and how it leads back.
type below struct {
	res    *resource
	field  *schema.Field // of the parent
	back   *schema.Field // of the child
	parent query.Member  // of a where about children: that they belong to the parent
}

// below reads a nested route.
func (q *request) below() (*below, error) {
	f, target, err := q.relation(q.segments[2])
	if err != nil {
		return nil, err
	}
	back := target.relation(f.Relation.Opposite)
	if back == nil {
		return nil, &problem{status: http.StatusBadRequest, code: "invalid-path"}
	}
	parent, err := q.res.key.equal(q.segments[1])
	if err != nil {
		return nil, err
	}
	return &below{target, f, back, is(back.Name, object(is(quantifier(back), parent)))}, nil
}

// member is below for a path that goes on to one of several children; where pins
// that child, and only as one of the parent's.
func (q *request) member() (b *below, where *query.Object, err error) {
	if b, err = q.below(); err != nil {
		return nil, nil, err
	}
	if !b.field.Type.List {
		return nil, nil, &problem{status: http.StatusBadRequest, code: "invalid-path"}
	}
	if where, err = b.res.key.unique(q.segments[3]); err != nil {
		return nil, nil, err
	}
	where.Members = append(where.Members, b.parent)
	return b, where, nil
}

// child answers with a child of a parent.
func (q *request) child() (*answer, error) {
	b, where, err := q.member()
	if err != nil {
		return nil, err
	}
	tree, err := q.included(b.res)
	if err != nil {
		return nil, err
	}
	return q.unique(b.res, where, tree, q.asked())
}

// createChild makes a child of a parent, which must be there.
func (q *request) createChild() (*answer, error) {
	b, err := q.below()
	if err != nil {
		return nil, err
	}
	if !b.field.Type.List {
		return nil, &problem{status: http.StatusBadRequest, code: "invalid-path"}
	}
	w, err := q.payload(b.res)
	if err != nil {
		return nil, err
	}
	if b.touches(w) {
		return nil, invalidPayload("Relation \"" + b.back.Name + "\" is controlled by the parent route and cannot be set in the request payload")
	}
	parent, err := q.res.key.unique(q.segments[1])
	if err != nil {
		return nil, err
	}
	w.relations = append(w.relations, link{b.back, query.Array{parent}})
	tree, err := q.included(b.res)
	if err != nil {
		return nil, err
	}
	args := append(q.shape(b.res, tree, true), is("data", w.data(false, nil)))
	row, err := q.one(b.res.model, query.Create, object(args...))
	if err != nil {
		return nil, err
	}
	id, _ := b.res.key.text(row)
	return q.single(http.StatusCreated, b.res, row, tree, q.asked()+"/"+url.PathEscape(id)), nil
}

// touches reports whether a payload says who the parent is, which the path does.
func (b *below) touches(w *written) bool {
	for _, l := range w.relations {
		if l.field == b.back {
			return true
		}
	}
	for _, m := range w.attributes {
		if slices.Contains(b.back.Relation.Fields, m.Name) {
			return true
		}
	}
	return false
}

// updateChild changes a child of a parent.
func (q *request) updateChild() (*answer, error) {
	b, where, err := q.member()
	if err != nil {
		return nil, err
	}
	return q.changeChild(b, where, q.asked())
}

// updateOnlyChild changes what a to-one relation holds.
func (q *request) updateOnlyChild() (*answer, error) {
	b, err := q.below()
	if err != nil {
		return nil, err
	}
	if b.field.Type.List {
		return nil, &problem{status: http.StatusBadRequest, code: "invalid-path"}
	}
	found, err := q.behind(b.field, b.res, []query.Member{is("select", object(b.res.key.selected()...))})
	if err != nil {
		return nil, err
	}
	if len(found.rows) == 0 {
		return nil, notFound()
	}
	// Should the relation have another row by now, the condition on the parent
	// says so: nothing else is changed.
	where := object(b.parent)
	var key []query.Member
	for _, f := range b.res.key.fields {
		v, err := coerce(f.Type, plain(found.rows[0][f.Name], f.Type))
		if err != nil {
			return nil, err
		}
		key = append(key, is(f.Name, v))
	}
	if b.res.key.compound() {
		key = []query.Member{is(b.res.key.name, object(key...))}
	}
	where.Members = append(where.Members, key...)
	return q.changeChild(b, where, q.asked())
}

func (q *request) changeChild(b *below, where *query.Object, self string) (*answer, error) {
	w, err := q.payload(b.res)
	if err != nil {
		return nil, err
	}
	if b.touches(w) {
		return nil, invalidPayload("Relation \"" + b.back.Name + "\" cannot be changed via a nested route")
	}
	tree, err := q.included(b.res)
	if err != nil {
		return nil, err
	}
	args := append(q.shape(b.res, tree, true), is("where", where), is("data", w.data(true, nil)))
	row, err := q.one(b.res.model, query.Update, object(args...))
	if err != nil {
		return nil, err
	}
	return q.single(http.StatusOK, b.res, row, tree, self), nil
}

// removeChild deletes a child of a parent.
func (q *request) removeChild() (*answer, error) {
	b, where, err := q.member()
	if err != nil {
		return nil, err
	}
	return q.erase(b.res, where)
}
