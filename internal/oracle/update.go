package oracle

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// search says among which rows a write looks, and for which.
type search struct {
	m     *schema.Model
	among []*row
	where query.Cond
	pin   *query.Unique // the key that where names a row by, or nil
}

// pinned is a search among all rows of a model.
func (r *request) pinned(m *schema.Model, where query.Cond, u *query.Unique) search {
	return search{m: m, among: r.db.all(m), where: where, pin: u}
}

// targets returns the rows that a write finds before any rule about writing.
// Who names a row by its id, or by the key that is pinned, finds it although it
// cannot be read; who asks for anything else of it does not
// (docs/decisions/0003).
func (r *request) targets(s search) []*row {
	named := s.names(s.where)
	var list []*row
	for _, x := range s.among {
		if (named || r.c.readable(s.m, x)) && r.c.matches(x, s.where, r.op.Values) == yes {
			list = append(list, x)
		}
	}
	return list
}

// names reports whether a condition asks for ids and the pinned key only.
func (s search) names(c query.Cond) bool {
	all := func(list []query.Cond) bool {
		return !slices.ContainsFunc(list, func(c query.Cond) bool { return !s.names(c) })
	}
	switch c := c.(type) {
	case nil:
		return true
	case query.And:
		return all(c)
	case query.Or:
		return all(c)
	case query.Not:
		return s.names(c.X)
	case *query.IsNull:
		return s.m.IsID(c.Field)
	case *query.Compare:
		return s.m.IsID(c.Field) || s.pin != nil && c.Op == query.Equals && slices.Contains(s.pin.Slots, c.Value)
	case *query.CompareFields:
		return s.m.IsID(c.Field) && s.m.IsID(c.With)
	case *query.Related:
		return c.Quant == query.Every && c.Cond == nil // which asks for nothing
	default:
		return false
	}
}

// allowed returns those of the rows that the rules let the caller write.
func (r *request) allowed(rows []*row, op schema.Ops) []*row {
	var list []*row
	for _, x := range rows {
		if r.c.may(x, op) {
			list = append(list, x)
		}
	}
	return list
}

// unlocked refuses when the rules of a field that is to be written do not let
// the caller, for one row at least.
func (r *request) unlocked(rows []*row, written []*schema.Field) {
	for _, x := range rows {
		if r.locked(x, written) {
			r.denied(x.m, "field")
		}
	}
}

// locked reports whether the rules of a field keep the caller from writing it.
func (r *request) locked(x *row, written []*schema.Field) bool {
	return slices.ContainsFunc(written, func(f *schema.Field) bool { return !r.c.mayField(x, x.m.Field(f.Name), schema.OpUpdate) })
}

// written lists the fields that data writes of the row itself: the scalars, and
// the foreign keys of the relations that it owns and changes. x is the row, nil
// when there is none yet.
func (r *request) written(data *query.Data, x *row) []*schema.Field {
	var list []*schema.Field
	for _, s := range data.Sets {
		list = append(list, s.Field)
	}
	for _, w := range data.Relations {
		if !w.Field.Relation.Owner() || !r.moves(w, x) {
			continue
		}
		for _, name := range w.Field.Relation.Fields {
			list = append(list, data.Model.Field(name))
		}
	}
	return list
}

// writable returns the rows of which the fields may be written, if the rules of
// these permit it, too. Who writes the mark of a deletion deletes the row, or brings
// it back.
func (r *request) writable(list []*row, written []*schema.Field) []*row {
	list = r.allowed(list, schema.OpUpdate)
	if slices.ContainsFunc(written, func(f *schema.Field) bool { return f.DeletedAt }) {
		list = r.allowed(list, schema.OpDelete)
	}
	return list
}

// moves reports whether nested writes of a relation that the row owns change
// its foreign key.
func (r *request) moves(w *query.RelationWrite, x *row) bool {
	for _, n := range w.Writes {
		switch n.Kind {
		case query.NestedUpdate:
		case query.NestedDisconnect:
			if r.severs(x, w.Field, n) {
				return true
			}
		case query.NestedUpsert:
			if len(r.targets(r.linkedSearch(x, w.Field, n.Where, nil))) == 0 {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// one finds the row of an update or delete. A row that may not be written is
// missing.
func (r *request) one(s search, op schema.Ops) *row {
	list := r.allowed(r.targets(s), op)
	if len(list) == 0 {
		r.missing(s.m)
		return nil
	}
	return list[0]
}

// updateOne updates the row that a search finds.
func (r *request) updateOne(s search, data *query.Data) *row {
	found := r.targets(s)
	if len(found) == 0 {
		r.missing(s.m)
		return nil
	}
	x := found[0]
	r.permit(x, data, r.missing)
	r.apply(x, data)
	return x
}

// permit asks whether a row may be updated. Where nothing of itself is written,
// or something around it, it must be readable; where something of itself is,
// the rules for updates decide, and then those of the fields.
func (r *request) permit(x *row, data *query.Data, denied func(*schema.Model)) {
	written := r.written(data, x)
	around := len(written) == 0 || len(data.Relations) > 0
	if around && !r.c.readable(data.Model, x) || len(written) > 0 && len(r.writable([]*row{x}, written)) == 0 {
		denied(x.m)
		return
	}
	r.unlocked([]*row{x}, written)
}

// apply writes a row and what is nested: the rows that it points at first, then
// itself, then the rows around it. What becomes of a row that those it points at
// take away is open.
func (r *request) apply(x *row, data *query.Data) {
	given := map[string]any{}
	r.beside(x, func() {
		for _, o := range r.owns(x, data) {
			r.own(x, o, given)
		}
	})
	r.open = r.open || !r.there(x)
	if len(data.Sets) > 0 || len(given) > 0 {
		r.setAll([]*row{x}, data, given)
	}
	r.leads(x, data)
	r.around(x, data)
}

// leads wants the caller to see the fields by which nested writes come from x to the
// rows around it. Of a row that they have made themselves they know them.
func (r *request) leads(x *row, data *query.Data) {
	for _, w := range data.Relations {
		back := r.db.s.Model(w.Field.Relation.Target).Field(w.Field.Relation.Opposite).Relation
		if !w.Field.Relation.Owner() && w.Field.Relation.Join == nil && r.hides(x, back) {
			r.missing(data.Model)
		}
	}
}

// hides reports whether the caller may not read all of the key by which a relation
// refers to x.
func (r *request) hides(x *row, by *schema.Relation) bool {
	return slices.ContainsFunc(by.References, func(name string) bool {
		return !r.c.mayField(x, x.m.Field(name), schema.OpRead)
	})
}

// around writes the rows around one that is written.
func (r *request) around(x *row, data *query.Data) {
	r.beside(x, func() {
		for _, w := range data.Relations {
			if !w.Field.Relation.Owner() {
				r.nested(x, w)
			}
		}
	})
}

// beside writes what is nested in the data of a row. Where that comes back to the
// row and changes its id, it is open under which the request goes on to look for it.
func (r *request) beside(x *row, write func()) {
	before := x.values()
	write()
	for _, name := range x.m.ID {
		r.open = r.open || !sameAll([]any{before[name]}, []any{x.v[name]})
	}
}

// setAll writes rows in one statement.
func (r *request) setAll(rows []*row, data *query.Data, given map[string]any) {
	before := make([]map[string]any, len(rows))
	var written []string
	for i, x := range rows {
		before[i] = x.values()
		c := r.change(x, data, given)
		r.assign(x, data, given)
		c.misfit = r.misfits(x, c.written, c.computed)
		r.changed = append(r.changed, c)
		written = c.written
	}
	r.open = r.open || r.jostle(rows, before) || r.pursued(rows, before, written)
	for i, x := range rows {
		r.fail(r.db.moved(x, before[i]))
	}
	for _, x := range rows {
		r.fail(r.db.sound(x))
	}
}

// change notes what a statement does to a row, before it does.
func (r *request) change(x *row, data *query.Data, given map[string]any) change {
	c := change{row: x, before: x.values(), id: writesID(x.m, data, given), written: slices.Collect(maps.Keys(given))}
	if data == nil {
		return c
	}
	for _, s := range data.Sets {
		c.written = append(c.written, s.Field.Name)
		if s.Op != query.Assign && s.Op != query.Push {
			c.computed = append(c.computed, s.Field)
		}
	}
	return c
}

func writesID(m *schema.Model, data *query.Data, given map[string]any) bool {
	if data != nil && slices.ContainsFunc(data.Sets, func(s query.Set) bool { return m.IsID(s.Field) }) {
		return true
	}
	return slices.ContainsFunc(m.ID, func(name string) bool {
		_, ok := given[name]
		return ok
	})
}

func (r *request) assign(x *row, data *query.Data, given map[string]any) {
	for _, f := range r.db.addressed(x, data, given).Fields {
		if f.UpdatedAt {
			x.v[f.Name] = r.db.d.Now
		}
	}
	if data != nil {
		for _, s := range data.Sets {
			x.v[s.Field.Name] = result(s, x.v[s.Field.Name], r.op.Values[s.Value])
		}
	}
	maps.Copy(x.v, given)
}

// jostle reports rows of one statement of which one takes the key that another
// has given up: whether that works depends on who is first.
func (r *request) jostle(rows []*row, before []map[string]any) bool {
	for i, x := range rows {
		for j, y := range rows {
			if i == j {
				continue
			}
			old := &row{m: y.m, v: before[j]}
			for _, key := range r.db.keys(x.m) {
				if !slices.Contains(r.db.kept(key.of), y) {
					continue
				}
				mine, theirs := fields(x, x.m, key.fields, stored), fields(old, y.m, key.fields, stored)
				if mine != nil && theirs != nil && sameAll(mine, theirs) {
					return true
				}
			}
		}
	}
	return false
}

// pursued reports rows of one statement of which one refers to another by the key
// that this gives up, or comes to have: who is first decides whether it is there. So
// does a row to itself, which is told again of the key that it gives up.
func (r *request) pursued(rows []*row, before []map[string]any, written []string) bool {
	for i, x := range rows {
		for _, f := range x.m.Fields {
			if f.Relation == nil || !f.Relation.Owner() {
				continue
			}
			mine := fields(x, x.m, f.Relation.Fields, stored)
			was := fields(&row{m: x.m, v: before[i]}, x.m, f.Relation.Fields, stored)
			told := slices.ContainsFunc(f.Relation.Fields, func(name string) bool { return slices.Contains(written, name) })
			if mine == nil || was != nil && sameAll(was, mine) && !told {
				continue
			}
			for j, y := range rows {
				if !slices.Contains(r.db.kept(r.db.holder(f)), y) {
					continue
				}
				old := fields(&row{m: y.m, v: before[j]}, y.m, f.Relation.References, stored)
				now := fields(y, y.m, f.Relation.References, stored)
				if left := old != nil && (now == nil || !sameAll(old, now)); left && (sameAll(mine, old) || now != nil && sameAll(mine, now)) {
					return true
				}
			}
		}
	}
	return false
}

// result is what a field holds after a set. NULL stays NULL under arithmetic.
func result(s query.Set, old, v any) any {
	switch {
	case s.Op == query.Assign:
		return v
	case s.Op == query.Push:
		list, _ := old.([]any)
		return append(slices.Clone(list), v.([]any)...)
	case old == nil:
		return nil
	}
	a, _ := number(old)
	b, _ := number(v)
	switch s.Op {
	case query.Increment:
		a = a.Add(b)
	case query.Decrement:
		a = a.Sub(b)
	case query.Multiply:
		a = a.Mul(b)
	case query.Divide:
		if s.Field.Type.Kind == schema.Int || s.Field.Type.Kind == schema.BigInt {
			return a.IntPart() / b.IntPart()
		}
		a = a.Div(b)
	default:
		panic("oracle: unknown operator of an update")
	}
	return as(s.Field.Type.Kind, a)
}

func as(k schema.Kind, d decimal.Decimal) any {
	switch k {
	case schema.Int, schema.BigInt:
		return d.IntPart()
	case schema.Float:
		return d.InexactFloat64()
	default:
		return d
	}
}

// updateAll updates rows that the rules permit. One row that a field's rule
// protects refuses them all.
func (r *request) updateAll(list []*row, data *query.Data) []*row {
	if len(data.Sets) == 0 {
		return nil
	}
	r.unlocked(list, r.written(data, nil))
	r.setAll(list, data, nil)
	return list
}
