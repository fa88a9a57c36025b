// Command go-todo keeps to-do lists in a SQLite file.
//
//	go-todo ann@example.com add Milk
//	go-todo ann@example.com list
//	go-todo ann@example.com done Milk
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb/model"
	"github.com/gozen-dev/gozen/sqlite"
)

func main() {
	url := os.Getenv("DATABASE_URL")
	if url == "" {
		url = "file:todo.db"
	}
	if err := run(context.Background(), url, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "go-todo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url string, args []string, out io.Writer) error {
	if len(args) < 2 {
		return errors.New("usage: go-todo EMAIL list | add TITLE | done TITLE")
	}
	db, err := zdb.Open(ctx, zdb.Config{Driver: sqlite.New(url)})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	c, list, err := signIn(ctx, db, args[0])
	if err != nil {
		return err
	}
	switch {
	case args[1] == "list":
		return show(ctx, c, out)
	case args[1] == "add" && len(args) == 3:
		_, err = c.Todo.Create(ctx, model.TodoCreate{Title: args[2], ListID: list.ID})
		return explain(err)
	case args[1] == "done" && len(args) == 3:
		return done(ctx, c, args[2])
	default:
		return fmt.Errorf("do not know how to %q", args[1:])
	}
}

// signIn finds the user or makes him, with a space and a list of his own, and
// binds a client to him. It decides by itself who he is, and so is unrestricted.
func signIn(ctx context.Context, db *zdb.DB, email string) (*zdb.Client, model.List, error) {
	u := db.Unrestricted("sign in by e-mail")
	user, err := u.User.Upsert(ctx, zdb.User.ByEmail(email), model.UserCreate{Email: email})
	if err != nil {
		return nil, model.List{}, explain(err)
	}
	c := db.As(model.Auth{ID: user.ID})
	list, err := gozen.Maybe(c.List.Where(zdb.List.OwnerID.Eq(user.ID)).OrderBy(zdb.List.CreatedAt.Asc()).FindFirst(ctx))
	if err != nil {
		return nil, model.List{}, err
	}
	if list == nil {
		return firstList(ctx, c, user)
	}
	return c, *list, nil
}

// firstList makes a space with one member and one list, all or nothing.
func firstList(ctx context.Context, c *zdb.Client, user model.User) (*zdb.Client, model.List, error) {
	var list model.List
	err := c.Tx(ctx, func(ctx context.Context, c *zdb.Client) error {
		space, err := c.Space.Create(ctx, model.SpaceCreate{
			Name: "At home", Slug: "home-" + user.ID[len(user.ID)-8:],
			Members: gozen.Create(model.SpaceUserCreate{UserID: user.ID, Role: model.SpaceUserRoleAdmin}),
		})
		if err != nil {
			return err
		}
		list, err = c.List.Create(ctx, model.ListCreate{Title: "Things to do", SpaceID: space.ID})
		return err
	})
	return c, list, explain(err)
}

// show prints what the user may see, what is not done first.
func show(ctx context.Context, c *zdb.Client, out io.Writer) error {
	lists, err := c.List.
		Include(zdb.List.Todos.With(c.Todo.OrderBy(gozen.NullsFirst(zdb.Todo.CompletedAt.Asc()), zdb.Todo.CreatedAt.Asc()))).
		OrderBy(zdb.List.Title.Asc()).
		FindMany(ctx)
	if err != nil {
		return err
	}
	for _, l := range lists {
		fmt.Fprintln(out, l.Title)
		for _, t := range l.Todos.Must() {
			mark := " "
			if t.CompletedAt != nil {
				mark = "x"
			}
			fmt.Fprintf(out, "  [%s] %s\n", mark, t.Title)
		}
	}
	return nil
}

// done completes every open todo of that title.
func done(ctx context.Context, c *zdb.Client, title string) error {
	n, err := c.Todo.
		Where(zdb.Todo.Title.Eq(title), zdb.Todo.CompletedAt.IsNull()).
		UpdateMany(ctx, zdb.Todo.CompletedAt.Set(time.Now()))
	if err == nil && n == 0 {
		return fmt.Errorf("nothing to do called %q", title)
	}
	return explain(err)
}

// explain says in a user's words what the schema has against an input.
func explain(err error) error {
	e, ok := errors.AsType[*gozen.Error](err)
	if ok && e.Kind == gozen.ErrInvalid {
		return fmt.Errorf("%s: %s", e.Issues[0].Path, e.Issues[0].Message)
	}
	return err
}
