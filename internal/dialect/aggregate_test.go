package dialect_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
)

// over selects a function of a field over all rows.
func (x table) over(op plan.AggregateOp, fn query.Function, name string) *sqlgen.Statement {
	f := x.model.Field(name)
	return sqlgen.Read(x.d, &plan.Read{
		Select: &plan.Select{From: x.source(), Columns: []plan.Expr{&plan.Column{Source: x.source(), Field: f}}},
		Group:  &plan.Group{Columns: []plan.Expr{&plan.Aggregate{Op: op, X: &plan.Inner{Field: f}, Type: fn.Type(f)}}},
	})
}

func TestFunctionsOfValuesAreExact(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	const least, greatest = int64(math.MinInt64), int64(math.MaxInt64)
	cases := []struct {
		name, field        string
		values             []any
		avg, sum, min, max any
	}{
		{"nothing", "int", nil, nil, nil, nil, nil},
		{"NULLs", "decimal", []any{nil, nil}, nil, nil, nil, nil},
		{"integers", "int", []any{int64(1), nil, int64(2), int64(2)}, 5.0 / 3, int64(5), int64(1), int64(2)},
		{"an average that two roundings would miss", "int", []any{int64(20), int64(0), int64(0)}, 20.0 / 3, int64(20), int64(0), int64(20)},
		{
			"great integers", "bigint",
			[]any{int64(9007199254740993), int64(9007199254740992)},
			9007199254740992.0, int64(18014398509481985), int64(9007199254740992), int64(9007199254740993),
		},
		{"a sum that leaves the range and comes back", "bigint", []any{greatest, int64(1), int64(-2)}, float64(greatest-1) / 3, greatest - 1, int64(-2), greatest},
		{"the same below", "bigint", []any{least, int64(-1), int64(2)}, float64(least+1) / 3, least + 1, least, int64(2)},
		{"Floats", "float", []any{0.5, 0.25, nil}, 0.375, 0.75, 0.25, 0.5},
		{
			"Decimals", "decimal",
			[]any{number("12345678901234567890.123"), number("0.000000000000000000000000000001"), number("-9.5")},
			number("4115226300411522626.874333333333333333333333333334"), number("12345678901234567880.623000000000000000000000000001"),
			number("-9.5"), number("12345678901234567890.123"),
		},
		{"thirds", "decimal", []any{number("1"), number("0"), number("0")}, number("0.333333333333333333333333333333"), number("1"), number("0"), number("1")},
		{"minus two thirds", "decimal", []any{number("-2"), number("0"), number("0")}, number("-0.666666666666666666666666666667"), number("-2"), number("-2"), number("0")},
		{"Decimals by value, not as text", "decimal", []any{number("9"), number("10"), number("-1"), number("-2")}, number("4"), number("16"), number("-2"), number("10")},
		{"dates", "datetime", []any{day(2), day(1), nil}, nil, nil, day(1), day(2)},
		{"texts", "string", []any{"b", "a", nil}, nil, nil, "a", "b"},
		{"truths", "boolean", []any{true, false, nil}, nil, nil, false, true},
		{"one truth", "boolean", []any{true, nil}, nil, nil, true, true},
		{"enums of one member", "enum", []any{"RED", nil}, nil, nil, "RED", "RED"},
	}
	s := scalars()
	each(t, s, scalarTables, func(t *testing.T, db database) {
		x := things(db, s)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if err := db.Exec(t.Context(), []string{`DELETE FROM "Thing"`}); err != nil {
					t.Fatal(err)
				}
				for i, v := range c.values {
					run(t, db, x.insert("id", c.field), int64(i), v)
				}
				got := func(op plan.AggregateOp, fn query.Function) any { return run(t, db, x.over(op, fn, c.field))[0][0] }
				want, have := []any{c.min, c.max}, []any{got(plan.Min, query.MinOf), got(plan.Max, query.MaxOf)}
				if s.Model("Thing").Field(c.field).Type.Kind.Numeric() {
					want, have = append(want, c.avg, c.sum), append(have, got(plan.Avg, query.AvgOf), got(plan.Sum, query.SumOf))
				}
				if diff := cmp.Diff(want, have, exact...); diff != "" {
					t.Errorf("least, greatest, average, sum: %s", diff)
				}
			})
		}
	})
}

func TestSumsBeyondTheRangeAreErrors(t *testing.T) {
	t.Parallel()
	s := scalars()
	each(t, s, scalarTables, func(t *testing.T, db database) {
		x := things(db, s)
		for i := range 2 {
			run(t, db, x.insert("id", "bigint"), int64(i), int64(math.MaxInt64))
		}
		if rows, err := try(db, x.over(plan.Sum, query.SumOf, "bigint")); err == nil {
			t.Errorf("a sum of %v", rows)
		}
		// The connection works on.
		if diff := cmp.Diff([][]any{{int64(math.MaxInt64)}}, run(t, db, x.over(plan.Max, query.MaxOf, "bigint"))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTextThatIsNoNumberHasNoSum(t *testing.T) {
	t.Parallel()
	s := scalars()
	db := opened(t, sqliteURL(t), s)
	if err := db.Exec(t.Context(), append(scalarTables("sqlite"), `INSERT INTO "Thing" ("id", "decimal") VALUES (1, '1.5'), (2, 'many')`)); err != nil {
		t.Fatal(err)
	}
	x := things(db, s)
	for fn, op := range map[query.Function]plan.AggregateOp{query.SumOf: plan.Sum, query.AvgOf: plan.Avg} {
		if rows, err := try(db, x.over(op, fn, "decimal")); err == nil {
			t.Errorf("%s is %v", fn, rows)
		}
	}
}

func BenchmarkSumOfDecimals(b *testing.B) {
	s := scalars()
	db := opened(b, sqliteURL(b), s)
	rows := `INSERT INTO "Thing" ("id", "decimal", "int") WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i, i || '.5', i FROM n`
	if err := db.Exec(b.Context(), append(scalarTables("sqlite"), rows)); err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"decimal", "int"} {
		sum := things(db, s).over(plan.Sum, query.SumOf, name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				run(b, db, sum)
			}
		})
	}
}
