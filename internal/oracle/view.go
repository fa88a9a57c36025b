package oracle

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// A view is what a condition sees of a row. Reads come to rows that the caller
// may read. Writes may come to others, of which they see nothing but the keys
// by which they came (docs/decisions/0003).
type view struct {
	c    caller
	keys []string // of a write: fields that are seen of any row
	// write says that the row itself need not be readable.
	write bool
}

// readable reports whether the row exists for the caller.
func (c caller) readable(r *row) bool { return c.may(r, schema.OpRead) }

// shown is a field as its own rules show it: a hidden one is NULL.
func (c caller) shown(r *row, f *schema.Field) any {
	if r.v[f.Name] == nil || !c.mayField(r, f, schema.OpRead) {
		return nil
	}
	return r.v[f.Name]
}

// related returns the related rows that exist for the caller.
func (c caller) related(r *row, f *schema.Field) []*row {
	all := c.db.related(r, f, c.shown, c.shown)
	return slices.DeleteFunc(slices.Clone(all), func(x *row) bool { return !c.readable(x) })
}

// blind reports whether a condition on the field of a row is one on nothing.
func (v view) blind(r *row, f *schema.Field) bool {
	return v.write && !slices.Contains(v.keys, f.Name) && !v.c.readable(r)
}

// matches evaluates a condition. Values are those of the request.
func (v view) matches(r *row, c query.Cond, values []any) truth {
	switch c := c.(type) {
	case nil:
		return yes
	case query.And:
		all := yes
		for _, x := range c {
			all = all.and(v.matches(r, x, values))
		}
		return all
	case query.Or:
		some := no
		for _, x := range c {
			some = some.or(v.matches(r, x, values))
		}
		return some
	case query.Not:
		return v.matches(r, c.X, values).not()
	case *query.IsNull:
		if v.blind(r, c.Field) {
			return unknown
		}
		return of(v.c.shown(r, c.Field) == nil)
	case *query.Compare:
		return v.compares(r, c, values[c.Value])
	case *query.Related:
		if v.blind(r, c.Field) {
			return unknown
		}
		return v.relates(r, c, values)
	default:
		panic("oracle: unknown condition")
	}
}

func (v view) compares(r *row, c *query.Compare, value any) truth {
	if v.blind(r, c.Field) {
		return unknown
	}
	if c.Op == query.In && len(value.([]any)) == 0 {
		return no
	}
	x := v.c.shown(r, c.Field)
	if x == nil {
		return unknown
	}
	if c.Op == query.In {
		found := no
		for _, y := range value.([]any) {
			found = found.or(scalar(query.Equals, x, y, c.Fold, v.c.db.d.FoldsLike))
		}
		return found
	}
	return scalar(c.Op, x, value, c.Fold, v.c.db.d.FoldsLike)
}

// scalar compares two values that are there.
func scalar(op query.Operator, x, y any, fold, foldLike bool) truth {
	text, _ := x.(string)
	needle, _ := y.(string)
	switch op {
	case query.Contains:
		return like(strings.Contains, text, needle, fold || foldLike)
	case query.StartsWith:
		return like(strings.HasPrefix, text, needle, fold || foldLike)
	case query.EndsWith:
		return like(strings.HasSuffix, text, needle, fold || foldLike)
	}
	if fold {
		x, y = lower(text), lower(needle)
	}
	c, ok := compare(x, y)
	switch op {
	case query.Equals:
		return of(ok && c == 0)
	case query.Lt:
		return of(ok && c < 0)
	case query.Lte:
		return of(ok && c <= 0)
	case query.Gt:
		return of(ok && c > 0)
	case query.Gte:
		return of(ok && c >= 0)
	default:
		panic("oracle: unknown operator")
	}
}

// relates decides a condition on related rows, of which there are only those
// that the caller may read. It is never unknown.
func (v view) relates(r *row, c *query.Related, values []any) truth {
	reads := view{c: v.c}
	some, every := false, true
	for _, x := range v.c.related(r, c.Field) {
		t := reads.matches(x, c.Cond, values)
		some = some || t == yes
		every = every && t != no
	}
	switch c.Quant {
	case query.Is, query.Some:
		return of(some)
	case query.IsNot, query.None:
		return of(!some)
	case query.Every:
		return of(every)
	default:
		panic("oracle: unknown quantifier")
	}
}
