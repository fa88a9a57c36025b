package golden_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
	"github.com/gozen-dev/gozen/postgres"
	"github.com/gozen-dev/gozen/sqlite"
)

var errRude = errors.New("rude")

func TestPluginsAreToldOfTypedRows(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		people(t, open(t, url))
		var told []string
		var d gozen.Driver = sqlite.New(url)
		if strings.HasPrefix(url, "postgres") {
			d = postgres.New(url)
		}
		db, err := zdb.Open(t.Context(), zdb.Config{Driver: d, Logger: slog.New(slog.DiscardHandler), Plugins: []gozen.Plugin{
			gozen.AfterWrite(zdb.Todo, func(ctx context.Context, w gozen.Write[*model.Todo]) error {
				rows, err := w.New()
				if err != nil {
					return err
				}
				for _, r := range rows {
					told = append(told, string(w.Action)+" "+r.Title)
					if r.Title == "rude" {
						return errRude
					}
				}
				// What a plugin writes belongs to the same transaction.
				_, err = zdb.ClientOf(w.Client()).Tag.Create(ctx, model.TagCreate{Name: rows[0].Title})
				return err
			}),
			gozen.AfterCommit(zdb.Todo, func(context.Context, gozen.Write[*model.Todo]) { told = append(told, "done") }),
		}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		c := db.As(model.Auth{ID: "ann"})
		ctx := t.Context()
		if _, err := c.Todo.Update(ctx, zdb.Todo.ByID("milk"), zdb.Todo.Title.Set("Oat milk")); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Todo.Update(ctx, zdb.Todo.ByID("milk"), zdb.Todo.Title.Set("rude")); !errors.Is(err, errRude) {
			t.Error(err)
		}
		if d := cmp.Diff([]string{"update Oat milk", "done", "update rude"}, told); d != "" {
			t.Error(d)
		}
		names, err := gozen.Pluck(ctx, c.Tag, zdb.Tag.Name)
		if d := cmp.Diff([]string{"Oat milk"}, names); d != "" || err != nil {
			t.Error(d, err)
		}
		if milk, err := c.Todo.FindUnique(ctx, zdb.Todo.ByID("milk")); err != nil || milk.Title != "Oat milk" {
			t.Error(milk, err)
		}
	})
}
