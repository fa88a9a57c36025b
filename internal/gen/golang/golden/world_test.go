package golden_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/postgres"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/sqlite"

	_ "embed"
)

//go:embed zdb/schema.json
var schemaJSON []byte

// each runs f on a new database of each kind.
func each(t *testing.T, f func(t *testing.T, db *zdb.DB)) {
	gozentest.Each(t, func(t *testing.T, url string) {
		f(t, open(t, url))
	})
}

func open(t testing.TB, url string) *zdb.DB {
	t.Helper()
	s, err := schema.Decode(schemaJSON)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	var d gozen.Driver = sqlite.New(url)
	if strings.HasPrefix(url, "postgres") {
		d = postgres.New(url)
	}
	db, err := zdb.Open(t.Context(), zdb.Config{Driver: d, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// people makes Ann and Bob, and a space of Ann's with a list of two todos.
func people(t testing.TB, db *zdb.DB) (ann, bob model.User, home model.Space) {
	t.Helper()
	ctx := context.Background()
	u := db.Unrestricted("test data")
	var err error
	if ann, err = u.User.Create(ctx, model.UserCreate{ID: "ann", Email: "ann@acme.com", Name: new("Ann")}); err != nil {
		t.Fatal(err)
	}
	if bob, err = u.User.Create(ctx, model.UserCreate{ID: "bob", Email: "bob@acme.com"}); err != nil {
		t.Fatal(err)
	}
	home, err = u.Space.Include(zdb.Space.Lists.With((*zdb.ListQuery)(nil).Include(zdb.List.Todos.With((*zdb.TodoQuery)(nil).OrderBy(zdb.Todo.Title.Asc()))))).
		Create(ctx, model.SpaceCreate{
			ID: "home", Name: "Home", Slug: "home",
			Owner: gozen.Connect(zdb.User.ByID("ann")),
			Members: gozen.Create(
				model.SpaceUserCreate{UserID: "ann", Role: model.SpaceUserRoleAdmin},
				model.SpaceUserCreate{User: gozen.Connect(zdb.User.ByEmail("bob@acme.com")), Role: model.SpaceUserRoleUser},
			),
			Lists: gozen.Create(model.ListCreate{
				ID: "shopping", Title: "Shopping", OwnerID: "ann",
				Todos: gozen.Create(
					model.TodoCreate{ID: "milk", Title: "Milk", OwnerID: "ann"},
					model.TodoCreate{ID: "eggs", Title: "Eggs", OwnerID: "ann", Priority: new(2)},
				),
			}),
		})
	if err != nil {
		t.Fatal(err)
	}
	return ann, bob, home
}
