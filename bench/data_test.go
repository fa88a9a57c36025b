// Package bench measures Gozen against hand-written SQL through the fastest
// driver, with the same authorization in its WHERE, in the same run:
//
//	go test -bench . ./bench/...
//	go test -bench . ./bench/... -args -scale 5    # 1,000 users, 5,000 lists, 100,000 todos
//
// PostgreSQL is measured when GOZEN_TEST_POSTGRES names a server. The figure
// to read is ×hand, the ratio of both in turn by turn runs.
package bench

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// scale multiplies the data. At 5 a run takes a minute to start.
var scale = flag.Int("scale", 1, "how many times 200 users, 40 spaces, 1,000 lists and 20,000 todos")

const (
	members      = 10
	todosPerList = 20
)

func users() int  { return 200 * *scale }
func spaces() int { return 40 * *scale }
func lists() int  { return 1000 * *scale }

// world is a database with the todo app's data.
type world struct {
	db     *rt.DB
	schema *schema.Schema
}

func userID(i int) string  { return fmt.Sprintf("user%05d", i) }
func spaceID(i int) string { return fmt.Sprintf("space%04d", i) }
func listID(i int) string  { return fmt.Sprintf("list%05d", i) }
func todoID(i int) string  { return fmt.Sprintf("todo%06d", i) }

// member returns a member of the space of list i who is not its owner.
func member(i int) string { return userID((spaceOf(i)*5 + 3) % users()) }

func owner(i int) string { return userID((spaceOf(i) * 5) % users()) }

func spaceOf(list int) int { return list % spaces() }

// public is a list that every member of its space may read.
const public = 7

func newWorld(b *testing.B, url string) *world {
	b.Helper()
	return newWorldWith(b, url, rt.Options{Logger: slog.New(slog.DiscardHandler)})
}

func newWorldWith(b *testing.B, url string, o rt.Options) *world {
	b.Helper()
	ctx := context.Background()
	text, err := os.ReadFile(filepath.Join("..", "examples", "todo", "schema.zmodel"))
	if err != nil {
		b.Fatal(err)
	}
	s, diags := check.Source("schema.zmodel", text)
	if s == nil {
		b.Fatal(diags)
	}
	if _, err := migrate.Push(ctx, url, s, migrate.Options{}); err != nil {
		b.Fatal(err)
	}
	conn, err := open.Open(ctx, url, s)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := conn.Close(); err != nil {
			b.Error(err)
		}
	})
	db, err := rt.Open(s, conn, o)
	if err != nil {
		b.Fatal(err)
	}
	w := &world{db: db, schema: s}
	w.fill(b)
	return w
}

func (w *world) fill(b *testing.B) {
	root := w.db.Unrestricted("benchmark data")
	many := func(model string, n int, row func(i int) string) {
		for from := 0; from < n; from += 500 {
			args := `{"data":[`
			for i := from; i < min(from+500, n); i++ {
				if i > from {
					args += ","
				}
				args += row(i)
			}
			if _, err := root.JSON(context.Background(), w.op(b, model, query.CreateMany, args+"]}")); err != nil {
				b.Fatal(err)
			}
		}
	}
	many("User", users(), func(i int) string {
		return fmt.Sprintf(`{"id":%q,"email":"u%d@example.com"}`, userID(i), i)
	})
	many("Space", spaces(), func(i int) string {
		return fmt.Sprintf(`{"id":%q,"name":"space %d","slug":"space-%d","ownerId":%q}`, spaceID(i), i, i, userID(i*5%users()))
	})
	many("SpaceUser", spaces()*members, func(i int) string {
		space := i / members
		return fmt.Sprintf(`{"spaceId":%q,"userId":%q}`, spaceID(space), userID((space*5+i%members)%users()))
	})
	many("List", lists(), func(i int) string {
		return fmt.Sprintf(`{"id":%q,"title":"list %d","spaceId":%q,"ownerId":%q,"private":%t}`,
			listID(i), i, spaceID(spaceOf(i)), owner(i), i%5 == 0)
	})
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	many("Todo", lists()*todosPerList, func(i int) string {
		list := i / todosPerList
		return fmt.Sprintf(`{"id":%q,"title":"todo %d","listId":%q,"ownerId":%q,"createdAt":%q}`,
			todoID(i), i, listID(list), owner(list), start.Add(time.Duration(i)*time.Second).Format(time.RFC3339))
	})
}

func (w *world) op(b *testing.B, model string, kind query.Kind, args string) *query.Op { //nolint:thelper // to be one takes time, and this runs in what is measured
	node, err := query.ParseJSON([]byte(args))
	if err != nil {
		b.Fatal(err)
	}
	op, err := query.Decode(w.schema, w.schema.Model(model), kind, node, query.DefaultLimits())
	if err != nil {
		b.Fatal(err)
	}
	return op
}

func each(b *testing.B, f func(b *testing.B, url string)) {
	b.Run("sqlite", func(b *testing.B) { f(b, gozentest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { f(b, gozentest.Postgres(b)) })
}
