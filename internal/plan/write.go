package plan

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// write plans the steps of a write and what it returns.
func (b *builder) write(p *Plan) {
	op := b.op
	m := op.Model
	switch op.Kind {
	case query.Create:
		b.readBack(p, b.create(op.Create, nil))
	case query.CreateMany, query.CreateManyAndReturn:
		out := b.frame(m)
		b.insertRows(op.Rows, op.SkipDuplicates, nil, out)
		b.many(p, out, op.Kind == query.CreateManyAndReturn)
	case query.Update:
		b.readBack(p, b.update(target{where: op.Where, unique: op.Unique}, op.Update))
	case query.UpdateMany, query.UpdateManyAndReturn:
		b.many(p, b.updateMany(m, nil, op.Where, op.Update, cut(op.Limit)), op.Kind == query.UpdateManyAndReturn)
	case query.Upsert:
		b.readBack(p, b.upsert())
	case query.Delete:
		p.Before = true
		p.Read = b.find()
		p.Read.Shape = One
		src := b.source(m)
		p.Returned = b.frame(m)
		b.add(&Delete{Out: p.Returned, Target: src, Where: b.cond(src, op.Where, op.Unique), Need: true})
	case query.DeleteMany:
		src := b.source(m)
		p.Affected = b.frame(m)
		b.add(&Delete{Out: p.Affected, Target: src, Where: b.cond(src, op.Where, nil), Limit: cut(op.Limit)})
	default:
		panic("plan: not a write: " + op.Kind.String())
	}
}

// readBack reads the one row of the frame as the result, also when it has just
// been marked as deleted. A row that its own nested deletes have taken away is
// null, not unreadable.
func (b *builder) readBack(p *Plan, written *Frame) {
	if deletes(b.op.Create) || deletes(b.op.Update) {
		written = b.left(written)
	}
	p.ReadBack, p.Returned = true, written
	m := written.Model
	p.Read = b.level(m, func() *Select {
		src := b.source(m).WithDeleted()
		return &Select{From: src, Where: equal(keys(src, m.IDFields()), cells(written, m.IDFields()), m.IDFields())}
	}, b.op.Select)
	p.Read.Shape = One
}

// left looks which of the rows are still there.
func (b *builder) left(rows *Frame) *Frame {
	src := b.source(rows.Model)
	out := b.frame(rows.Model)
	b.add(&Lookup{Out: out, Access: Existing, Select: &Select{
		Columns: Columns(src, out.Fields), From: src, Where: Among(src, rows),
	}})
	return out
}

// deletes reports whether anything nested in the data deletes rows.
func deletes(d *query.Data) bool {
	if d == nil {
		return false
	}
	for _, rw := range d.Relations {
		for _, n := range rw.Writes {
			if n.Kind == query.NestedDelete || n.Kind == query.NestedDeleteMany || deletes(n.Create) || deletes(n.Update) {
				return true
			}
		}
	}
	return false
}

// many returns the rows of the frame, or their number.
func (b *builder) many(p *Plan, written *Frame, returning bool) {
	if !returning {
		p.Affected = written
		return
	}
	p.ReadBack, p.Returned = true, written
	m := written.Model
	p.Read = b.level(m, func() *Select {
		src := b.source(m).WithDeleted()
		return &Select{From: src, Where: Among(src, written)}
	}, b.op.Select)
	for _, f := range m.IDFields() {
		p.Read.Key = append(p.Read.Key, b.ordering(p.Read.Select, f))
	}
}

// ordering is the column by which rows are put into the order of the request. It
// is one that is shown or, since the caller has not asked for it, a key.
func (b *builder) ordering(sel *Select, f *schema.Field) int {
	shown := &Column{Source: sel.From, Field: f}
	if i := slices.IndexFunc(sel.Columns, func(x Expr) bool { c, ok := x.(*Column); return ok && *c == *shown }); i >= 0 {
		return i
	}
	shown.Key = true
	return b.column(sel, shown)
}

// Among tells whether the row of src is one of the frame's, by its id.
func Among(src *Source, rows *Frame) Expr {
	id := src.Model.IDFields()
	return &InFrame{Columns: keys(src, id), Frame: rows, Fields: id}
}

// create adds the steps that write d and everything nested in it. Extra gives
// the columns that the place of the data implies. It returns the new row.
func (b *builder) create(d *query.Data, extra []Assign) *Frame {
	m := d.Model
	if err := query.Abstract(m); err != nil {
		b.add(&Fail{Err: err})
		return b.frame(m, b.linkFields(d)...)
	}
	columns := setsOf(d)
	for _, rw := range d.Relations {
		if rw.Field.Relation.Owner() {
			for _, n := range rw.Writes {
				columns = append(columns, b.ownerKeys(m, rw.Field, b.ownerTarget(m, rw.Field, n))...)
			}
		}
	}
	out := b.frame(m, b.linkFields(d)...)
	columns = append(columns, extra...)
	b.agree(d, columns)
	columns = b.withDefaults(m, once(columns), d.Path)
	b.add(&Insert{Out: out, Model: m, Columns: columns, Group: -1})
	b.inserted(out, d.Path, columns)
	for _, rw := range d.Relations {
		if !rw.Field.Relation.Owner() {
			for _, n := range rw.Writes {
				b.nested(out, rw.Field, n, true)
			}
		}
	}
	return out
}

func setsOf(d *query.Data) []Assign {
	as := make([]Assign, 0, len(d.Sets))
	for _, s := range d.Sets {
		as = append(as, Assign{Field: s.Field, X: &Param{From: Slot(s.Value), Type: s.Field.Type}, ByCaller: true})
	}
	return as
}

// linkFields are the fields of d's row that its nested writes refer to.
func (b *builder) linkFields(d *query.Data) []*schema.Field {
	var fs []*schema.Field
	for _, rw := range d.Relations {
		fs = append(fs, EndsOf(b.schema, d.Model, rw.Field).This...)
	}
	return fs
}

// withDefaults adds what a create does not give and the database does not make.
func (b *builder) withDefaults(m *schema.Model, given []Assign, path string) []Assign {
	has := make(map[*schema.Field]bool, len(given))
	for _, a := range given {
		has[a.Field] = true
	}
	for _, f := range m.Fields {
		if has[f] || !f.Stored() {
			continue
		}
		if x := fresh(f, path); x != nil {
			given = append(given, Assign{Field: f, X: x})
		}
	}
	return given
}

// fresh is the value that a field takes in a new row when none is given, nil
// for NULL and for what the database makes.
func fresh(f *schema.Field, path string) Expr {
	d := f.Default
	switch {
	case d == nil && f.UpdatedAt, d != nil && d.Func == "now":
		return &Param{From: Now{}, Type: f.Type}
	case d == nil, d.ByDatabase():
		return nil
	case d.Auth != nil:
		return &Param{From: &AuthDefault{Field: f, Path: path + "." + f.Name}, Type: f.Type}
	default:
		return &Param{From: &Generate{Field: f}, Type: f.Type}
	}
}

// insertRows adds an insert for each group of a createMany.
func (b *builder) insertRows(rows *query.Rows, skip bool, extra []Assign, out *Frame) {
	var all [][]Assign
	for g, group := range rows.Groups {
		list := [][]Assign{b.rowOf(rows, group, 0, extra)}
		for r := 1; group.Together && r < len(group.Base); r++ {
			list = append(list, b.rowOf(rows, group, r, extra))
		}
		b.add(&Insert{
			Out: out, Model: group.Model, Columns: list[0], More: list[1:],
			Group: g, Rows: slices.Index(b.op.RowGroups(), rows), Ignore: skip,
		})
		all = append(all, list[0])
	}
	b.inserted(out, rows.Path, all...)
}

// rowOf are the columns of one row of a group, whose values are in slots after those
// of the rows before it.
func (b *builder) rowOf(rows *query.Rows, group query.RowGroup, row int, extra []Assign) []Assign {
	columns := make([]Assign, 0, len(group.Fields)+len(extra))
	for i, f := range group.Fields {
		slot := RowSlot(row*len(group.Fields) + i)
		columns = append(columns, Assign{Field: f, X: &Param{From: slot, Type: f.Type}, ByCaller: true})
	}
	return b.withDefaults(group.Model, append(columns, extra...), rows.Path)
}

// changes returns the assignments of an update. Whatever own column is
// written, @updatedAt fields move with it.
func (b *builder) changes(d *query.Data, fks []Assign) func(*Source) []Assign {
	return func(src *Source) []Assign {
		as := make([]Assign, 0, len(d.Sets)+len(fks)+1)
		for _, s := range d.Sets {
			as = append(as, Assign{Field: s.Field, X: setExpr(src, s), ByCaller: true})
		}
		return touch(d.Model, once(append(as, fks...)))
	}
}

// touch adds the @updatedAt fields that the assignments move.
func touch(m *schema.Model, as []Assign) []Assign {
	written := make(map[string]bool, len(as))
	for _, a := range as {
		written[a.Field.Name] = true
	}
	for _, f := range m.Fields {
		if f.UpdatedAt && !written[f.Name] && moves(f, as) {
			as = append(as, Assign{Field: f, X: &Param{From: Now{}, Type: f.Type}})
		}
	}
	return as
}

func moves(f *schema.Field, as []Assign) bool {
	ignored := make(map[string]bool, len(f.UpdatedIgnore))
	for _, n := range f.UpdatedIgnore {
		ignored[n] = true
	}
	for _, a := range as {
		if a.ByCaller && !ignored[a.Field.Name] {
			return true
		}
	}
	return false
}

func setExpr(src *Source, s query.Set) Expr {
	value := &Param{From: Slot(s.Value), Type: s.Field.Type}
	if s.Op == query.Assign {
		return value
	}
	return &Arith{Op: arith(s.Op), L: &Column{Source: src, Field: s.Field}, R: value, Type: s.Field.Type}
}

// updateMany changes all rows of a where, beside link where there is one.
func (b *builder) updateMany(m *schema.Model, link func(*Source) Expr, where query.Cond, d *query.Data, limit *Param) *Frame {
	out := b.frame(m)
	if len(d.Sets) == 0 {
		return out
	}
	src := b.source(m)
	b.add(&Update{
		Out: out, Target: src, Where: b.condition(target{where: where, link: link}, src),
		Sets: b.changes(d, nil)(src), Limit: limit,
	})
	b.updated(out, d, nil)
	return out
}

// noAccess is the refusal of a row that exists and must not be changed, where
// the request has said so much that not-found would be a lie.
func noAccess(m *schema.Model) *query.Error {
	return query.Rejected(m.Name, query.NoAccess, "operation is rejected by access policies")
}

// upsert looks the row up whatever the rules, for a row that exists must be
// updated or refused, never created again.
func (b *builder) upsert() *Frame {
	m := b.op.Model
	src := b.source(m)
	found := b.frame(m)
	b.add(&Lookup{Out: found, Access: Existing, Select: &Select{
		Columns: Columns(src, found.Fields), From: src, Where: b.cond(src, b.op.Where, b.op.Unique), Lock: true,
	}})
	return b.branch(found,
		func() *Frame { return b.update(target{found: found, denied: noAccess(m)}, b.op.Update) },
		func() *Frame { return b.create(b.op.Create, nil) })
}

// branch runs one of two ways and returns the row of whichever ran.
func (b *builder) branch(when *Frame, then, otherwise func() *Frame) *Frame {
	br := &Branch{If: when}
	var one, other *Frame
	br.Then = b.within(func() { one = then() })
	br.Else = b.within(func() { other = otherwise() })
	b.add(br)
	out := b.frame(when.Model)
	b.add(&Merge{Out: out, From: []*Frame{one, other}})
	return out
}

func arith(op query.SetOp) ArithOp {
	switch op {
	case query.Increment:
		return Plus
	case query.Decrement:
		return Minus
	case query.Multiply:
		return Times
	case query.Divide:
		return Divide
	case query.Push:
		return Append
	default:
		panic("plan: unknown form of writing a field")
	}
}
