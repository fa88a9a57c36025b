package golden_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
	"github.com/gozen-dev/gozen/postgres"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/sqlite"
)

// counted opens a database whose requests are counted.
func counted(t *testing.T, url string) (*zdb.DB, *atomic.Int32) {
	t.Helper()
	open(t, url) // makes the tables
	n := new(atomic.Int32)
	var d gozen.Driver = sqlite.New(url)
	if strings.HasPrefix(url, "postgres") {
		d = postgres.New(url)
	}
	count := rt.Plugin{Name: "count", Query: func(next rt.Handler) rt.Handler {
		return func(ctx context.Context, q rt.Query) (any, error) {
			n.Add(1)
			return next(ctx, q)
		}
	}}
	db, err := zdb.Open(t.Context(), zdb.Config{Driver: d, Logger: slog.New(slog.DiscardHandler), Plugins: []gozen.Plugin{gozen.Hook(count)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, n
}

// TestAStreamWithRelatedRowsComesInBatches reads 450 todos with their list.
func TestAStreamWithRelatedRowsComesInBatches(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		db, requests := counted(t, url)
		people(t, db)
		c := db.As(model.Auth{ID: "ann"})
		var todos []model.TodoCreate
		for i := range 448 {
			todos = append(todos, model.TodoCreate{Title: fmt.Sprintf("todo %03d", i), ListID: "shopping", OwnerID: "ann"})
		}
		if _, err := c.Todo.CreateMany(t.Context(), todos...); err != nil {
			t.Fatal(err)
		}
		all := c.Todo.Include(zdb.Todo.List).OrderBy(zdb.Todo.Title.Desc())
		for name, q := range map[string]*zdb.TodoQuery{
			"all": all, "some": all.Where(zdb.Todo.Title.Gt("todo 100")).Skip(3).Take(250), "the last ones": all.Take(-210),
			"none": all.Where(zdb.Todo.Title.Eq("nothing")), "one for each list": all.Distinct(zdb.Todo.ListID),
		} {
			want, err := q.FindMany(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := []model.Todo{}
			for todo, err := range q.Stream(t.Context()) {
				if err != nil {
					t.Fatal(name, err)
				}
				got = append(got, todo)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}

		requests.Store(0)
		for todo, err := range all.Stream(t.Context()) {
			if err != nil || todo.List.Must().ID != "shopping" {
				t.Error(todo, err)
			}
			break
		}
		if n := requests.Load(); n != 2 {
			t.Errorf("%d requests for the first row, want the ids and a batch", n)
		}
		requests.Store(0)
		type card struct {
			Title string
			List  struct{ ID string }
		}
		n := 0
		for todo, err := range gozen.Select[card](c.Todo.OrderBy(zdb.Todo.Title.Asc())).Stream(t.Context()) {
			if n++; err != nil || todo.List.ID != "shopping" {
				t.Error(todo, err)
			}
		}
		if asked := requests.Load(); n != 450 || asked != 4 {
			t.Errorf("%d rows by %d requests, want 450 by the ids and three batches", n, asked)
		}
	})
}

// TestAStreamOfTheLastRowsIsInOrder has no related rows, and so no batches.
func TestAStreamOfTheLastRowsIsInOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		people(t, db)
		c := db.As(model.Auth{ID: "ann"})
		var titles []string
		for todo, err := range c.Todo.OrderBy(zdb.Todo.Title.Asc()).Take(-2).Stream(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			titles = append(titles, todo.Title)
		}
		if d := cmp.Diff([]string{"Eggs", "Milk"}, titles); d != "" {
			t.Error(d)
		}
	})
}

// TestAStreamTellsWhatIsWrong, whether before the first row or in its arguments.
func TestAStreamTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	db := open(t, "file:"+t.TempDir()+"/x.db")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, q := range map[string]struct {
		ctx   context.Context
		query *zdb.TodoQuery
	}{
		"no client":              {t.Context(), (*zdb.TodoQuery)(nil).Include(zdb.Todo.List)},
		"nobody waits":           {gone, db.Anonymous().Todo.Include(zdb.Todo.List)},
		"a text that no row has": {t.Context(), db.Anonymous().Todo.Include(zdb.Todo.List).Where(zdb.Todo.Title.Eq("\x00"))},
	} {
		n := 0
		for _, err := range q.query.Stream(q.ctx) {
			if n++; err == nil {
				t.Errorf("%s: no error", name)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d steps", name, n)
		}
	}
}
