package server

import (
	"context"
	"hash/fnv"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/rt"
)

// SlowQueries logs requests that take at least as long as limit, for
// rt.Options.Observe: which fields they compare, sort by and follow, and a number
// that requests of one shape have in common. What they compare with stays out.
func SlowQueries(log *slog.Logger, limit time.Duration) func(context.Context, *rt.Observation) {
	return func(ctx context.Context, o *rt.Observation) {
		if o.Took < limit {
			return
		}
		shape := fnv.New64a()
		_, _ = shape.Write([]byte(o.Op.Shape())) // a hash takes all
		log.LogAttrs(ctx, slog.LevelWarn, "slow query", marked(ctx),
			slog.String("model", o.Op.Model.Name), slog.String("operation", o.Op.Kind.String()),
			slog.Any("fields", fieldsOf(o)), slog.String("shape", strconv.FormatUint(shape.Sum64(), 16)),
			slog.Duration("took", o.Took), slog.Bool("planned", !o.Cached), slog.Bool("failed", o.Err != nil))
	}
}

// fieldsOf lists the fields that a request uses, in the order in which it does.
func fieldsOf(o *rt.Observation) []string {
	var list []string
	_ = walk(o.Op, func(u use) error { // which fails only where this does
		if !slices.Contains(list, u.field.Name) {
			list = append(list, u.field.Name)
		}
		return nil
	})
	return list
}
