package oracle

import (
	"maps"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// write runs an operation that changes rows, with the checks at its end. What
// comes back is read when all is done: a caller who may not see it has changed
// the rows all the same.
func (r *request) write() (any, error) {
	answer := r.execute()
	r.judge()
	if err := r.broken(); err != nil {
		return nil, err
	}
	shown := answer()
	return shown, r.broken()
}

// judge asks the rules about rows as they are stored now: the create rule of
// those that are new, the update rules of those that were linked, the post-update
// rules of those that were written. What a rule would say of a row that cannot
// be stored, as what it refers to is missing, nobody knows: it may be met first.
func (r *request) judge() {
	for _, x := range r.created {
		r.judgeNew(x)
	}
	for _, l := range r.joined {
		r.judgeLink(l)
	}
	for _, x := range r.created {
		if r.db.has(x) {
			r.revalidate(change{row: x, written: slices.Collect(maps.Keys(x.v)), misfit: r.misfit[x]})
		}
	}
	for _, c := range r.changed {
		found := len(r.reasons)
		r.revalidate(c)
		if !r.db.has(c.row) && len(r.reasons) > found {
			// Whether it was looked at before the request took it away is open.
			r.open, r.reasons = true, r.reasons[:found]
		}
		switch {
		case !r.db.has(c.row):
		case !r.c.passes(c.row, c.before):
			r.denied(c.row.m, "post-update")
			if r.renamed(c) {
				r.fail(query.Rejected(c.row.m.Name, query.Other, "the id cannot change"))
			}
		case r.renamed(c):
			r.open = true
		}
	}
}

// judgeNew asks the create rule about a new row. One that the request has taken
// away again cannot be looked at, and is refused unless nothing needs to be.
func (r *request) judgeNew(x *row) {
	if !r.c.may(x, schema.OpCreate) || r.db.dangles(x) {
		r.denied(x.m, "create")
	}
	r.open = r.open || !r.db.has(x) && !r.c.who.Root
}

// judgeLink asks the update rules of both ends of a link. Those of an end that the
// request has taken away again cannot be asked, which is refused unless nothing
// needs to be.
func (r *request) judgeLink(l link) {
	if !r.bothUpdatable(l.a, l.b) {
		r.denied(l.a.m, "link")
	}
	r.open = r.open || !r.c.who.Root && !(r.db.has(l.a) && r.db.has(l.b))
}

// renamed reports a write of the id under a rule that asks for the row before.
// The reference refuses it; who can tell all the same may let it pass.
func (r *request) renamed(c change) bool {
	return c.id && !r.c.who.Root && asksBefore(c.row.m)
}

func asksBefore(m *schema.Model) bool {
	found := false
	for _, rule := range m.Rules {
		if rule.Ops&schema.OpPostUpdate == 0 {
			continue
		}
		schema.Walk(rule.Cond, func(e schema.Expr) bool {
			ref, ok := e.(*schema.Ref)
			found = found || ok && ref.Root == schema.RootBefore
			return true
		})
	}
	return found
}

// execute changes the rows, and says how to answer.
func (r *request) execute() (answer func() any) {
	op := r.op
	switch op.Kind {
	case query.Create:
		x := r.create(op.Create, nil)
		return func() any { return r.back(x) }
	case query.Update:
		x := r.updateOne(r.pinned(op.Model, op.Where, op.Unique), op.Update)
		return func() any { return r.back(x) }
	case query.Upsert:
		x := r.upsert()
		return func() any { return r.back(x) }
	case query.Delete:
		return r.delete()
	case query.CreateMany:
		return counted(r.createRows(op.Rows, nil, op.SkipDuplicates))
	case query.CreateManyAndReturn:
		list := r.createRows(op.Rows, nil, op.SkipDuplicates)
		return func() any { return r.readables(list) }
	case query.UpdateMany:
		return counted(r.updateAll(r.limited(r.updatable()), op.Update))
	case query.UpdateManyAndReturn:
		list := r.updateAll(r.limited(r.updatable()), op.Update)
		return func() any { return r.allBack(list) }
	case query.DeleteMany:
		list := r.limited(r.allowed(r.named(), schema.OpDelete))
		r.open = r.open || r.db.falls(list)
		r.fail(r.db.remove(list...))
		return counted(list)
	default:
		panic("oracle: unknown operation " + op.Kind.String())
	}
}

func counted(list []*row) func() any {
	return func() any { return map[string]any{"count": int64(len(list))} }
}

// named are the rows that the request's where finds.
func (r *request) named() []*row { return r.targets(r.pinned(r.op.Model, r.op.Where, nil)) }

// updatable are those that an update of many may write.
func (r *request) updatable() []*row { return r.writable(r.named(), r.written(r.op.Update, nil)) }

// limited cuts the rows of an operation on many. Which of them a limit leaves
// out, and whether rules mind those, the reference does not say.
func (r *request) limited(list []*row) []*row {
	n := r.count(r.op.Limit, len(list))
	r.open = r.open || n < len(list)
	return list[:min(n, len(list))]
}

// upsert looks without rules whether the row is there.
func (r *request) upsert() *row {
	found := r.targets(r.pinned(r.op.Model, r.op.Where, r.op.Unique))
	if len(found) == 0 {
		return r.create(r.op.Create, nil)
	}
	r.updateFound(found[0], r.op.Update)
	return found[0]
}

// delete shows the row as it was, when the caller may see it.
func (r *request) delete() (answer func() any) {
	x := r.one(r.pinned(r.op.Model, r.op.Where, r.op.Unique), schema.OpDelete)
	if x == nil {
		return nil
	}
	readable := r.c.readable(r.op.Model, x)
	shown := r.entity(r.op.Model, x, r.op.Select)
	r.fail(r.db.remove(x))
	return func() any {
		r.mustRead(x.m, readable)
		return shown
	}
}

func (r *request) mustRead(m *schema.Model, readable bool) {
	if !readable {
		r.fail(query.Rejected(m.Name, query.CannotReadBack, "result"))
	}
}

// back shows the caller a row that was written, null when it is gone. One that the
// request itself has marked as deleted is still shown.
func (r *request) back(x *row) any {
	if !r.db.has(x) || x.deleted() && (deletes(r.op.Create) || deletes(r.op.Update)) {
		return nil
	}
	r.mustRead(x.m, r.c.readable(r.op.Model, x))
	return r.entity(r.op.Model, x, r.op.Select)
}

// deletes reports whether anything nested in the data deletes rows.
func deletes(d *query.Data) bool {
	if d == nil {
		return false
	}
	return slices.ContainsFunc(d.Relations, func(w *query.RelationWrite) bool {
		return slices.ContainsFunc(w.Writes, func(n *query.Nested) bool {
			return n.Kind == query.NestedDelete || n.Kind == query.NestedDeleteMany || deletes(n.Create) || deletes(n.Update)
		})
	})
}

func (r *request) readables(list []*row) any {
	seen := slices.DeleteFunc(slices.Clone(list), func(x *row) bool { return !r.c.readable(r.op.Model, x) })
	return r.entities(r.op.Model, seen, r.op.Select)
}

func (r *request) allBack(list []*row) any {
	for _, x := range list {
		r.mustRead(x.m, r.c.readable(r.op.Model, x))
	}
	return r.entities(r.op.Model, list, r.op.Select)
}
