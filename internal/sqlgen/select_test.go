package sqlgen_test

import (
	"testing"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// selectCase makes a case of a function that plans a select over posts.
func selectCase(name string, make func(t *tables, p *plan.Source, s *plan.Select)) statementCase {
	return statementCase{name: name, compile: func(d sqlgen.Dialect) *sqlgen.Statement {
		t := &tables{s: sample()}
		p := t.source("Post")
		s := &plan.Select{From: p, Columns: []plan.Expr{col(p, "id"), col(p, "title")}}
		make(t, p, s)
		return sqlgen.Select(d, s)
	}}
}

func where(name string, make func(t *tables, p *plan.Source) plan.Expr) statementCase {
	return selectCase(name, func(t *tables, p *plan.Source, s *plan.Select) { s.Where = make(t, p) })
}

func TestSelect(t *testing.T) {
	t.Parallel()
	order := func(x plan.Expr, desc bool, k schema.Kind) plan.Order {
		return plan.Order{X: x, Desc: desc, Type: schema.ValueType{Kind: k}}
	}
	golden(t, "select", []statementCase{
		selectCase("a plain select", func(*tables, *plan.Source, *plan.Select) {}),
		selectCase("an exists query has the column 1", func(_ *tables, _ *plan.Source, s *plan.Select) {
			s.Columns, s.Limit = nil, constant(int64(1), schema.Int)
		}),
		selectCase("order and a page", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Order = []plan.Order{order(col(p, "price"), true, schema.Decimal), order(col(p, "at"), false, schema.DateTime)}
			s.Order[0].Nulls = plan.NullsLast
			s.Offset, s.Limit = slot(0, schema.Int), slot(1, schema.Int)
		}),
		selectCase("an offset alone", func(_ *tables, _ *plan.Source, s *plan.Select) { s.Offset = slot(0, schema.Int) }),
		selectCase("a constant is no sort key", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Order = []plan.Order{order(&plan.Masked{Visible: plan.Bool(false), X: col(p, "title")}, false, schema.String)}
		}),
		selectCase("locked rows", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Lock, s.Where = true, eq(col(p, "id"), slot(0, schema.String), schema.String)
		}),
		selectCase("a limit for each parent", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Partition = []plan.Expr{col(p, "authorId")}
			s.Order = []plan.Order{order(col(p, "at"), true, schema.DateTime)}
			s.Offset, s.Limit = slot(0, schema.Int), slot(1, schema.Int)
		}),
		selectCase("distinct rows in order", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Distinct = []plan.Expr{col(p, "price")}
			s.Order = []plan.Order{order(col(p, "title"), false, schema.String)}
			s.Limit = slot(0, schema.Int)
		}),
		selectCase("distinct rows of each parent, then a limit", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Partition, s.Distinct = []plan.Expr{col(p, "authorId")}, []plan.Expr{col(p, "title")}
			s.Order = []plan.Order{order(col(p, "views"), false, schema.Int)}
			s.Limit = constant(int64(3), schema.Int)
		}),
		selectCase("a count of what a page leaves", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Columns = []plan.Expr{plan.CountRows{}, &plan.CountValues{X: col(p, "title")}}
			s.Limit = slot(0, schema.Int)
		}),
		selectCase("a count drops the order", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Columns = []plan.Expr{plan.CountRows{}}
			s.Order = []plan.Order{order(col(p, "title"), false, schema.String)}
		}),
		selectCase("masked columns", func(_ *tables, p *plan.Source, s *plan.Select) {
			s.Columns = []plan.Expr{
				&plan.Masked{Visible: eq(col(p, "authorId"), &plan.Param{From: &plan.Auth{Path: []string{"id"}}, Type: schema.ValueType{Kind: schema.String}}, schema.String), X: col(p, "title")},
				&plan.Masked{Visible: plan.Bool(true), X: col(p, "views")},
				&plan.Masked{Visible: plan.Null{}, X: col(p, "price")},
			}
		}),
		selectCase("a join table", func(t *tables, p *plan.Source, s *plan.Select) {
			j := &plan.Source{Alias: 7, Join: t.field("Post", "topics").Relation.Join}
			s.Columns = append(s.Columns, col(j, "A"))
			s.Joins = []*plan.Join{{Source: j, On: eq(col(j, "A"), col(p, "id"), schema.String)}}
			s.Where = &plan.InValues{X: col(j, "A"), List: slots(0, schema.String)}
		}),
		selectCase("a left join", func(t *tables, p *plan.Source, s *plan.Select) {
			u := t.source("User")
			s.Columns = []plan.Expr{col(u, "email")}
			s.Joins = []*plan.Join{{Source: u, On: eq(col(u, "id"), col(p, "authorId"), schema.String), Left: true}}
		}),
	})
}

func TestConditions(t *testing.T) {
	t.Parallel()
	related := func(t *tables, p *plan.Source) *plan.Select {
		u := t.source("User")
		return &plan.Select{From: u, Where: eq(col(u, "id"), col(p, "authorId"), schema.String)}
	}
	golden(t, "conditions", []statementCase{
		where("junctions nest", func(_ *tables, p *plan.Source) plan.Expr {
			return plan.And{
				plan.Or{col(p, "title"), plan.And{&plan.IsNull{X: col(p, "views")}, plan.Bool(true)}},
				&plan.Not{X: plan.Or{&plan.IsNull{X: col(p, "at")}, eq(col(p, "views"), slot(0, schema.Int), schema.Int)}},
			}
		}),
		where("constants are folded", func(t *tables, p *plan.Source) plan.Expr {
			return plan.And{plan.Or{}, &plan.Not{X: plan.And{}}, &plan.Exists{Select: related(t, p)}}
		}),
		where("a subquery without rows is false", func(t *tables, p *plan.Source) plan.Expr {
			s := related(t, p)
			s.Where = plan.And{s.Where, plan.Bool(false)}
			return &plan.Not{X: &plan.IsTrue{X: &plan.Exists{Select: s}}}
		}),
		where("unknown becomes false", func(_ *tables, p *plan.Source) plan.Expr {
			return &plan.Not{X: &plan.IsTrue{X: eq(col(p, "title"), slot(0, schema.String), schema.String)}}
		}),
		where("where only TRUE counts, IS TRUE is left out", func(_ *tables, p *plan.Source) plan.Expr {
			return plan.Or{
				&plan.IsTrue{X: eq(col(p, "title"), slot(0, schema.String), schema.String)},
				plan.And{&plan.IsTrue{X: col(p, "title")}, &plan.IsNull{X: col(p, "at")}},
				plan.Null{},
			}
		}),
		where("one value bound once", func(_ *tables, p *plan.Source) plan.Expr {
			me := func() plan.Expr {
				return &plan.Param{From: &plan.Auth{Path: []string{"id"}}, Type: schema.ValueType{Kind: schema.String}}
			}
			return plan.Or{eq(col(p, "authorId"), me(), schema.String), eq(me(), col(p, "title"), schema.String)}
		}),
		where("parameters take the column's type", func(_ *tables, p *plan.Source) plan.Expr {
			return plan.And{
				eq(col(p, "id"), slot(0, schema.String), schema.String),
				eq(col(p, "state"), constant("DRAFT", schema.EnumKind), schema.EnumKind),
				compare(plan.Ge, slot(1, schema.DateTime), col(p, "at"), schema.DateTime),
				compare(plan.Lt, col(p, "rating"), slot(2, schema.Int), schema.Float),
			}
		}),
		where("a uuid against text", func(_ *tables, p *plan.Source) plan.Expr {
			return eq(col(p, "id"), col(p, "title"), schema.String)
		}),
		where("decimals compare by value", func(_ *tables, p *plan.Source) plan.Expr {
			return plan.And{
				compare(plan.Gt, col(p, "price"), slot(0, schema.Int), schema.Decimal),
				compare(plan.Le, col(p, "views"), col(p, "price"), schema.Decimal),
				&plan.InValues{X: col(p, "price"), List: slots(1, schema.Decimal)},
			}
		}),
		where("case is ignored", func(_ *tables, p *plan.Source) plan.Expr {
			c := eq(col(p, "title"), slot(0, schema.String), schema.String)
			c.Fold = true
			return plan.And{
				c, &plan.InValues{X: col(p, "title"), List: slots(1, schema.String), Fold: true},
				&plan.Like{X: col(p, "title"), Needle: slot(2, schema.String), Place: plan.Anywhere, Fold: true},
			}
		}),
		where("lists of values", func(_ *tables, p *plan.Source) plan.Expr {
			return plan.And{
				&plan.InValues{X: col(p, "id"), List: slots(0, schema.String)},
				&plan.InValues{X: col(p, "views"), List: slots(1, schema.Int)},
				&plan.InValues{X: col(p, "rating"), List: slots(2, schema.Float)},
				&plan.Not{X: &plan.InExprs{X: slot(3, schema.String), Items: []plan.Expr{col(p, "title"), col(p, "authorId")}}},
				&plan.InValues{X: col(p, "state"), List: slots(4, schema.EnumKind)},
			}
		}),
		where("needles", func(_ *tables, p *plan.Source) plan.Expr {
			return plan.Or{
				&plan.Like{X: col(p, "title"), Needle: slot(0, schema.String), Place: plan.AtStart},
				&plan.Like{X: col(p, "title"), Needle: slot(0, schema.String), Place: plan.AtEnd},
				&plan.Like{X: col(p, "title"), Needle: col(p, "authorId"), Place: plan.Anywhere},
			}
		}),
		where("Json values", func(_ *tables, p *plan.Source) plan.Expr {
			return plan.Or{
				&plan.JSONTest{Op: plan.JSONEq, X: col(p, "meta"), Arg: slot(0, schema.JSON)},
				&plan.JSONTest{Op: plan.JSONTextHas, X: &plan.JSONAt{X: col(p, "meta"), Path: slots(1, schema.String), Type: schema.ValueType{Kind: schema.JSON}}, Arg: slot(2, schema.String)},
			}
		}),
		where("rows of a frame", func(t *tables, p *plan.Source) plan.Expr {
			f := &plan.Frame{ID: 3, Model: t.s.Model("Post"), Fields: []*schema.Field{t.field("Post", "id")}}
			return &plan.InFrame{Columns: []plan.Expr{col(p, "id")}, Frame: f, Fields: f.Fields}
		}),
		where("rows of a frame with a compound key", func(t *tables, p *plan.Source) plan.Expr {
			f := &plan.Frame{ID: 3, Model: t.s.Model("Member"), Fields: t.s.Model("Member").IDFields()}
			return &plan.InFrame{Columns: []plan.Expr{col(p, "authorId"), col(p, "views")}, Frame: f, Fields: f.Fields}
		}),
		where("a subquery of a compound key", func(t *tables, p *plan.Source) plan.Expr {
			m := t.source("Member")
			return &plan.InSelect{Columns: []plan.Expr{col(p, "authorId"), col(p, "views")}, Select: &plan.Select{
				From: m, Columns: []plan.Expr{col(m, "userId"), col(m, "spaceId")},
			}}
		}),
		where("a select starts from the rows of a union", func(t *tables, p *plan.Source) plan.Expr {
			return plan.And{eq(col(p, "title"), slot(0, schema.String), schema.String), union(t, []plan.Expr{col(p, "authorId"), col(p, "views")}, "userId", "spaceId")}
		}),
		where("a union of values that are equal in several forms is looked into", func(t *tables, p *plan.Source) plan.Expr {
			return union(t, []plan.Expr{col(p, "price")}, "spaceId")
		}),
		where("a number from a subquery", func(t *tables, p *plan.Source) plan.Expr {
			s := related(t, p)
			s.Columns = []plan.Expr{plan.CountRows{}}
			return compare(plan.Gt, &plan.Scalar{Select: s}, slot(0, schema.Int), schema.Int)
		}),
		listCase(),
	})
}

// union makes a condition on columns: that they are among those of two selects of members.
func union(t *tables, columns []plan.Expr, names ...string) plan.Expr {
	part := func(space int64) *plan.Select {
		m := t.source("Member")
		s := &plan.Select{From: m, Where: eq(col(m, "spaceId"), constant(space, schema.Int), schema.Int)}
		for _, name := range names {
			s.Columns = append(s.Columns, col(m, name))
		}
		return s
	}
	return &plan.InSelect{Columns: columns, Select: part(1), Union: []*plan.Select{part(2)}}
}

func listCase() statementCase {
	c := where("scalar lists", func(_ *tables, p *plan.Source) plan.Expr {
		tags := col(p, "tags")
		test := func(op plan.ListOp, arg plan.Expr) plan.Expr {
			return &plan.ListTest{Op: op, X: tags, Arg: arg, Type: tags.Field.Type}
		}
		return plan.Or{
			test(plan.Has, slot(0, schema.String)), test(plan.HasEvery, slots(1, schema.String)),
			test(plan.HasSome, slots(2, schema.String)), test(plan.IsEmpty, nil),
			eq(tags, slots(3, schema.String), schema.String),
		}
	})
	c.postgresOnly = true
	return c
}
