package bench

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// chain is a world of models M0 … M5, each a parent of the next, whose rules
// have as many clauses as asked, and whose cache has room for plans.
func chain(b *testing.B, clauses, plans int) *world {
	b.Helper()
	var text strings.Builder
	text.WriteString("datasource db { provider = \"sqlite\" }\nmodel User { id Int @id\n @@allow('all', true) }\n")
	for i := range 6 {
		fmt.Fprintf(&text, "model M%d {\n id Int @id\n n Int\n s String\n", i)
		if i > 0 {
			fmt.Fprintf(&text, " up M%d @relation(fields: [upId], references: [id])\n upId Int\n", i-1)
		}
		if i < 5 {
			fmt.Fprintf(&text, " down M%d[]\n", i+1)
		}
		for c := range clauses - 1 {
			fmt.Fprintf(&text, " @@allow('read', auth().id == %d && n == %d)\n", -1-c, -1-c)
		}
		text.WriteString(" @@allow('all', auth().id > n)\n}\n")
	}
	s, diags := check.Source("chain.zmodel", []byte(text.String()))
	if s == nil {
		b.Fatal(diags)
	}
	url := gozentest.SQLite(b)
	if _, err := migrate.Push(context.Background(), url, s, migrate.Options{}); err != nil {
		b.Fatal(err)
	}
	conn, err := open.Open(context.Background(), url, s)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := conn.Close(); err != nil {
			b.Error(err)
		}
	})
	db, err := rt.Open(s, conn, rt.Options{Logger: slog.New(slog.DiscardHandler), PlanCache: plans})
	if err != nil {
		b.Fatal(err)
	}
	return &world{db: db, schema: s}
}

// put creates rows 0 … n-1 of model M0, or of a model below with one parent each.
func (w *world) put(b *testing.B, model, n, parents int) {
	b.Helper()
	root := w.db.Unrestricted("benchmark data")
	for from := 0; from < n; from += 500 {
		var rows []string
		for i := from; i < min(from+500, n); i++ {
			up := ""
			if model > 0 {
				up = fmt.Sprintf(`,"upId":%d`, i%parents)
			}
			rows = append(rows, fmt.Sprintf(`{"id":%d,"n":0,"s":"row %d"%s}`, i, i, up))
		}
		args := `{"data":[` + strings.Join(rows, ",") + `]}`
		if _, err := root.JSON(context.Background(), w.op(b, fmt.Sprintf("M%d", model), query.CreateMany, args)); err != nil {
			b.Fatal(err)
		}
	}
}

func (w *world) loop(b *testing.B, model string, kind query.Kind, args string) {
	b.Helper()
	c := w.db.As(map[string]any{"id": int64(1)})
	op := w.op(b, model, kind, args)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.JSON(context.Background(), op); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGrowth shows what a read costs more of: rows, clauses of a rule,
// levels of an include. The time of a row, of a level, is what the figures
// differ by; clauses are decided when the plan is made.
func BenchmarkGrowth(b *testing.B) {
	w := chain(b, 1, 100)
	w.put(b, 0, 10000, 0)
	for level := range 5 {
		w.put(b, level+1, 100, 100)
	}
	for _, rows := range []int{1, 10, 100, 1000, 10000} {
		b.Run(fmt.Sprintf("rows/%d", rows), func(b *testing.B) {
			w.loop(b, "M0", query.FindMany, fmt.Sprintf(`{"where":{"id":{"lt":%d}}}`, rows))
		})
	}
	for depth := range 6 {
		b.Run(fmt.Sprintf("depth/%d", depth), func(b *testing.B) {
			w.loop(b, "M0", query.FindMany, `{"where":{"id":{"lt":20}}`+nested(depth)+`}`)
		})
	}
	for _, clauses := range []int{1, 10, 50} {
		b.Run(fmt.Sprintf("clauses/%d", clauses), func(b *testing.B) {
			w := chain(b, clauses, 100)
			w.put(b, 0, 100, 0)
			w.loop(b, "M0", query.FindMany, `{"take":20}`)
		})
	}
}

func nested(depth int) string {
	if depth == 0 {
		return ""
	}
	return `,"include":{"down":{"where":{}` + nested(depth-1) + `}}`
}

// BenchmarkPlan compares a request whose plan is in the cache with one that is
// planned, guarded and compiled anew.
func BenchmarkPlan(b *testing.B) {
	const args = `{"where":{"id":0},"include":{"down":{"include":{"down":true}}}}`
	for _, way := range []struct {
		name  string
		plans int
	}{{"hit", 100}, {"miss", 1}} {
		b.Run(way.name, func(b *testing.B) {
			w := chain(b, 10, way.plans)
			w.put(b, 0, 1, 0)
			c := w.db.As(map[string]any{"id": int64(1)})
			ops := []*query.Op{w.op(b, "M0", query.FindMany, args), w.op(b, "M0", query.FindFirst, args)}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				if _, err := c.JSON(context.Background(), ops[i%2]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
