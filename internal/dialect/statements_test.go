package dialect_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// blog is a schema with an implicit relation and a compound key.
func blog() *schema.Schema {
	text, number := schema.ValueType{Kind: schema.String, Optional: true}, schema.ValueType{Kind: schema.Int, Optional: true}
	many := func(name, target, opposite, this, other string) *schema.Field {
		return &schema.Field{Name: name, Type: schema.ValueType{Kind: schema.ModelKind, Name: target, List: true}, Relation: &schema.Relation{
			Target: target, Opposite: opposite, Join: &schema.Join{Table: "_links", This: this, Other: other},
		}}
	}
	return schema.New(schema.Schema{Models: []*schema.Model{
		{Name: "Post", Table: "posts", ID: []string{"id"}, Fields: []*schema.Field{
			field("id", schema.ValueType{Kind: schema.Int}), field("title", text), field("author", text), field("views", number),
			field("price", schema.ValueType{Kind: schema.Decimal, Optional: true}), field("meta", schema.ValueType{Kind: schema.JSON, Optional: true}),
			many("topics", "Topic", "posts", "A", "B"),
		}},
		{Name: "Topic", Table: "topics", ID: []string{"id"}, Fields: []*schema.Field{
			field("id", schema.ValueType{Kind: schema.String}), many("posts", "Post", "topics", "B", "A"),
		}},
		{Name: "Member", Table: "members", ID: []string{"userId", "spaceId"}, Fields: []*schema.Field{
			field("userId", schema.ValueType{Kind: schema.String}), field("spaceId", schema.ValueType{Kind: schema.Int}), field("role", text),
		}},
	}})
}

func blogTables(db string) []string {
	price, meta := "decimal(65,30)", "jsonb"
	if db == "sqlite" {
		price, meta = "TEXT COLLATE gozen_decimal", "TEXT"
	}
	return []string{
		`CREATE TABLE "posts" ("id" INTEGER PRIMARY KEY, "title" TEXT, "author" TEXT, "views" INTEGER, "price" ` + price + `, "meta" ` + meta + `)`,
		`CREATE TABLE "topics" ("id" TEXT PRIMARY KEY)`,
		`CREATE TABLE "members" ("userId" TEXT, "spaceId" INTEGER, "role" TEXT NOT NULL, PRIMARY KEY ("userId", "spaceId"))`,
		`CREATE TABLE "_links" ("A" INTEGER NOT NULL REFERENCES "posts" ("id"), "B" TEXT NOT NULL REFERENCES "topics" ("id"), PRIMARY KEY ("A", "B"))`,
	}
}

// posts inserts posts of id, title, author, views.
func posts(t *testing.T, db database, s *schema.Schema) table {
	x := table{s.Model("Post"), db.Dialect()}
	insert := x.insert("id", "title", "author", "views", "price")
	for i, p := range [][]any{
		{"ten% off", "ann", int64(5), number("10")},
		{"Ten_times", "ann", int64(3), number("9.5")},
		{`back\slash`, "bob", int64(3), number("100")},
		{"ten% off", "bob", nil, nil},
		{nil, "bob", int64(9), number("-1")},
		{"last", "ann", int64(7), number("9.50")},
	} {
		run(t, db, insert, append([]any{int64(i + 1)}, p...)...)
	}
	return x
}

func ids(rows [][]any) []int64 {
	ids := []int64{}
	for _, r := range rows {
		ids = append(ids, r[0].(int64))
	}
	return ids
}

type column = func(string) plan.Expr

func compared(op plan.CompareOp, l, r plan.Expr, k schema.Kind) plan.Expr {
	return &plan.Compare{Op: op, L: l, R: r, Type: schema.ValueType{Kind: k}}
}

func TestConditionsFindWhatTheyMean(t *testing.T) {
	t.Parallel()
	s := blog()
	like := func(p plan.Place) func(column) plan.Expr {
		return func(col column) plan.Expr {
			return &plan.Like{X: col("title"), Needle: param(0, schema.String), Place: p}
		}
	}
	cases := []struct {
		name  string
		where func(col column) plan.Expr
		slots []any
		want  []int64
		// sqlite is what SQLite finds instead: its LIKE ignores the case of ASCII letters.
		sqlite []int64
	}{
		{"a needle's wildcards are letters", like(plan.Anywhere), []any{"%"}, []int64{1, 4}, nil},
		{"a needle's underscore is a letter", like(plan.Anywhere), []any{"n_t"}, []int64{2}, nil},
		{"a needle's backslash is a letter", like(plan.Anywhere), []any{`k\s`}, []int64{3}, nil},
		{"a needle at the start", like(plan.AtStart), []any{"ten"}, []int64{1, 4}, []int64{1, 2, 4}},
		{"a needle at the end", like(plan.AtEnd), []any{"off"}, []int64{1, 4}, nil},
		{"an empty needle is in every text", like(plan.Anywhere), []any{""}, []int64{1, 2, 3, 4, 6}, nil},
		{"a NULL needle is in none", like(plan.Anywhere), []any{nil}, []int64{}, nil},
		{"a needle in a column", func(col column) plan.Expr {
			return &plan.Like{X: param(0, schema.String), Needle: col("title"), Place: plan.Anywhere}
		}, []any{"ten% off!"}, []int64{1, 4}, nil},
		{"a needle in a column has no wildcards", func(col column) plan.Expr {
			return &plan.Like{X: param(0, schema.String), Needle: col("title"), Place: plan.Anywhere}
		}, []any{"ten or so off, backslash, Ten-times"}, []int64{}, nil},
		{"case is ignored on request", func(col column) plan.Expr {
			return plan.And{
				&plan.Compare{Op: plan.Eq, L: col("title"), R: param(0, schema.String), Fold: true, Type: schema.ValueType{Kind: schema.String}},
				&plan.InValues{X: col("title"), List: params(1, schema.String), Fold: true},
				&plan.Like{X: col("title"), Needle: param(0, schema.String), Place: plan.AtStart, Fold: true},
			}
		}, []any{"LAST", []any{"LASt"}}, []int64{6}, nil},
		{"equality of text sees case", func(col column) plan.Expr {
			return compared(plan.Eq, col("title"), param(0, schema.String), schema.String)
		}, []any{"LAST"}, []int64{}, nil},
		{"decimals compare by value", func(col column) plan.Expr {
			return compared(plan.Ge, col("price"), param(0, schema.Decimal), schema.Decimal)
		}, []any{number("9.5000")}, []int64{1, 2, 3, 6}, nil},
		{"decimals in a list compare by value", func(col column) plan.Expr {
			return &plan.InValues{X: col("price"), List: params(0, schema.Decimal)}
		}, []any{[]any{number("9.50"), number("1e2")}}, []int64{2, 3, 6}, nil},
		{"a decimal compares with integers", func(col column) plan.Expr {
			return plan.And{
				compared(plan.Gt, col("price"), param(0, schema.Int), schema.Decimal),
				compared(plan.Gt, col("price"), col("views"), schema.Decimal),
			}
		}, []any{int64(9)}, []int64{1, 2, 3, 6}, nil},
		{"an integer beyond the column's range is not found", func(col column) plan.Expr {
			return plan.Or{
				compared(plan.Eq, col("views"), param(0, schema.Int), schema.Int),
				&plan.InValues{X: col("views"), List: params(1, schema.Int)},
			}
		}, []any{int64(1) << 40, []any{int64(1) << 50}}, []int64{}, nil},
		{"an empty list matches nothing", func(col column) plan.Expr {
			return &plan.InValues{X: col("views"), List: params(0, schema.Int)}
		}, []any{[]any{}}, []int64{}, nil},
		{"NOT IN an empty list matches NULL too", func(col column) plan.Expr {
			return &plan.Not{X: &plan.InValues{X: col("views"), List: params(0, schema.Int)}}
		}, []any{[]any{}}, []int64{1, 2, 3, 4, 5, 6}, nil},
		{"unknown stays unknown under NOT", func(col column) plan.Expr {
			return &plan.Not{X: compared(plan.Eq, col("views"), param(0, schema.Int), schema.Int)}
		}, []any{int64(3)}, []int64{1, 5, 6}, nil},
		{"IS TRUE makes unknown false", func(col column) plan.Expr {
			return &plan.Not{X: &plan.IsTrue{X: compared(plan.Eq, col("views"), param(0, schema.Int), schema.Int)}}
		}, []any{int64(3)}, []int64{1, 4, 5, 6}, nil},
		{"a value among columns", func(col column) plan.Expr {
			return &plan.InExprs{X: param(0, schema.String), Items: []plan.Expr{col("title"), col("author")}, Type: schema.ValueType{Kind: schema.String}}
		}, []any{"last"}, []int64{6}, nil},
		{"a masked column is NULL", func(col column) plan.Expr {
			m := &plan.Masked{Visible: compared(plan.Eq, col("author"), param(0, schema.String), schema.String), X: col("views")}
			return compared(plan.Gt, m, param(1, schema.Int), schema.Int)
		}, []any{"ann", int64(4)}, []int64{1, 6}, nil},
		{"a column masked for all is NULL in every operator", func(col column) plan.Expr {
			hidden := &plan.Masked{Visible: plan.Bool(false), X: col("title")}
			return plan.Or{
				compared(plan.Eq, hidden, param(0, schema.String), schema.String), &plan.Like{X: hidden, Needle: param(0, schema.String), Place: plan.Anywhere},
				&plan.InValues{X: hidden, List: params(1, schema.String)}, &plan.Not{X: &plan.IsNull{X: hidden}},
				&plan.JSONTest{Op: plan.JSONEq, X: &plan.Masked{Visible: plan.Bool(false), X: col("meta")}, Arg: param(2, schema.JSON)},
				&plan.JSONTest{Op: plan.JSONContains, Arg: param(2, schema.JSON), X: &plan.JSONAt{
					X: &plan.Masked{Visible: plan.Bool(false), X: col("meta")}, Path: params(1, schema.String), Type: schema.ValueType{Kind: schema.JSON},
				}},
			}
		}, []any{"last", []any{"last"}, query.JSON("null")}, []int64{}, nil},
	}
	each(t, s, blogTables, func(t *testing.T, db database) {
		x := posts(t, db, s)
		for _, c := range cases {
			want := c.want
			if db.name == "sqlite" && c.sqlite != nil {
				want = c.sqlite
			}
			got := ids(runSlots(t, db, x.find(c.where, "id"), c.slots...))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

func TestJSONComparesByValue(t *testing.T) {
	t.Parallel()
	s := blog()
	each(t, s, blogTables, func(t *testing.T, db database) {
		x := table{s.Model("Post"), db.Dialect()}
		insert := x.insert("id", "meta")
		for i, v := range []any{query.JSON(`{"b":[1.50,true],"a":"x"}`), query.JSON(`null`), nil, query.JSON(`"null"`), query.JSONNull, query.DBNull} {
			run(t, db, insert, int64(i+1), v)
		}
		equal := x.find(func(col column) plan.Expr {
			return &plan.JSONTest{Op: plan.JSONEq, X: col("meta"), Arg: param(0, schema.JSON)}
		}, "id")
		for value, want := range map[query.JSON][]int64{
			`{ "a": "x", "b": [15e-1, true] }`: {1}, `{"a":"x"}`: {}, `"null"`: {4}, `null`: {2, 5},
			`1e999999999`: {}, `-0`: {},
		} {
			got, err := try(db, equal, value)
			if err != nil && value == `1e999999999` {
				continue // PostgreSQL's numbers end before that
			}
			if diff := cmp.Diff(want, ids(got)); diff != "" {
				t.Errorf("equal to %s (-want +got):\n%s", value, diff)
			}
		}
	})
}

func TestPagesAndDistinctRows(t *testing.T) {
	t.Parallel()
	s := blog()
	type sel = plan.Select
	by := func(x plan.Expr, k schema.Kind, desc bool, n plan.Nulls) plan.Order {
		return plan.Order{X: x, Type: schema.ValueType{Kind: k}, Desc: desc, Nulls: n}
	}
	cases := []struct {
		name  string
		make  func(col column, s *sel)
		slots []any
		want  []int64
	}{
		{"decimals sort by value, NULL last", func(col column, s *sel) {
			s.Order = []plan.Order{by(col("price"), schema.Decimal, true, plan.NullsLast), by(col("id"), schema.Int, false, 0)}
		}, nil, []int64{3, 1, 2, 6, 5, 4}},
		{"an offset alone", func(col column, s *sel) {
			s.Order, s.Offset = []plan.Order{by(col("id"), schema.Int, false, 0)}, param(0, schema.Int)
		}, []any{int64(4)}, []int64{5, 6}},
		{"a limit of zero", func(col column, s *sel) { s.Limit = param(0, schema.Int) }, []any{int64(0)}, []int64{}},
		{"a page of each group", func(col column, s *sel) {
			s.Order, s.Partition = []plan.Order{by(col("id"), schema.Int, true, 0)}, []plan.Expr{col("author")}
			s.Offset, s.Limit = param(0, schema.Int), param(1, schema.Int)
		}, []any{int64(1), int64(1)}, []int64{4, 2}},
		{"a page of each group, to the end of numbers", func(col column, s *sel) {
			s.Order, s.Partition = []plan.Order{by(col("id"), schema.Int, false, 0)}, []plan.Expr{col("author")}
			s.Offset, s.Limit = param(0, schema.Int), param(1, schema.Int)
		}, []any{int64(2), int64(9223372036854775807)}, []int64{5, 6}},
		{"the first of equal decimals, in order", func(col column, s *sel) {
			s.Order, s.Distinct = []plan.Order{by(col("id"), schema.Int, true, 0)}, []plan.Expr{col("price")}
			s.Limit = param(0, schema.Int)
		}, []any{int64(4)}, []int64{6, 5, 4, 3}},
		{"a limit counts distinct rows of each group", func(col column, s *sel) {
			s.Order = []plan.Order{by(col("id"), schema.Int, false, 0)}
			s.Partition, s.Distinct = []plan.Expr{col("author")}, []plan.Expr{col("views")}
			s.Limit = param(0, schema.Int)
		}, []any{int64(2)}, []int64{1, 2, 3, 4}},
	}
	each(t, s, blogTables, func(t *testing.T, db database) {
		x := posts(t, db, s)
		for _, c := range cases {
			src := x.source()
			col := func(n string) plan.Expr { return &plan.Column{Source: src, Field: x.model.Field(n)} }
			q := &sel{From: src, Columns: []plan.Expr{col("id")}}
			c.make(col, q)
			if diff := cmp.Diff(c.want, ids(runSlots(t, db, sqlgen.Select(db.Dialect(), q), c.slots...))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
		src := x.source()
		count := sqlgen.Select(db.Dialect(), &sel{From: src, Limit: param(0, schema.Int), Columns: []plan.Expr{
			plan.CountRows{}, &plan.CountValues{X: &plan.Column{Source: src, Field: x.model.Field("views")}},
		}, Order: []plan.Order{by(&plan.Column{Source: src, Field: x.model.Field("id")}, schema.Int, false, 0)}})
		if diff := cmp.Diff([][]any{{int64(5), int64(4)}}, run(t, db, count, int64(5))); diff != "" {
			t.Errorf("a count of a page (-want +got):\n%s", diff)
		}
	})
}

func TestUpdatesAndDeletions(t *testing.T) {
	t.Parallel()
	s := blog()
	each(t, s, blogTables, func(t *testing.T, db database) {
		x := posts(t, db, s)
		src := x.source()
		col := func(n string) plan.Expr { return &plan.Column{Source: src, Field: x.model.Field(n)} }
		arith := func(name string, op plan.ArithOp, n int) plan.Assign {
			f := x.model.Field(name)
			return plan.Assign{Field: f, X: &plan.Arith{Op: op, L: col(name), R: param(n, f.Type.Kind), Type: f.Type}}
		}
		update := sqlgen.Update(db.Dialect(), &plan.Update{
			Out: x.frame("id", "views", "price"), Target: src, Where: compared(plan.Eq, col("author"), param(0, schema.String), schema.String),
			Sets: []plan.Assign{arith("views", plan.Divide, 1), arith("price", plan.Times, 2)},
		})
		want := map[int64]string{3: "1 150", 4: "<nil> <nil>", 5: "4 -1.5"}
		got := map[int64]string{}
		for _, r := range runSlots(t, db, update, "bob", int64(2), number("1.5")) {
			got[r[0].(int64)] = fmt.Sprint(r[1], " ", r[2])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("an update (-want +got):\n%s", diff)
		}
		limited := sqlgen.Update(db.Dialect(), &plan.Update{
			Out: x.frame("id"), Target: src, Where: compared(plan.Gt, col("id"), param(0, schema.Int), schema.Int), Limit: param(1, schema.Int),
			Sets: []plan.Assign{arith("views", plan.Plus, 2)},
		})
		if n := len(runSlots(t, db, limited, int64(2), int64(3), int64(1))); n != 3 {
			t.Errorf("an update with a limit of 3 changed %d rows", n)
		}
		remove := sqlgen.Delete(db.Dialect(), &plan.Delete{Out: x.frame("id", "title"), Target: src, Where: compared(plan.Eq, col("id"), param(0, schema.Int), schema.Int)})
		if diff := cmp.Diff([][]any{{int64(6), "last"}}, runSlots(t, db, remove, int64(6))); diff != "" {
			t.Errorf("a deletion (-want +got):\n%s", diff)
		}
		some := sqlgen.Delete(db.Dialect(), &plan.Delete{Out: x.frame("id"), Target: src, Limit: param(0, schema.Int)})
		if n := len(runSlots(t, db, some, int64(2))); n != 2 {
			t.Errorf("a deletion with a limit of 2 removed %d rows", n)
		}
	})
}

func TestArithmeticNeitherRoundsNorOverflowsUnseen(t *testing.T) {
	t.Parallel()
	s := blog()
	cases := []struct {
		name  string
		field string
		op    plan.ArithOp
		have  any
		by    any
		want  any // nil for an error
	}{
		{"an integer divides without a fraction, towards zero", "views", plan.Divide, int64(-7), int64(2), int64(-3)},
		{"a decimal of 30 digits adds", "price", plan.Plus, number("123456789012345678901234567.125"), number("0.875"), number("123456789012345678901234568")},
		{"a decimal subtracts exactly", "price", plan.Minus, number("0.3"), number("0.1"), number("0.2")},
		{"a decimal by an integer", "price", plan.Times, number("0.1"), int64(3), number("0.3")},
		{"a decimal divides", "price", plan.Divide, number("1"), number("8"), number("0.125")},
		{"an integer by zero is an error", "views", plan.Divide, int64(1), int64(0), nil},
		{"a decimal by zero is an error", "price", plan.Divide, number("1"), int64(0), nil},
		{"an integer that overflows is an error", "views", plan.Plus, int64(1), int64(9223372036854775807), nil},
	}
	each(t, s, blogTables, func(t *testing.T, db database) {
		x := table{s.Model("Post"), db.Dialect()}
		for i, c := range cases {
			run(t, db, x.insert("id", c.field), int64(i), c.have)
			src, f := x.source(), x.model.Field(c.field)
			col := &plan.Column{Source: src, Field: f}
			got, err := try(db, sqlgen.Update(db.Dialect(), &plan.Update{
				Out: x.frame(c.field), Target: src,
				Where: compared(plan.Eq, &plan.Column{Source: src, Field: x.model.Field("id")}, &plan.Param{From: &plan.Constant{V: int64(i)}, Type: schema.ValueType{Kind: schema.Int}}, schema.Int),
				Sets:  []plan.Assign{{Field: f, X: &plan.Arith{Op: c.op, L: col, R: param(0, f.Type.Kind), Type: f.Type}}},
			}), c.by, int64(i))
			if c.want == nil {
				if err == nil {
					t.Errorf("%s: got %v", c.name, got)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			} else if diff := cmp.Diff([][]any{{c.want}}, got, exact...); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

func TestLinksAndChecks(t *testing.T) {
	t.Parallel()
	s := blog()
	each(t, s, blogTables, func(t *testing.T, db database) {
		x := posts(t, db, s)
		topics := table{s.Model("Topic"), db.Dialect()}
		for _, id := range []string{"a", "b", "c"} {
			run(t, db, topics.insert("id"), id)
		}
		rel := x.model.Field("topics")
		link := sqlgen.Link(db.Dialect(), &plan.Link{Field: rel, This: x.frame("id"), Other: topics.frame("id")})
		both := []any{[]any{int64(1), int64(2)}, []any{"a", "b"}}
		run(t, db, link, both...)
		run(t, db, link, []any{int64(1)}, []any{"b", "c"})
		links := &sqlgen.Statement{SQL: `SELECT "A", "B" FROM "_links" ORDER BY "A", "B"`, Columns: []schema.ValueType{{Kind: schema.Int}, {Kind: schema.String}}}
		want := [][]any{{int64(1), "a"}, {int64(1), "b"}, {int64(1), "c"}, {int64(2), "a"}, {int64(2), "b"}}
		if diff := cmp.Diff(want, run(t, db, links)); diff != "" {
			t.Errorf("after links (-want +got):\n%s", diff)
		}
		o := topics.source()
		unlink := sqlgen.Unlink(db.Dialect(), &plan.Unlink{Field: rel, This: x.frame("id"), Other: &plan.Select{
			From: o, Columns: []plan.Expr{&plan.Column{Source: o, Field: topics.model.Field("id")}},
			Where: compared(plan.Ne, &plan.Column{Source: o, Field: topics.model.Field("id")}, param(0, schema.String), schema.String),
		}})
		run(t, db, unlink, []any{int64(1)}, "a")
		if diff := cmp.Diff([][]any{want[0], want[3], want[4]}, run(t, db, links)); diff != "" {
			t.Errorf("after an unlink (-want +got):\n%s", diff)
		}
		src := x.source()
		check := sqlgen.Check(db.Dialect(), &plan.Check{Rows: x.frame("id"), Target: src, Cond: compared(plan.Gt, &plan.Column{Source: src, Field: x.model.Field("views")}, param(0, schema.Int), schema.Int)})
		for rows, fails := range map[[2]int64]bool{{1, 5}: false, {1, 2}: true, {1, 4}: true, {1, 99}: false} {
			if got := len(run(t, db, check, []any{rows[0], rows[1]}, int64(4))) > 0; got != fails {
				t.Errorf("a check of rows %v fails: %v", rows, got)
			}
		}
	})
}

func TestRowsOfACompoundKey(t *testing.T) {
	t.Parallel()
	s := blog()
	each(t, s, blogTables, func(t *testing.T, db database) {
		x := table{s.Model("Member"), db.Dialect()}
		for _, m := range [][]any{{"ann", int64(1)}, {"ann", int64(2)}, {"bob", int64(1)}} {
			run(t, db, x.insert("userId", "spaceId", "role"), append(m, "R")...)
		}
		src := x.source()
		cols := []plan.Expr{&plan.Column{Source: src, Field: x.model.Field("userId")}, &plan.Column{Source: src, Field: x.model.Field("spaceId")}}
		f := x.frame("userId", "spaceId")
		q := sqlgen.Select(db.Dialect(), &plan.Select{From: src, Columns: cols, Where: &plan.InFrame{Columns: cols, Frame: f, Fields: f.Fields}})
		want := [][]any{{"ann", int64(2)}, {"bob", int64(1)}}
		if diff := cmp.Diff(want, run(t, db, q, []any{"ann", "bob"}, []any{int64(2), int64(1)})); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		remove := sqlgen.Delete(db.Dialect(), &plan.Delete{Target: src, Limit: param(0, schema.Int), Out: x.frame("userId")})
		if n := len(run(t, db, remove, int64(2))); n != 2 {
			t.Errorf("removed %d rows", n)
		}
	})
}
