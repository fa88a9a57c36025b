package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// page orders and cuts a select. With a partition it cuts for each parent.
func (b *builder) page(sel *Select, p query.Page, partition []Expr) {
	for _, o := range p.OrderBy {
		sel.Order = append(sel.Order, b.order(sel.From, o))
	}
	for _, f := range p.Distinct {
		sel.Distinct = append(sel.Distinct, &Column{Source: sel.From, Field: f})
	}
	if !p.Cuts() {
		if len(sel.Distinct) > 0 {
			b.tieBreak(sel)
			sel.Partition = partition
		}
		return
	}
	b.tieBreak(sel)
	sel.Partition = partition
	sel.Offset, sel.Limit = cut(p.Skip), cut(p.Take)
	if p.Backward {
		sel.Reverse = true
		for i := range sel.Order {
			sel.Order[i] = sel.Order[i].Reversed()
		}
	}
	switch {
	case p.Cursor == nil:
	case len(sel.Distinct) > 0:
		// What is distinct is found first: the first row of some that are equal
		// may stand before the cursor.
		sel.Since = b.after(sel, p)
	default:
		sel.Where = and(sel.Where, b.after(sel, p))
	}
}

func cut(s query.Slot) *Param {
	if s == query.NoSlot {
		return nil
	}
	return &Param{From: Slot(s), Type: schema.ValueType{Kind: schema.Int}}
}

// Reversed returns the sort key that puts rows in the opposite order.
func (o Order) Reversed() Order {
	o.Desc = !o.Desc
	switch o.Nulls {
	case NullsFirst:
		o.Nulls = NullsLast
	case NullsLast:
		o.Nulls = NullsFirst
	default:
	}
	return o
}

// tieBreak appends the id to the order: which rows a limit cuts off must not
// depend on the statement, since the levels of a result are several.
func (b *builder) tieBreak(sel *Select) {
	for _, f := range sel.From.Model.IDFields() {
		sel.Order = append(sel.Order, Order{X: &Column{Source: sel.From, Field: f}, Type: f.Type})
	}
}

func (b *builder) order(src *Source, o query.Order) Order {
	t := schema.ValueType{Kind: schema.Int}
	switch {
	case o.Rank != nil:
		t.Kind = schema.Float
	case !o.Count:
		t = o.Field.Type
	}
	return Order{X: b.orderExpr(src, o.Path, o), Desc: o.Desc, Nulls: Nulls(o.Nulls), Type: t}
}

// orderExpr is the sort key at the end of the path. Where the path leads nowhere
// it is NULL, and a count is zero, as it is of a row that has no such rows.
func (b *builder) orderExpr(src *Source, path []*schema.Field, o query.Order) Expr {
	if !o.Count {
		return b.through(src, path, func(src *Source) Expr {
			if o.Rank != nil {
				return rank(src, o.Rank)
			}
			return called(src, o.Field, o.Args)
		})
	}
	m := src.Model
	for _, f := range path {
		m = EndsOf(b.schema, m, f).Target
	}
	e := EndsOf(b.schema, m, o.Field)
	this := make([]Expr, len(e.This))
	for i, f := range e.This {
		this[i] = b.through(src, path, func(src *Source) Expr { return &Column{Source: src, Field: f} })
	}
	return b.countOf(e, this, nil)
}

// through makes an expression of the row that a path of relations leads to,
// each a subquery.
func (b *builder) through(src *Source, path []*schema.Field, of func(*Source) Expr) Expr {
	if len(path) == 0 {
		return of(src)
	}
	e := EndsOf(b.schema, src.Model, path[0])
	sel, target := b.related(e, Columns(src, e.This))
	sel.Columns = []Expr{b.through(target, path[1:], of)}
	return &Scalar{Select: sel}
}
