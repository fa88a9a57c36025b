package query

import (
	"encoding/binary"

	"github.com/gozen-dev/gozen/schema"
)

// Shape returns what [Op.AppendShape] appends.
func (op *Op) Shape() string { return string(op.AppendShape(nil)) }

// AppendShape appends the fingerprint of everything of an Op but its values: two
// ops on one schema have the same Shape exactly when one plan serves both. The
// numbers of slots are part of it, since plans bind by them. Of a createMany
// the sets of fields are part of it, the rows are not.
//
// The fingerprint is an injective encoding, not a hash, so that no two
// structures can be taken for each other: every list starts with its length,
// every name too, every sum with its case.
func (op *Op) AppendShape(dst []byte) []byte {
	b := shape(dst)
	b.byte(byte(op.Kind))
	b.name(op.Model.Name)
	b.cond(op.Where)
	b.unique(op.Unique)
	b.page(&op.Page)
	b.selection(op.Select)
	b.counts(op.Counts)
	b.aggregates(op.Aggregates)
	b.calls(op.By)
	b.cond(op.Having)
	b.data(op.Create)
	b.data(op.Update)
	b.rows(op.Rows)
	b.bool(op.SkipDuplicates)
	b.slot(op.Limit)
	return b
}

type shape []byte

func (b *shape) byte(c byte) { *b = append(*b, c) }

func (b *shape) bool(x bool) {
	if x {
		b.byte(1)
	} else {
		b.byte(0)
	}
}

func (b *shape) len(n int) { *b = binary.AppendUvarint(*b, uint64(n)) }

func (b *shape) slot(s Slot) { *b = binary.AppendVarint(*b, int64(s)) }

func (b *shape) name(s string) {
	b.len(len(s))
	*b = append(*b, s...)
}

func (b *shape) field(f *schema.Field) { b.name(f.Name) }

// call writes a field and, where it has parameters, where its arguments are.
func (b *shape) call(f *schema.Field, args Slot) {
	b.field(f)
	if hasParams(f) {
		b.slot(args)
	}
}

func (b *shape) calls(list []FieldCall) {
	b.len(len(list))
	for _, c := range list {
		b.call(c.Field, c.Args)
	}
}

// someField writes a field or none: no field has the empty name.
func (b *shape) someField(f *schema.Field, args Slot) {
	if f == nil {
		b.name("")
		return
	}
	b.call(f, args)
}

func (b *shape) fields(fs []*schema.Field) {
	b.len(len(fs))
	for _, f := range fs {
		b.field(f)
	}
}

func (b *shape) conds(cs []Cond) {
	b.len(len(cs))
	for _, c := range cs {
		b.cond(c)
	}
}

func (b *shape) cond(c Cond) {
	switch c := c.(type) {
	case nil:
		b.byte(0)
	case And:
		b.byte(1)
		b.conds(c)
	case Or:
		b.byte(2)
		b.conds(c)
	case Not:
		b.byte(3)
		b.cond(c.X)
	case *Compare:
		b.byte(4)
		b.byte(byte(c.Of))
		b.call(c.Field, c.Args)
		b.byte(byte(c.Op))
		b.bool(c.Fold)
		b.slot(c.Value)
	case *IsNull:
		b.byte(5)
		b.byte(byte(c.Of))
		b.call(c.Field, c.Args)
	case *Related:
		b.byte(6)
		b.field(c.Field)
		b.byte(byte(c.Quant))
		b.cond(c.Cond)
	default:
		b.leaf(c)
	}
}

// leaf writes the rarer conditions.
func (b *shape) leaf(c Cond) {
	switch c := c.(type) {
	case *Search:
		b.byte(10)
		b.call(c.Field, c.Args)
		b.text(c.Text)
		b.slot(c.Threshold)
	case *CompareFields:
		b.byte(11)
		b.byte(byte(c.Of))
		b.call(c.Field, c.Args)
		b.byte(byte(c.Op))
		b.bool(c.Fold)
		b.field(c.With)
	case *CompareJSON:
		b.byte(7)
		b.inside(c.At)
		b.byte(byte(c.Op))
		b.bool(c.Fold)
		b.slot(c.Value)
	case *Absent:
		b.byte(8)
		b.inside(c.At)
	case *Within:
		b.byte(9)
		b.inside(c.At)
		b.byte(byte(c.Quant))
		b.cond(c.Cond)
	default:
		panic("query: unknown condition")
	}
}

func (b *shape) rank(r *Rank) {
	if r == nil {
		b.byte(0)
		return
	}
	b.byte(1)
	b.fields(r.Fields)
	b.text(r.Text)
}

func (b *shape) text(q TextQuery) {
	b.byte(byte(q.Kind))
	b.slot(q.Search)
	b.bool(q.Unaccent)
	b.name(q.Config)
}

func (b *shape) inside(at *Inside) {
	b.someField(at.Field, at.Args)
	b.len(len(at.Members))
	for _, name := range at.Members {
		b.name(name)
	}
	b.slot(at.Path)
	b.byte(byte(at.Type.Kind))
	b.bool(at.Type.List)
}

func (b *shape) unique(u *Unique) {
	if u == nil {
		b.byte(0)
		return
	}
	b.byte(1)
	b.fields(u.Fields)
	b.len(len(u.Slots))
	for _, s := range u.Slots {
		b.slot(s)
	}
}

func (b *shape) page(p *Page) {
	b.len(len(p.OrderBy))
	for i := range p.OrderBy {
		o := &p.OrderBy[i]
		b.fields(o.Path)
		b.someField(o.Field, o.Args)
		b.bool(o.Count)
		b.rank(o.Rank)
		b.byte(byte(o.Of))
		b.bool(o.Desc)
		b.byte(byte(o.Nulls))
	}
	b.slot(p.Skip)
	b.slot(p.Take)
	b.bool(p.Backward)
	b.unique(p.Cursor)
	b.cond(p.CursorWhere)
	b.fields(p.Distinct)
}

func (b *shape) selection(s *Selection) {
	if s == nil {
		b.byte(0)
		return
	}
	b.byte(1)
	b.bool(s.Whole)
	b.fields(s.Fields)
	b.calls(s.Calls)
	b.len(len(s.Relations))
	for _, r := range s.Relations {
		b.field(r.Field)
		b.cond(r.Where)
		b.page(&r.Page)
		b.selection(r.Select)
	}
	b.len(len(s.Counts))
	for _, c := range s.Counts {
		b.field(c.Field)
		b.cond(c.Where)
	}
}

func (b *shape) counts(c *CountSelection) {
	if c == nil {
		b.byte(0)
		return
	}
	b.byte(1)
	b.bool(c.All)
	b.fields(c.Fields)
	b.calls(c.Calls)
}

func (b *shape) aggregates(list []Aggregation) {
	b.len(len(list))
	for _, a := range list {
		b.byte(byte(a.Of))
		b.someField(a.Field, a.Args)
		b.bool(a.Plain)
	}
}

func (b *shape) data(d *Data) {
	if d == nil {
		b.byte(0)
		return
	}
	b.byte(1)
	b.name(d.Model.Name)
	b.name(d.Path)
	b.len(len(d.Sets))
	for i := range d.Sets {
		b.field(d.Sets[i].Field)
		b.byte(byte(d.Sets[i].Op))
		b.slot(d.Sets[i].Value)
	}
	b.len(len(d.Relations))
	for _, r := range d.Relations {
		b.field(r.Field)
		b.len(len(r.Writes))
		for _, w := range r.Writes {
			b.nested(w)
		}
	}
}

func (b *shape) nested(w *Nested) {
	b.byte(byte(w.Kind))
	b.cond(w.Where)
	b.unique(w.Unique)
	b.len(len(w.Set))
	for _, u := range w.Set {
		b.unique(u)
	}
	b.conds(w.SetWhere)
	b.data(w.Create)
	b.data(w.Update)
	b.rows(w.Rows)
	b.bool(w.SkipDuplicates)
}

// rows leaves out where the values of a group's rows start, for plans count slots
// from the base of the row at hand, and how many rows there are, unless one
// statement writes them all.
func (b *shape) rows(r *Rows) {
	if r == nil {
		b.byte(0)
		return
	}
	b.byte(1)
	b.name(r.Path)
	b.len(len(r.Groups))
	for i := range r.Groups {
		b.name(r.Groups[i].Model.Name)
		b.fields(r.Groups[i].Fields)
		if b.bool(r.Groups[i].Together); r.Groups[i].Together {
			b.len(len(r.Groups[i].Base))
		}
	}
}
