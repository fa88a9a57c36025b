package query

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// pendingRow is a decoded row of a createMany. Its slots are given out last:
// the numbers of all other slots must not depend on how many rows there are.
type pendingRow struct {
	rows   *Rows
	group  int
	row    int
	index  int // in the request
	fields []*schema.Field
	values []any
}

// finish gives the rows their slots and returns the values of all slots.
func (d *decoder) finish() []any {
	for _, r := range d.rows {
		r.rows.Groups[r.group].Base[r.row] = Slot(len(d.values))
		d.values = append(d.values, r.values...)
	}
	return d.values
}

// createRows decodes the data of a createMany: one row or an array of them. Skip
// says that rows which are there already are passed over.
func (d *decoder) createRows(m *schema.Model, n Node, p *path, via *schema.Field) *Rows {
	rows := &Rows{Path: p.String()}
	list := d.rowsOf(m, n, p, via)
	for _, r := range list {
		d.partsInOrder(m, func(name string) any { return r.value(name) })
	}
	self := d.refersToItself(m)
	if len(self) == 0 {
		for _, r := range list {
			d.place(rows, r, rows.group(m, r.fields, false))
		}
		return rows
	}
	for _, run := range referredFirst(m, list, self) {
		d.placeRun(rows, m, run)
	}
	return rows
}

// placeRun adds rows that refer to each other: those that give the same fields
// together, where one statement can write them.
func (d *decoder) placeRun(rows *Rows, m *schema.Model, run run) {
	fill(m, run.rows)
	parts := alike(run.rows)
	if one := len(parts) == 1 && rows.fit(m, parts[0]); !one && len(run.rows) > 1 && !run.guessed && d.stuck(m, run.rows) {
		d.refuse(circle(m, run.rows, len(parts) > 1))
	}
	for _, part := range parts {
		together := len(part) > 1 && rows.fit(m, part)
		if together {
			rows.Groups = append(rows.Groups, RowGroup{Model: m, Fields: part[0].fields, Together: true})
			rows.Index = append(rows.Index, nil)
		}
		for _, r := range part {
			g := len(rows.Groups) - 1
			if !together {
				g = rows.group(m, r.fields, true)
			}
			d.place(rows, r, g)
		}
	}
}

// fit reports whether one more statement can write the rows.
func (r *Rows) fit(m *schema.Model, part []*pendingRow) bool {
	return m.Delegate == nil && len(part) <= maxTogether && len(r.Groups) < maxRuns
}

// alike parts rows that give different fields: one statement gives the same for all.
func alike(rows []*pendingRow) [][]*pendingRow {
	var parts [][]*pendingRow
	for _, r := range rows {
		i := slices.IndexFunc(parts, func(part []*pendingRow) bool { return slices.Equal(part[0].fields, r.fields) })
		if i < 0 {
			i, parts = len(parts), append(parts, nil)
		}
		parts[i] = append(parts[i], r)
	}
	return parts
}

// stuck reports rows of which none can be the first. Tables of bases are written
// before those below, of all rows at once unless a base refers to what is below it:
// that part of a circle does not count.
func (d *decoder) stuck(m *schema.Model, rows []*pendingRow) bool {
	levels := d.levels(m)
	hard := d.refersToItself(m)
	if !slices.ContainsFunc(m.Fields, func(f *schema.Field) bool {
		return f.Base != "" && f.IsRelation() && f.Relation.Owner() && f.Relation.Target != f.Base
	}) {
		hard = slices.DeleteFunc(hard, func(f *schema.Field) bool {
			return slices.Index(levels, d.holder(f)) > max(0, slices.Index(levels, f.Base))
		})
	}
	return slices.ContainsFunc(referredFirst(m, rows, hard), func(r run) bool { return len(r.rows) > 1 })
}

// circle says why rows that refer to each other cannot be written.
func circle(m *schema.Model, rows []*pendingRow, different bool) string {
	why := fmt.Sprintf("there are more than %d of them, or they come after too many others", maxTogether)
	switch {
	case m.Delegate != nil:
		why = fmt.Sprintf("the model %q is polymorphic", m.Name)
	case different:
		why = "they leave different fields to their defaults"
	}
	return fmt.Sprintf("rows %d and %d refer to each other in a circle, and cannot be created at once: %s; create them without the reference and set it with an update",
		rows[0].index, rows[len(rows)-1].index, why)
}

// fill gives rows NULL where others give a field that would be NULL in them anyway.
func fill(m *schema.Model, rows []*pendingRow) {
	if len(rows) == 1 {
		return
	}
	missing := func(f *schema.Field) bool {
		return f.Default == nil && !f.UpdatedAt && !f.Type.List &&
			slices.ContainsFunc(rows, func(r *pendingRow) bool { return r.field(f.Name) >= 0 })
	}
	for _, r := range rows {
		whole := &pendingRow{}
		for _, f := range m.Fields {
			switch i := r.field(f.Name); {
			case i >= 0:
				whole.fields, whole.values = append(whole.fields, f), append(whole.values, r.values[i])
			case missing(f):
				whole.fields, whole.values = append(whole.fields, f), append(whole.values, nil)
			}
		}
		r.fields, r.values = whole.fields, whole.values
	}
}

// place adds a row to a group.
func (d *decoder) place(rows *Rows, r *pendingRow, g int) {
	rows.Groups[g].Base = append(rows.Groups[g].Base, NoSlot)
	rows.Index[g] = append(rows.Index[g], r.index)
	r.rows, r.group, r.row = rows, g, len(rows.Index[g])-1
	d.rows = append(d.rows, r)
}

func (d *decoder) rowsOf(m *schema.Model, n Node, p *path, via *schema.Field) []*pendingRow {
	items, ok := n.(Array)
	if !ok {
		return d.row(nil, m, 0, n, p, via)
	}
	if !d.batch(len(items), p) {
		return nil
	}
	list := make([]*pendingRow, 0, len(items))
	for i, x := range items {
		if len(d.issues) >= maxIssues {
			break
		}
		list = d.row(list, m, i, x, p.item(i), via)
	}
	return list
}

// row decodes one row and adds it to the list.
func (d *decoder) row(list []*pendingRow, m *schema.Model, index int, n Node, p *path, via *schema.Field) []*pendingRow {
	o, ok := d.object(n, p)
	if !ok {
		return list
	}
	keep := func(f *schema.Field) bool { return !f.IsRelation() && d.writable(m, f, via) }
	r := &pendingRow{index: index}
	for _, f := range m.Fields {
		if !keep(f) {
			continue
		}
		x := o.Get(f.Name)
		if x == nil {
			d.require(m, f, nil, p, via)
		} else if v, ok := d.assigned(f, x, p.key(f.Name)); ok {
			r.fields, r.values = append(r.fields, f), append(r.values, v)
		}
	}
	d.unknownFields(m, o, p, keep)
	return append(list, r)
}

// maxRuns is how many groups keep the order of the rows: each is a statement
// of its own.
const maxRuns = 32

// group returns the number of the group of rows with these fields. Where rows may
// refer to each other they are written in the order in which they come, so that
// one may refer to any before it.
func (r *Rows) group(m *schema.Model, fields []*schema.Field, ordered bool) int {
	first := 0
	if ordered && len(r.Groups) < maxRuns {
		first = max(0, len(r.Groups)-1)
	}
	for g := first; g < len(r.Groups); g++ {
		if !r.Groups[g].Together && slices.Equal(r.Groups[g].Fields, fields) {
			return g
		}
	}
	r.Groups = append(r.Groups, RowGroup{Model: m, Fields: fields})
	r.Index = append(r.Index, nil)
	return len(r.Groups) - 1
}

// maxTogether is how many rows one statement writes at most: it has parameters for each.
const maxTogether = 100

// refersToItself are the relations by which a row of m may hold the key of another
// one.
func (d *decoder) refersToItself(m *schema.Model) []*schema.Field {
	levels := d.levels(m)
	var list []*schema.Field
	for _, f := range m.Fields {
		if f.IsRelation() && f.Relation.Owner() && slices.Contains(levels, f.Relation.Target) {
			list = append(list, f)
		}
	}
	return list
}
