package lists_test

import (
	_ "embed"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/gen/golang/lists/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/lists/zdb/model"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/postgres"
	"github.com/gozen-dev/gozen/schema"
)

//go:embed zdb/schema.json
var schemaJSON []byte

func open(t *testing.T) *zdb.Client {
	t.Helper()
	url := gozentest.Postgres(t)
	s, err := schema.Decode(schemaJSON)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	db, err := zdb.Open(t.Context(), zdb.Config{Driver: postgres.New(url), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db.Anonymous()
}

func TestLists(t *testing.T) {
	t.Parallel()
	c := open(t)
	day := time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)
	row, err := c.Lists.Create(t.Context(), model.ListsCreate{
		Texts: []string{"a", "b"}, Bigs: []int64{1 << 60}, Reals: []float64{1, 2.5}, Exacts: []gozen.Decimal{gozen.NewDecimal(15, -1)},
		Flags: []bool{true, false}, Times: []time.Time{day}, Blobs: [][]byte{{0}, {1, 2}}, Colours: []model.Colour{model.ColourGreen},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := model.Lists{
		ID: row.ID, Texts: []string{"a", "b"}, Ints: []int{}, Bigs: []int64{1 << 60}, Reals: []float64{1, 2.5},
		Exacts: []gozen.Decimal{gozen.NewDecimal(15, -1)}, Flags: []bool{true, false}, Times: []time.Time{day},
		Blobs: [][]byte{{0}, {1, 2}}, Colours: []model.Colour{model.ColourGreen},
	}
	if d := cmp.Diff(want, row); d != "" {
		t.Error(d)
	}
	l := zdb.Lists
	for name, p := range map[string]zdb.ListsPred{
		"has": l.Texts.Has("a"), "has every": l.Texts.HasEvery("a", "b"), "has some": l.Colours.HasSome(model.ColourRed, model.ColourGreen),
		"is empty": l.Ints.IsEmpty(), "equal": l.Texts.Eq("a", "b"), "exact": l.Exacts.Has(gozen.NewDecimal(150, -2)), "time": l.Times.Has(day),
	} {
		if n, err := c.Lists.Where(p).Count(t.Context()); err != nil || n != 1 {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	row, err = c.Lists.Update(t.Context(), l.ByID(row.ID), l.Texts.Push("c"), l.Ints.Set(3, 4), l.Colours.Set())
	if err != nil {
		t.Fatal(err)
	}
	want.Texts, want.Ints, want.Colours = []string{"a", "b", "c"}, []int{3, 4}, []model.Colour{}
	if d := cmp.Diff(want, row); d != "" {
		t.Error(d)
	}
	type Some struct {
		Texts []string
		Ints  []int
	}
	some, err := gozen.Select[Some](c.Lists).FindFirst(t.Context())
	if d := cmp.Diff(Some{want.Texts, want.Ints}, some); d != "" || err != nil {
		t.Error(d, err)
	}
	texts, err := gozen.Pluck(t.Context(), c.Lists, l.Texts)
	if d := cmp.Diff([][]string{want.Texts}, texts); d != "" || err != nil {
		t.Error(d, err)
	}
}
