package golden_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/sqlite"
)

// world opens a new SQLite database with Ann, Bob and Ann's space. An example
// that cannot have it panics.
func world() (db *zdb.DB, ann *zdb.Client, end func()) {
	ctx := context.Background()
	dir := must(os.MkdirTemp("", "gozen-example-"))
	url := "file:" + filepath.ToSlash(filepath.Join(dir, "example.db"))
	must(migrate.Push(ctx, url, must(schema.Decode(schemaJSON)), migrate.Options{}))
	db = must(zdb.Open(ctx, zdb.Config{Driver: sqlite.New(url), Logger: slog.New(slog.DiscardHandler)}))
	u := db.Unrestricted("example data")
	for _, id := range []string{"ann", "bob"} {
		must(u.User.Create(ctx, model.UserCreate{ID: id, Email: id + "@acme.com", Name: new(strings.ToUpper(id))}))
	}
	must(newSpace(ctx, &u.Client, "ann", "bob@acme.com"))
	ann = db.As(model.Auth{ID: "ann"})
	return db, ann, func() {
		_ = db.Close()
		_ = os.RemoveAll(dir)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func groceries(ctx context.Context, c *zdb.Client) model.List {
	return must(c.List.Where(zdb.List.Title.Eq("Groceries")).
		Include(zdb.List.Todos.With(c.Todo.OrderBy(zdb.Todo.Title.Asc()))).FindFirst(ctx))
}

func Example_filters() {
	_, c, end := world()
	defer end()
	ctx := context.Background()
	list := groceries(ctx, c)
	must(c.List.Update(ctx, zdb.List.ByID(list.ID), zdb.List.Title.Set("Shopping")))
	for _, l := range must(openLists(ctx, c, "ann")) {
		fmt.Println(l.Title)
	}
	must(c.SpaceUser.Where(zdb.SpaceUser.UserID.Eq("bob")).UpdateMany(ctx, zdb.SpaceUser.Role.Set(model.SpaceUserRoleAdmin)))
	for _, l := range must(openLists(ctx, c, "ann")) {
		fmt.Println(l.Title)
	}
	// Output: Shopping
}

func Example_fieldsOfARow() {
	_, c, end := world()
	defer end()
	ctx := context.Background()
	must(c.Todo.Where(zdb.Todo.Title.Eq("Milk")).UpdateMany(ctx, zdb.Todo.CompletedAt.Set(time.Now().Add(time.Hour))))
	for _, t := range must(c.Todo.Where(gozen.Field(zdb.Todo.CompletedAt).Gt(zdb.Todo.UpdatedAt)).FindMany(ctx)) {
		fmt.Println(t.Title)
	}
	// Output: Milk
}

func Example_compoundKey() {
	_, c, end := world()
	defer end()
	space := must(c.Space.FindUnique(context.Background(), zdb.Space.BySlug("home")))
	fmt.Println(must(membership(context.Background(), c, "ann", space.ID)).Role)
	// Output: ADMIN
}

func Example_include() {
	_, c, end := world()
	defer end()
	ctx := context.Background()
	list := must(listWithTodos(ctx, c, groceries(ctx, c).ID))
	fmt.Println(list.Owner.Must().Email, list.Count.Todos)
	for _, t := range list.Todos.Must() {
		fmt.Println(t.Title, t.Priority)
	}
	// Output:
	// ann@acme.com 2
	// Eggs 2
	// Milk 0
}

func Example_select() {
	_, c, end := world()
	defer end()
	if err := cards(context.Background(), c); err != nil {
		fmt.Println(err)
	}
	// Unordered output:
	// ann 0
	// bob 0
	// [ann@acme.com bob@acme.com]
}

func Example_nestedCreate() {
	db, _, end := world()
	defer end()
	c := db.As(model.Auth{ID: "bob"})
	space, err := newSpace(context.Background(), c, "bob", "ann@acme.com")
	fmt.Println(err)
	_ = space
	// Output: create Space: not unique: Failed to execute query: a row with the same value exists: unique constraint of Space (slug)
}

func Example_upsert() {
	db, _, end := world()
	defer end()
	ctx := context.Background()
	c := &db.Unrestricted("sign-in").Client
	fmt.Println(*must(logIn(ctx, c, "eve@acme.com", "Eve")).Name)
	again := must(logIn(ctx, c, "eve@acme.com", "Evelyn"))
	fmt.Println(*again.Name, again.EmailVerified != nil, must(c.User.Count(ctx)))
	// Output:
	// Eve
	// Evelyn true 3
}

func Example_updateMany() {
	_, c, end := world()
	defer end()
	ctx := context.Background()
	id := groceries(ctx, c).ID
	fmt.Println(must(completeAll(ctx, c, id)), must(completeAll(ctx, c, id)))
	// Output: 2 0
}

func Example_update() {
	_, c, end := world()
	defer end()
	ctx := context.Background()
	list := groceries(ctx, c)
	eggs, milk := list.Todos[0], list.Todos[1]
	fmt.Println(bump(ctx, c, list.ID, milk.ID, eggs.ID))
	list = must(listWithTodos(ctx, c, list.ID))
	fmt.Println(list.Title, list.Count.Todos, list.Todos[0].Title)
	milk = must(c.Todo.FindUnique(ctx, zdb.Todo.ByID(milk.ID)))
	fmt.Println(milk.Priority, milk.CompletedAt != nil)
	// Output:
	// <nil>
	// Weekend 2 Bread
	// 1 true
}

func Example_aggregate() {
	_, c, end := world()
	defer end()
	ctx := context.Background()
	must(c.Todo.Where(zdb.Todo.Title.Eq("Milk")).UpdateMany(ctx, zdb.Todo.Estimate.Set(gozen.NewDecimal(150, -2))))
	if err := stats(ctx, c); err != nil {
		fmt.Println(err)
	}
	last := gozen.Max(zdb.Todo.Priority)
	groups := must(gozen.GroupBy(c.Todo, zdb.Todo.OwnerID).Having(gozen.CountAll(c.Todo).Gt(1)).Aggregate(ctx, last))
	for _, g := range groups {
		fmt.Println(gozen.KeyOf(g, zdb.Todo.OwnerID), last.Of(g))
	}
	// Output:
	// 2 1 1.5
	// ann 2
}

func Example_transaction() {
	db, c, end := world()
	defer end()
	ctx := context.Background()
	list := groceries(ctx, c)
	other := must(c.List.Create(ctx, model.ListCreate{SpaceID: list.SpaceID, Title: "Other"}))
	fmt.Println(moveTodo(ctx, c, list.Todos[0].ID, other.ID))
	fmt.Println(moveAndLog(ctx, db, model.Auth{ID: "ann"}, list.Todos[1].ID, other.ID))
	fmt.Println(must(c.Todo.Where(zdb.Todo.List.Is(zdb.List.Title.Eq("Other"))).Count(ctx)), must(c.Post.Count(ctx)))
	fmt.Println(moveAndLog(ctx, db, model.Auth{ID: "bob"}, list.Todos[1].ID, other.ID))
	fmt.Println(must(c.Post.Count(ctx)))
	// Output:
	// <nil>
	// <nil>
	// 2 1
	// update Todo: not found
	// 1
}

func session(r *http.Request) (s struct{ UserID, Email string }, ok bool) {
	s.UserID = r.Header.Get("X-User")
	return s, s.UserID != ""
}

func Example_handlers() {
	db, _, end := world()
	defer end()
	get := func(user string) string {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
		r.Header.Set("X-User", user)
		w := httptest.NewRecorder()
		withClient(db, http.HandlerFunc(listLists)).ServeHTTP(w, r)
		var lists []model.List
		if err := json.Unmarshal(w.Body.Bytes(), &lists); err != nil {
			return w.Body.String()
		}
		return fmt.Sprint(len(lists))
	}
	fmt.Println(get(""), get("ann"))
	w := httptest.NewRecorder()
	listLists(w, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil))
	fmt.Println(w.Code)
	// Output:
	// 0 1
	// 500
}

func Example_rawSQL() {
	db, c, end := world()
	defer end()
	ctx := context.Background()
	must(c.Todo.Where(zdb.Todo.Title.Eq("Eggs")).UpdateMany(ctx, zdb.Todo.CompletedAt.Set(time.Now().AddDate(0, 0, -9))))
	fmt.Println(report(ctx, db, time.Now().AddDate(0, 0, -7)))
	u := db.Unrestricted("count")
	fmt.Println(must(gozen.SQL[int](ctx, u, `SELECT count(*) FROM "Todo"`)))
	_, err := gozen.SQL[struct{ Other int }](ctx, u, `SELECT count(*) AS n FROM "Todo"`)
	fmt.Println(err)
	// Output:
	// [{ann 2}] 1
	// <nil>
	// [1]
	// usage: SQL: no column for struct { Other int }.Other
}

func Example_cursor() {
	_, c, end := world()
	defer end()
	ctx := context.Background()
	all := must(page(ctx, c, ""))
	fmt.Println(len(all), len(must(page(ctx, c, all[0].ID))), len(must(page(ctx, c, all[1].ID))))
	var b bytes.Buffer
	if err := export(ctx, c, json.NewEncoder(&b)); err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.Count(b.String(), "\n"))
	for todo, err := range c.Todo.OrderBy(zdb.Todo.Title.Asc()).Stream(ctx) {
		fmt.Println(todo.Title, err)
		break // the rest is never read
	}
	// Output:
	// 2 1 0
	// 2
	// Eggs <nil>
}

func Example_unsetNullZero() {
	db, c, end := world()
	defer end()
	ctx := context.Background()
	id := groceries(ctx, c).Todos[0].ID
	send := func(body string) {
		r := httptest.NewRequestWithContext(zdb.NewContext(ctx, c), http.MethodPatch, "/", strings.NewReader(body))
		r.SetPathValue("id", id)
		w := httptest.NewRecorder()
		patchTodo(w, r)
		var todo model.Todo
		if w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &todo) != nil {
			fmt.Println(w.Code)
			return
		}
		fmt.Println(todo.Title, todo.Priority, todo.CompletedAt != nil)
	}
	send(`{"completedAt":"2026-01-02T03:04:05Z"}`)
	send(`{"title":"Six eggs"}`)
	send(`{"completedAt":null}`)
	send(`{"title":null}`)
	todo := must(reopen(ctx, c, id))
	fmt.Println(todo.Priority)

	u := db.Unrestricted("a post")
	post := must(u.Post.Include(zdb.Post.Author).Create(ctx, model.PostCreate{
		Title: "Hello", Meta: gozen.JSONValue(`{}`), Author: gozen.Connect(zdb.User.ByID("ann")),
	}))
	fmt.Println(author(post))
	post = must(u.Post.FindUnique(ctx, zdb.Post.ByID(post.ID)))
	fmt.Println(author(post))
	// Output:
	// Eggs 2 true
	// Six eggs 2 true
	// Six eggs 2 false
	// 400
	// 0
	// ANN
	// (not loaded)
}

func Example_errors() {
	_, c, end := world()
	defer end()
	ctx := context.Background()
	_, err := c.User.Create(ctx, model.UserCreate{Email: "ann@acme.com"})
	fmt.Println(explain(err))
	_, err = c.User.FindUnique(ctx, zdb.User.ByID("nobody"))
	fmt.Println(explain(err))
	_, err = c.Space.Create(ctx, model.SpaceCreate{Name: "Bob's", Slug: "bobs", OwnerID: "bob"})
	fmt.Println(explain(err))
	_, err = c.Space.Create(ctx, model.SpaceCreate{
		Name: "New", Slug: "new", OwnerID: "ann",
		Lists: gozen.Create(model.ListCreate{Title: "Fine"}, model.ListCreate{Title: ""}),
	})
	fmt.Println(explain(err))
	// Output:
	// this email is taken
	// no such row
	// create of Space refused: no-access []
	// lists[1].title Too small: expected string to have >=1 characters
	// bad input
}
