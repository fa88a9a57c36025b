package bench

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb/model"
	"github.com/gozen-dev/gozen/postgres"
	"github.com/gozen-dev/gozen/sqlite"
)

// client does the work through the generated Go client, as one user.
type client struct {
	b *testing.B
	c *zdb.Client
}

func newClient(b *testing.B, url, user string) hand {
	b.Helper()
	var d gozen.Driver = sqlite.New(url)
	if strings.HasPrefix(url, "postgres") {
		d = postgres.New(url)
	}
	db, err := zdb.Open(context.Background(), zdb.Config{Driver: d, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	return &client{b, db.As(model.Auth{ID: user})}
}

func (c *client) newest(space string) *zdb.ListQuery {
	return c.c.List.Where(zdb.List.SpaceID.Eq(space)).OrderBy(zdb.List.CreatedAt.Desc()).Take(20)
}

func (c *client) lists(space, _ string) int { return c.readLists(c.newest(space)) }

func (c *client) nested(space, _ string) int {
	return c.readLists(c.newest(space).Include(zdb.List.Todos))
}

func (c *client) readLists(q *zdb.ListQuery) (n int) {
	lists, err := q.FindMany(context.Background())
	if err != nil {
		c.b.Fatal(err)
	}
	for i := range lists {
		n += len(lists[i].ID) + len(lists[i].Title)
		for j := range lists[i].Todos {
			n += len(lists[i].Todos[j].ID) + len(lists[i].Todos[j].Title)
		}
	}
	return n
}

func (c *client) count(string) int {
	n, err := c.c.Todo.Count(context.Background())
	if err != nil {
		c.b.Fatal(err)
	}
	return n
}

func (c *client) list(list, _ string) (n int) {
	todos, err := c.c.Todo.Where(zdb.Todo.ListID.Eq(list)).OrderBy(zdb.Todo.CreatedAt.Desc()).Take(20).FindMany(context.Background())
	if err != nil {
		c.b.Fatal(err)
	}
	for i := range todos {
		n += len(todos[i].ID) + len(todos[i].Title)
	}
	return n
}

func (c *client) one(id, _ string) int {
	return c.size(c.c.Todo.FindUnique(context.Background(), zdb.Todo.ByID(id)))
}

func (c *client) create(title, list, _ string) int {
	return c.size(c.c.Todo.Create(context.Background(), model.TodoCreate{Title: title, ListID: list}))
}

func (c *client) update(id, title, _ string) int {
	return c.size(c.c.Todo.Update(context.Background(), zdb.Todo.ByID(id), zdb.Todo.Title.Set(title)))
}

func (c *client) size(t model.Todo, err error) int {
	if err != nil {
		c.b.Fatal(err)
	}
	return len(t.ID) + len(t.Title)
}
