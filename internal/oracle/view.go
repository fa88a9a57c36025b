package oracle

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// readable reports whether the row exists for a caller who asks for rows of m.
func (c caller) readable(m *schema.Model, r *row) bool {
	return c.who.Root || c.say(r, schema.OpRead, "", c.permitted(m, r, schema.OpRead, nil, no))
}

// shown is a field as its own rules show it: a hidden one is NULL.
func (c caller) shown(r *row, f *schema.Field) any {
	from := f
	if of := Twice(f.Name); of != "" {
		from = c.db.level(r, f).Field(of)
	}
	if r.value(f.Name) == nil || !c.mayField(r, from, schema.OpRead) {
		return nil
	}
	return r.value(f.Name)
}

// related returns the related rows that exist for the caller.
func (c caller) related(r *row, f *schema.Field) []*row {
	all, m := c.db.related(r, f, c.shown, c.shown), c.db.s.Model(f.Relation.Target)
	return slices.DeleteFunc(slices.Clone(all), func(x *row) bool { return !c.readable(m, x) })
}

// matches evaluates a condition as the caller sees the row. Values are those of
// the request.
func (c caller) matches(r *row, cond query.Cond, values []any) truth {
	switch cond := cond.(type) {
	case nil:
		return yes
	case query.And:
		all := yes
		for _, x := range cond {
			all = all.and(c.matches(r, x, values))
		}
		return all
	case query.Or:
		some := no
		for _, x := range cond {
			some = some.or(c.matches(r, x, values))
		}
		return some
	case query.Not:
		return c.matches(r, cond.X, values).not()
	case *query.IsNull:
		return of(c.shown(r, cond.Field) == nil)
	case *query.Compare:
		return c.db.compared(cond, c.shown(r, cond.Field), values[cond.Value])
	case *query.CompareFields:
		return c.db.alike(cond, c.shown(r, cond.Field), c.shown(r, cond.With))
	case *query.Related:
		return c.relates(r, cond, values)
	case *query.Absent:
		_, there := c.inside(r, cond.At, values)
		return of(!there)
	case *query.CompareJSON:
		return c.comparesJSON(r, cond, values)
	default:
		panic("oracle: unknown condition")
	}
}

// compared decides a comparison of a value that the caller sees.
func (db *Database) compared(cond *query.Compare, x, value any) truth {
	if cond.Op == query.In && len(value.([]any)) == 0 {
		return no
	}
	if cond.Type().List {
		return inList(cond.Op, x, value)
	}
	if x == nil {
		return unknown
	}
	if cond.Op == query.In {
		found := no
		for _, y := range value.([]any) {
			found = found.or(scalar(query.Equals, x, y, cond.Fold, db.d.FoldsLike))
		}
		return found
	}
	return scalar(cond.Op, x, value, cond.Fold, db.d.FoldsLike)
}

// alike decides a comparison of two fields of a row.
func (db *Database) alike(cond *query.CompareFields, x, y any) truth {
	switch {
	case cond.Op == query.Has && y != nil:
		return inList(query.Has, x, y)
	case cond.Op == query.In && x != nil:
		return inList(query.Has, y, x)
	case x == nil || y == nil:
		return unknown
	default:
		return scalar(cond.Op, x, y, cond.Fold, db.d.FoldsLike)
	}
}

// inList decides a condition on a list, where NULL is a list without members.
func inList(op query.Operator, x, value any) truth {
	list, _ := x.([]any)
	has := func(v any) bool { return slices.ContainsFunc(list, func(y any) bool { return same(v, y) }) }
	items, _ := value.([]any)
	switch op {
	case query.Equals:
		if x == nil {
			return unknown
		}
		return of(same(x, value))
	case query.Has:
		return of(has(value))
	case query.HasEvery:
		return of(!slices.ContainsFunc(items, func(v any) bool { return !has(v) }))
	case query.HasSome:
		return of(slices.ContainsFunc(items, has))
	case query.IsEmpty:
		return of((len(list) == 0) == (value == true))
	default:
		panic("oracle: unknown operator on lists")
	}
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
	default:
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
func (c caller) relates(r *row, cond *query.Related, values []any) truth {
	some, every := false, true
	for _, x := range c.related(r, cond.Field) {
		t := c.matches(x, cond.Cond, values)
		some = some || t == yes
		every = every && t != no
	}
	switch cond.Quant {
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
