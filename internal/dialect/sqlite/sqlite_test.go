package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/sqlite"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

func TestMain(m *testing.M) {
	if path := os.Getenv("GOZEN_TEST_SQLITE_VICTIM"); path != "" {
		victim(path)
	}
	os.Exit(m.Run())
}

func opened(t testing.TB, path string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// statement is SQL whose parameters are all of kind k.
func statement(sql string, k schema.Kind, columns ...schema.Kind) *sqlgen.Statement {
	s := &sqlgen.Statement{SQL: sql}
	for range strings.Count(sql, "?") {
		s.Args = append(s.Args, sqlgen.Arg{From: plan.Slot(len(s.Args)), Type: schema.ValueType{Kind: k}})
	}
	for _, c := range columns {
		s.Columns = append(s.Columns, schema.ValueType{Kind: c})
	}
	return s
}

func rowsOf(t testing.TB, db *sqlite.DB, s *sqlgen.Statement, args ...any) (rows [][]any) {
	t.Helper()
	err := db.Read(t.Context(), func(c dialect.Conn) error {
		_, err := c.Run(t.Context(), []dialect.Call{{Statement: s, Args: args}}, func(_ int, r dialect.Row) error {
			var row []any
			for i, k := range s.Columns {
				v, err := r.Value(i, k)
				if err != nil {
					return err
				}
				row = append(row, v)
			}
			rows = append(rows, row)
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// victim commits rows, saying so for each, until it is killed in the middle of one.
func victim(path string) {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, path, nil)
	if err != nil {
		panic(err)
	}
	insert := statement(`INSERT INTO "a" VALUES (?)`, schema.Int)
	for i := int64(1); ; i++ {
		err := write(ctx, db, func(c dialect.Conn) error {
			_, err := c.Run(ctx, []dialect.Call{{Statement: insert, Args: []any{i}}, {Statement: insert, Args: []any{-i}}}, nil)
			return err
		})
		if err != nil {
			panic(err)
		}
		fmt.Println(i)
	}
}

func TestCommitSurvivesTheDeathOfTheProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	db := opened(t, path)
	if err := db.Exec(t.Context(), []string{`CREATE TABLE "a" ("n" INTEGER PRIMARY KEY)`}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "GOZEN_TEST_SQLITE_VICTIM="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := 0
	for last < 200 {
		if _, err := fmt.Fscan(out, &last); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for { // what it said before it died
		if _, err := fmt.Fscan(out, &last); err != nil {
			break
		}
	}
	_ = cmd.Wait()
	rows := rowsOf(t, db, statement(`SELECT max("n"), count(*), sum("n") FROM "a"`, schema.Int, schema.Int, schema.Int, schema.Int))
	most, count, sum := rows[0][0].(int64), rows[0][1].(int64), rows[0][2].(int64)
	if most < int64(last) {
		t.Errorf("%d was committed, up to %d is there", last, most)
	}
	if count != 2*most || sum != 0 {
		t.Errorf("half a transaction is there: %d rows up to %d, their sum %d", count, most, sum)
	}
}

func TestAnotherProcessesLockIsWaitedFor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	one, other := opened(t, path), opened(t, path)
	if err := one.Exec(t.Context(), []string{`CREATE TABLE "a" ("n" INTEGER)`}); err != nil {
		t.Fatal(err)
	}
	insert := []dialect.Call{{Statement: statement(`INSERT INTO "a" VALUES (?)`, schema.Int), Args: []any{int64(1)}}}
	done := make(chan error, 1)
	err := write(t.Context(), one, func(c dialect.Conn) error {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		err := write(ctx, other, func(dialect.Conn) error { return nil })
		var e *dialect.Error
		if !errors.As(err, &e) || e.Kind != dialect.Timeout {
			t.Errorf("the context ended, but: %v", err)
		}
		go func() {
			done <- write(t.Context(), other, func(c dialect.Conn) error {
				_, err := c.Run(t.Context(), insert, nil)
				return err
			})
		}()
		_, err = c.Run(t.Context(), insert, nil)
		return err
	})
	if err := errors.Join(err, <-done); err != nil {
		t.Error(err)
	}
	if n := len(rowsOf(t, other, statement(`SELECT "n" FROM "a"`, schema.Int, schema.Int))); n != 2 {
		t.Errorf("%d rows", n)
	}
}

func TestDefinitionsThatBreakReferencesAreRefused(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	ctx := t.Context()
	if err := db.Exec(ctx, []string{
		`CREATE TABLE "p" ("id" INTEGER PRIMARY KEY)`, `CREATE TABLE "c" ("p" INTEGER REFERENCES "p" ("id") ON DELETE CASCADE)`,
		`INSERT INTO "p" VALUES (1)`, `INSERT INTO "c" VALUES (1)`,
	}); err != nil {
		t.Fatal(err)
	}
	remade := []string{
		`CREATE TABLE "new_p" ("id" INTEGER PRIMARY KEY, "x" TEXT)`, `INSERT INTO "new_p" ("id") SELECT "id" FROM "p"`,
		`DROP TABLE "p"`, `ALTER TABLE "new_p" RENAME TO "p"`,
	}
	if err := db.Exec(ctx, remade); err != nil {
		t.Errorf("a table cannot be made anew: %v", err)
	}
	children := statement(`SELECT "p" FROM "c"`, schema.Int, schema.Int)
	if n := len(rowsOf(t, db, children)); n != 1 {
		t.Errorf("%d children are left after their parents' table was made anew", n)
	}
	var e *dialect.Error
	if err := db.Exec(ctx, []string{`DELETE FROM "p"`}); !errors.As(err, &e) || e.Kind != dialect.ForeignKeyViolation {
		t.Errorf("got %v", err)
	}
	remove := []dialect.Call{{Statement: statement(`DELETE FROM "p"`, schema.Int)}}
	if err := write(ctx, db, func(c dialect.Conn) error { _, err := c.Run(ctx, remove, nil); return err }); err != nil {
		t.Error(err)
	}
	if n := len(rowsOf(t, db, children)); n != 0 {
		t.Errorf("references are not enforced after a definition: %d children", n)
	}
}

func TestReadersRefuseToWrite(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	err := db.Read(t.Context(), func(c dialect.Conn) error {
		_, err := c.Run(t.Context(), []dialect.Call{{Statement: statement(`CREATE TABLE "a" ("n" INTEGER)`, schema.Int)}}, nil)
		return err
	})
	if err == nil {
		t.Error("a reader made a table")
	}
}

func TestDatesThatOthersWrote(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	want := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, stored := range []string{
		`'2026-01-02T03:04:05.000Z'`, `'2026-01-02 03:04:05'`, `'2026-01-02T03:04:05+00:00'`, `'2026-01-02T05:04:05.000+02:00'`,
		`1767323045000`, `'2026-01-02T03:04:05'`,
	} {
		rows := rowsOf(t, db, statement(`SELECT `+stored, schema.Int, schema.DateTime))
		if diff := cmp.Diff([][]any{{want}}, rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", stored, diff)
		}
	}
	err := db.Read(t.Context(), func(c dialect.Conn) error {
		s := statement(`SELECT 'yesterday'`, schema.Int, schema.DateTime)
		_, err := c.Run(t.Context(), []dialect.Call{{Statement: s}}, func(_ int, r dialect.Row) error {
			_, err := r.Value(0, s.Columns[0])
			return err
		})
		return err
	})
	if err == nil {
		t.Error("a text was read as a date")
	}
}

func TestOnlyDatesOfTheStoredFormAreCopied(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	for stored, want := range map[string]string{
		`'2026-01-02T03:04:05.678Z'`: "2026-01-02T03:04:05.678Z",
		`'2026-01-02T03:04:05.6789'`: "", `'2026-01-02 03:04:05.678Z'`: "", `'2026-01-02T03:04:05Z'`: "", `'2026-01-02T03:04:0".678Z'`: "",
		`'2026-01-02T03:04:05.678Z"'`: "", `x'323032362d30312d30325430333a30343a30352e3637385a'`: "", `1767323045000`: "", `NULL`: "",
	} {
		err := db.Read(t.Context(), func(c dialect.Conn) error {
			s := statement(`SELECT `+stored, schema.Int, schema.DateTime)
			_, err := c.Run(t.Context(), []dialect.Call{{Statement: s}}, func(_ int, r dialect.Row) error {
				if got := string(r.TimeText(0)); got != want {
					t.Errorf("%s: got %q, want %q", stored, got, want)
				}
				return nil
			})
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestNumbersThatOthersKeepAsFloatingPoint(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	for stored, want := range map[string]string{
		"12345678901234.123": "12345678901234.123", "0.1": "0.1", "9.99": "9.99", "-0.5": "-0.5", "1e20": "100000000000000000000", "1e300": "1e+300",
		"5e-324": "5e-324", "10": "10", "'12.50'": "12.50",
	} {
		var text string
		err := db.Read(t.Context(), func(c dialect.Conn) error {
			s := statement("SELECT "+stored+", "+stored, schema.Int, schema.Decimal, schema.JSON)
			_, err := c.Run(t.Context(), []dialect.Call{{Statement: s}}, func(_ int, r dialect.Row) error {
				text = string(r.Text(0)) + " " + string(r.Bytes(1))
				v, err := r.Value(0, s.Columns[0])
				if d, ok := v.(decimal.Decimal); !ok || !d.Equal(decimal.RequireFromString(want)) {
					t.Errorf("%s as a value: %v", stored, v)
				}
				return err
			})
			return err
		})
		if diff := cmp.Diff(want+" "+want, text); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", stored, err, diff)
		}
	}
}

func TestValuesThatNoColumnHolds(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	for name, c := range map[string]struct {
		kind  schema.Kind
		list  bool
		value any
	}{
		"a NUL in a text":        {schema.String, false, "a\x00b"},
		"a NUL in a list":        {schema.String, true, []any{"a\x00b"}},
		"a year of five digits":  {schema.DateTime, false, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"a decimal without end":  {schema.Decimal, false, decimal.New(1, 2_000_000_000)},
		"a decimal too fine":     {schema.Decimal, true, []any{decimal.New(1, -2_000_000_000)}},
		"a text for a decimal":   {schema.Decimal, false, "ten"},
		"a text for a date":      {schema.DateTime, false, "yesterday"},
		"a list that is none":    {schema.String, true, "a"},
		"a value of another way": {schema.String, false, struct{}{}},
	} {
		s := &sqlgen.Statement{SQL: "SELECT ?1", Columns: []schema.ValueType{{Kind: schema.String}}, Args: []sqlgen.Arg{{Type: schema.ValueType{Kind: c.kind, List: c.list}}}}
		err := db.Read(t.Context(), func(k dialect.Conn) error {
			_, err := k.Run(t.Context(), []dialect.Call{{Statement: s, Args: []any{c.value}}}, func(int, dialect.Row) error { return nil })
			return err
		})
		if _, ok := errors.AsType[*dialect.Error](err); !ok {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestDecimalsSortByValue(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	r := rand.New(rand.NewPCG(1, 2))
	digits := func(n int) string {
		b := make([]byte, r.IntN(n))
		for i := range b {
			b[i] = byte('0' + r.IntN(10)*r.IntN(2))
		}
		return string(b)
	}
	insert := statement(`INSERT INTO "a" VALUES (?)`, schema.String)
	var calls []dialect.Call
	var values []decimal.Decimal
	for range 500 {
		text := []string{"", "-"}[r.IntN(2)] + "0" + digits(12) + "." + digits(12) + "0"
		values = append(values, decimal.RequireFromString(text))
		calls = append(calls, dialect.Call{Statement: insert, Args: []any{text}})
	}
	if err := db.Exec(t.Context(), []string{`CREATE TABLE "a" ("d" TEXT)`}); err != nil {
		t.Fatal(err)
	}
	if err := write(t.Context(), db, func(c dialect.Conn) error { _, err := c.Run(t.Context(), calls, nil); return err }); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(values, decimal.Decimal.Cmp)
	var got []decimal.Decimal
	for _, row := range rowsOf(t, db, statement(`SELECT "d" FROM "a" ORDER BY "d" COLLATE gozen_decimal`, schema.Int, schema.Decimal)) {
		got = append(got, row[0].(decimal.Decimal))
	}
	if diff := cmp.Diff(values, got, cmp.Comparer(decimal.Decimal.Equal)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func FuzzDecimalOrderIsTotalAndTrue(f *testing.F) {
	for _, s := range []string{"", "0", "-0.0", "1e3", "-.5", "007", "1e99999999", "abc", "+1", "1.", "."} {
		f.Add(s, "10")
	}
	db := opened(f, ":memory:")
	both := statement(`SELECT ?1 < ?2 COLLATE gozen_decimal, ?2 < ?1 COLLATE gozen_decimal, ?1 = ?2 COLLATE gozen_decimal`, schema.String, schema.Boolean, schema.Boolean, schema.Boolean)
	both.Args = both.Args[:2]
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ContainsRune(a+b, 0) || len(a)+len(b) > 200 {
			return
		}
		row := rowsOf(t, db, both, a, b)[0]
		trues := 0
		for _, v := range row {
			if v.(bool) {
				trues++
			}
		}
		if trues != 1 {
			t.Errorf("%q < %q, >, =: %v", a, b, row)
		}
		x, err1 := decimal.NewFromString(a)
		y, err2 := decimal.NewFromString(b)
		if err1 != nil || err2 != nil || max(abs(x.Exponent()), abs(y.Exponent())) > 300 || strings.ContainsRune(a+b, '_') {
			return
		}
		if want := []any{x.LessThan(y), y.LessThan(x), x.Equal(y)}; cmp.Diff(want, row) != "" {
			t.Errorf("%q < %q, >, =: %v, want %v", a, b, row, want)
		}
	})
}

func abs(n int32) int32 { return max(n, -n) }

func FuzzJSONIsCanonical(f *testing.F) {
	for _, s := range []string{`{"b":1,"a":[1.0,2e3,-0,0.10]}`, `"\u0000\ud83d"`, `1e999999999999`, `{`, `[[[[`, `null null`, "\x80", `{"a":1,"a":2}`} {
		f.Add(s)
	}
	db := opened(f, ":memory:")
	twice := statement(`SELECT gozen_json(?1), gozen_json(gozen_json(?1))`, schema.JSON, schema.String, schema.String)
	twice.Args = twice.Args[:1]
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsRune(s, 0) {
			return
		}
		row := rowsOf(t, db, twice, s)[0]
		if row[0] != row[1] {
			t.Errorf("%q gives %q, and that %q", s, row[0], row[1])
		}
	})
}

// write runs f in a transaction.
func write(ctx context.Context, db dialect.DB, f func(dialect.Conn) error) error {
	return dialect.Write(ctx, db, query.DefaultIsolation, f)
}
