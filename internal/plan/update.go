package plan

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// target says which row an update is of: those of a where, or those that a
// step before has found.
type target struct {
	where  query.Cond
	unique *query.Unique
	link   func(*Source) Expr // a condition beside where: related to the parent
	found  *Frame
	denied *query.Error
	// decided says that the rules have been asked of found.
	decided bool
}

func (b *builder) condition(t target, src *Source) Expr {
	if t.found != nil {
		return Among(src, t.found)
	}
	x := b.cond(src, t.where, t.unique)
	if t.link != nil {
		x = and(t.link(src), x)
	}
	return x
}

// update adds the steps that change one row and what is nested in the data.
func (b *builder) update(t target, d *query.Data) *Frame {
	if len(d.Sets) > 0 && len(d.Relations) == 0 {
		out := b.change(t, d.Model, b.changes(d, nil))
		b.updated(out, d, nil)
		return out
	}
	u := b.findRow(t, d)
	fks := u.owners(d)
	if len(d.Sets)+len(fks) > 0 {
		u.write(b.changes(d, fks))
		b.updated(u.row, d, append(fks, u.keys...))
	} else {
		b.revalidate(u.moved, keysWritten(u.keys), nil, d.Path)
	}
	u.lead(d)
	for _, rw := range d.Relations {
		if !rw.Field.Relation.Owner() {
			for _, n := range rw.Writes {
				b.nested(u.row, rw.Field, n, false)
			}
		}
	}
	return u.row
}

// rowUpdate is an update of one row that comes with nested writes. What they do
// may be what the row's rules look at, so that the rules are asked of the row as
// it was found, before anything is written.
type rowUpdate struct {
	b      *builder
	row    *Frame
	denied *query.Error
	// keys are written before the rest, if at all, and moved is the row if they were.
	keys  []Assign
	moved *Frame
}

// findRow finds the row, and asks about what is written of it in any case.
func (b *builder) findRow(t target, d *query.Data) *rowUpdate {
	src := b.source(d.Model)
	row := b.frame(d.Model, b.linkFields(d)...)
	find := &Lookup{Out: row, Need: true, Denied: t.denied, Select: &Select{
		Columns: Columns(src, row.Fields), From: src, Where: b.condition(t, src), Lock: true,
	}}
	if find.Writes = writesItself(d); len(find.Writes) > 0 {
		find.Access = Updatable
	}
	b.add(find)
	return &rowUpdate{b: b, row: row, denied: t.denied, moved: b.frame(d.Model)}
}

// permit asks about fields that are written only if a nested write finds, or
// does not find, its row.
func (u *rowUpdate) permit(fields []*schema.Field) {
	src := u.b.source(u.row.Model)
	out := u.b.frame(u.row.Model)
	u.b.add(&Lookup{Out: out, Access: Updatable, Writes: fields, Need: true, Denied: u.denied, Select: &Select{
		Columns: Columns(src, out.Fields), From: src, Where: Among(src, u.row), Lock: true,
	}})
}

// write changes the row. Its id may be among what is written: the row is known
// by the new one from there on.
func (u *rowUpdate) write(sets func(*Source) []Assign) {
	changed := u.b.change(target{found: u.row, denied: u.denied, decided: true}, u.row.Model, sets)
	changed.Fields = u.row.Fields
	u.row = changed
}

// lead looks the row up by the fields, other than its id, with which relations lead
// to the rows around it.
func (u *rowUpdate) lead(d *query.Data) {
	m := u.row.Model
	var led []*schema.Field
	for _, rw := range d.Relations {
		if !rw.Field.Relation.Owner() {
			for _, f := range EndsOf(u.b.schema, m, rw.Field).This {
				if !m.IsID(f) {
					led = append(led, f)
				}
			}
		}
	}
	if len(led) == 0 {
		return
	}
	src := u.b.source(m).WithDeleted()
	out := u.b.frame(m, u.row.Fields...)
	u.b.add(&Lookup{Out: out, Access: Existing, Need: true, Copied: led, Select: &Select{
		Columns: Columns(src, out.Fields), From: src, Where: Among(src, u.row),
	}})
	u.row = out
}

// writesItself are the fields of its own that an update writes whatever its
// nested writes find.
func writesItself(d *query.Data) []*schema.Field {
	var fields []*schema.Field
	for _, s := range d.Sets {
		fields = append(fields, s.Field)
	}
	for _, rw := range d.Relations {
		if rw.Field.Relation.Owner() && slices.ContainsFunc(rw.Writes, movesKey) {
			fields = append(fields, keysOf(d.Model, rw.Field)...)
		}
	}
	return fields
}

// movesKey reports whether a nested write changes the key that its row holds,
// whatever it finds.
func movesKey(n *query.Nested) bool {
	switch n.Kind {
	case query.NestedUpdate, query.NestedUpsert:
		return false
	case query.NestedDisconnect:
		return n.Where == nil
	default:
		return true
	}
}

func (b *builder) change(t target, m *schema.Model, sets func(*Source) []Assign) *Frame {
	src := b.source(m)
	out := b.frame(m)
	b.add(&Update{
		Out: out, Target: src, Where: b.condition(t, src), Sets: sets(src), Need: true, Denied: t.denied,
		Decided: t.decided,
	})
	return out
}
