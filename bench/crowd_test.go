package bench

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/query"
)

// clients is how many ask at once.
const clients = 16

// spell is how long a crowd asks in one way before the next has its turn.
const spell = 100 * time.Millisecond

// BenchmarkCrowd is the work of [BenchmarkTodo] done by many at once: how much
// more or less is done than by hand in the same time. By hand each of them has a
// connection of its own.
func BenchmarkCrowd(b *testing.B) {
	each(b, func(b *testing.B, url string) {
		w := newWorld(b, url)
		me := member(public)
		typed := newClient(b, url, me)
		c := w.db.As(map[string]any{"id": me})
		var hands [clients]hand
		for i := range hands {
			hands[i] = newHand(b, url)
		}
		run := func(model string, kind query.Kind, args string) {
			if doc, err := c.JSON(context.Background(), w.op(b, model, kind, args)); err != nil || len(doc.Data) == 0 {
				b.Errorf("%s: %v", doc.Data, err)
			}
		}
		space, one, list := spaceID(spaceOf(public)), todoID(public*todosPerList), listID(public+spaces())
		newest := fmt.Sprintf(`"where":{"spaceId":%q},"orderBy":{"createdAt":"desc"},"take":20`, space)
		title := func(client, i int) string { return fmt.Sprintf("c%d-%d", client, i) }
		for _, work := range []struct {
			name   string
			asJSON func(client, i int)
			byHand func(h hand, client, i int) int
		}{
			{
				"lists", func(int, int) { run("List", query.FindMany, "{"+newest+"}") },
				func(h hand, _, _ int) int { return h.lists(space, me) },
			},
			{
				"nested", func(int, int) { run("List", query.FindMany, "{"+newest+`,"include":{"todos":true}}`) },
				func(h hand, _, _ int) int { return h.nested(space, me) },
			},
			{
				"count", func(int, int) { run("Todo", query.Count, "{}") },
				func(h hand, _, _ int) int { return h.count(me) },
			},
			{
				"one", func(int, int) { run("Todo", query.FindUnique, fmt.Sprintf(`{"where":{"id":%q}}`, one)) },
				func(h hand, _, _ int) int { return h.one(one, me) },
			},
			{
				"create", func(client, i int) {
					run("Todo", query.Create, fmt.Sprintf(`{"data":{"title":%q,"listId":%q}}`, title(client, i), list))
				},
				func(h hand, client, i int) int { return h.create(title(client, i), list, me) },
			},
			{
				"update", func(client, i int) {
					run("Todo", query.Update, fmt.Sprintf(`{"where":{"id":%q},"data":{"title":%q}}`, todoID(public*todosPerList+client), title(client, i)))
				},
				func(h hand, client, i int) int {
					return h.update(todoID(public*todosPerList+client), title(client, i), me)
				},
			},
		} {
			b.Run(work.name, func(b *testing.B) {
				crowd(b, work.asJSON,
					func(client, i int) { work.byHand(typed, client, i) },
					func(client, i int) { work.byHand(hands[client], client, i) })
			})
		}
	})
}

// crowd lets many do each way of one work, turn by turn, and reports how much
// longer a piece takes than by hand.
func crowd(b *testing.B, ways ...func(client, i int)) {
	times := make([][]time.Duration, len(ways))
	for b.Loop() {
		for turn, f := range ways {
			times[turn] = append(times[turn], together(f))
		}
	}
	hand := float64(median(times[len(ways)-1]))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(median(times[0]))/hand, "×hand")
	b.ReportMetric(float64(median(times[1]))/hand, "client×hand")
}

// together returns the time for a piece of work when all do it for a spell.
func together(f func(client, i int)) time.Duration {
	var (
		all   sync.WaitGroup
		done  [clients]int
		start = time.Now()
	)
	for client := range clients {
		all.Go(func() {
			for time.Since(start) < spell {
				done[client]++
				f(client, done[client])
			}
		})
	}
	all.Wait()
	n := 0
	for _, d := range done {
		n += d
	}
	return time.Since(start) / time.Duration(n)
}
