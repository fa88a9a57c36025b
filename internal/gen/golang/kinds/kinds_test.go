package kinds_test

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb/model"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/postgres"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/sqlite"
)

//go:embed zdb/schema.json
var schemaJSON []byte

// each runs f on a new database of each kind, as somebody who may do nearly everything.
func each(t *testing.T, f func(t *testing.T, db *zdb.DB)) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
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
		db, err := zdb.Open(t.Context(), zdb.Config{
			Driver: d, Logger: slog.New(slog.DiscardHandler), Procedures: procedures{},
			Computed: zdb.Computed{EverythingTwice: func(r gozen.Table) gozen.Expr { return gozen.Expression("({} * {})", r.Field("int"), 2) }},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		f(t, db)
	})
}

var day = time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)

// full has a value in every field that needs one.
func full() model.EverythingCreate {
	return model.EverythingCreate{
		Text: "text", Flag: true, Int: 1, Big: 1 << 60, Real: 1.5, Exact: gozen.NewDecimal(123456789012345678, -5), At: day,
		Bytes: []byte{0, 1, 2}, JSON: gozen.JSONValue(`{"a":[1,null]}`), State: model.StateOfThingsInProgress,
		Home: model.Address{Street: "Main", Number: new(7), Geo: &model.Point{Lat: 1.5, Lon: -2}},
	}
}

func compare(t *testing.T, what string, want, got any) {
	t.Helper()
	// PostgreSQL puts spaces into JSON.
	tight := cmp.Transformer("compact", func(v gozen.JSONValue) string {
		var b bytes.Buffer
		if err := json.Compact(&b, v); err != nil {
			return err.Error()
		}
		return b.String()
	})
	if d := cmp.Diff(want, got, tight); d != "" {
		t.Errorf("%s: %s", what, d)
	}
}

func TestEveryKindOfValueComesBackAsItWas(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.As(model.Auth{ID: new(1), Role: new("boss")})
		in := full()
		row, err := c.Everything.Create(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		home := in.Home
		home.Tags = []string{}
		want := model.Everything{
			ID: row.ID, Text: in.Text, Flag: in.Flag, Int: in.Int, Big: in.Big, Real: in.Real, Exact: in.Exact, At: in.At,
			Bytes: in.Bytes, JSON: in.JSON, State: in.State, Home: home, Secret: new("s"), Twice: 2,
		}
		compare(t, "required", want, row)

		all := []zdb.EverythingChange{
			zdb.Everything.TextN.Set("t"), zdb.Everything.FlagN.Set(false), zdb.Everything.IntN.Set(0), zdb.Everything.BigN.Set(-1),
			zdb.Everything.RealN.Set(2), zdb.Everything.ExactN.Set(gozen.NewDecimal(1, 0)), zdb.Everything.AtN.Set(day),
			zdb.Everything.BytesN.Set([]byte{}), zdb.Everything.JSONN.Set(gozen.JSONValue("[]")), zdb.Everything.StateN.Set(model.StateOfThingsDone),
			zdb.Everything.HomeN.Set(model.Address{Street: "Side"}),
		}
		row, err = c.Everything.Update(t.Context(), zdb.Everything.ByID(row.ID), all...)
		if err != nil {
			t.Fatal(err)
		}
		want.TextN, want.FlagN, want.IntN, want.BigN, want.RealN = new("t"), new(false), new(0), new(int64(-1)), new(2.0)
		want.ExactN, want.AtN, want.BytesN, want.JSONN = new(gozen.NewDecimal(1, 0)), new(day), []byte{}, gozen.JSONValue("[]")
		want.StateN, want.HomeN = new(model.StateOfThingsDone), &model.Address{Street: "Side", Tags: []string{}}
		compare(t, "optional", want, row)

		row, err = c.Everything.Update(t.Context(), zdb.Everything.ByID(row.ID),
			zdb.Everything.TextN.SetNull(), zdb.Everything.FlagN.SetNull(), zdb.Everything.IntN.SetNull(), zdb.Everything.BigN.SetNull(),
			zdb.Everything.RealN.SetNull(), zdb.Everything.ExactN.SetNull(), zdb.Everything.AtN.SetNull(), zdb.Everything.BytesN.SetNull(),
			zdb.Everything.JSONN.SetNull(), zdb.Everything.StateN.SetNull(), zdb.Everything.HomeN.SetNull(),
			zdb.Everything.Exact.Mul(gozen.NewDecimal(2, 0)),
			zdb.Everything.Big.Dec(1), zdb.Everything.Real.Div(2), zdb.Everything.Home.Set(model.Address{Street: "New"}))
		if err != nil {
			t.Fatal(err)
		}
		want.TextN, want.FlagN, want.IntN, want.BigN, want.RealN = nil, nil, nil, nil, nil
		want.ExactN, want.AtN, want.BytesN, want.JSONN, want.StateN, want.HomeN = nil, nil, nil, nil, nil, nil
		want.Exact = gozen.NewDecimal(246913578024691356, -5)
		want.Big, want.Real, want.Home = 1<<60-1, 0.75, model.Address{Street: "New", Tags: []string{}}
		compare(t, "null again, and operators", want, row)
	})
}

func TestConditionsOnEveryKind(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.As(model.Auth{ID: new(1), Role: new("boss")})
		in := full()
		in.AtN = new(day)
		if _, err := c.Everything.Create(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		e := zdb.Everything
		for name, p := range map[string]zdb.EverythingPred{
			"text is one of": e.Text.In("x", "text"), "text begins": e.Text.StartsWith("te"), "text without case": e.Text.Fold().Eq("TEXT"),
			"text is null": e.TextN.IsNull(), "flag": e.Flag.Eq(true), "int at most": e.Int.Lte(1), "int none of": e.Int.NotIn(2, 3),
			"big": e.Big.Eq(1 << 60), "real greater": e.Real.Gt(1), "exact": e.Exact.Eq(in.Exact), "exact less": e.Exact.Lt(gozen.NewDecimal(2, 20)),
			"time": e.At.Eq(day), "time since": e.At.Gte(day), "time not null": e.AtN.NotNull(), "bytes": e.Bytes.Eq([]byte{0, 1, 2}),
			"json": e.JSON.Eq(gozen.JSONValue(`{"a": [1, null]}`)), "no json": e.JSONN.IsDBNull(), "any null json": e.JSONN.IsAnyNull(),
			"enum": e.State.In(model.StateOfThingsOpen, model.StateOfThingsInProgress), "enum null": e.StateN.IsNull(),
			"typed": e.Home.Eq(model.Address{Street: "Main", Number: new(7), Geo: &model.Point{Lat: 1.5, Lon: -2}}), "no typed": e.HomeN.IsNull(),
			"nothing related": e.Owned.None(), "left out": gozen.When(false, e.Int.Eq(9)),
			"both": gozen.And(e.Int.Eq(1), gozen.Or(e.Int.Eq(2), e.Flag.Eq(true))), "not": gozen.Not(e.Int.Eq(2)),
		} {
			n, err := c.Everything.Where(p).Count(t.Context())
			if err != nil || n != 1 {
				t.Errorf("%s: %d, %v", name, n, err)
			}
			if name == "left out" {
				continue
			}
			if n, err = c.Everything.Where(gozen.Not(p)).Count(t.Context()); err != nil || n != 0 {
				t.Errorf("not %s: %d, %v", name, n, err)
			}
		}
	})
}

func TestADeniedFieldIsNilAndAnOmittedOneIsReadByName(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.As(model.Auth{ID: new(1)})
		row, err := c.Everything.Create(t.Context(), full())
		if err != nil || row.Secret != nil || row.HiddenInt != nil {
			t.Fatal(row.Secret, row.HiddenInt, err)
		}
		type Hidden struct{ HiddenInt, Int *int }
		h, err := gozen.Select[Hidden](c.Everything).FindFirst(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		compare(t, "selected", Hidden{new(7), new(1)}, h)
		if _, err := c.Everything.FindFirst(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestKeysOfSeveralFieldsAndOddNames(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.Anonymous()
		_, err := c.Owned.Create(t.Context(), model.OwnedCreate{TypeOf: "a", Func: 1, Range: day, UserID: new(5), Owner: new(6)})
		if err != nil {
			t.Fatal(err)
		}
		row, err := c.Owned.FindUnique(t.Context(), zdb.Owned.ByTypeOfAndFunc("a", 1))
		if err != nil || *row.Owner != 6 || *row.UserID != 5 {
			t.Fatal(row, err)
		}
		if _, err = c.Owned.Update(t.Context(), zdb.Owned.BySlot(5, day), zdb.Owned.Owner.Inc(1)); err != nil {
			t.Fatal(err)
		}
		if _, err = c.Owned.Where(zdb.Owned.Owner.Eq(6)).Delete(t.Context(), zdb.Owned.BySlot(5, day)); !errors.Is(err, gozen.ErrNotFound) {
			t.Error(err)
		}
		if row, err = c.Owned.Where(zdb.Owned.Owner.Eq(7)).Delete(t.Context(), zdb.Owned.BySlot(5, day)); err != nil || *row.Owner != 7 {
			t.Error(err)
		}
	})
}

func TestRowsOfABaseKnowWhatTheyAre(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.Anonymous()
		ctx := t.Context()
		video, err := c.Video.Include(zdb.Video.Notes).Create(ctx, model.VideoCreate{
			Title: "Film", Seconds: 90, Notes: gozen.Create(model.NoteCreate{Text: "good"}),
		})
		if err != nil || len(video.Notes) != 1 {
			t.Fatal(video, err)
		}
		if _, err := c.Image.Create(ctx, model.ImageCreate{Title: "Picture", Width: 4}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Divider.Create(ctx, model.DividerCreate{Title: "Line"}); err != nil {
			t.Fatal(err)
		}
		rows, err := c.Content.OrderBy(zdb.Content.ID.Asc()).FindMany(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			switch s := r.Sub.(type) {
			case *model.Video:
				got = append(got, s.Title+" is a "+s.Kind)
				compare(t, "seconds", 90, s.Seconds)
			case *model.Image:
				got = append(got, s.Title+" is an "+s.Kind)
				compare(t, "width", 4, s.Width)
			case *model.Divider:
				got = append(got, s.Title+" is a "+s.Kind)
			default:
				t.Errorf("%T", s)
			}
		}
		compare(t, "rows", []string{"Film is a Video", "Picture is an Image", "Line is a Divider"}, got)
	})
}

func TestPatchesTellUnsetFromNull(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.Anonymous()
		in := full()
		in.TextN, in.IntN, in.JSONN = new("here"), new(3), gozen.JSONValue("1")
		row, err := c.Everything.Create(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		var p model.EverythingPatch
		if err := json.Unmarshal([]byte(`{"textN":null,"jsonN":null,"int":0,"home":{"street":"X","tags":["y"]},"exact":"2.50"}`), &p); err != nil {
			t.Fatal(err)
		}
		row, err = c.Everything.Update(t.Context(), zdb.Everything.ByID(row.ID), p.Changes()...)
		if err != nil {
			t.Fatal(err)
		}
		if row.TextN != nil || row.JSONN != nil || row.Int != 0 || *row.IntN != 3 || row.Exact.String() != "2.5" {
			t.Errorf("%+v", row)
		}
		compare(t, "home", model.Address{Street: "X", Tags: []string{"y"}}, row.Home)
		if err := json.Unmarshal([]byte(`{"text":null}`), &p); !errors.Is(err, gozen.ErrInvalid) {
			t.Error(err)
		}
	})
}
