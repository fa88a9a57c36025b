package golden_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
)

func TestAUserWithoutAnIDIsNobody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		u := db.Unrestricted("a user whose id is empty")
		if _, err := gozen.Exec(t.Context(), u, `INSERT INTO "User" ("id", "createdAt", "email") VALUES ('', $1, 'no@one.com')`, time.Now()); err != nil {
			t.Fatal(err)
		}
		email := "no@one.com"
		for _, c := range []*zdb.Client{db.As(model.Auth{}), db.As(model.Auth{Email: &email}), db.Anonymous()} {
			_, err := c.User.Update(t.Context(), zdb.User.ByEmail(email), zdb.User.Name.Set("x"))
			if !errors.Is(err, gozen.ErrNotFound) {
				t.Error(err)
			}
		}
		if _, err := zdb.FromContext(t.Context()).Post.FindMany(t.Context()); !errors.Is(err, gozen.ErrUsage) {
			t.Error(err)
		}
	})
}

func TestARuleReadsWhatTheSessionDidNotGive(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		people(t, db)
		// The client knows Bob's id alone; his membership is in the database.
		lists, err := db.As(model.Auth{ID: "bob"}).List.Include(zdb.List.Owner).FindMany(t.Context())
		if err != nil || len(lists) != 1 || lists[0].Owner.Must().ID != "ann" {
			t.Error(lists, err)
		}
		if _, err := db.As(model.Auth{ID: "bob"}).List.Create(t.Context(), model.ListCreate{Title: "x", SpaceID: "home", OwnerID: "ann"}); !errors.Is(err, gozen.ErrForbidden) {
			t.Error(err)
		}
		err = db.Unrestricted("as two people").Tx(t.Context(), func(ctx context.Context, u *zdb.Unrestricted) error {
			if n, err := u.As(model.Auth{ID: "bob"}).Todo.Count(ctx); err != nil || n != 0 {
				t.Error(n, err)
			}
			n, err := u.As(model.Auth{ID: "ann"}).Todo.Count(ctx)
			if n != 2 {
				t.Error(n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestASessionIsTheUserWhoThereIs binds clients as a server does. Of the user who
// is gone nothing is left, also where a rule wants no more than an id.
func TestASessionIsTheUserWhoThereIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *zdb.DB) {
		people(t, db)
		for id, want := range map[string]int{"ann": 2, "nobody": 0, "": 0, "\x00": 0} {
			ctx, err := db.SignedIn(t.Context(), id)
			if err != nil {
				t.Fatalf("%q: %v", id, err)
			}
			if n, err := zdb.FromContext(ctx).Todo.Count(ctx); n != want || err != nil {
				t.Errorf("%q sees %d todos, %v", id, n, err)
			}
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.SignedIn(gone, "ann"); err == nil {
			t.Error("a user who could not be loaded is somebody")
		}
	})
}
