package sqlgen_test

import (
	"testing"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

func writeCase(name string, make func(t *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement) statementCase {
	return statementCase{name: name, compile: func(d sqlgen.Dialect) *sqlgen.Statement {
		t := &tables{s: sample()}
		p := t.source("Post")
		return make(t, p, &plan.Frame{ID: 1, Model: p.Model, Fields: []*schema.Field{p.Model.Field("id"), p.Model.Field("views")}}, d)
	}}
}

func TestInsert(t *testing.T) {
	t.Parallel()
	golden(t, "insert", []statementCase{
		writeCase("a row", func(_ *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			set := func(name string, x plan.Expr) plan.Assign { return plan.Assign{Field: p.Model.Field(name), X: x} }
			return sqlgen.Insert(d, &plan.Insert{Out: out, Model: p.Model, Group: -1, Columns: []plan.Assign{
				set("id", slot(0, schema.String)), set("views", slot(1, schema.Int)), set("meta", slot(2, schema.JSON)),
				set("state", slot(3, schema.EnumKind)), set("price", plan.Null{}),
			}})
		}),
		writeCase("rows that skip duplicates", func(_ *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			x := &plan.Param{From: plan.RowSlot(0), Type: schema.ValueType{Kind: schema.String}}
			return sqlgen.Insert(d, &plan.Insert{Out: out, Model: p.Model, Ignore: true, Columns: []plan.Assign{{Field: p.Model.Field("title"), X: x}}})
		}),
		writeCase("a row of defaults", func(_ *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			return sqlgen.Insert(d, &plan.Insert{Out: out, Model: p.Model, Ignore: true})
		}),
	})
}

func TestUpdateAndDelete(t *testing.T) {
	t.Parallel()
	golden(t, "update", []statementCase{
		writeCase("an update", func(_ *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			add := func(name string, op plan.ArithOp, n int) plan.Assign {
				f := p.Model.Field(name)
				return plan.Assign{Field: f, X: &plan.Arith{Op: op, L: col(p, name), R: slot(n, f.Type.Kind), Type: f.Type}}
			}
			return sqlgen.Update(d, &plan.Update{
				Out: out, Target: p, Where: eq(col(p, "id"), slot(0, schema.String), schema.String),
				Sets: []plan.Assign{add("views", plan.Plus, 1), add("price", plan.Divide, 2), add("rating", plan.Times, 3)},
			})
		}),
		writeCase("an update with a limit", func(_ *tables, p *plan.Source, _ *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			return sqlgen.Update(d, &plan.Update{
				Target: p, Where: compare(plan.Gt, col(p, "views"), slot(0, schema.Int), schema.Int), Limit: slot(1, schema.Int),
				Sets: []plan.Assign{{Field: p.Model.Field("title"), X: slot(2, schema.String)}},
			})
		}),
		writeCase("a deletion", func(_ *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			return sqlgen.Delete(d, &plan.Delete{Out: out, Target: p})
		}),
		writeCase("a deletion with a limit and a compound key", func(t *tables, _ *plan.Source, _ *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			m := t.source("Member")
			return sqlgen.Delete(d, &plan.Delete{Target: m, Limit: slot(0, schema.Int)})
		}),
		{name: "an appended list", postgresOnly: true, compile: func(d sqlgen.Dialect) *sqlgen.Statement {
			t := &tables{s: sample()}
			p := t.source("Post")
			f := p.Model.Field("tags")
			return sqlgen.Update(d, &plan.Update{Target: p, Sets: []plan.Assign{
				{Field: f, X: &plan.Arith{Op: plan.Append, L: col(p, "tags"), R: slots(0, schema.String), Type: f.Type}},
			}})
		}},
	})
}

func TestCheckAndLinks(t *testing.T) {
	t.Parallel()
	golden(t, "check", []statementCase{
		writeCase("a check", func(_ *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			return sqlgen.Check(d, &plan.Check{Rows: out, Target: p, Cond: plan.Or{
				eq(col(p, "title"), slot(0, schema.String), schema.String), &plan.IsNull{X: col(p, "authorId")},
			}})
		}),
		writeCase("a check that never holds", func(_ *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			return sqlgen.Check(d, &plan.Check{Rows: out, Target: p, Cond: plan.Or{}})
		}),
		writeCase("a check that always holds", func(_ *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			return sqlgen.Check(d, &plan.Check{Rows: out, Target: p})
		}),
		writeCase("a link", func(t *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			other := &plan.Frame{ID: 2, Model: t.s.Model("Topic"), Fields: t.s.Model("Topic").IDFields()}
			return sqlgen.Link(d, &plan.Link{Field: p.Model.Field("topics"), This: out, Other: other})
		}),
		writeCase("an unlink", func(t *tables, p *plan.Source, out *plan.Frame, d sqlgen.Dialect) *sqlgen.Statement {
			o := t.source("Topic")
			return sqlgen.Unlink(d, &plan.Unlink{Field: p.Model.Field("topics"), This: out, Other: &plan.Select{
				From: o, Columns: []plan.Expr{col(o, "id")}, Where: compare(plan.Ne, col(o, "id"), slot(0, schema.Int), schema.Int),
			}})
		}),
	})
}

func TestFieldOfAnotherTableIsRefusedByName(t *testing.T) {
	t.Parallel()
	defer func() {
		if r := recover(); r != "sqlgen: field kind is stored in the table of Base" {
			t.Errorf("recovered %v", r)
		}
	}()
	s := sample()
	f := field("kind", schema.String)
	f.Base = "Base"
	src := &plan.Source{Model: s.Model("User")}
	sqlgen.Select(dialects(s)[0], &plan.Select{From: src, Columns: []plan.Expr{&plan.Column{Source: src, Field: f}}})
}
