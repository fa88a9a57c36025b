package dialect_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

var (
	integer = schema.ValueType{Kind: schema.Int}
	text    = schema.ValueType{Kind: schema.String}
)

func counterTables(string) []string {
	return []string{
		`CREATE TABLE "counter" ("id" INTEGER PRIMARY KEY, "n" INTEGER NOT NULL CHECK ("n" < 1000000))`,
		`CREATE TABLE "child" ("id" INTEGER PRIMARY KEY, "counterId" INTEGER REFERENCES "counter" ("id"), "a" INTEGER, "B b" INTEGER, UNIQUE ("a", "B b"))`,
		`INSERT INTO "counter" VALUES (1, 0)`,
	}
}

// sql makes statements of the test's own, whose parameters are integers.
func (db database) sql(text string, columns ...schema.ValueType) *sqlgen.Statement {
	s := &sqlgen.Statement{SQL: text, Columns: columns}
	for i := range len(text) {
		if text[i] == '?' {
			s.Args = append(s.Args, sqlgen.Arg{From: plan.Slot(len(s.Args)), Type: integer})
		}
	}
	if db.name == "postgres" {
		s.SQL = ""
		n := 0
		for _, r := range text {
			if r == '?' {
				n++
				s.SQL += fmt.Sprintf("$%d::bigint", n)
			} else {
				s.SQL += string(r)
			}
		}
	}
	return s
}

func (db database) n(t testing.TB) int64 {
	t.Helper()
	return run(t, db, db.sql(`SELECT min("n") FROM "counter"`, integer))[0][0].(int64)
}

func do(ctx context.Context, c dialect.Conn, s *sqlgen.Statement, args ...any) error {
	_, err := c.Run(ctx, []dialect.Call{{Statement: s, Args: args}}, func(int, dialect.Row) error { return nil })
	return err
}

func TestTransactionCommitsOnlyWithoutError(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		up := db.sql(`UPDATE "counter" SET "n" = "n" + 1`)
		stop := errors.New("stop")
		if err := write(ctx, db, func(c dialect.Conn) error { return errors.Join(do(ctx, c, up), stop) }); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
		if n := db.n(t); n != 0 {
			t.Errorf("after an error n is %d", n)
		}
		func() {
			defer func() {
				if r := recover(); r != "stop" {
					t.Errorf("recovered %v", r)
				}
			}()
			_ = write(ctx, db, func(c dialect.Conn) error {
				if err := do(ctx, c, up); err != nil {
					t.Error(err)
				}
				panic("stop")
			})
		}()
		if n := db.n(t); n != 0 {
			t.Errorf("after a panic n is %d", n)
		}
		if err := write(ctx, db, func(c dialect.Conn) error { return errors.Join(do(ctx, c, up), do(ctx, c, up)) }); err != nil {
			t.Error(err)
		}
		if err := write(ctx, db, func(dialect.Conn) error { return nil }); err != nil {
			t.Error("an empty transaction:", err)
		}
		if n := db.n(t); n != 2 {
			t.Errorf("after a commit n is %d", n)
		}
	})
}

func TestRowsErrorAndPanicLeaveTheConnectionUsable(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		stop := errors.New("stop")
		rows := db.sql(`SELECT "n" FROM "counter"`, integer)
		calls := []dialect.Call{{Statement: rows}, {Statement: rows}, {Statement: db.sql(`SELECT 1 + "n" FROM "counter"`, integer)}}
		for range 3 {
			err := db.Read(ctx, func(c dialect.Conn) error {
				_, err := c.Run(ctx, calls, func(i int, _ dialect.Row) error {
					if i == 1 {
						return stop
					}
					return nil
				})
				if !errors.Is(err, stop) {
					t.Errorf("the caller's own error became %v", err)
				}
				return do(ctx, c, rows)
			})
			if err != nil {
				t.Error(err)
			}
			func() {
				defer func() { _ = recover() }()
				_ = db.Read(ctx, func(c dialect.Conn) error {
					_, err := c.Run(ctx, calls, func(int, dialect.Row) error { panic("row") })
					return err
				})
			}()
		}
	})
}

func TestErrorsAreClassed(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, sql        string
		args             []any
		want             dialect.Error
		sqlite, postgres string
	}{
		{
			"a primary key", `INSERT INTO "counter" VALUES (?, ?)`,
			[]any{int64(1), int64(1)},
			dialect.Error{Kind: dialect.UniqueViolation, Table: "counter", Columns: []string{"id"}},
			"SQLITE_CONSTRAINT_PRIMARYKEY", "23505",
		},
		{
			"a unique key of two columns", `INSERT INTO "child" VALUES (?, NULL, 1, 2)`,
			[]any{int64(2)},
			dialect.Error{Kind: dialect.UniqueViolation, Table: "child", Columns: []string{"a", "B b"}},
			"SQLITE_CONSTRAINT_UNIQUE", "23505",
		},
		{
			"a reference to nothing", `INSERT INTO "child" VALUES (?, 99, 3, 3)`,
			[]any{int64(3)},
			dialect.Error{Kind: dialect.ForeignKeyViolation, Table: "child", Columns: []string{"counterId"}},
			"SQLITE_CONSTRAINT_FOREIGNKEY", "23503",
		},
		{
			"a row that is referred to", `DELETE FROM "counter" WHERE "id" = ?`,
			[]any{int64(1)},
			dialect.Error{Kind: dialect.ForeignKeyViolation, Table: "child"},
			"SQLITE_CONSTRAINT_FOREIGNKEY", "23503",
		},
		{
			"a missing value", `INSERT INTO "counter" VALUES (?, ?)`,
			[]any{int64(2), nil},
			dialect.Error{Kind: dialect.NotNullViolation, Table: "counter", Columns: []string{"n"}},
			"SQLITE_CONSTRAINT_NOTNULL", "23502",
		},
		{
			"a check", `INSERT INTO "counter" VALUES (?, ?)`,
			[]any{int64(2), int64(1000001)},
			dialect.Error{Kind: dialect.CheckViolation, Table: "counter"},
			"SQLITE_CONSTRAINT_CHECK", "23514",
		},
		{"a table that is not there", `INSERT INTO "nothing" VALUES (?)`, []any{int64(2)}, dialect.Error{Kind: dialect.NoTable}, "SQLITE_ERROR", "42P01"},
		{"a column that is not there", `INSERT INTO "counter" ("no") VALUES (?)`, []any{int64(2)}, dialect.Error{Kind: dialect.NoColumn}, "SQLITE_ERROR", "42703"},
		{"a mistake", `INSERT INTO "counter" VALUES (? ?)`, []any{int64(2), int64(2)}, dialect.Error{}, "SQLITE_ERROR", "42601"},
		{"a value of the wrong kind", `INSERT INTO "counter" VALUES (?, 1)`, []any{struct{}{}}, dialect.Error{}, "", ""},
	}
	each(t, nil, counterTables, func(t *testing.T, db database) {
		run(t, db, db.sql(`INSERT INTO "child" VALUES (?, 1, 1, 2)`), int64(1))
		for _, c := range cases {
			_, err := try(db, db.sql(c.sql), c.args...)
			var got *dialect.Error
			if !errors.As(err, &got) {
				t.Errorf("%s: %v is not a *dialect.Error", c.name, err)
				continue
			}
			want := c.want
			want.Code = c.postgres
			if db.name == "sqlite" {
				want.Code = c.sqlite
				if want.Kind == dialect.ForeignKeyViolation || want.Kind == dialect.CheckViolation {
					want.Table, want.Columns = "", nil // which SQLite does not tell
				}
			}
			if diff := cmp.Diff(want, dialect.Error{Kind: got.Kind, Code: got.Code, Table: got.Table, Columns: got.Columns}); diff != "" {
				t.Errorf("%s: %v (-want +got):\n%s", c.name, err, diff)
			}
		}
	})
}

func TestErrorInTheMiddleOfARun(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		insert := db.sql(`INSERT INTO "counter" VALUES (?, 7) RETURNING "id"`, integer)
		calls := func(ids ...int64) (calls []dialect.Call) {
			for _, id := range ids {
				calls = append(calls, dialect.Call{Statement: insert, Args: []any{id}})
			}
			return calls
		}
		for range 2 {
			var got []int64
			err := write(ctx, db, func(c dialect.Conn) error {
				_, err := c.Run(ctx, calls(2, 3, 1, 4), func(_ int, r dialect.Row) error {
					got = append(got, r.Int64(0))
					return nil
				})
				return err
			})
			var e *dialect.Error
			if !errors.As(err, &e) || e.Kind != dialect.UniqueViolation {
				t.Errorf("got %v", err)
			}
			if diff := cmp.Diff([]int64{2, 3}, got); diff != "" {
				t.Errorf("rows before the error (-want +got):\n%s", diff)
			}
		}
		err := write(ctx, db, func(c dialect.Conn) error {
			counts, err := c.Run(ctx, calls(2, 3, 4), func(int, dialect.Row) error { return nil })
			if diff := cmp.Diff([]int64{1, 1, 1}, counts); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
			counts, err2 := c.Run(ctx, []dialect.Call{{Statement: db.sql(`UPDATE "counter" SET "n" = 8 WHERE "id" > ?`), Args: []any{int64(2)}}}, nil)
			if diff := cmp.Diff([]int64{2}, counts); diff != "" {
				t.Errorf("affected rows (-want +got):\n%s", diff)
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestOneStatementIsATransaction(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		seen := int64(0)
		err := db.One(t.Context(), dialect.Call{Statement: db.sql(`UPDATE "counter" SET "n" = "n" + ? RETURNING "n"`, integer), Args: []any{int64(5)}},
			func(r dialect.Row) error { seen = r.Int64(0); return nil })
		if err != nil || seen != 5 || db.n(t) != 5 {
			t.Errorf("row %d, stored %d, error %v", seen, db.n(t), err)
		}
	})
}

func TestOneStatementIsUndone(t *testing.T) {
	t.Parallel()
	tables := func(name string) []string { return append(counterTables(name), `INSERT INTO "counter" VALUES (2, 0)`) }
	each(t, nil, tables, func(t *testing.T, db database) {
		up := dialect.Call{Statement: db.sql(`UPDATE "counter" SET "n" = "n" + 1 RETURNING "n"`, integer)}
		refused := errors.New("refused")
		stored := int64(0)
		for _, at := range []int{1, 2} {
			rows := 0
			err := db.One(t.Context(), up, func(dialect.Row) error {
				if rows++; rows == at {
					return refused
				}
				return nil
			})
			if db.name == "postgres" {
				stored++ // it commits before it sends rows
			}
			if !errors.Is(err, refused) || db.n(t) != stored {
				t.Errorf("an error of row %d: stored %d, error %v", at, db.n(t), err)
			}
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if err := db.One(ended, up, func(dialect.Row) error { return nil }); !errors.Is(err, context.Canceled) || db.n(t) != stored {
			t.Errorf("in a context that has ended: stored %d, error %v", db.n(t), err)
		}
		same := dialect.Call{Statement: db.sql(`UPDATE "counter" SET "id" = 2 WHERE "id" <> 2 RETURNING "n"`, integer)}
		var failed *dialect.Error
		if err := db.One(t.Context(), same, func(dialect.Row) error { return nil }); !errors.As(err, &failed) || failed.Kind != dialect.UniqueViolation {
			t.Errorf("a key that is taken: %v", err)
		}
		// The connection is as it was: what comes next is a transaction again.
		if err := db.One(t.Context(), up, func(dialect.Row) error { return nil }); err != nil || db.n(t) != stored+1 {
			t.Errorf("afterwards: stored %d, error %v", db.n(t), err)
		}
	})
}

func TestReadersRunBesideAWriter(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		up := db.sql(`UPDATE "counter" SET "n" = "n" + 1`)
		rows := db.sql(`SELECT "n" FROM "counter"`, integer)
		// While a transaction has written and not committed, readers see what was before.
		err := write(ctx, db, func(c dialect.Conn) error {
			if err := do(ctx, c, up); err != nil {
				return err
			}
			if n := db.n(t); n != 0 {
				t.Errorf("a reader saw %d before the commit", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		const writers, times = 8, 25
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range times {
					if err := write(ctx, db, func(c dialect.Conn) error { return do(ctx, c, up) }); err != nil {
						t.Error(err)
					}
				}
			})
			wg.Go(func() {
				last := int64(0)
				for range times {
					err := db.Read(ctx, func(c dialect.Conn) error {
						_, err := c.Run(ctx, []dialect.Call{{Statement: rows}, {Statement: rows}}, func(_ int, r dialect.Row) error {
							if r.Int64(0) < last {
								t.Errorf("%d after %d", r.Int64(0), last)
							}
							last = r.Int64(0)
							return nil
						})
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := db.n(t); n != 1+writers*times {
			t.Errorf("n is %d: writes were lost", n)
		}
	})
}

// slow is a statement that would run for minutes.
func (db database) slow() *sqlgen.Statement {
	if db.name == "postgres" {
		return db.sql(`SELECT 1 FROM pg_sleep(600)`, integer)
	}
	return db.sql(`SELECT count(*) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c)`, integer)
}

func TestContextEndsAStatement(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		lends := map[string]func(context.Context, func(dialect.Conn) error) error{"read": db.Read, "write": func(ctx context.Context, f func(dialect.Conn) error) error { return write(ctx, db, f) }}
		for name, lend := range lends {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			started := time.Now()
			err := lend(ctx, func(c dialect.Conn) error {
				if name == "write" {
					if err := do(ctx, c, db.sql(`UPDATE "counter" SET "n" = 99`)); err != nil {
						return err
					}
				}
				calls := []dialect.Call{{Statement: db.sql(`SELECT "n" FROM "counter"`, integer)}, {Statement: db.slow()}}
				_, err := c.Run(ctx, calls, func(int, dialect.Row) error { return nil })
				return err
			})
			cancel()
			var e *dialect.Error
			if !errors.As(err, &e) || e.Kind != dialect.Timeout || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
			if d := time.Since(started); d > 5*time.Second {
				t.Errorf("%s ended after %v", name, d)
			}
			if err := lend(ctx, func(dialect.Conn) error { return nil }); err == nil && name == "write" {
				t.Error("a transaction began after the end of its context")
			}
		}
		rows := dialect.Call{Statement: db.sql(`SELECT "n" FROM "counter"`, integer)}
		err := db.Read(t.Context(), func(c dialect.Conn) error {
			_, err := c.Run(t.Context(), []dialect.Call{rows, rows}, func(_ int, r dialect.Row) error {
				if n := r.Int64(0); n != 0 {
					t.Errorf("n is %d: a transaction without commit was kept", n)
				}
				return nil
			})
			return err
		})
		if err != nil {
			t.Errorf("after the end of a context: %v", err)
		}
	})
}

func TestCancelledWaitForTheWriterEnds(t *testing.T) {
	t.Parallel()
	db := database{opened(t, sqliteURL(t), nil), "sqlite"}
	if err := db.Exec(t.Context(), counterTables("sqlite")); err != nil {
		t.Fatal(err)
	}
	err := write(t.Context(), db, func(dialect.Conn) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := write(ctx, db, func(dialect.Conn) error { return nil })
		var e *dialect.Error
		if !errors.As(err, &e) || e.Kind != dialect.Timeout {
			t.Errorf("got %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestListOfTenThousandIsOneParameter(t *testing.T) {
	t.Parallel()
	s := blog()
	each(t, s, blogTables, func(t *testing.T, db database) {
		x := posts(t, db, s)
		numbers, names := []any{}, []any{"last"}
		for i := range 10_000 {
			numbers = append(numbers, int64(i*2))
			names = append(names, fmt.Sprintf("no such name %d", i))
		}
		q := x.find(func(col column) plan.Expr {
			return plan.And{
				&plan.InValues{X: col("id"), List: params(0, schema.Int)}, &plan.InValues{X: col("title"), List: params(1, schema.String)},
			}
		}, "id")
		if len(q.Args) != 2 {
			t.Errorf("%d parameters", len(q.Args))
		}
		if diff := cmp.Diff([]int64{6}, ids(run(t, db, q, numbers, names))); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

func TestStatementsSurviveAChangeOfTheirTables(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		all := db.sql(`SELECT * FROM "counter"`, integer, integer)
		run(t, db, all)
		if err := db.Exec(ctx, []string{`ALTER TABLE "counter" ADD COLUMN "more" TEXT`}); err != nil {
			t.Fatal(err)
		}
		run(t, db, all)
		if err := db.Exec(ctx, []string{`ALTER TABLE "counter" DROP COLUMN "more"`}); err != nil {
			t.Fatal(err)
		}
		// In a transaction the statement cannot simply be run again.
		err := write(ctx, db, func(c dialect.Conn) error { return do(ctx, c, all) })
		var e *dialect.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != dialect.Busy) {
			t.Errorf("%v is not for running again", err)
		}
		if err := write(ctx, db, func(c dialect.Conn) error { return do(ctx, c, all) }); err != nil {
			t.Error(err)
		}
	})
}

func TestMoreStatementsThanAreCached(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		var calls []dialect.Call
		for i := range 1200 {
			calls = append(calls, dialect.Call{Statement: db.sql(fmt.Sprintf(`SELECT "n" + %d FROM "counter"`, i), integer)})
		}
		for range 2 {
			sum := int64(0)
			err := db.Read(ctx, func(c dialect.Conn) error {
				_, err := c.Run(ctx, calls, func(i int, r dialect.Row) error {
					if r.Int64(0) != int64(i) {
						t.Errorf("call %d gave %d", i, r.Int64(0))
					}
					sum += r.Int64(0)
					return nil
				})
				return err
			})
			if err != nil || sum != 1199*1200/2 {
				t.Fatalf("sum %d, error %v", sum, err)
			}
		}
	})
}

func TestDefinitionsAreOneTransaction(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		if err := db.Exec(ctx, []string{`CREATE TABLE "x" ("id" INTEGER)`, `CREATE TABLE "x" ("id" INTEGER)`}); err == nil {
			t.Error("a second table of the same name was made")
		}
		if err := db.Exec(ctx, []string{`CREATE TABLE "x" ("id" INTEGER); INSERT INTO "x" VALUES (1); -- one`, ``, `INSERT INTO "x" VALUES (2)`}); err != nil {
			t.Fatal(err)
		}
		if n := len(run(t, db, db.sql(`SELECT "id" FROM "x"`, integer))); n != 2 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestClosedDatabaseSaysSo(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Read(t.Context(), func(dialect.Conn) error { return nil }); err == nil {
			t.Error("a closed database was read")
		}
	})
}
