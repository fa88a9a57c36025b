package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// ownerKeys are the assignments that make the foreign key of f point at the
// row of the frame.
func (b *builder) ownerKeys(m *schema.Model, f *schema.Field, to *Frame) []Assign {
	e := EndsOf(b.schema, m, f)
	as := make([]Assign, len(e.This))
	for i, k := range e.This {
		as[i] = Assign{Field: k, X: &Param{From: &Cell{Frame: to, Field: e.That[i]}, Type: k.Type}, ByCaller: true}
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
	b.add(&Lookup{Out: out, Need: need, Select: &Select{
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

// owner plans a nested write in an update of the row that t has found, on the
// relation whose key the row itself holds. It returns the assignments to the key.
func (b *builder) owner(t target, f *schema.Field, n *query.Nested) []Assign {
	row, m := t.found, t.found.Model
	e := EndsOf(b.schema, m, f)
	link := func(src *Source) Expr { return b.linked(e, src, row) }
	switch n.Kind {
	case query.NestedCreate, query.NestedConnect, query.NestedConnectOrCreate:
		return b.ownerKeys(m, f, b.ownerTarget(m, f, n))
	case query.NestedDisconnect:
		if n.Where == nil {
			return b.noKeys(m, f)
		}
		found := b.find1(e.Target, link, n.Where, Existing)
		b.add(&Branch{If: found, Then: b.within(func() { b.setKeys(t, b.noKeys(m, f)) })})
	case query.NestedUpdate:
		b.update(target{where: n.Where, link: link}, n.Update)
	case query.NestedUpsert:
		found := b.existing(e.Target, link, n.Where, n.Unique)
		b.add(&Branch{
			If:   found,
			Then: b.within(func() { b.update(target{found: found, denied: noAccess(e.Target)}, n.Update) }),
			Else: b.within(func() {
				made := b.reload(b.create(n.Create, nil), e.That)
				b.setKeys(t, b.ownerKeys(m, f, made))
			}),
		})
	case query.NestedDelete:
		found := b.find1(e.Target, link, n.Where, Deletable)
		b.setKeys(t, b.noKeys(m, f))
		src := b.source(e.Target)
		b.add(&Delete{Out: b.frame(e.Target), Target: src, Where: Among(src, found), Need: true, Decided: true})
	default:
		panic("plan: nested write on an owning relation")
	}
	return nil
}

// setKeys changes the foreign key of the row that t has found.
func (b *builder) setKeys(t target, as []Assign) {
	m := t.found.Model
	src := b.source(m)
	b.add(&Update{
		Out: b.frame(m), Target: src, Where: Among(src, t.found), Sets: touch(m, as), Need: true, Denied: t.denied,
		Decided: t.decided,
	})
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

// nested plans a nested write on a relation whose key is at the other end, or
// in a join table. Fresh says that the parent has just been created.
func (b *builder) nested(parent *Frame, f *schema.Field, n *query.Nested, fresh bool) {
	e := EndsOf(b.schema, parent.Model, f)
	w := &nestedWrite{b: b, parent: parent, field: f, e: e, n: n}
	switch n.Kind {
	case query.NestedSet:
		w.set()
	case query.NestedDisconnect:
		w.detach(n.Where, false)
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
	for i, k := range w.e.That {
		as[i] = Assign{Field: k, X: &Param{From: &Cell{Frame: w.parent, Field: w.e.This[i]}, Type: k.Type}, ByCaller: true}
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
	w.b.add(&Update{
		Out: w.b.frame(w.e.Target), Target: src, Where: Among(src, found),
		Sets: touch(w.e.Target, w.keys()), Need: true,
	})
}

func (w *nestedWrite) connect(where query.Cond, u *query.Unique, fresh bool) {
	b := w.b
	if w.e.Join != nil {
		w.attach(b.visible(w.e.Target, where, u, true))
		return
	}
	if w.taken(fresh) {
		w.release(where)
	}
	src := b.source(w.e.Target)
	b.add(&Update{
		Out: b.frame(w.e.Target), Target: src, Where: b.cond(src, where, u),
		Sets: touch(w.e.Target, w.keys()), Need: true,
	})
}

// taken reports whether the parent's place in a one-to-one relation may be
// taken. That of a row just created is not, unless the row can be its own partner.
func (w *nestedWrite) taken(fresh bool) bool {
	return !w.field.Type.List && (!fresh || w.e.Target == w.parent.Model)
}

// release unlinks the present partner of a one-to-one relation before another
// takes its place.
func (w *nestedWrite) release(next query.Cond) {
	if w.e.That[0].Type.Optional {
		w.detach(query.Not{X: next}, true)
	}
}

func (w *nestedWrite) connectOrCreate(fresh bool) {
	b := w.b
	found := b.visible(w.e.Target, w.n.Where, w.n.Unique, false)
	b.add(&Branch{
		If: found,
		Then: b.within(func() {
			if w.e.Join == nil && w.taken(fresh) {
				w.release(w.n.Where)
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

// set unlinks what is not listed and links what is.
func (w *nestedWrite) set() {
	listed := make(query.Or, len(w.n.SetWhere))
	copy(listed, w.n.SetWhere)
	w.detach(query.Not{X: listed}, true)
	for i, where := range w.n.SetWhere {
		w.connect(where, w.n.Set[i], true)
	}
}

// detach unlinks the related rows that match. Those that the caller may not
// update stay linked, silently. Pinned says that where names rows by their
// keys only.
func (w *nestedWrite) detach(where query.Cond, pinned bool) {
	b := w.b
	src := b.source(w.e.Target)
	cond := b.cond(src, where, w.n.Unique)
	if pinned {
		cond = pin(cond)
	}
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
	b.add(&Update{
		Out: b.frame(w.e.Target), Target: src, Where: and(w.link(src), cond), Sets: touch(w.e.Target, as),
	})
}

// pin marks the columns that a condition on keys compares.
func pin(x Expr) Expr {
	switch x := x.(type) {
	case *Not:
		return &Not{X: pin(x.X)}
	case Or:
		out := make(Or, len(x))
		for i, y := range x {
			out[i] = pin(y)
		}
		return out
	case And:
		out := make(And, len(x))
		for i, y := range x {
			out[i] = pin(y)
		}
		return out
	case *Compare:
		if c, ok := x.L.(*Column); ok {
			k := *c
			k.Key = true
			y := *x
			y.L = &k
			return &y
		}
	}
	return x
}
