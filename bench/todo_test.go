package bench

import (
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
		h := newHand(b, url)
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
			three(b, name, asJSON, func(i int) int { return f(typed, i) }, func(i int) int { return f(h, i) })
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
		work("list20", func(int) int {
			return run("Todo", query.FindMany, fmt.Sprintf(
				`{"where":{"listId":%q},"orderBy":{"createdAt":"desc"},"take":20}`, listID(public)))
		}, func(h hand, _ int) int { return h.list(listID(public), me) })
		work("one", func(int) int {
			return run("Todo", query.FindUnique, fmt.Sprintf(`{"where":{"id":%q}}`, one))
		}, func(h hand, _ int) int { return h.one(one, me) })
		work("create", func(i int) int {
			return run("Todo", query.Create, fmt.Sprintf(`{"data":{"title":"g%d","listId":%q}}`, i, listID(public+spaces())))
		}, func(h hand, i int) int { return h.create(fmt.Sprintf("h%d", i), listID(public+spaces()), me) })
		work("update", func(i int) int {
			return run("Todo", query.Update, fmt.Sprintf(`{"where":{"id":%q},"data":{"title":"t%d"}}`, one, i))
		}, func(h hand, i int) int { return h.update(one, fmt.Sprintf("t%d", i), me) })
	})
}

// three runs one piece of work in three ways: as JSON, through the Go client
// and by hand. Each returns how much it read, so that none can get away with
// nothing. The ratios run them turn by turn, so that what else the machine does
// slows all: they are the figures to read.
func three(b *testing.B, name string, gozen, typed, hand func(i int) int) {
	for _, way := range []struct {
		name string
		f    func(int) int
	}{{"gozen", gozen}, {"client", typed}, {"hand", hand}} {
		b.Run(name+"/"+way.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				if way.f(i) == 0 {
					b.Fatal("nothing read")
				}
			}
		})
	}
	b.Run(name+"/ratio", func(b *testing.B) {
		var times [3][]time.Duration
		i := 0
		for b.Loop() {
			i++
			for turn, f := range []func(int) int{gozen, typed, hand} {
				start := time.Now()
				if f(i) == 0 {
					b.Fatal("nothing read")
				}
				times[turn] = append(times[turn], time.Since(start))
			}
		}
		hand := float64(median(times[2]))
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(median(times[0]))/hand, "×hand")
		b.ReportMetric(float64(median(times[1]))/hand, "client×hand")
	})
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
