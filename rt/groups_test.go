package rt_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// shop has hidden rows, and fields that are hidden on some rows, on all rows,
// and by what other rows say.
const shop = `
model User {
  id Int @id
  team Int
  sales Sale[]
  @@allow('all', true)
}
model Sale {
  id Int @id
  city String?
  units Int? @allow('read', sellerId == auth().id || open)
  price Decimal @allow('read', seller.team == auth().team)
  stock BigInt @deny('read', !open)
  fee Decimal? @deny('read', true)
  open Boolean
  seller User @relation(fields: [sellerId], references: [id])
  sellerId Int
  @@allow('create', true)
  @@allow('read', open || sellerId == auth().id)
  @@deny('read', city == 'Nowhere')
}
`

// TestGroupsAreOfWhatTheUserMayRead holds aggregate and groupBy against what
// findMany shows the same user: every number must follow from rows and fields
// that are shown.
func TestGroupsAreOfWhatTheUserMayRead(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		g := &group{schema: shop}
		db, err := openDB(context.Background(), t, g.source(url), url)
		if err != nil {
			t.Fatal(err)
		}
		d := &shopper{t: t, db: db, dice: rand.New(rand.NewPCG(1, 2))}
		d.stock()
		for n := range 400 {
			d.compare(n)
		}
		if d.groups < 400 {
			t.Errorf("only %d groups were compared", d.groups)
		}
	})
}

type shopper struct {
	t      *testing.T
	db     *rt.DB
	dice   *rand.Rand
	groups int
}

func (d *shopper) run(c *rt.Client, model, name, args string) any {
	d.t.Helper()
	node, err := query.ParseJSON([]byte(args))
	if err != nil {
		d.t.Fatal(err)
	}
	kind, _ := query.ParseKind(name)
	op, err := query.Decode(d.db.Schema(), d.db.Schema().Model(model), kind, node, query.DefaultLimits())
	if err != nil {
		d.t.Fatalf("%s: %v", args, err)
	}
	v, err := c.Rows(d.t.Context(), op)
	if err != nil {
		d.t.Fatalf("%s: %v", args, err)
	}
	return v
}

func (d *shopper) stock() {
	root := d.db.Unrestricted("test")
	d.run(root, "User", "createMany", `{"data":[{"id":1,"team":1},{"id":2,"team":1},{"id":3,"team":2}]}`)
	maybe := func(v string) string {
		if d.dice.IntN(4) == 0 {
			return "null"
		}
		return v
	}
	rows := make([]string, 60)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id":%d,"city":%s,"units":%s,"price":"%d.%d","stock":%d,"fee":%s,"open":%t,"sellerId":%d}`,
			i, maybe(`"`+pick(d.dice, "Rome", "Oslo", "Nowhere")+`"`), maybe(fmt.Sprint(d.dice.IntN(5))), d.dice.IntN(20), d.dice.IntN(3),
			d.dice.Int64N(1<<60), maybe(`"1.5"`), d.dice.IntN(2) == 0, 1+d.dice.IntN(3))
	}
	d.run(root, "Sale", "createMany", `{"data":[`+strings.Join(rows, ",")+`]}`)
}

func pick[T any](dice *rand.Rand, list ...T) T { return list[dice.IntN(len(list))] }

// computed are the numbers that every request asks for.
const computed = `"_count":{"_all":true,"city":true,"units":true,"fee":true},"_sum":{"units":true,"price":true,"fee":true},` +
	`"_avg":{"units":true,"price":true},"_min":{"city":true,"price":true,"stock":true,"open":true,"fee":true},"_max":{"units":true,"price":true,"stock":true}`

// compare asks one user for rows and for groups of the same rows.
func (d *shopper) compare(n int) {
	who := pick(d.dice, map[string]any(nil), map[string]any{"id": int64(1), "team": int64(1)}, map[string]any{"id": int64(3), "team": int64(2)})
	c := d.db.As(who)
	where := pick(d.dice, `{}`, `{"open":true}`, `{"units":{"gt":1}}`, `{"OR":[{"city":"Rome"},{"price":{"lt":"9.5"}}]}`, `{"NOT":{"stock":{"gt":5}}}`, `{"fee":null}`)
	order := pick(d.dice, `{"id":"asc"}`, `[{"price":"desc"},{"id":"asc"}]`, `[{"units":{"sort":"asc","nulls":"first"}},{"id":"desc"}]`)
	page := pick(d.dice, ``, `,"take":7`, `,"skip":3,"take":-9`, `,"skip":20`, fmt.Sprintf(`,"cursor":{"id":%d}`, d.dice.IntN(60)))
	rows := `"where":` + where + `,"orderBy":` + order + page
	shown := d.run(c, "Sale", "findMany", `{`+rows+`}`).([]any)
	got := d.run(c, "Sale", "aggregate", `{`+rows+`,`+computed+`}`)
	if diff := cmp.Diff(figures(shown), got, decimals); diff != "" {
		d.t.Fatalf("%d: as %v: aggregate {%s}: %s", n, who, rows, diff)
	}
	by := pick(d.dice, []string{"city"}, []string{"units"}, []string{"price"}, []string{"fee"}, []string{"open", "city"}, []string{"stock"}, []string{"sellerId", "units"})
	having, keep := d.having()
	all := d.run(c, "Sale", "findMany", `{"where":`+where+`}`).([]any)
	args := fmt.Sprintf(`{"by":["%s"],"where":%s,"having":%s,%s}`, strings.Join(by, `","`), where, having, computed)
	want, have := grouped(all, by, keep), d.run(c, "Sale", "groupBy", args).([]any)
	sorted := func(list []any) []any {
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(label(a, by), label(b, by)) })
		return list
	}
	if diff := cmp.Diff(sorted(want), sorted(have), decimals); diff != "" {
		d.t.Fatalf("%d: as %v: groupBy %s: %s", n, who, args, diff)
	}
	d.groups += len(have)
}

var decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

// having is a condition on groups, as a request and as a test of their numbers.
func (d *shopper) having() (string, func(map[string]any) bool) {
	member := func(g map[string]any, fn, name string) any { return g[fn].(map[string]any)[name] }
	switch d.dice.IntN(5) {
	case 0:
		return `{"id":{"_count":{"gt":1}}}`, func(g map[string]any) bool { return member(g, "_count", "_all").(int64) > 1 }
	case 1:
		return `{"units":{"_sum":{"gte":3}}}`, func(g map[string]any) bool {
			sum, ok := member(g, "_sum", "units").(int64)
			return ok && sum >= 3
		}
	case 2:
		return `{"NOT":{"price":{"_max":{"lt":"12.1"}}}}`, func(g map[string]any) bool {
			greatest, ok := member(g, "_max", "price").(decimal.Decimal)
			return ok && !greatest.LessThan(decimal.RequireFromString("12.1"))
		}
	case 3:
		return `{"OR":[{"fee":{"_min":{"not":null}}},{"units":{"_avg":null}}]}`, func(g map[string]any) bool {
			return member(g, "_min", "fee") != nil || member(g, "_avg", "units") == nil
		}
	default:
		return `{}`, func(map[string]any) bool { return true }
	}
}

func label(g any, by []string) string {
	var b strings.Builder
	for _, f := range by {
		fmt.Fprintf(&b, "%v|", g.(map[string]any)[f])
	}
	return b.String()
}

// grouped puts rows into groups and keeps some.
func grouped(rows []any, by []string, keep func(map[string]any) bool) []any {
	members := map[string][]any{}
	var labels []string
	for _, r := range rows {
		l := label(r, by)
		if members[l] == nil {
			labels = append(labels, l)
		}
		members[l] = append(members[l], r)
	}
	groups := []any{}
	for _, l := range labels {
		g := figures(members[l])
		for _, f := range by {
			g[f] = members[l][0].(map[string]any)[f]
		}
		if keep(g) {
			groups = append(groups, g)
		}
	}
	return groups
}

// figures computes what was asked for.
func figures(rows []any) map[string]any {
	of := func(name string, f func([]any) any) any {
		var values []any
		for _, r := range rows {
			if v := r.(map[string]any)[name]; v != nil {
				values = append(values, v)
			}
		}
		return f(values)
	}
	each := func(f func([]any) any, names ...string) map[string]any {
		m := map[string]any{}
		for _, n := range names {
			m[n] = of(n, f)
		}
		return m
	}
	counts := each(func(vs []any) any { return int64(len(vs)) }, "city", "units", "fee")
	counts["_all"] = int64(len(rows))
	return map[string]any{
		"_count": counts,
		"_sum":   each(sum, "units", "price", "fee"),
		"_avg":   each(average, "units", "price"),
		"_min":   each(func(vs []any) any { return extreme(vs, -1) }, "city", "price", "stock", "open", "fee"),
		"_max":   each(func(vs []any) any { return extreme(vs, 1) }, "units", "price", "stock"),
	}
}

func sum(vs []any) any {
	if len(vs) == 0 {
		return nil
	}
	if _, ok := vs[0].(int64); ok {
		var n int64
		for _, v := range vs {
			n += v.(int64)
		}
		return n
	}
	var n decimal.Decimal
	for _, v := range vs {
		n = n.Add(v.(decimal.Decimal))
	}
	return n
}

func average(vs []any) any {
	switch n := sum(vs).(type) {
	case int64:
		return float64(n) / float64(len(vs))
	case decimal.Decimal:
		return n.DivRound(decimal.NewFromInt(int64(len(vs))), 30)
	default:
		return nil
	}
}

// extreme is the least of the values for -1, and the greatest for 1.
func extreme(vs []any, sign int) any {
	var best any
	for _, v := range vs {
		if best == nil || order(v, best)*sign > 0 {
			best = v
		}
	}
	return best
}

func order(a, b any) int {
	switch a := a.(type) {
	case int64:
		return int(min(1, max(-1, a-b.(int64))))
	case decimal.Decimal:
		return a.Cmp(b.(decimal.Decimal))
	case bool:
		if a == b.(bool) {
			return 0
		}
		if a {
			return 1
		}
		return -1
	default:
		return strings.Compare(a.(string), b.(string))
	}
}
