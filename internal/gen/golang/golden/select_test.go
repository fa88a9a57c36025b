package golden_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
)

func TestAStructIsTheSelect(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		people(t, db)
		type Card struct {
			model.List
			Boss struct {
				Mail string `json:"email"`
			} `json:"owner"`
			Todos []struct{ Title string }
			Count struct{ Todos int }
		}
		c := db.As(model.Auth{ID: "ann"})
		cards, err := gozen.Select[Card](c.List.Include(
			zdb.List.Todos.With(c.Todo.OrderBy(zdb.Todo.Title.Asc()).Take(1)), zdb.List.Todos.Count(zdb.Todo.Priority.Gt(0)),
		)).FindMany(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var want Card
		want.List = cards[0].List
		want.Boss.Mail = "ann@acme.com"
		want.Todos = []struct{ Title string }{{"Eggs"}}
		want.Count.Todos = 1
		if d := cmp.Diff([]Card{want}, cards); d != "" || cards[0].ID != "shopping" || cards[0].OwnerID != "ann" {
			t.Error(d, cards)
		}
		one, err := gozen.Select[struct{ Title string }](c.List).FindUnique(t.Context(), zdb.List.ByID("shopping"))
		if err != nil || one.Title != "Shopping" {
			t.Error(one, err)
		}
		for card, err := range gozen.Select[struct{ ID string }](c.Todo.OrderBy(zdb.Todo.ID.Asc())).Stream(t.Context()) {
			if err != nil || card.ID != "eggs" {
				t.Error(card, err)
			}
			break
		}
	})
}

func TestACountBeginsAtTheCursor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		people(t, db)
		c := db.As(model.Auth{ID: "ann"})
		from := c.Todo.OrderBy(zdb.Todo.ID.Asc()).Cursor(zdb.Todo.ByID("eggs"))
		all, err := c.Todo.Count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for skip := range 2 {
			if n, err := from.Skip(skip).Count(t.Context()); n != all-skip || err != nil {
				t.Error(skip, n, all, err)
			}
		}
		if n, err := c.Todo.OrderBy(zdb.Todo.ID.Desc()).Cursor(zdb.Todo.ByID("eggs")).Count(t.Context()); n != 1 || err != nil {
			t.Error(n, all, err)
		}
	})
}

func TestAStructThatDoesNotFitIsRefused(t *testing.T) {
	t.Parallel()
	db := open(t, "file:"+t.TempDir()+"/x.db")
	c := db.Anonymous()
	ctx := t.Context()
	type Node struct{ Reports []Node }
	for want, run := range map[string]func() error{
		"User has no such field":   func() error { _, err := gozen.Select[struct{ Nickname string }](c.User).FindMany(ctx); return err },
		"is time.Time, not string": func() error { _, err := gozen.Select[struct{ CreatedAt string }](c.User).FindMany(ctx); return err },
		"is *string, not string":   func() error { _, err := gozen.Select[struct{ Name string }](c.User).FindMany(ctx); return err },
		"is a relation, and wants": func() error { _, err := gozen.Select[struct{ Lists int }](c.User).FindMany(ctx); return err },
		"has itself in it":         func() error { _, err := gozen.Select[Node](c.User).FindMany(ctx); return err },
		"no field for": func() error {
			_, err := gozen.Select[struct{ ID string }](c.User.Include(zdb.User.Lists)).FindMany(ctx)
			return err
		},
		"it is no struct":         func() error { _, err := gozen.Select[int](c.User).FindMany(ctx); return err },
		"the query has no client": func() error { _, err := gozen.Select[struct{ ID string }](&zdb.UserQuery{}).FindMany(ctx); return err },
		"needs a condition":       func() error { _, err := c.User.DeleteMany(ctx); return err },
		"title\" is assigned twice": func() error {
			_, err := c.Todo.Update(ctx, zdb.Todo.ByID("x"), zdb.Todo.Title.Set("a"), zdb.Todo.Title.Set("b"))
			return err
		},
		"names no row": func() error { _, err := c.Todo.FindUnique(ctx, zdb.TodoKey{}); return err },
	} {
		if err := run(); !errors.Is(err, gozen.ErrUsage) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestAPartOfATransactionIsUndoneAlone has one that fails, one that panics and one
// that breaks a rule, between writes that stay.
func TestAPartOfATransactionIsUndoneAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		people(t, db)
		c := db.As(model.Auth{ID: "ann"})
		add := func(ctx context.Context, c *zdb.Client, list, title string) error {
			_, err := c.Todo.Create(ctx, model.TodoCreate{Title: title, ListID: list})
			return err
		}
		undo := errors.New("undo")
		err := c.Tx(t.Context(), func(ctx context.Context, c *zdb.Client) error {
			first := add(ctx, c, "shopping", "stays 1")
			failed := c.Tx(ctx, func(ctx context.Context, c *zdb.Client) error {
				kept := c.Tx(ctx, func(ctx context.Context, c *zdb.Client) error { return add(ctx, c, "shopping", "goes 1") })
				return errors.Join(kept, add(ctx, c, "shopping", "goes 2"), undo)
			})
			if !errors.Is(failed, undo) {
				t.Errorf("the failed part: %v", failed)
			}
			func() {
				defer func() { _ = recover() }()
				_ = c.Tx(ctx, func(ctx context.Context, c *zdb.Client) error {
					_ = add(ctx, c, "shopping", "goes 3")
					panic("stop")
				})
			}()
			refused := c.Tx(ctx, func(ctx context.Context, c *zdb.Client) error {
				return errors.Join(add(ctx, c, "shopping", "goes 4"), add(ctx, c, "nowhere", "goes 5"))
			})
			if refused == nil {
				t.Error("a todo of no list")
			}
			kept := c.Tx(ctx, func(ctx context.Context, c *zdb.Client) error { return add(ctx, c, "shopping", "stays 2") })
			return errors.Join(first, kept, add(ctx, c, "shopping", "stays 3"))
		})
		if err != nil {
			t.Fatal(err)
		}
		titles, err := gozen.Pluck(t.Context(), c.Todo.Where(gozen.Or(zdb.Todo.Title.StartsWith("stays"), zdb.Todo.Title.StartsWith("goes"))).OrderBy(zdb.Todo.Title.Asc()), zdb.Todo.Title)
		if d := cmp.Diff([]string{"stays 1", "stays 2", "stays 3"}, titles); d != "" || err != nil {
			t.Error(err, d)
		}
	})
}

func TestTransactionsAreAllOrNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		people(t, db)
		c := db.As(model.Auth{ID: "ann"})
		ctx := t.Context()
		add := func(ctx context.Context, c *zdb.Client, title string) error {
			_, err := c.Todo.Create(ctx, model.TodoCreate{Title: title, ListID: "shopping"})
			return err
		}
		undo := errors.New("undo")
		for name, run := range map[string]struct {
			f    func(ctx context.Context, in *zdb.Client) error
			want error
		}{
			"an error undoes": {func(ctx context.Context, in *zdb.Client) error { return errors.Join(add(ctx, in, "a"), undo) }, undo},
			"a client outside is refused": {func(ctx context.Context, in *zdb.Client) error {
				return errors.Join(add(ctx, in, "b"), add(ctx, c, "outside"))
			}, gozen.ErrUsage},
			"a part cannot outlive what is around it": {func(ctx context.Context, in *zdb.Client) error {
				err := in.Tx(ctx, func(ctx context.Context, in *zdb.Client) error { return add(ctx, in, "c") })
				return errors.Join(err, undo)
			}, undo},
			"the error of a part is that of the whole": {func(ctx context.Context, in *zdb.Client) error {
				return in.Tx(ctx, func(ctx context.Context, in *zdb.Client) error { return errors.Join(add(ctx, in, "c"), undo) })
			}, undo},
			"around a part its client waits": {func(ctx context.Context, in *zdb.Client) error {
				return in.Tx(ctx, func(context.Context, *zdb.Client) error { return add(context.WithoutCancel(t.Context()), in, "c") })
			}, gozen.ErrUsage},
			"there is one part at a time": {func(ctx context.Context, in *zdb.Client) error {
				return in.Tx(ctx, func(context.Context, *zdb.Client) error {
					return in.Tx(t.Context(), func(context.Context, *zdb.Client) error { return nil })
				})
			}, gozen.ErrUsage},
			"a part's client ends with it": {func(ctx context.Context, in *zdb.Client) error {
				var kept *zdb.Client
				err := in.Tx(ctx, func(_ context.Context, in *zdb.Client) error { kept = in; return nil })
				return errors.Join(err, add(t.Context(), kept, "c"))
			}, gozen.ErrUsage},
			"its time is over": {func(ctx context.Context, in *zdb.Client) error {
				<-ctx.Done()
				return ctx.Err()
			}, context.DeadlineExceeded},
		} {
			within, cancel := context.WithTimeout(ctx, 5*time.Second)
			if name == "its time is over" {
				within, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
			}
			if err := c.Tx(within, run.f); !errors.Is(err, run.want) {
				t.Errorf("%s: %v", name, err)
			}
			cancel()
			if n, err := c.Todo.Count(ctx); err != nil || n != 2 {
				t.Errorf("%s: %d todos, %v", name, n, err)
			}
		}
		err := c.Tx(ctx, func(ctx context.Context, in *zdb.Client) error {
			return in.Tx(ctx, func(ctx context.Context, in *zdb.Client) error { return add(ctx, in, "stays") })
		}, gozen.Serializable, gozen.Retry(2))
		if n, _ := c.Todo.Count(ctx); err != nil || n != 3 {
			t.Error(n, err)
		}
	})
}
