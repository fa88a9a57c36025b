package golden_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
)

func TestRowsComeWithWhatWasIncluded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		_, _, home := people(t, db)
		titles := []string{}
		for _, todo := range home.Lists.Must()[0].Todos.Must() {
			titles = append(titles, todo.Title)
		}
		if d := cmp.Diff([]string{"Eggs", "Milk"}, titles); d != "" {
			t.Error(d)
		}
		c := db.As(model.Auth{ID: "ann"})
		lists, err := c.List.Where(
			zdb.List.Title.Fold().Contains("shop"),
			zdb.List.Todos.Some(zdb.Todo.CompletedAt.IsNull()),
			zdb.List.Todos.None(zdb.Todo.Priority.Gt(9)),
			zdb.List.Space.Is(zdb.Space.Members.Some(zdb.SpaceUser.Role.Eq(model.SpaceUserRoleAdmin))),
			gozen.Or(zdb.List.OwnerID.Eq("ann"), gozen.Not(zdb.List.Private.Eq(true))),
		).Include(zdb.List.Owner, zdb.List.Todos.Count()).OrderBy(zdb.List.UpdatedAt.Desc()).Take(20).FindMany(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(lists) != 1 || lists[0].Owner.Must().Email != "ann@acme.com" || lists[0].Count.Todos != 2 || lists[0].Todos != nil || lists[0].Space.Loaded {
			t.Errorf("%+v", lists)
		}
	})
}

func TestARowThatIsNotThereIsAnError(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.Anonymous()
		_, err := c.User.FindUnique(t.Context(), zdb.User.ByID("nobody"))
		if !errors.Is(err, gozen.ErrNotFound) {
			t.Error(err)
		}
		user, err := gozen.Maybe(c.User.FindFirst(t.Context()))
		if user != nil || err != nil {
			t.Error(user, err)
		}
	})
}
