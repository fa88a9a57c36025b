package oracle

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// found returns the rows that exist for the caller and match, ordered and cut.
func (r *request) found(m *schema.Model, all []*row, where query.Cond, page query.Page) []*row {
	var list []*row
	for _, x := range all {
		if r.c.readable(m, x) && r.c.matches(x, where, r.op.Values) == yes {
			list = append(list, x)
		}
	}
	return r.page(m, list, page)
}

// page orders rows and cuts them: distinct, then cursor, then skip, then take.
func (r *request) page(m *schema.Model, list []*row, p query.Page) []*row {
	cuts := p.Cuts() || len(p.Distinct) > 0
	order := slices.Clone(p.OrderBy)
	if cuts {
		for _, f := range m.IDFields() {
			order = append(order, query.Order{Field: f})
		}
	}
	slices.SortStableFunc(list, func(a, b *row) int { return r.inOrder(order, a, b) })
	list = r.distinct(list, p.Distinct)
	if p.Cursor != nil {
		list = r.after(m, list, order, p)
	}
	return cut(r, list, p)
}

// cut skips and takes. Backward counts from the end and leaves the order alone.
func cut[T any](r *request, list []T, p query.Page) []T {
	list = slices.Clone(list)
	if p.Backward {
		slices.Reverse(list)
	}
	list = list[min(r.count(p.Skip, 0), len(list)):]
	list = list[:min(r.count(p.Take, len(list)), len(list))]
	if p.Backward {
		slices.Reverse(list)
	}
	return list
}

// after cuts what comes before the cursor's row, which need not be in the list.
// A row that the caller may not read is no place to begin.
func (r *request) after(m *schema.Model, list []*row, order []query.Order, p query.Page) []*row {
	all := r.db.all(m)
	at := slices.IndexFunc(all, func(x *row) bool { return r.c.readable(m, x) && r.c.matches(x, p.CursorWhere, r.op.Values) == yes })
	if at < 0 {
		return nil
	}
	cursor := all[at]
	return slices.DeleteFunc(slices.Clone(list), func(x *row) bool {
		c := r.inOrder(order, x, cursor)
		return c < 0 && !p.Backward || c > 0 && p.Backward
	})
}

// count is a number of the request, or what stands for none.
func (r *request) count(s query.Slot, none int) int {
	if s == query.NoSlot {
		return none
	}
	return int(r.op.Values[s].(int64))
}

func (r *request) distinct(list []*row, by []*schema.Field) []*row {
	if len(by) == 0 {
		return list
	}
	var first []*row
	for _, x := range list {
		alike := func(y *row) bool {
			for _, f := range by {
				if !same(r.c.shown(x, f), r.c.shown(y, f)) {
					return false
				}
			}
			return true
		}
		if !slices.ContainsFunc(first, alike) {
			first = append(first, x)
		}
	}
	return first
}

func (r *request) inOrder(order []query.Order, a, b *row) int {
	for _, o := range order {
		if c := r.sort(o, r.key(o, a), r.key(o, b)); c != 0 {
			return c
		}
	}
	return 0
}

// key is what a row is sorted by: as the caller sees it, NULL at the end of a
// path that leads nowhere, where a count is zero.
func (r *request) key(o query.Order, x *row) any {
	for _, f := range o.Path {
		next := r.c.related(x, f)
		switch {
		case len(next) > 0:
			x = next[0]
		case o.Count:
			return int64(0)
		default:
			return nil
		}
	}
	if o.Count {
		return int64(len(r.c.related(x, o.Field)))
	}
	return r.ranked(o.Field, r.c.shown(x, o.Field))
}

// ranked gives a value as it is sorted: members of an enum by their place, where
// the database does so.
func (r *request) ranked(f *schema.Field, v any) any {
	if v == nil || f.Type.Kind != schema.EnumKind || !r.db.d.EnumOrder {
		return v
	}
	return int64(slices.IndexFunc(r.db.s.Enum(f.Type.Name).Values, func(m *schema.EnumValue) bool { return m.Name == v }))
}

func (r *request) sort(o query.Order, a, b any) int {
	if a == nil || b == nil {
		last := r.db.d.NullsLast != o.Desc
		if o.Nulls != query.NullsDefault {
			last = o.Nulls == query.NullsLast
		}
		c := order(a == nil) - order(b == nil)
		if !last {
			return -c
		}
		return c
	}
	c, _ := compare(a, b)
	if o.Desc {
		return -c
	}
	return c
}

// entity shows a row as a selection asks for it.
func (r *request) entity(m *schema.Model, x *row, s *query.Selection) map[string]any {
	out := map[string]any{}
	r.merge(out, x, m, s)
	for _, f := range s.Fields {
		out[f.Name] = output(f, r.c.shown(x, f))
	}
	for _, rel := range s.Relations {
		out[rel.Field.Name] = r.relation(x, rel)
	}
	if len(s.Counts) > 0 {
		counts := map[string]any{}
		for _, c := range s.Counts {
			target := r.db.s.Model(c.Field.Relation.Target)
			counts[c.Field.Name] = int64(len(r.found(target, r.c.related(x, c.Field), c.Where, query.NoPage())))
		}
		out["_count"] = counts
	}
	return out
}

// output gives a value as answers have it: a list is never null.
func output(f *schema.Field, v any) any {
	if v == nil && f.Type.List {
		return []any{}
	}
	return v
}

func (r *request) relation(x *row, s *query.RelationSelect) any {
	m := r.db.s.Model(s.Field.Relation.Target)
	list := r.found(m, r.c.related(x, s.Field), s.Where, s.Page)
	if s.Field.Type.List {
		return r.entities(m, list, s.Select)
	}
	if len(list) == 0 {
		return nil
	}
	return r.entity(m, list[0], s.Select)
}

func (r *request) entities(m *schema.Model, list []*row, s *query.Selection) []any {
	out := []any{}
	for _, x := range list {
		out = append(out, r.entity(m, x, s))
	}
	return out
}

// read runs the operations that change nothing.
func (r *request) read() (any, error) {
	op := r.op
	page := op.Page
	if op.Kind == query.GroupBy { // its page is of groups
		page = query.NoPage()
	}
	list := r.found(op.Model, r.db.all(op.Model), op.Where, page)
	switch op.Kind {
	case query.Aggregate:
		return r.aggregates(list), nil
	case query.GroupBy:
		return r.groups(list), nil
	case query.FindMany:
		return r.entities(op.Model, list, op.Select), nil
	case query.Exists:
		return len(list) > 0, nil
	case query.Count:
		return r.counts(list), nil
	default: // those of one row
	}
	if len(list) > 0 {
		return r.entity(op.Model, list[0], op.Select), nil
	}
	if op.Kind == query.FindUniqueOrThrow || op.Kind == query.FindFirstOrThrow {
		r.missing(op.Model)
		return nil, r.broken()
	}
	return nil, nil
}

// counts counts rows, or of a field the values that the caller sees.
func (r *request) counts(list []*row) any {
	sel := r.op.Counts
	if sel == nil {
		return int64(len(list))
	}
	out := map[string]any{}
	if sel.All {
		out["_all"] = int64(len(list))
	}
	for _, f := range sel.Fields {
		n := int64(0)
		for _, x := range list {
			if r.c.shown(x, f) != nil {
				n++
			}
		}
		out[f.Name] = n
	}
	return out
}
