package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Group computes values of groups of a select's rows. Its expressions see
// nothing of the tables but the select's columns, as [Inner]: rows that are
// hidden and fields that are blanked in the select are so for groups, too,
// without a word about it here.
type Group struct {
	By      []Expr // the rows of a group agree in these; empty: all rows are one group
	Columns []Expr
	Having  Expr // nil is TRUE
	Order   []Order
	// Offset, Limit and Reverse are as in [Select], of groups.
	Offset, Limit *Param
	Reverse       bool
}

// Inner is a column of the select whose rows are grouped, which holds a field.
type Inner struct {
	Column int
	Field  *schema.Field
}

// Aggregate is a function of the values that X has in a group's rows. It passes
// over NULL. Their number is [CountValues].
type Aggregate struct {
	Op   AggregateOp
	X    Expr
	Type schema.ValueType // of the result
}

// AggregateOp is an aggregate function.
type AggregateOp uint8

// The aggregate functions.
const (
	Avg AggregateOp = iota + 1
	Sum
	Min
	Max
)

func (*Inner) expr()     {}
func (*Aggregate) expr() {}

// aggregate plans an aggregate: where and page choose the rows, which are one group.
func (b *builder) aggregate() *Read {
	g := b.group()
	b.page(g.rows, b.op.Page, nil)
	bare(g.rows)
	if len(b.op.Aggregates) == 0 {
		// There is one group, of which nothing is asked: no row need be read.
		g.read.Group.Columns = []Expr{CountRows{}}
		g.rows.Limit = literal(0)
	}
	g.outputs()
	g.read.Shape = Object
	return g.read
}

// groupBy plans a groupBy: where chooses the rows, having and page choose groups.
func (b *builder) groupBy() *Read {
	g := b.group()
	into := g.read.Group
	for _, c := range b.op.By {
		into.By = append(into.By, g.value(query.NoFunction, c))
		g.output("", c.Field.Name, query.NoFunction, c)
	}
	g.outputs()
	into.Having = logic(b.op.Having, nil, g.condition)
	g.page(b.op.Page)
	return g.read
}

// grouping is a read of groups being planned.
type grouping struct {
	b    *builder
	rows *Select
	read *Read
}

func (b *builder) group() *grouping {
	src := b.source(b.op.Model)
	rows := &Select{From: src, Where: b.cond(src, b.op.Where, nil)}
	return &grouping{b: b, rows: rows, read: &Read{Model: b.op.Model, Select: rows, Group: &Group{}}}
}

// value is a function of a field of the group's rows. Without a function it is
// the field itself, in which they agree; a count without a field is of rows.
func (g *grouping) value(fn query.Function, c query.FieldCall) Expr {
	f := c.Field
	if f == nil {
		return CountRows{}
	}
	x := &Inner{Column: g.b.column(g.rows, called(g.rows.From, f, c.Args)), Field: f}
	of := func(op AggregateOp) Expr { return &Aggregate{Op: op, X: x, Type: fn.Type(f)} }
	switch fn {
	case query.NoFunction:
		return x
	case query.CountOf:
		return &CountValues{X: x}
	case query.AvgOf:
		return of(Avg)
	case query.SumOf:
		return of(Sum)
	case query.MinOf:
		return of(Min)
	case query.MaxOf:
		return of(Max)
	default:
		panic("plan: unknown function")
	}
}

// outputs adds what is asked for of each group.
func (g *grouping) outputs() {
	for _, a := range g.b.op.Aggregates {
		switch {
		case a.Plain:
			g.output("", a.Of.String(), a.Of, query.FieldCall{})
		case a.Field == nil:
			g.output(a.Of.String(), "_all", a.Of, query.FieldCall{})
		default:
			g.output(a.Of.String(), a.Field.Name, a.Of, query.FieldCall{Field: a.Field, Args: a.Args})
		}
	}
}

func (g *grouping) output(under, name string, fn query.Function, c query.FieldCall) {
	into := g.read.Group
	g.read.Outputs = append(g.read.Outputs, Output{
		Under: under, Name: name, Column: len(into.Columns), Type: fn.Type(c.Field),
	})
	into.Columns = append(into.Columns, g.value(fn, c))
}

// condition plans a comparison of a having.
func (g *grouping) condition(c query.Cond, _ *query.Unique) Expr {
	field := func(f *schema.Field, args query.Slot) Expr {
		return g.value(query.NoFunction, query.FieldCall{Field: f, Args: args})
	}
	switch c := c.(type) {
	case *query.IsNull:
		return &IsNull{X: g.value(c.Of, query.FieldCall{Field: c.Field, Args: c.Args})}
	case *query.Compare:
		return compare(g.value(c.Of, query.FieldCall{Field: c.Field, Args: c.Args}), c)
	case *query.CompareFields:
		return compareFields(g.value(c.Of, query.FieldCall{Field: c.Field, Args: c.Args}), field(c.With, 0), c)
	case *query.Search:
		return search(field(c.Field, c.Args), c)
	default:
		return g.b.jsonCond(field, nil, c)
	}
}

// page orders and cuts the groups. Like that of rows the order of what is cut
// is total: no two groups agree in all of By.
func (g *grouping) page(p query.Page) {
	into := g.read.Group
	for _, o := range p.OrderBy {
		into.Order = append(into.Order, Order{
			X: g.value(o.Of, query.FieldCall{Field: o.Field, Args: o.Args}), Desc: o.Desc, Nulls: Nulls(o.Nulls), Type: o.Of.Type(o.Field),
		})
	}
	if p.Skip == query.NoSlot && p.Take == query.NoSlot {
		return
	}
	for i, c := range g.b.op.By {
		into.Order = append(into.Order, Order{X: into.By[i], Type: c.Field.Type})
	}
	into.Offset, into.Limit, into.Reverse = cut(p.Skip), cut(p.Take), p.Backward
	if p.Backward {
		for i := range into.Order {
			into.Order[i] = into.Order[i].Reversed()
		}
	}
}
