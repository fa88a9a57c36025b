package bench

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/query"
)

// BenchmarkTodo is the todo app's daily work as a member of a space: the newest
// lists of a space, the same with their todos, the todos of one list, one todo,
// a new one, a changed title, and the number of all todos that one may read.
func BenchmarkTodo(b *testing.B) {
	each(b, func(b *testing.B, url string) {
		w := newWorld(b, url)
		h, std := newHand(b, url), newSQLHand(b, url)
		me := member(public)
		typed := newClient(b, url, me)
		c := w.db.As(map[string]any{"id": me})
		ctx := context.Background()
		run := func(model string, kind query.Kind, args string) int {
			doc, err := c.JSON(ctx, w.op(b, model, kind, args))
			if err != nil {
				b.Fatal(err)
			}
			return len(doc.Data)
		}
		work := func(name string, asJSON func(i int) int, f func(h hand, i int) int) {
			by := func(h hand) func(int) int { return func(i int) int { return f(h, i) } }
			compare(b, name, []way{{"gozen", asJSON}, {"client", by(typed)}, {"sql", by(std)}, {"hand", by(h)}})
		}
		one := todoID(public * todosPerList)
		space := spaceID(spaceOf(public))
		newest := fmt.Sprintf(`"where":{"spaceId":%q},"orderBy":{"createdAt":"desc"},"take":20`, space)
		work("lists", func(int) int {
			return run("List", query.FindMany, "{"+newest+"}")
		}, func(h hand, _ int) int { return h.lists(space, me) })
		work("nested", func(int) int {
			return run("List", query.FindMany, "{"+newest+`,"include":{"todos":true}}`)
		}, func(h hand, _ int) int { return h.nested(space, me) })
		work("count", func(int) int {
			return run("Todo", query.Count, "{}")
		}, func(h hand, _ int) int { return h.count(me) })
		ofList := fmt.Sprintf(`{"where":{"listId":%q},"orderBy":{"createdAt":"desc"},"take":20}`, listID(public))
		work("list20", func(int) int {
			return run("Todo", query.FindMany, ofList)
		}, func(h hand, _ int) int { return h.list(listID(public), me) })
		byID := fmt.Sprintf(`{"where":{"id":%q}}`, one)
		work("one", func(int) int {
			return run("Todo", query.FindUnique, byID)
		}, func(h hand, _ int) int { return h.one(one, me) })
		work("create", func(i int) int {
			return run("Todo", query.Create, fmt.Sprintf(`{"data":{"title":"g%d","listId":%q}}`, i, listID(public+spaces())))
		}, func(h hand, i int) int { return h.create(fmt.Sprintf("h%d", i), listID(public+spaces()), me) })
		work("update", func(i int) int {
			return run("Todo", query.Update, fmt.Sprintf(`{"where":{"id":%q},"data":{"title":"t%d"}}`, one, i))
		}, func(h hand, i int) int { return h.update(one, fmt.Sprintf("t%d", i), me) })
	})
}

// way is a way to do a piece of work: as JSON, through the Go client, through
// database/sql and with the database's own driver. Each returns how much it
// read, so that none can get away with nothing.
type way struct {
	name string
	do   func(i int) int
}

// compare runs one piece of work in several ways. The ratios to the last of them
// come of rounds in which each has a short turn, so that what else the machine
// does slows all: they are the figures to read.
func compare(b *testing.B, name string, ways []way) {
	for _, w := range ways {
		b.Run(name+"/"+w.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				if w.do(i) == 0 {
					b.Fatal("nothing read")
				}
			}
		})
	}
	b.Run(name+"/ratio", func(b *testing.B) {
		rounds := make([][]time.Duration, len(ways))
		i := 0
		for b.Loop() {
			i++
			for turn, w := range ways {
				rounds[turn] = append(rounds[turn], usual(b, w, i))
			}
		}
		last := len(ways) - 1
		b.ReportMetric(0, "ns/op")
		for turn, w := range ways[:last] {
			b.ReportMetric(ratio(rounds[turn], rounds[last]), w.name+"×"+ways[last].name)
		}
	})
}

// round is how often a way does its work before the next has its turn.
const round = 50

// usual is the median time of a way's work in one round.
func usual(b *testing.B, w way, turn int) time.Duration {
	times := make([]time.Duration, round)
	for i := range times {
		start := time.Now()
		if w.do(turn*round+i) == 0 {
			b.Fatal("nothing read")
		}
		times[i] = time.Since(start)
	}
	return median(times)
}

// ratio is the median of the rounds' ratios.
func ratio(times, to []time.Duration) float64 {
	ratios := make([]float64, len(times))
	for i := range times {
		ratios[i] = float64(times[i]) / float64(to[i])
	}
	return median(ratios)
}

func median[T cmp.Ordered](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
