package dialect_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// begin opens a transaction that is rolled back at the latest with the test.
func (db database) begin(t *testing.T, level query.Isolation) dialect.Tx {
	t.Helper()
	tx, err := db.Begin(t.Context(), level)
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func TestAGroupThatFailsUndoesItselfAlone(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		up, broken := db.sql(`UPDATE "counter" SET "n" = "n" + 1`), db.sql(`INSERT INTO "counter" VALUES (1, 0)`)
		tx := db.begin(t, query.DefaultIsolation)
		stop := errors.New("stop")
		groups := []struct {
			name string
			run  func() error
			ok   bool
		}{
			{"nothing at all", func() error { return nil }, true},
			{"a failure before anything was run", func() error { return stop }, false},
			{"one that succeeds", func() error { return do(ctx, tx, up) }, true},
			{"the caller's own error", func() error { return errors.Join(do(ctx, tx, up), stop) }, false},
			{"the database's error after a change", func() error { return errors.Join(do(ctx, tx, up), do(ctx, tx, broken)) }, false},
			{"several statements", func() error { return errors.Join(do(ctx, tx, up), do(ctx, tx, up)) }, true},
			{"the database's error alone", func() error { return do(ctx, tx, broken) }, false},
		}
		for _, g := range groups {
			if err := tx.Group(ctx, g.run); (err == nil) != g.ok {
				t.Errorf("%s: %v", g.name, err)
			}
			if tx.Lost() {
				t.Fatalf("%s: the transaction is lost", g.name)
			}
		}
		func() {
			defer func() { _ = recover() }()
			_ = tx.Group(ctx, func() error {
				if err := do(ctx, tx, up); err != nil {
					t.Error(err)
				}
				panic("stop")
			})
		}()
		if err := tx.Commit(ctx); err != nil {
			t.Error(err)
		}
		if n := db.n(t); n != 3 {
			t.Errorf("n is %d", n)
		}
	})
}

// TestAPartThatIsUndoneUndoesItselfAlone writes powers of ten, so that the sum
// tells which of them stayed.
func TestAPartThatIsUndoneUndoesItselfAlone(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		tx := db.begin(t, query.DefaultIsolation)
		write := func(n string) {
			t.Helper()
			if err := tx.Group(ctx, func() error { return do(ctx, tx, db.sql(`UPDATE "counter" SET "n" = "n" + `+n)) }); err != nil {
				t.Fatal(err)
			}
		}
		fail := func() {
			t.Helper()
			if err := tx.Group(ctx, func() error { return do(ctx, tx, db.sql(`INSERT INTO "counter" VALUES (1, 0)`)) }); err == nil {
				t.Fatal("no error of a taken key")
			}
		}
		part := func(keep bool, f func()) {
			t.Helper()
			if err := tx.Save(ctx); err != nil {
				t.Fatal(err)
			}
			f()
			if !keep {
				tx.Undo(ctx)
			} else if err := tx.Release(ctx); err != nil {
				t.Fatal(err)
			}
			if tx.Lost() {
				t.Fatal("the transaction is lost")
			}
		}
		nothing := func() {}
		part(true, nothing)
		part(false, nothing)
		part(false, func() { write("10"); part(true, func() { write("10") }) })
		write("1")
		part(true, func() {
			part(false, nothing)
			write("100")
			fail()
			part(false, func() { write("10"); fail(); write("10") })
			part(true, func() { write("1000") })
			part(true, nothing)
		})
		fail()
		write("10000")
		if err := tx.Commit(ctx); err != nil {
			t.Error(err)
		}
		if n := db.n(t); n != 11101 {
			t.Errorf("n is %d", n)
		}
	})
}

func TestATransactionThatIsLostIsNotCommitted(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		tx := db.begin(t, query.DefaultIsolation)
		if err := tx.Group(ctx, func() error { return do(ctx, tx, db.sql(`UPDATE "counter" SET "n" = 5`)) }); err != nil {
			t.Fatal(err)
		}
		_ = tx.Group(ctx, func() error { return do(ctx, tx, db.sql(`ROLLBACK`)) })
		if err := tx.Group(ctx, func() error { return do(ctx, tx, db.sql(`UPDATE "counter" SET "n" = 6`)) }); err == nil {
			t.Error("a group ran after the end")
		}
		if !tx.Lost() {
			t.Error("it is not lost")
		}
		if err := tx.Commit(ctx); err == nil {
			t.Error("it was committed")
		}
		if n := db.n(t); n != 0 {
			t.Errorf("n is %d", n)
		}
	})
}

func TestLevelsOfIsolation(t *testing.T) {
	t.Parallel()
	each(t, nil, counterTables, func(t *testing.T, db database) {
		ctx := t.Context()
		for level, name := range map[query.Isolation]string{
			query.DefaultIsolation: "read committed", query.ReadUncommitted: "read committed", query.ReadCommitted: "read committed",
			query.RepeatableRead: "repeatable read", query.Serializable: "serializable",
		} {
			tx, err := db.Begin(ctx, level)
			var failed *dialect.Error
			if db.name == "sqlite" && level != query.DefaultIsolation && level != query.Serializable {
				if !errors.As(err, &failed) || failed.Kind != dialect.Unsupported {
					t.Errorf("%s: got %v", level, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if db.name == "postgres" {
				var got any
				_, err := tx.Raw(ctx, dialect.Raw{SQL: "SHOW transaction_isolation"}, func(_ []dialect.RawColumn, v []any) error { got = v[0]; return nil })
				if diff := cmp.Diff(any(name), got); diff != "" || err != nil {
					t.Errorf("%s: %v %s", level, err, diff)
				}
			}
			tx.Rollback()
		}
	})
}

func TestSQLiteTellsAWriterThatAnotherHasTheLock(t *testing.T) {
	t.Parallel()
	db := database{opened(t, sqliteURL(t), nil), "sqlite"}
	tx := db.begin(t, query.DefaultIsolation)
	defer tx.Rollback()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := db.Begin(ctx, query.DefaultIsolation)
	var failed *dialect.Error
	if !errors.As(err, &failed) || failed.Kind != dialect.Timeout {
		t.Errorf("got %v", err)
	}
	if err := db.Read(t.Context(), func(c dialect.Conn) error { return do(t.Context(), c, db.sql(`SELECT 1`, integer)) }); err != nil {
		t.Error(err)
	}
}

func TestRawStatementsLeaveConnectionsAsTheyWere(t *testing.T) {
	t.Parallel()
	db := database{opened(t, sqliteURL(t), nil), "sqlite"}
	ctx := t.Context()
	raw := func(sql string) (value any, err error) {
		_, err = db.Raw(ctx, dialect.Raw{SQL: sql}, func(_ []dialect.RawColumn, v []any) error { value = v[0]; return nil })
		return value, err
	}
	for _, sql := range []string{`PRAGMA query_only = OFF`, `pragma foreign_keys=off`, ` PRAGMA(x)`} {
		_, _ = raw(sql) // some are none
	}
	if v, err := raw(`SELECT * FROM pragma_query_only`); v != int64(1) || err != nil {
		t.Errorf("query_only is %v, %v", v, err)
	}
	if v, err := raw(`SELECT * FROM pragma_foreign_keys`); v != int64(1) || err != nil {
		t.Errorf("foreign_keys is %v, %v", v, err)
	}
	for _, sql := range []string{`BEGIN`, `BEGIN IMMEDIATE`, `SAVEPOINT x`} {
		var failed *dialect.Error
		if _, err := raw(sql); !errors.As(err, &failed) {
			t.Errorf("%s: got %v", sql, err)
		}
	}
	if _, err := raw(`-- nothing`); err != nil {
		t.Error(err)
	}
}

func TestRawTypesOfPostgreSQL(t *testing.T) {
	t.Parallel()
	db := database{opened(t, postgresURL(t), nil), "postgres"}
	tests := []struct {
		sql  string
		want any
		kind schema.Kind
	}{
		{`'{1,NULL}'::int4[]`, []any{int64(1), nil}, schema.Int},
		{`'{"a,b"}'::text[]`, []any{"a,b"}, schema.String},
		{`'{}'::timestamptz[]`, []any{}, schema.DateTime},
		{`'2024-02-03'::date`, time.Date(2024, 2, 3, 0, 0, 0, 0, time.UTC), schema.DateTime},
		{`'NaN'::numeric`, "NaN", schema.Decimal},
		{`1::smallint`, int64(1), schema.Int},
		{`'10.0.0.1'::inet`, "10.0.0.1", schema.Unsupported},
		{`'1 day'::interval`, "1 day", schema.Unsupported},
		{`'{"a":1}'::json`, query.JSON(`{"a":1}`), schema.JSON},
		{`'c'::"char"`, "c", schema.String},
	}
	for _, tt := range tests {
		_, err := db.Raw(t.Context(), dialect.Raw{SQL: "SELECT " + tt.sql}, func(c []dialect.RawColumn, v []any) error {
			if diff := cmp.Diff(tt.want, v[0]); diff != "" || c[0].Type.Kind != tt.kind {
				t.Errorf("%s: %s %s", tt.sql, c[0].Type.Kind, diff)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", tt.sql, err)
		}
	}
	none := func([]dialect.RawColumn, []any) error { t.Error("a row came"); return nil }
	if _, err := db.Raw(t.Context(), dialect.Raw{SQL: `SELECT '{{1,2},{3,4}}'::int4[]`}, none); err == nil {
		t.Error("an array of two dimensions was read")
	}
}
