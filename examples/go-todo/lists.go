package main

import (
	"net/http"
	"time"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb/model"
)

// list is a list as clients see it. The struct is also the query's select: what it
// has no field for is not read.
type list struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Private bool   `json:"private"`
	SpaceID string `json:"spaceId"`
	Todos   []todo `json:"todos"`
}

type todo struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	CompletedAt *time.Time `json:"completedAt"`
}

// lists answers with the lists that the user may see, and their todos: what is
// not done yet first.
func (a *app) lists(r *http.Request, c *zdb.Client) (any, error) {
	todos := c.Todo.OrderBy(gozen.NullsFirst(zdb.Todo.CompletedAt.Desc()), zdb.Todo.CreatedAt.Asc())
	open := r.URL.Query().Has("open")
	q := c.List.
		Where(gozen.When(open, zdb.List.Todos.Some(zdb.Todo.CompletedAt.IsNull()))).
		Include(zdb.List.Todos.With(todos.Where(gozen.When(open, zdb.Todo.CompletedAt.IsNull())))).
		OrderBy(zdb.List.Title.Asc()).
		Take(100)
	return gozen.Select[list](q).FindMany(r.Context())
}

// addList makes a list in a space.
func (a *app) addList(r *http.Request, c *zdb.Client) (any, error) {
	in, err := decode[struct {
		SpaceID string   `json:"spaceId"`
		Title   string   `json:"title"`
		Private bool     `json:"private"`
		Todos   []string `json:"todos"`
	}](r)
	if err != nil {
		return nil, err
	}
	todos := make([]model.TodoCreate, len(in.Todos))
	for i, title := range in.Todos {
		todos[i].Title = title
	}
	l, err := c.List.Create(r.Context(), model.ListCreate{
		SpaceID: in.SpaceID, Title: in.Title, Private: &in.Private, Todos: gozen.Create(todos...),
	})
	if err != nil {
		return nil, err
	}
	return gozen.Select[list](c.List).FindUnique(r.Context(), zdb.List.ByID(l.ID))
}

func (a *app) removeList(r *http.Request, c *zdb.Client) (any, error) {
	_, err := c.List.Delete(r.Context(), zdb.List.ByID(r.PathValue("id")))
	return nil, err
}

func (a *app) addTodo(r *http.Request, c *zdb.Client) (any, error) {
	in, err := decode[struct {
		Title string `json:"title"`
	}](r)
	if err != nil {
		return nil, err
	}
	t, err := c.Todo.Create(r.Context(), model.TodoCreate{Title: in.Title, ListID: r.PathValue("id")})
	if err != nil {
		return nil, err
	}
	return todo{t.ID, t.Title, t.CompletedAt}, nil
}

// changeTodo changes what the body names, and nothing else.
func (a *app) changeTodo(r *http.Request, c *zdb.Client) (any, error) {
	in, err := decode[struct {
		Title *string `json:"title"`
		Done  *bool   `json:"done"`
	}](r)
	if err != nil {
		return nil, err
	}
	var changes []zdb.TodoChange
	if in.Title != nil {
		changes = append(changes, zdb.Todo.Title.Set(*in.Title))
	}
	switch {
	case in.Done == nil:
	case *in.Done:
		changes = append(changes, zdb.Todo.CompletedAt.Set(time.Now()))
	default:
		changes = append(changes, zdb.Todo.CompletedAt.SetNull())
	}
	t, err := c.Todo.Update(r.Context(), zdb.Todo.ByID(r.PathValue("id")), changes...)
	if err != nil {
		return nil, err
	}
	return todo{t.ID, t.Title, t.CompletedAt}, nil
}

// stats counts the todos of each list that the user may see.
func (a *app) stats(r *http.Request, c *zdb.Client) (any, error) {
	n := gozen.CountAll(c.Todo)
	last := gozen.Max(zdb.Todo.CompletedAt)
	groups, err := gozen.GroupBy(c.Todo, zdb.Todo.ListID).OrderBy(n.Desc()).Aggregate(r.Context(), n, last)
	if err != nil {
		return nil, err
	}
	type line struct {
		ListID        string     `json:"listId"`
		Todos         int        `json:"todos"`
		LastCompleted *time.Time `json:"lastCompleted"`
	}
	lines := make([]line, len(groups))
	for i, g := range groups {
		lines[i] = line{ListID: gozen.KeyOf(g, zdb.Todo.ListID), Todos: n.Of(g)}
		if at, ok := last.OfOK(g); ok {
			lines[i].LastCompleted = &at
		}
	}
	return lines, nil
}
