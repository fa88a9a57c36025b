package kinds_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb/model"
)

// procedures are the schema's, as a program writes them.
type procedures struct{}

func (procedures) Total(ctx context.Context, c *zdb.Client, in zdb.TotalArgs) (int, error) {
	q := c.Everything
	if in.Above != nil {
		q = q.Where(zdb.Everything.Int.Gt(*in.Above))
	}
	sum := gozen.Sum(zdb.Everything.Int)
	all, err := gozen.Aggregate(ctx, q, sum)
	return sum.Of(all), err
}

func (procedures) Publish(ctx context.Context, c *zdb.Client, in zdb.PublishArgs) (model.Video, error) {
	title := in.Title + " " + string(in.State)
	if in.Home != nil {
		title += " from " + in.Home.Street
	}
	return c.Video.Create(ctx, model.VideoCreate{Title: title, Seconds: in.Seconds})
}

func (procedures) Videos(ctx context.Context, c *zdb.Client, in zdb.VideosArgs) ([]model.Video, error) {
	return c.Video.Where(zdb.Video.Title.In(in.Titles...)).Include(zdb.Video.Notes).OrderBy(zdb.Video.ID.Asc()).FindMany(ctx)
}

var errForgotten = errors.New("nothing to forget")

func (procedures) Forget(context.Context, *zdb.Client, zdb.ForgetArgs) error { return errForgotten }

func TestProceduresAreTyped(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.As(model.Auth{ID: new(1)})
		ctx := t.Context()
		for _, n := range []int{1, 2, 3} {
			in := full()
			in.Int = n
			if _, err := c.Everything.Create(ctx, in); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := c.Procs.Total(ctx, zdb.TotalArgs{Above: new(1)}); err != nil || n != 5 {
			t.Error(n, err)
		}
		if n, err := c.Procs.Total(ctx, zdb.TotalArgs{}); err != nil || n != 6 {
			t.Error(n, err)
		}
		video, err := c.Procs.Publish(ctx, zdb.PublishArgs{Title: "A", Seconds: 3, State: model.StateOfThingsOpen, Home: &model.Address{Street: "B"}})
		if err != nil || video.Title != "A OPEN from B" || video.Seconds != 3 || video.Notes != nil {
			t.Error(video, err)
		}
		videos, err := c.Procs.Videos(ctx, zdb.VideosArgs{Titles: []string{video.Title}})
		if err != nil || len(videos) != 1 || videos[0].ID != video.ID || videos[0].Notes == nil {
			t.Error(videos, err)
		}
		if err := c.Procs.Forget(ctx, zdb.ForgetArgs{}); !errors.Is(err, errForgotten) {
			t.Error(err)
		}
		_, err = c.Procs.Publish(ctx, zdb.PublishArgs{State: "CLOSED"})
		e, ok := errors.AsType[*gozen.Error](err)
		if !ok || e.Kind != gozen.ErrInvalid || len(e.Issues) != 1 || e.Issues[0].Path != "state" {
			t.Error(err)
		}
	})
}

func TestAProcedureInATransactionIsPartOfIt(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		ctx := t.Context()
		undo := errors.New("undo")
		err := db.Anonymous().Tx(ctx, func(ctx context.Context, c *zdb.Client) error {
			if _, err := c.Procs.Publish(ctx, zdb.PublishArgs{Title: "A", State: model.StateOfThingsOpen}); err != nil {
				return err
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
		if n, err := db.Anonymous().Video.Count(ctx); err != nil || n != 0 {
			t.Error(n, err)
		}
	})
}

func TestComputedFieldsAreReadSortedAndFiltered(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.Anonymous()
		for _, n := range []int{1, 3, 2} {
			in := full()
			in.Int = n
			if _, err := c.Everything.Create(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		twice, err := gozen.Pluck(t.Context(), c.Everything.Where(zdb.Everything.Twice.Gt(2)).OrderBy(zdb.Everything.Twice.Desc()), zdb.Everything.Twice)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, "twice", []int{6, 4}, twice)
	})
}
