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
		c := w.db.As(map[string]any{"id": me})
		ctx := context.Background()
		run := func(model string, kind query.Kind, args string) int {
			doc, err := c.JSON(ctx, w.op(b, model, kind, args))
			if err != nil {
				b.Fatal(err)
			}
			return len(doc.Data)
		}
		one := todoID(public * todosPerList)
		space := spaceID(spaceOf(public))
		newest := fmt.Sprintf(`"where":{"spaceId":%q},"orderBy":{"createdAt":"desc"},"take":20`, space)
		pair(b, "lists", func(int) int {
			return run("List", query.FindMany, "{"+newest+"}")
		}, func(int) int { return h.lists(space, me) })
		pair(b, "nested", func(int) int {
			return run("List", query.FindMany, "{"+newest+`,"include":{"todos":true}}`)
		}, func(int) int { return h.nested(space, me) })
		pair(b, "count", func(int) int {
			return run("Todo", query.Count, "{}")
		}, func(int) int { return h.count(me) })
		pair(b, "list20", func(int) int {
			return run("Todo", query.FindMany, fmt.Sprintf(
				`{"where":{"listId":%q},"orderBy":{"createdAt":"desc"},"take":20}`, listID(public)))
		}, func(int) int { return h.list(listID(public), me) })
		pair(b, "one", func(int) int {
			return run("Todo", query.FindUnique, fmt.Sprintf(`{"where":{"id":%q}}`, one))
		}, func(int) int { return h.one(one, me) })
		pair(b, "create", func(i int) int {
			return run("Todo", query.Create, fmt.Sprintf(`{"data":{"title":"g%d","listId":%q}}`, i, listID(public+spaces())))
		}, func(i int) int { return h.create(fmt.Sprintf("h%d", i), listID(public+spaces()), me) })
		pair(b, "update", func(i int) int {
			return run("Todo", query.Update, fmt.Sprintf(`{"where":{"id":%q},"data":{"title":"t%d"}}`, one, i))
		}, func(i int) int { return h.update(one, fmt.Sprintf("t%d", i), me) })
	})
}

// pair runs one piece of work both ways. Each returns how much it read, so
// that neither can get away with nothing. The third row runs them turn by turn,
// so that what else the machine does slows both: its ratio is the figure to read.
func pair(b *testing.B, name string, gozen, hand func(i int) int) {
	for _, way := range []struct {
		name string
		f    func(int) int
	}{{"gozen", gozen}, {"hand", hand}} {
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
		var times [2][]time.Duration
		i := 0
		for b.Loop() {
			i++
			for turn, f := range []func(int) int{gozen, hand} {
				start := time.Now()
				if f(i) == 0 {
					b.Fatal("nothing read")
				}
				times[turn] = append(times[turn], time.Since(start))
			}
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(median(times[0]))/float64(median(times[1])), "×hand")
	})
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
