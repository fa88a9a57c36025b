package golden_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
	"github.com/gozen-dev/gozen/server"
)

// The functions here are the design's snippets; example_test.go runs them.

// 01 filtered find with relation filters and AND/OR/NOT

func openLists(ctx context.Context, c *zdb.Client, me string) ([]model.List, error) {
	return c.List.
		Where(
			zdb.List.Title.Fold().Contains("shop"),
			zdb.List.Todos.Some(zdb.Todo.CompletedAt.IsNull()),
			zdb.List.Todos.None(zdb.Todo.Priority.Gt(9)),
			zdb.List.Space.Is(zdb.Space.Members.Every(zdb.SpaceUser.Role.Eq(model.SpaceUserRoleAdmin))),
			gozen.Or(
				zdb.List.OwnerID.Eq(me),
				gozen.Not(zdb.List.Private.Eq(true)),
			),
		).
		OrderBy(zdb.List.UpdatedAt.Desc()).
		Take(20).
		FindMany(ctx)
}

// 02 find unique by compound key

func membership(ctx context.Context, c *zdb.Client, userID, spaceID string) (model.SpaceUser, error) {
	return c.SpaceUser.FindUnique(ctx, zdb.SpaceUser.ByUserIDAndSpaceID(userID, spaceID))
}

// 03 include with nested where, order and limit

func listWithTodos(ctx context.Context, c *zdb.Client, id string) (model.List, error) {
	return c.List.
		Include(
			zdb.List.Owner,
			zdb.List.Todos.With(c.Todo.
				Where(zdb.Todo.CompletedAt.IsNull()).
				OrderBy(zdb.Todo.Priority.Desc(), zdb.Todo.CreatedAt.Asc()).
				Take(5)),
			zdb.List.Todos.Count(),
		).
		FindUnique(ctx, zdb.List.ByID(id))
}

// 04 select a subset: the struct is the select

func cards(ctx context.Context, c *zdb.Client) error {
	type Card struct {
		ID    string
		Name  *string
		Lists []struct {
			Title string
			Todos []struct{ Title string }
		}
	}
	cards, err := gozen.Select[Card](c.User.
		Where(zdb.User.Email.EndsWith("@acme.com")).
		Include(zdb.User.Lists.With(c.List.Where(zdb.List.Private.Eq(false)))),
	).FindMany(ctx)
	if err != nil {
		return err
	}
	for _, u := range cards {
		fmt.Println(u.ID, len(u.Lists))
	}
	emails, err := gozen.Pluck(ctx, c.User.OrderBy(zdb.User.Email.Asc()), zdb.User.Email) // []string
	fmt.Println(emails)
	return err
}

// 05 nested create with connect

func newSpace(ctx context.Context, c *zdb.Client, me, friend string) (model.Space, error) {
	return c.Space.
		Include(zdb.Space.Lists.With(c.List.Include(zdb.List.Todos))).
		Create(ctx, model.SpaceCreate{
			Name:  "Home",
			Slug:  "home",
			Owner: gozen.Connect(zdb.User.ByID(me)),
			Members: gozen.Create(
				model.SpaceUserCreate{UserID: me, Role: model.SpaceUserRoleAdmin},
				model.SpaceUserCreate{User: gozen.Connect(zdb.User.ByEmail(friend)), Role: model.SpaceUserRoleUser},
			),
			Lists: gozen.Create(model.ListCreate{
				Title:   "Groceries",
				OwnerID: me,
				Private: new(true),
				Todos: gozen.Create(
					model.TodoCreate{Title: "Milk", OwnerID: me},
					model.TodoCreate{Title: "Eggs", OwnerID: me, Priority: new(2)},
				),
			}),
		})
}

// 06 upsert

func logIn(ctx context.Context, c *zdb.Client, email, name string) (model.User, error) {
	return c.User.Upsert(ctx, zdb.User.ByEmail(email),
		model.UserCreate{Email: email, Name: &name},
		zdb.User.Name.Set(name),
		zdb.User.EmailVerified.Set(time.Now()),
	)
}

// 07 update many

func completeAll(ctx context.Context, c *zdb.Client, listID string) (int, error) {
	return c.Todo.
		Where(zdb.Todo.ListID.Eq(listID), zdb.Todo.CompletedAt.IsNull()).
		UpdateMany(ctx, zdb.Todo.CompletedAt.Set(time.Now()))
}

// 08 update: increment, nested writes

func bump(ctx context.Context, c *zdb.Client, listID, milk, eggs string) error {
	_, err := c.Todo.Update(ctx, zdb.Todo.ByID(milk), zdb.Todo.Priority.Inc(1), zdb.Todo.Position.Mul(2))
	if err != nil {
		return err
	}
	_, err = c.List.Update(ctx, zdb.List.ByID(listID),
		zdb.List.Title.Set("Weekend"),
		zdb.List.Todos.Write(
			gozen.Create(model.TodoCreate{Title: "Bread"}),
			gozen.Update(zdb.Todo.ByID(milk), zdb.Todo.CompletedAt.Set(time.Now())),
			gozen.Delete(zdb.Todo.ByID(eggs)),
		),
	)
	return err
}

// 09 count, aggregate, group by

func stats(ctx context.Context, c *zdb.Client) error {
	open := c.Todo.Where(zdb.Todo.CompletedAt.IsNull())
	n, err := open.Count(ctx)
	if err != nil {
		return err
	}
	avg, sum := gozen.Avg(zdb.Todo.Priority), gozen.Sum(zdb.Todo.Estimate)
	all, err := gozen.Aggregate(ctx, open, avg, sum)
	if err != nil {
		return err
	}
	fmt.Println(n, avg.Of(all), sum.Of(all)) // int, float64, gozen.Decimal

	count, last := gozen.CountAll(c.Todo), gozen.Max(zdb.Todo.CreatedAt)
	groups, err := gozen.GroupBy(open, zdb.Todo.ListID).
		Having(count.Gt(3)).
		OrderBy(count.Desc()).
		Aggregate(ctx, count, last)
	if err != nil {
		return err
	}
	for _, g := range groups {
		fmt.Println(gozen.KeyOf(g, zdb.Todo.ListID), count.Of(g), last.Of(g)) // string, int, time.Time
	}
	return nil
}

// 10 transaction with context

func moveTodo(ctx context.Context, c *zdb.Client, todoID, listID string) error {
	return c.Tx(ctx, func(ctx context.Context, c *zdb.Client) error {
		list, err := c.List.FindUnique(ctx, zdb.List.ByID(listID))
		if err != nil {
			return err
		}
		_, err = c.Todo.Update(ctx, zdb.Todo.ByID(todoID), zdb.Todo.List.Write(gozen.Connect(zdb.List.ByID(list.ID))))
		return err
	}, gozen.Serializable, gozen.Retry(3))
}

func moveAndLog(ctx context.Context, db *zdb.DB, auth model.Auth, todoID, listID string) error {
	return db.Unrestricted("log moves").Tx(ctx, func(ctx context.Context, u *zdb.Unrestricted) error {
		if err := moveTodo(ctx, u.As(auth), todoID, listID); err != nil { // as the user, in this transaction
			return err
		}
		_, err := u.Post.Create(ctx, model.PostCreate{Title: "moved", Meta: gozen.JSONValue(`{}`)})
		return err
	})
}

// 11 binding to a user

func withClient(db *zdb.DB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := db.Anonymous()
		if s, ok := session(r); ok {
			c = db.As(model.Auth{ID: s.UserID, Email: &s.Email})
		}
		next.ServeHTTP(w, r.WithContext(zdb.NewContext(r.Context(), c)))
	})
}

func listLists(w http.ResponseWriter, r *http.Request) {
	c := zdb.FromContext(r.Context()) // the user's; without withClient its calls fail
	lists, err := c.List.Include(zdb.List.Todos).FindMany(r.Context())
	if err != nil {
		server.Fail(w, r, slog.Default(), err)
		return
	}
	_ = json.NewEncoder(w).Encode(lists)
}

// 12 raw SQL

func report(ctx context.Context, db *zdb.DB, since time.Time) error {
	type Row struct {
		Owner string
		N     int
	}
	u := db.Unrestricted("daily report")
	rows, err := gozen.SQL[Row](ctx, u,
		`SELECT "ownerId" AS owner, count(*) AS n FROM "Todo" WHERE "createdAt" > $1 GROUP BY 1`, since)
	if err != nil {
		return err
	}
	deleted, err := gozen.Exec(ctx, u, `DELETE FROM "Todo" WHERE "completedAt" < $1`, since)
	fmt.Println(rows, deleted)
	return err
}

// 13 cursor pagination and streaming

func page(ctx context.Context, c *zdb.Client, after string) ([]model.Todo, error) {
	q := c.Todo.OrderBy(zdb.Todo.CreatedAt.Desc(), zdb.Todo.ID.Asc()).Take(20)
	if after != "" {
		q = q.Cursor(zdb.Todo.ByID(after)).Skip(1)
	}
	return q.FindMany(ctx)
}

func export(ctx context.Context, c *zdb.Client, enc *json.Encoder) error {
	for todo, err := range c.Todo.OrderBy(zdb.Todo.ID.Asc()).Stream(ctx) {
		if err != nil {
			return err
		}
		if err := enc.Encode(todo); err != nil {
			return err
		}
	}
	return nil
}

// 14 unset, null and zero; not loaded and null

func patchTodo(w http.ResponseWriter, r *http.Request) {
	c := zdb.FromContext(r.Context())
	var in model.TodoPatch // {"completedAt": null} is SetNull, {} leaves it alone
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	todo, err := c.Todo.Update(r.Context(), zdb.Todo.ByID(r.PathValue("id")), in.Changes()...)
	if err != nil {
		server.Fail(w, r, slog.Default(), err)
		return
	}
	_ = json.NewEncoder(w).Encode(todo)
}

func reopen(ctx context.Context, c *zdb.Client, id string) (model.Todo, error) {
	return c.Todo.Update(ctx, zdb.Todo.ByID(id),
		zdb.Todo.CompletedAt.SetNull(), // null; leaving the field out leaves it alone
		zdb.Todo.Priority.Set(0),       // zero
	)
}

func author(p model.Post) string {
	switch a := p.Author; {
	case !a.Loaded:
		return "(not loaded)"
	case a.Row == nil || a.Row.Name == nil:
		return "(none)"
	default:
		return *a.Row.Name
	}
}

// 15 errors

func explain(err error) string {
	e, ok := errors.AsType[*gozen.Error](err)
	if !ok {
		return "internal error"
	}
	switch e.Kind {
	case gozen.ErrNotFound:
		return "no such row"
	case gozen.ErrForbidden:
		return fmt.Sprintf("%s of %s refused: %s %v", e.Op, e.Model, e.Policy, e.Fields)
	case gozen.ErrUnique:
		if slices.Contains(e.Fields, zdb.User.Email.Name) {
			return "this email is taken"
		}
	case gozen.ErrInvalid:
		for _, i := range e.Issues {
			fmt.Println(i.Path, i.Message)
		}
		return "bad input"
	}
	return "internal error"
}
