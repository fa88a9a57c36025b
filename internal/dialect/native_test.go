package dialect_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// native opens a PostgreSQL database with the table of all types.
func native(t *testing.T) (db dialect.DB, x table) {
	t.Helper()
	s := scalars()
	db = opened(t, postgresURL(t), s)
	if err := db.Exec(t.Context(), scalarTables("postgres")); err != nil {
		t.Fatal(err)
	}
	return db, things(db, s)
}

func TestListTests(t *testing.T) {
	t.Parallel()
	db, x := native(t)
	for i, v := range []any{[]any{"a", "b"}, []any{}, nil, []any{"b"}} {
		run(t, db, x.insert("id", "strings", "ints", "enums"), int64(i+1), v, []any{int64(i)}, []any{"RED"})
	}
	test := func(field string, op plan.ListOp, arg func(f *schema.Field) plan.Expr) func(column) plan.Expr {
		return func(col column) plan.Expr {
			f := x.model.Field(field)
			l := &plan.ListTest{Op: op, X: col(field), Type: f.Type}
			if arg != nil {
				l.Arg = arg(f)
			}
			return l
		}
	}
	elem := func(f *schema.Field) plan.Expr {
		p := &plan.Param{From: plan.Slot(0), Type: f.Type}
		p.Type.List = false
		return p
	}
	list := func(f *schema.Field) plan.Expr { return &plan.Param{From: plan.Slot(0), Type: f.Type} }
	not := func(where func(column) plan.Expr) func(column) plan.Expr {
		return func(col column) plan.Expr { return &plan.Not{X: where(col)} }
	}
	for _, c := range []struct {
		name  string
		where func(column) plan.Expr
		value any
		want  []int64
	}{
		{"has", test("strings", plan.Has, elem), "a", []int64{1}},
		{"does not have, nor does NULL", not(test("strings", plan.Has, elem)), "a", []int64{2, 3, 4}},
		{"has every", test("strings", plan.HasEvery, list), []any{"b", "a"}, []int64{1}},
		{"has every of nothing, as NULL does", test("strings", plan.HasEvery, list), []any{}, []int64{1, 2, 3, 4}},
		{"has some", test("strings", plan.HasSome, list), []any{"b", "x"}, []int64{1, 4}},
		{"has some of nothing", test("strings", plan.HasSome, list), []any{}, []int64{}},
		{"has none", not(test("strings", plan.HasSome, list)), []any{"a"}, []int64{2, 3, 4}},
		{"is empty, as NULL is", test("strings", plan.IsEmpty, nil), nil, []int64{2, 3}},
		{"is not empty", not(test("strings", plan.IsEmpty, nil)), nil, []int64{1, 4}},
		{"has an integer", test("ints", plan.Has, elem), int64(2), []int64{3}},
		{"has some integers", test("ints", plan.HasSome, list), []any{int64(0), int64(3)}, []int64{1, 4}},
		{"has a renamed member", test("enums", plan.Has, elem), "RED", []int64{1, 2, 3, 4}},
		{"has every renamed member", test("enums", plan.HasEvery, list), []any{"RED", "BLUE"}, []int64{}},
		{"has in a hidden list", func(column) plan.Expr {
			return plan.Or{
				&plan.ListTest{Op: plan.Has, X: plan.Null{}, Arg: param(0, schema.String), Type: schema.ValueType{Kind: schema.String, List: true}},
				&plan.ListTest{Op: plan.HasEvery, X: plan.Null{}, Arg: &plan.Param{From: plan.Slot(1), Type: schema.ValueType{Kind: schema.String, List: true}}, Type: schema.ValueType{Kind: schema.String, List: true}},
			}
		}, "a", []int64{}},
	} {
		got, err := try(db, x.find(c.where, "id"), bound(x.find(c.where, "id"), c.value, []any{"a"})...)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if diff := cmp.Diff(c.want, ids(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	src, f := x.source(), x.model.Field("strings")
	push := sqlgen.Update(db.Dialect(), &plan.Update{Out: x.frame("strings"), Target: src, Sets: []plan.Assign{
		{Field: f, X: &plan.Arith{Op: plan.Append, L: &plan.Column{Source: src, Field: f}, R: &plan.Param{From: plan.Slot(0), Type: f.Type}, Type: f.Type}},
	}, Where: compared(plan.Le, &plan.Column{Source: src, Field: x.model.Field("id")}, param(1, schema.Int), schema.Int)})
	want := [][]any{{[]any{"a", "b", "z"}}, {[]any{"z"}}, {[]any{"z"}}}
	if diff := cmp.Diff(want, runSlots(t, db, push, []any{"z"}, int64(3))); diff != "" {
		t.Errorf("appended (-want +got):\n%s", diff)
	}
}

func TestNativeTypesCompareWithWhatRequestsHold(t *testing.T) {
	t.Parallel()
	db, x := native(t)
	const id = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
	at := time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)
	run(t, db, x.insert("id", "string", "uuid", "day", "zoned", "clock", "inet", "real", "small", "plainjson", "money"),
		int64(1), id, id, at, at, at, "10.0.0.1", 0.1, int64(3), nil, number("12.5"))
	run(t, db, x.insert("id"), int64(2))
	values := map[string]any{
		"uuid": id, "day": at, "zoned": at, "clock": at, "inet": "10.0.0.1", "real": 0.1, "small": int64(3), "money": number("12.50"),
	}
	for name, v := range values {
		f := x.model.Field(name)
		k := f.Type
		k.Optional = false
		q := x.find(func(col column) plan.Expr {
			list := &plan.Param{From: plan.Slot(1), Type: k}
			list.Type.List = true
			return plan.And{
				&plan.Compare{Op: plan.Eq, L: col(name), R: &plan.Param{From: plan.Slot(0), Type: k}, Type: k},
				&plan.Compare{Op: plan.Ge, L: &plan.Param{From: plan.Slot(0), Type: k}, R: col(name), Type: k},
				&plan.InValues{X: col(name), List: list},
			}
		}, "id")
		if diff := cmp.Diff([]int64{1}, ids(runSlots(t, db, q, v, []any{v}))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	both := x.find(func(col column) plan.Expr { return compared(plan.Eq, col("string"), col("uuid"), schema.String) }, "id")
	if diff := cmp.Diff([]int64{1}, ids(run(t, db, both))); diff != "" {
		t.Errorf("a uuid against text (-want +got):\n%s", diff)
	}
	in := x.find(func(col column) plan.Expr {
		o := &plan.Source{Alias: 1, Model: x.model}
		return &plan.InSelect{Columns: []plan.Expr{col("uuid")}, Select: &plan.Select{From: o, Columns: []plan.Expr{&plan.Column{Source: o, Field: x.model.Field("string")}}}}
	}, "id")
	if diff := cmp.Diff([]int64{1}, ids(run(t, db, in))); diff != "" {
		t.Errorf("a uuid among texts (-want +got):\n%s", diff)
	}
	_, err := try(db, x.find(func(col column) plan.Expr {
		return compared(plan.Eq, col("uuid"), param(0, schema.String), schema.String)
	}, "id"), "no uuid")
	var e *dialect.Error
	if !errors.As(err, &e) || e.Code != "22P02" {
		t.Errorf("a text that is no uuid: %v", err)
	}
}

func TestNumericsComeBackExactly(t *testing.T) {
	t.Parallel()
	db := opened(t, postgresURL(t), nil)
	r := rand.New(rand.NewPCG(3, 4))
	digits := func(n int) string {
		b := make([]byte, r.IntN(n))
		for i := range b {
			b[i] = byte('0' + r.IntN(10)*r.IntN(2))
		}
		return string(b)
	}
	decimals := schema.ValueType{Kind: schema.Decimal}
	echo := &sqlgen.Statement{SQL: `SELECT $1::numeric`, Args: []sqlgen.Arg{{Type: decimals}}, Columns: []schema.ValueType{decimals}}
	var calls []dialect.Call
	var want, got []string
	for range 2000 {
		d := decimal.RequireFromString([]string{"", "-"}[r.IntN(2)] + "0" + digits(25) + "." + digits(25) + "0")
		want = append(want, d.String())
		calls = append(calls, dialect.Call{Statement: echo, Args: []any{d}})
	}
	err := db.Read(t.Context(), func(c dialect.Conn) error {
		_, err := c.Run(t.Context(), calls, func(_ int, r dialect.Row) error {
			got = append(got, string(r.Text(0)))
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestURLParametersOfPrisma(t *testing.T) {
	t.Parallel()
	at := postgresURL(t)
	admin := opened(t, at, nil)
	if err := admin.Exec(t.Context(), []string{`CREATE SCHEMA "My App"`, `CREATE TABLE "My App"."t" ("n" INTEGER)`}); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, v := range map[string]string{
		"schema": "My App", "connection_limit": "2", "pool_timeout": "3", "pgbouncer": "true", "statement_cache_size": "0",
	} {
		q.Set(name, v)
	}
	u.RawQuery = q.Encode()
	db := database{opened(t, u.String(), nil), "postgres"}
	if n := len(run(t, db, db.sql(`SELECT "n" FROM "t"`, integer))); n != 0 {
		t.Errorf("%d rows", n)
	}
	rows := run(t, db, db.sql(`SELECT current_setting('timezone'), current_setting('transaction_isolation')`, text, text))
	if diff := cmp.Diff([][]any{{"UTC", "read committed"}}, rows); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestManyWritersOfOneRowOnPostgreSQL(t *testing.T) {
	t.Parallel()
	db := database{opened(t, postgresURL(t), nil), "postgres"}
	if err := db.Exec(t.Context(), counterTables("postgres")); err != nil {
		t.Fatal(err)
	}
	up := dialect.Call{Statement: db.sql(`UPDATE "counter" SET "n" = "n" + 1 RETURNING "n"`, integer)}
	errs := make(chan error)
	for range 50 {
		go func() { errs <- db.One(t.Context(), up, func(dialect.Row) error { return nil }) }()
	}
	for range 50 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := db.n(t); n != 50 {
		t.Error(fmt.Errorf("n is %d", n))
	}
}
