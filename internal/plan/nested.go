package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// reload makes sure that a frame keeps the fields. Rows just inserted return
// them; ids are always kept.
func (b *builder) reload(made *Frame, fields []*schema.Field) *Frame {
	for _, f := range fields {
		if made.Field(f) < 0 {
			made.Fields = append(made.Fields, f)
		}
	}
	return made
}

// visible finds a row that the caller may read, to refer to it. It is held, not
// locked: many may refer to one row at a time.
func (b *builder) visible(m *schema.Model, where query.Cond, u *query.Unique, need bool, keep ...*schema.Field) *Frame {
	src := b.source(m)
	out := b.frame(m, keep...)
	b.add(&Lookup{Out: out, Need: need, Copied: keep, Select: &Select{
		Columns: Columns(src, out.Fields), From: src, Where: b.cond(src, where, u), Share: true,
	}})
	return out
}

// createAbsent creates the row of a connectOrCreate or nested upsert. A row
// that exists out of the caller's sight is refused as such: letting the
// database report the taken key would name it.
func (b *builder) createAbsent(n *query.Nested, extra []Assign) *Frame {
	m := n.Create.Model
	src := b.source(m)
	hidden := b.frame(m)
	b.add(&Lookup{Out: hidden, Access: Existing, Select: &Select{
		Columns: Columns(src, hidden.Fields), From: src, Where: b.cond(src, n.Where, n.Unique),
	}})
	b.add(&Fail{If: hidden, Err: noAccess(m)})
	return b.create(n.Create, extra)
}

// nested plans a nested write on a relation whose key is at the other end, or
// in a join table. Fresh says that the parent has just been created.
func (b *builder) nested(parent *Frame, f *schema.Field, n *query.Nested, fresh bool) {
	e := EndsOf(b.schema, parent.Model, f)
	w := &nestedWrite{b: b, parent: parent, field: f, e: e, n: n}
	switch n.Kind {
	case query.NestedSet:
		w.set()
	case query.NestedDisconnect:
		w.detach(func(src *Source) Expr { return b.cond(src, n.Where, n.Unique) })
	case query.NestedDelete, query.NestedDeleteMany:
		src := b.source(e.Target)
		b.add(&Delete{
			Out: b.frame(e.Target), Target: src, Need: n.Kind == query.NestedDelete,
			Where: and(w.link(src), b.cond(src, n.Where, n.Unique)),
		})
	case query.NestedUpdate:
		b.update(target{where: n.Where, unique: n.Unique, link: w.link}, n.Update)
	case query.NestedUpdateMany:
		b.updateMany(e.Target, w.link, n.Where, n.Update, nil)
	case query.NestedUpsert:
		w.upsert()
	case query.NestedConnect:
		w.connect(n.Where, n.Unique, fresh)
	case query.NestedConnectOrCreate:
		w.connectOrCreate(fresh)
	case query.NestedCreate:
		w.create()
	case query.NestedCreateMany:
		b.insertRows(n.Rows, n.SkipDuplicates, w.keys(), b.frame(e.Target))
	default:
		panic("plan: unknown nested write")
	}
}

// nestedWrite is one nested write on a relation of a parent row.
type nestedWrite struct {
	b      *builder
	parent *Frame
	field  *schema.Field
	e      Ends
	n      *query.Nested
}

func (w *nestedWrite) link(src *Source) Expr { return w.b.linked(w.e, src, w.parent) }

// keys are the assignments that make a child point at the parent.
func (w *nestedWrite) keys() []Assign {
	as := make([]Assign, len(w.e.That))
	back := w.e.Target.Field(w.field.Relation.Opposite)
	for i, k := range w.e.That {
		as[i] = Assign{Field: k, X: &Param{From: &Cell{Frame: w.parent, Field: w.e.This[i]}, Type: k.Type}, ByCaller: true, Via: back}
	}
	return as
}

func (w *nestedWrite) create() {
	if w.e.Join == nil {
		w.b.create(w.n.Create, w.keys())
		return
	}
	w.b.add(&Link{Field: w.field, This: w.parent, Other: w.b.create(w.n.Create, nil)})
}

// attach links rows that a step has found.
func (w *nestedWrite) attach(found *Frame) {
	if w.e.Join != nil {
		w.b.add(&Link{Field: w.field, This: w.parent, Other: found})
		return
	}
	src := w.b.source(w.e.Target)
	w.rekey(&Update{Target: src, Where: Among(src, found), Need: true}, w.keys())
}

// rekey writes the keys of related rows.
func (w *nestedWrite) rekey(u *Update, keys []Assign) {
	u.Out, u.Sets = w.b.frame(w.e.Target), touch(w.e.Target, keys)
	w.b.add(u)
	w.b.revalidate(u.Out, keysWritten(keys), nil, "data")
}

func (w *nestedWrite) connect(where query.Cond, u *query.Unique, fresh bool) {
	b := w.b
	if w.e.Join != nil {
		w.attach(b.visible(w.e.Target, where, u, true))
		return
	}
	if w.taken(fresh) {
		found := w.find(where, u)
		w.release(found)
		w.attach(found)
		return
	}
	src := b.source(w.e.Target)
	w.rekey(&Update{Target: src, Where: b.cond(src, where, u), Need: true}, w.keys())
}

// taken reports whether the parent's place in a one-to-one relation may be
// taken. That of a row just created is not, unless the row can be its own partner.
func (w *nestedWrite) taken(fresh bool) bool {
	return !w.field.Type.List && (!fresh || extends(w.b.schema, w.parent.Model, w.e.Target))
}

// find finds a row that must be there, to be linked.
func (w *nestedWrite) find(where query.Cond, u *query.Unique) *Frame {
	src := w.b.source(w.e.Target)
	out := w.b.frame(w.e.Target)
	w.b.add(&Lookup{Out: out, Access: Existing, Need: true, Select: &Select{
		Columns: Columns(src, out.Fields), From: src, Where: w.b.cond(src, where, u), Lock: true,
	}})
	return out
}

// release unlinks the present partner of a one-to-one relation before another
// takes its place.
func (w *nestedWrite) release(next *Frame) {
	w.detach(func(src *Source) Expr { return &Not{X: Among(src, next)} })
}

func (w *nestedWrite) connectOrCreate(fresh bool) {
	b := w.b
	found := b.visible(w.e.Target, w.n.Where, w.n.Unique, false)
	b.add(&Branch{
		If: found,
		Then: b.within(func() {
			if w.e.Join == nil && w.taken(fresh) {
				w.release(found)
			}
			w.attach(found)
		}),
		Else: b.within(func() { w.makeAbsent() }),
	})
}

func (w *nestedWrite) makeAbsent() {
	if w.e.Join == nil {
		w.b.createAbsent(w.n, w.keys())
		return
	}
	w.b.add(&Link{Field: w.field, This: w.parent, Other: w.b.createAbsent(w.n, nil)})
}

// upsert updates the related row or creates one. Whether a row out of the
// caller's sight is related must not show: such a row is refused either way.
func (w *nestedWrite) upsert() {
	b := w.b
	found := b.existing(w.e.Target, w.link, w.n.Where, w.n.Unique)
	b.add(&Branch{
		If:   found,
		Then: b.within(func() { b.update(target{found: found, denied: noAccess(w.e.Target)}, w.n.Update) }),
		Else: b.within(func() {
			if w.n.Unique == nil {
				w.create()
				return
			}
			unrelated := b.visible(w.e.Target, w.n.Where, w.n.Unique, false)
			b.add(&Branch{
				If: unrelated, Then: b.within(func() { w.create() }), Else: b.within(func() { w.makeAbsent() }),
			})
		}),
	})
}

// set unlinks what is not listed and links what is. Which rows those are is
// looked at first, and again at the links of a join table: one may change who may
// read the next.
func (w *nestedWrite) set() {
	b := w.b
	listed := make([]*Frame, len(w.n.SetWhere))
	for i, where := range w.n.SetWhere {
		if w.e.Join != nil {
			listed[i] = b.visible(w.e.Target, where, w.n.Set[i], false)
		} else {
			listed[i] = w.find(where, w.n.Set[i])
		}
	}
	keep := b.frame(w.e.Target)
	b.add(&Merge{Out: keep, From: listed})
	w.detach(func(src *Source) Expr {
		if len(listed) == 0 {
			return nil
		}
		return &Not{X: Among(src, keep)}
	})
	for i, where := range w.n.SetWhere {
		if w.e.Join != nil {
			w.connect(where, w.n.Set[i], true)
		} else {
			w.attach(listed[i])
		}
	}
}

// detach unlinks the related rows that match. Those that the caller may not
// update stay linked, silently.
func (w *nestedWrite) detach(which func(*Source) Expr) {
	b := w.b
	src := b.source(w.e.Target)
	cond := which(src)
	if w.e.Join != nil {
		b.add(&Unlink{Field: w.field, This: w.parent, Other: &Select{
			Columns: keys(src, w.e.That), From: src, Where: cond,
		}})
		return
	}
	as := make([]Assign, len(w.e.That))
	for i, k := range w.e.That {
		as[i] = Assign{Field: k, X: Null{}, ByCaller: true}
	}
	w.rekey(&Update{Target: src, Where: and(w.link(src), cond), Unlinks: w.field}, as)
}
