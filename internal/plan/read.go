package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// rows makes a select of a level's rows, without columns. Every call makes
// fresh sources, so that the level below can repeat the condition.
type rows func() *Select

func (b *builder) find() *Read {
	op := b.op
	page := op.Page
	one := op.Kind != query.FindMany
	r := b.level(op.Model, func() *Select {
		src := b.source(op.Model)
		sel := &Select{From: src, Where: b.cond(src, op.Where, op.Unique)}
		b.page(sel, page, nil)
		if one && op.Unique == nil {
			b.first(sel)
		}
		return sel
	}, op.Select)
	if one {
		r.Shape = One
	}
	return r
}

// first limits a select to its first row.
func (b *builder) first(sel *Select) {
	if sel.Limit == nil {
		b.tieBreak(sel)
		sel.Limit = literal(1)
	}
}

func literal(n int64) *Param {
	return &Param{From: &Constant{V: n}, Type: schema.ValueType{Kind: schema.Int}}
}

func (b *builder) exists() *Read {
	src := b.source(b.op.Model)
	return &Read{Model: b.op.Model, Shape: Truth, Select: &Select{
		Columns: []Expr{Bool(true)}, From: src, Where: b.cond(src, b.op.Where, nil), Limit: literal(1),
	}}
}

func (b *builder) count() *Read {
	m := b.op.Model
	src := b.source(m)
	sel := &Select{From: src, Where: b.cond(src, b.op.Where, nil)}
	if b.op.Page.Cuts() {
		cut := sel
		b.page(cut, b.op.Page, nil)
		cut.Columns = Columns(src, m.IDFields())
		src = b.source(m)
		sel = &Select{From: src, Where: &InSelect{Columns: Columns(src, m.IDFields()), Select: cut}}
	}
	r := &Read{Model: m, Select: sel, Shape: Number}
	if b.op.Counts == nil {
		sel.Columns = []Expr{CountRows{}}
		return r
	}
	r.Shape = Object
	add := func(name string, x Expr) {
		r.Outputs = append(r.Outputs, Output{Name: name, Column: len(sel.Columns), Type: schema.ValueType{Kind: schema.Int}})
		sel.Columns = append(sel.Columns, x)
	}
	if b.op.Counts.All {
		add("_all", CountRows{})
	}
	for _, f := range b.op.Counts.Fields {
		add(f.Name, &CountValues{X: &Column{Source: src, Field: f}})
	}
	for _, c := range b.op.Counts.Calls {
		add(c.Field.Name, &CountValues{X: called(src, c.Field, c.Args)})
	}
	return r
}

// level plans one level of a result and those below it.
func (b *builder) level(m *schema.Model, mk rows, sel *query.Selection) *Read {
	r := &Read{Model: m, Select: mk()}
	src := r.Select.From
	for _, f := range sel.Fields {
		out := Output{Name: f.Name, Type: f.Type, Column: b.column(r.Select, &Column{Source: src, Field: f})}
		if f.Encrypted {
			out.Sealed = f
		}
		r.Outputs = append(r.Outputs, out)
	}
	for _, c := range sel.Calls {
		r.Outputs = append(r.Outputs, Output{
			Name: c.Field.Name, Type: c.Field.Type, Column: b.column(r.Select, called(src, c.Field, c.Args)),
		})
	}
	for _, c := range sel.Counts {
		e := EndsOf(b.schema, src.Model, c.Field)
		r.Outputs = append(r.Outputs, Output{
			Under: "_count", Name: c.Field.Name, Type: schema.ValueType{Kind: schema.Int},
			Column: b.column(r.Select, b.countOf(e, Columns(src, e.This), c.Where)),
		})
	}
	if sel.Whole {
		b.merges(m, r, mk)
	}
	for _, rel := range sel.Relations {
		r.Children = append(r.Children, b.child(m, r, mk, rel))
	}
	if len(r.Select.Columns) == 0 {
		r.Select.Columns = []Expr{Bool(true)}
	}
	return r
}

// column adds a column to a select, or finds it there.
func (b *builder) column(sel *Select, x Expr) int {
	if c, ok := x.(*Column); ok {
		for i, y := range sel.Columns {
			if d, ok := y.(*Column); ok && *d == *c {
				return i
			}
		}
	}
	sel.Columns = append(sel.Columns, x)
	return len(sel.Columns) - 1
}

// countOf counts the rows related to the row that has the keys.
func (b *builder) countOf(e Ends, this []Expr, where query.Cond) Expr {
	sel, target := b.related(e, this)
	sel.Where = and(sel.Where, b.cond(target, where, nil))
	sel.Columns = []Expr{CountRows{}}
	return &Scalar{Select: sel}
}

// child plans the level of a relation: its rows are those whose key is among
// the keys of the level above, whose select it repeats.
func (b *builder) child(m *schema.Model, parent *Read, above rows, rel *query.RelationSelect) *Child {
	e := EndsOf(b.schema, m, rel.Field)
	c := &Child{Field: rel.Field, ToMany: rel.Field.Type.List}
	for _, f := range e.This {
		c.ParentKey = append(c.ParentKey, b.column(parent.Select, &Column{Source: parent.Select.From, Field: f}))
	}
	mk := func() *Select {
		up := above()
		up.Columns = Columns(up.From, e.This)
		bare(up)
		src := b.source(e.Target)
		sel := &Select{From: src}
		key := Columns(src, e.That)
		if e.Join != nil {
			j := b.join(e.Join)
			sel.Joins = []*Join{b.joined(e, j, src)}
			key = []Expr{&Column{Source: j, Join: e.Join.This}}
		}
		sel.Where = and(&InSelect{Columns: key, Select: up}, b.cond(src, rel.Where, nil))
		b.page(sel, rel.Page, key)
		return sel
	}
	c.Read = b.level(e.Target, mk, rel.Select)
	key := Columns(c.Read.Select.From, e.That)
	if e.Join != nil {
		key = []Expr{&Column{Source: c.Read.Select.Joins[0].Source, Join: e.Join.This}}
	}
	for _, x := range key {
		c.ChildKey = append(c.ChildKey, b.column(c.Read.Select, x))
	}
	return c
}

// bare drops the order of a select that is only asked for its keys, unless the
// order decides which rows there are; then its direction does, too.
func bare(sel *Select) {
	if sel.Limit == nil && sel.Offset == nil && len(sel.Distinct) == 0 {
		sel.Order = nil
	}
}
