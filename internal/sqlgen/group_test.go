package sqlgen_test

import (
	"testing"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// groups plans groups of posts.
type groups struct {
	src  *plan.Source
	read *plan.Read
}

// inner adds a field to what is selected of a post.
func (g *groups) inner(name string) *plan.Inner {
	c := col(g.src, name)
	g.read.Select.Columns = append(g.read.Select.Columns, c)
	return &plan.Inner{Column: len(g.read.Select.Columns) - 1, Field: c.Field}
}

func (g *groups) show(xs ...plan.Expr) {
	g.read.Group.Columns = append(g.read.Group.Columns, xs...)
}

func of(op plan.AggregateOp, x *plan.Inner, k schema.Kind) *plan.Aggregate {
	return &plan.Aggregate{Op: op, X: x, Type: schema.ValueType{Kind: k, Name: x.Field.Type.Name, Optional: true}}
}

func groupCase(name string, make func(g *groups)) statementCase {
	return statementCase{name: name, compile: func(d sqlgen.Dialect) *sqlgen.Statement {
		t := &tables{s: sample()}
		src := t.source("Post")
		g := &groups{src: src, read: &plan.Read{Select: &plan.Select{From: src}, Group: &plan.Group{}}}
		make(g)
		return sqlgen.Read(d, g.read)
	}}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	golden(t, "group", []statementCase{
		groupCase("a number of rows", func(g *groups) { g.show(plan.CountRows{}) }),
		groupCase("functions of every type of number", func(g *groups) {
			for _, name := range []string{"views", "price", "rating"} {
				x := g.inner(name)
				average := schema.Float
				if name == "price" {
					average = schema.Decimal
				}
				g.show(&plan.CountValues{X: x}, of(plan.Avg, x, average), of(plan.Sum, x, x.Field.Type.Kind), of(plan.Min, x, x.Field.Type.Kind))
			}
		}),
		groupCase("the least and greatest of other types", func(g *groups) {
			for _, name := range []string{"id", "title", "at", "state"} {
				x := g.inner(name)
				g.show(of(plan.Min, x, x.Field.Type.Kind), of(plan.Max, x, x.Field.Type.Kind))
			}
		}),
		groupCase("rows are cut before they are grouped", func(g *groups) {
			g.read.Select.Order = []plan.Order{{X: col(g.src, "at"), Desc: true, Type: schema.ValueType{Kind: schema.DateTime}}}
			g.read.Select.Offset, g.read.Select.Limit = slot(0, schema.Int), slot(1, schema.Int)
			g.show(of(plan.Max, g.inner("views"), schema.Int))
		}),
		groupCase("groups with a condition, an order and a page", func(g *groups) {
			title, price, views := g.inner("title"), g.inner("price"), g.inner("views")
			g.read.Select.Where = compare(plan.Gt, col(g.src, "views"), slot(0, schema.Int), schema.Int)
			g.read.Group.By = []plan.Expr{title, price}
			g.show(title, price, plan.CountRows{})
			sum, average := of(plan.Sum, price, schema.Decimal), of(plan.Avg, views, schema.Float)
			g.read.Group.Having = plan.And{
				&plan.Like{X: title, Needle: slot(1, schema.String), Place: plan.Anywhere},
				plan.Or{
					compare(plan.Ge, sum, slot(2, schema.Decimal), schema.Decimal),
					&plan.InValues{X: average, List: slots(3, schema.Float)},
					&plan.Not{X: &plan.IsNull{X: of(plan.Min, views, schema.Int)}},
				},
			}
			g.read.Group.Order = []plan.Order{
				{X: plan.CountRows{}, Desc: true, Type: schema.ValueType{Kind: schema.Int}},
				{X: sum, Nulls: plan.NullsLast, Type: sum.Type},
				{X: price, Type: schema.ValueType{Kind: schema.Decimal}},
			}
			g.read.Group.Offset, g.read.Group.Limit = slot(4, schema.Int), slot(5, schema.Int)
		}),
		groupCase("blanked columns are columns of the select", func(g *groups) {
			title, price, views := g.inner("title"), g.inner("price"), g.inner("views")
			inner := g.read.Select.Columns
			inner[0] = &plan.Masked{Visible: eq(col(g.src, "authorId"), slot(0, schema.String), schema.String), X: inner[0]}
			inner[1] = &plan.Masked{Visible: plan.Bool(false), X: inner[1]}
			inner[2] = &plan.Masked{Visible: plan.Bool(true), X: inner[2]}
			g.read.Group.By = []plan.Expr{title}
			g.show(title, of(plan.Sum, price, schema.Decimal), of(plan.Sum, views, schema.Int))
		}),
		groupCase("a condition that no group meets", func(g *groups) {
			g.read.Group.By = []plan.Expr{g.inner("title")}
			g.read.Group.Having = plan.Or{}
			g.show(plan.CountRows{})
		}),
	})
}
