package jsonapi

import (
	"net/http"
	"strconv"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// relation returns the relation that the path names.
func (q *request) relation(name string) (*schema.Field, *resource, error) {
	f := q.res.relation(name)
	if f == nil {
		return nil, nil, unsupportedRelation(http.StatusNotFound, q.res.model.Accessor(), name)
	}
	return f, q.h.resources.of(f), nil
}

// related answers with the resources that a relation leads to.
func (q *request) related() (*answer, error) {
	f, target, err := q.relation(q.segments[2])
	if err != nil {
		return nil, err
	}
	tree, err := q.includedBelow(f)
	if err != nil {
		return nil, err
	}
	b, err := q.behind(f, target, q.shape(target, tree, false))
	if err != nil {
		return nil, err
	}
	return q.behindAnswer(b, func(d *document, row map[string]any) { d.resource(target, row, "") }, func(d *document) {
		if len(q.params.get("include")) > 0 {
			d.included(target, b.rows, tree)
		}
	}), nil
}

// links answers with the identifiers of what a relation leads to.
func (q *request) links() (*answer, error) {
	f, target, err := q.relation(q.segments[3])
	if err != nil {
		return nil, err
	}
	b, err := q.behind(f, target, []query.Member{is("select", object(target.key.selected()...))})
	if err != nil {
		return nil, err
	}
	return q.behindAnswer(b, func(d *document, row map[string]any) { d.identifiers(target, row) }, nil), nil
}

// behind is what was found behind a relation.
type behind struct {
	many  bool
	rows  []map[string]any
	page  page
	total int
}

// behind reads what is behind a relation of the row that the path names: of a list
// a page, in one round trip with the number of all.
func (q *request) behind(f *schema.Field, target *resource, shape []query.Member) (*behind, error) {
	where, err := q.res.key.unique(q.segments[1])
	if err != nil {
		return nil, err
	}
	b := &behind{many: f.Type.List}
	of := q.res.key.selected()
	if b.many {
		b.page = q.page()
		if shape, of, err = q.listBehind(f, target, shape, of, b.page); err != nil {
			return nil, err
		}
	}
	of = append(of, is(f.Name, wanted(shape)))
	row, err := q.one(q.res.model, query.FindUnique, object(is("where", where), is("select", object(of...))))
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, notFound()
	}
	if b.many {
		b.rows = rows(row[f.Name])
		counts, _ := row["_count"].(map[string]any)
		n, _ := counts[f.Name].(int64)
		b.total = int(n)
		return b, nil
	}
	if one, ok := row[f.Name].(map[string]any); ok {
		b.rows = []map[string]any{one}
	} else if !q.h.nullRelated {
		return nil, notFound()
	}
	return b, nil
}

// listBehind adds what the parameters say of a list, and the number of all.
func (q *request) listBehind(f *schema.Field, target *resource, shape, of []query.Member, p page) (_, _ []query.Member, err error) {
	where, err := q.filters(target)
	if err != nil {
		return nil, nil, err
	}
	order, err := q.order(target)
	if err != nil {
		return nil, nil, err
	}
	shape = append(shape, p.members()...)
	if len(order) > 0 {
		shape = append(shape, is("orderBy", order))
	}
	count := query.Node(yes)
	if where != nil {
		shape = append(shape, is("where", where))
		count = object(is("where", where))
	}
	return shape, append(of, is("_count", object(is("select", object(is(f.Name, count)))))), nil
}

// behindAnswer is the answer that holds what was found; each writes one row, and
// rest, if it is not nil, what comes behind them.
func (q *request) behindAnswer(b *behind, each func(*document, map[string]any), rest func(*document)) *answer {
	self := q.asked()
	d := &document{h: q.h}
	d.open(self)
	meta := ""
	if b.many {
		d.data = q.pageLinks(d.data, self, b.page, b.total)
		meta = total(b.total)
	}
	d.text("}")
	d.member("data", false, func() { d.found(b, each) })
	if rest != nil {
		rest(d)
	}
	return &answer{status: http.StatusOK, body: d.close(meta)}
}

func (d *document) found(b *behind, each func(*document, map[string]any)) {
	switch {
	case b.many:
		d.text("[")
		for i, row := range b.rows {
			if i > 0 {
				d.text(",")
			}
			d.at(strconv.Itoa(i), func() { each(d, row) })
		}
		d.text("]")
	case len(b.rows) == 0:
		d.text("null")
	default:
		each(d, b.rows[0])
	}
}
