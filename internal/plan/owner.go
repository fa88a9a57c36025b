package plan

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// ownerKeys are the assignments that make the foreign key of f point at the
// row of the frame.
func (b *builder) ownerKeys(m *schema.Model, f *schema.Field, to *Frame) []Assign {
	e := EndsOf(b.schema, m, f)
	as := make([]Assign, len(e.This))
	for i, k := range e.This {
		as[i] = Assign{Field: k, X: &Param{From: &Cell{Frame: to, Field: e.That[i]}, Type: k.Type}, ByCaller: true, Via: f}
	}
	return as
}

func (b *builder) noKeys(m *schema.Model, f *schema.Field) []Assign {
	e := EndsOf(b.schema, m, f)
	as := make([]Assign, len(e.This))
	for i, k := range e.This {
		as[i] = Assign{Field: k, X: Null{}, ByCaller: true}
	}
	return as
}

// once leaves one assignment of each field. Keys of several relations may share a
// column, as tenants do: the last of them counts, and one that empties the column
// only if no other fills it.
func once(as []Assign) []Assign {
	out := as[:0:0]
	for _, a := range as {
		i := slices.IndexFunc(out, func(b Assign) bool { return b.Field == a.Field })
		switch _, empties := a.X.(Null); {
		case i < 0:
			out = append(out, a)
		case !empties:
			out[i] = a
		}
	}
	return out
}

// agree refuses relations of which one leads to a row with another value in a
// column that their keys share than that of the other: the last of them would
// link the row with one that nobody has named.
func (b *builder) agree(d *query.Data, as []Assign) {
	first := make(map[*schema.Field]Assign, len(as))
	for _, a := range as {
		one, shared := first[a.Field]
		switch {
		case a.Via == nil:
		case !shared:
			first[a.Field] = a
		case one.Via != a.Via:
			b.add(&Fail{Apart: []*Cell{cellOf(one), cellOf(a)}, Err: query.Invalid(b.op.Kind, b.op.Model.Name, []query.Issue{{
				Path:    d.Path + "." + a.Via.Name,
				Message: fmt.Sprintf("Invalid input: %q and %q give %q different values", one.Via.Name, a.Via.Name, a.Field.Name),
			}})})
		}
	}
}

func cellOf(a Assign) *Cell { return a.X.(*Param).From.(*Cell) }

// ownerTarget finds or makes the row that a foreign key is to point at.
func (b *builder) ownerTarget(m *schema.Model, f *schema.Field, n *query.Nested) *Frame {
	e := EndsOf(b.schema, m, f)
	switch n.Kind {
	case query.NestedCreate:
		made := b.create(n.Create, nil)
		return b.reload(made, e.That)
	case query.NestedConnect:
		return b.visible(e.Target, n.Where, n.Unique, true, e.That...)
	case query.NestedConnectOrCreate:
		found := b.visible(e.Target, n.Where, n.Unique, false, e.That...)
		return b.reload(b.branch(found,
			func() *Frame { return found },
			func() *Frame { return b.reload(b.createAbsent(n, nil), e.That) }), e.That)
	default:
		panic("plan: nested write on an owning relation")
	}
}

// keysOf are the fields of m that hold the key of an owned relation.
func keysOf(m *schema.Model, f *schema.Field) []*schema.Field {
	fields := make([]*schema.Field, len(f.Relation.Fields))
	for i, name := range f.Relation.Fields {
		fields[i] = m.Field(name)
	}
	return fields
}

// ownerWrite is a nested write, in an update, on a relation whose key the row
// itself holds.
type ownerWrite struct {
	*rowUpdate
	field *schema.Field
	n     *query.Nested
	e     Ends
	first *Frame // the row above with the key that it had before anything was written
	found *Frame // the related row, where it must be known beforehand
}

// owners plans the nested writes of the relations that the row owns, and
// returns the assignments to its keys that go with its other fields. First all
// rows are found and all rules asked; then something is written.
func (u *rowUpdate) owners(d *query.Data) []Assign {
	var writes []*ownerWrite
	for _, rw := range d.Relations {
		if rw.Field.Relation.Owner() {
			for _, n := range afterRemoval(rw.Writes) {
				writes = append(writes, &ownerWrite{
					rowUpdate: u, field: rw.Field, n: n, e: EndsOf(u.b.schema, d.Model, rw.Field), first: u.row,
				})
			}
		}
	}
	for _, w := range writes {
		w.find()
	}
	var fks []Assign
	for _, w := range writes {
		fks = append(fks, w.run()...)
	}
	u.b.agree(d, slices.Concat(u.keys, fks))
	return fks
}

// afterRemoval are the writes of one relation where one of them takes the related
// row away. An upsert is then a create: what it would look for is found before
// anything is written. A key that gets another value is not emptied before.
func afterRemoval(writes []*query.Nested) []*query.Nested {
	unlinks := func(n *query.Nested) bool { return n.Kind == query.NestedDisconnect && n.Where == nil }
	gone := func(n *query.Nested) bool { return n.Kind == query.NestedDelete || unlinks(n) }
	if !slices.ContainsFunc(writes, gone) {
		return writes
	}
	out := slices.Clone(writes)
	for i, n := range out {
		if n.Kind == query.NestedUpsert {
			out[i] = &query.Nested{Kind: query.NestedCreate, Create: n.Create}
		}
	}
	if slices.ContainsFunc(out, func(n *query.Nested) bool { return n.Kind > query.NestedUpsert }) {
		out = slices.DeleteFunc(out, unlinks)
	}
	return out
}

func (w *ownerWrite) link() func(*Source) Expr {
	return func(src *Source) Expr { return w.b.linked(w.e, src, w.first) }
}

// find finds the row that the write is about, where what it does with its key
// depends on it.
func (w *ownerWrite) find() {
	b, keys := w.b, keysOf(w.row.Model, w.field)
	switch w.n.Kind {
	case query.NestedDisconnect:
		if w.n.Where != nil {
			w.found = b.find1(w.e.Target, w.link(), w.n.Where, Existing)
			b.add(&Branch{If: w.found, Then: b.within(func() { w.permit(keys) })})
		}
	case query.NestedUpsert:
		w.found = b.existing(w.e.Target, w.link(), w.n.Where, w.n.Unique)
		b.add(&Branch{If: w.found, Else: b.within(func() { w.permit(keys) })})
	case query.NestedDelete:
		w.found = b.find1(w.e.Target, w.link(), w.n.Where, Deletable)
	default: // decides nothing about the key
	}
}

// run plans the write.
func (w *ownerWrite) run() []Assign {
	b, m := w.b, w.row.Model
	switch w.n.Kind {
	case query.NestedCreate, query.NestedConnect, query.NestedConnectOrCreate:
		return b.ownerKeys(m, w.field, b.ownerTarget(m, w.field, w.n))
	case query.NestedDisconnect:
		if w.n.Where == nil {
			return b.noKeys(m, w.field)
		}
		w.eitherWay(func() { w.setKeys(b.noKeys(m, w.field)) }, func() {})
	case query.NestedUpdate:
		w.follow(b.update(target{where: w.n.Where, link: w.link()}, w.n.Update))
	case query.NestedUpsert:
		w.eitherWay(
			func() { w.follow(b.update(target{found: w.found, denied: noAccess(w.e.Target)}, w.n.Update)) },
			func() { w.setKeys(b.ownerKeys(m, w.field, b.reload(b.create(w.n.Create, nil), w.e.That))) })
	case query.NestedDelete:
		w.setKeys(b.noKeys(m, w.field))
		src := b.source(w.e.Target)
		b.add(&Delete{Out: b.frame(w.e.Target), Target: src, Where: Among(src, w.found), Need: true, Decided: true})
	default:
		panic("plan: nested write on an owning relation")
	}
	return nil
}

// follow finds the row again whose id holds a key of the updated row: the key may
// have changed, and the id with it.
func (w *ownerWrite) follow(updated *Frame) {
	m := w.row.Model
	written := writesItself(w.n.Update)
	var id, to, rest []*schema.Field
	for i, k := range w.e.This {
		if m.IsID(k) {
			id, to = append(id, k), append(to, w.e.That[i])
		}
	}
	if !slices.ContainsFunc(to, func(f *schema.Field) bool { return slices.Contains(written, f) }) {
		return
	}
	for _, f := range m.IDFields() {
		if !slices.Contains(id, f) {
			rest = append(rest, f)
		}
	}
	src := w.b.source(m)
	out := w.b.frame(m, w.row.Fields...)
	w.b.add(&Lookup{Out: out, Access: Existing, Select: &Select{
		Columns: Columns(src, out.Fields), From: src, Where: and(
			equal(keys(src, id), cells(w.b.reload(updated, to), to), id), equal(keys(src, rest), cells(w.row, rest), rest)),
	}})
	w.row = out
}

// eitherWay runs then when a related row was found, and otherwise when not. The
// row above is what it is after the way that was taken.
func (w *ownerWrite) eitherWay(then, otherwise func()) {
	before := w.row
	after := w.b.frame(before.Model, before.Fields...)
	way := func(run func()) []Step {
		return w.b.within(func() {
			w.row = before
			run()
			w.b.add(&Merge{Out: after, From: []*Frame{w.row}})
		})
	}
	w.b.add(&Branch{If: w.found, Then: way(then), Else: way(otherwise)})
	w.row = after
}

// setKeys changes the foreign key of the row.
func (w *ownerWrite) setKeys(as []Assign) {
	w.write(func(*Source) []Assign { return touch(w.row.Model, as) })
	w.keys = append(w.keys, as...)
	w.b.add(&Merge{Out: w.moved, From: []*Frame{w.row}})
}

// find1 finds the related row to unlink or delete; the latter must be there.
// Like the children of a row it is found by its link, and by what it holds only
// if it can be read.
func (b *builder) find1(m *schema.Model, link func(*Source) Expr, where query.Cond, a Access) *Frame {
	src := b.source(m)
	out := b.frame(m)
	b.add(&Lookup{Out: out, Access: a, Need: a == Deletable, Select: &Select{
		Columns: Columns(src, out.Fields), From: src, Where: and(link(src), b.cond(src, where, nil)), Lock: true,
	}})
	return out
}

func (b *builder) existing(m *schema.Model, link func(*Source) Expr, where query.Cond, u *query.Unique) *Frame {
	src := b.source(m)
	out := b.frame(m)
	b.add(&Lookup{Out: out, Access: Existing, Select: &Select{
		Columns: Columns(src, out.Fields), From: src, Where: and(link(src), b.cond(src, where, u)), Lock: true,
	}})
	return out
}
