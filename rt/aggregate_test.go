package rt_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const ledger = `
model Entry {
  id Int @id
  account String?
  amount Decimal
  serial BigInt
  at DateTime
}
`

// ledgerOf opens a database with three entries, two of one account.
func ledgerOf(t *testing.T, url string) *rt.DB {
	t.Helper()
	g := &group{schema: ledger}
	db, err := openDB(context.Background(), t, g.source(url), url)
	if err != nil {
		t.Fatal(err)
	}
	inLedger(t, db, "createMany", `{"data":[
		{"id":1,"account":"a","amount":"0.1","serial":9007199254740993,"at":"2026-01-01T00:00:00Z"},
		{"id":2,"account":"a","amount":"0.2","serial":1,"at":"2026-02-01T00:00:00Z"},
		{"id":3,"amount":"5","serial":2,"at":"2026-03-01T00:00:00Z"}]}`)
	return db
}

func inLedger(t *testing.T, db *rt.DB, name, args string) any {
	t.Helper()
	v, err := db.Unrestricted("test").Rows(context.Background(), ledgerOp(t, db, name, args))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func ledgerOp(t *testing.T, db *rt.DB, name, args string) *query.Op {
	t.Helper()
	node, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatal(err)
	}
	kind, _ := query.ParseKind(name)
	op, err := query.Decode(db.Schema(), db.Schema().Model("Entry"), kind, node, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return op
}

func TestAggregatesAreGoValuesOfTheirTypes(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		db := ledgerOf(t, url)
		exact := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
		number := decimal.RequireFromString
		for _, c := range []struct {
			name, op, args string
			want           any
		}{
			{
				"an aggregate of everything", "aggregate",
				`{"_count":{"_all":true,"account":true},"_sum":{"amount":true,"serial":true},"_avg":{"amount":true,"id":true},"_max":{"at":true,"account":true}}`,
				map[string]any{
					"_count": map[string]any{"_all": int64(3), "account": int64(2)},
					"_sum":   map[string]any{"amount": number("5.3"), "serial": int64(9007199254740996)},
					"_avg":   map[string]any{"amount": number("1.766666666666666666666666666667"), "id": 2.0},
					"_max":   map[string]any{"at": time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), "account": "a"},
				},
			},
			{"an aggregate of nothing", "aggregate", `{}`, map[string]any{}},
			{
				"groups, the last first", "groupBy", `{"by":"account","_count":true,"_sum":{"amount":true},"orderBy":{"_count":{"_all":"asc"}},"take":-2}`,
				[]any{
					map[string]any{"account": nil, "_count": int64(1), "_sum": map[string]any{"amount": number("5")}},
					map[string]any{"account": "a", "_count": int64(2), "_sum": map[string]any{"amount": number("0.3")}},
				},
			},
			{"no groups", "groupBy", `{"by":"account","having":{"id":{"_sum":{"gt":9}}}}`, []any{}},
		} {
			if diff := cmp.Diff(c.want, inLedger(t, db, c.op, c.args), exact); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	})
}

func TestAggregatesAreAnnotatedWhereTheyStand(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		db := ledgerOf(t, url)
		op := ledgerOp(t, db, "groupBy", `{"by":["at"],"_count":true,"_sum":{"amount":true,"serial":true,"id":true},"_min":{"account":true,"at":true},"where":{"id":{"gt":1}},"orderBy":{"at":"asc"}}`)
		doc, err := db.Unrestricted("test").Transaction(t.Context(), []*query.Op{op}, query.DefaultIsolation)
		if err != nil {
			t.Fatal(err)
		}
		data := `[[{"at":"2026-02-01T00:00:00.000Z","_count":1,"_sum":{"id":2,"amount":"0.2","serial":"1"},"_min":{"account":"a","at":"2026-02-01T00:00:00.000Z"}},` +
			`{"at":"2026-03-01T00:00:00.000Z","_count":1,"_sum":{"id":3,"amount":"5","serial":"2"},"_min":{"account":null,"at":"2026-03-01T00:00:00.000Z"}}]]`
		if diff := cmp.Diff(data, string(doc.Data)); diff != "" {
			t.Error(diff)
		}
		types := `"0.0.at":["Date"],"0.0._sum.amount":[["custom","Decimal"]],"0.0._sum.serial":["bigint"],"0.0._min.at":["Date"],` +
			`"0.1.at":["Date"],"0.1._sum.amount":[["custom","Decimal"]],"0.1._sum.serial":["bigint"],"0.1._min.at":["Date"]`
		if diff := cmp.Diff(types, string(doc.Types)); diff != "" {
			t.Error(diff)
		}
	})
}
