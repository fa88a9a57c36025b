package query

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// pendingRow is a decoded row of a createMany. Its slots are given out last:
// the numbers of all other slots must not depend on how many rows there are.
type pendingRow struct {
	rows   *Rows
	group  int
	row    int
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

// createRows decodes the data of a createMany: one row or an array of them.
func (d *decoder) createRows(m *schema.Model, n Node, p *path, via *schema.Field) *Rows {
	rows := &Rows{Path: p.String()}
	items, ok := n.(Array)
	if !ok {
		d.row(rows, m, 0, n, p, via)
		return rows
	}
	if !d.batch(len(items), p) {
		return rows
	}
	for i, x := range items {
		if len(d.issues) >= maxIssues {
			break
		}
		d.row(rows, m, i, x, p.item(i), via)
	}
	return rows
}

// row decodes one row and puts it into the group of rows with its fields.
func (d *decoder) row(rows *Rows, m *schema.Model, index int, n Node, p *path, via *schema.Field) {
	o, ok := d.object(n, p)
	if !ok {
		return
	}
	keep := func(f *schema.Field) bool { return !f.IsRelation() && d.writable(m, f, via) }
	var fields []*schema.Field
	var values []any
	for _, f := range m.Fields {
		if !keep(f) {
			continue
		}
		x := o.Get(f.Name)
		if x == nil {
			d.require(m, f, nil, p, via)
		} else if v, ok := d.assigned(f, x, p.key(f.Name)); ok {
			fields, values = append(fields, f), append(values, v)
		}
	}
	d.unknownFields(m, o, p, keep)
	g := rows.group(m, fields, d.refersToItself(m))
	rows.Groups[g].Base = append(rows.Groups[g].Base, NoSlot)
	rows.Index[g] = append(rows.Index[g], index)
	d.rows = append(d.rows, &pendingRow{rows: rows, group: g, row: len(rows.Index[g]) - 1, values: values})
}

// maxRuns is how many groups keep the order of the request: each is a statement
// of its own.
const maxRuns = 32

// group returns the number of the group of rows with these fields. Where rows may
// refer to each other they are written in the order of the request, so that one
// may refer to any before it.
func (r *Rows) group(m *schema.Model, fields []*schema.Field, ordered bool) int {
	first := 0
	if ordered && len(r.Groups) < maxRuns {
		first = max(0, len(r.Groups)-1)
	}
	for g := first; g < len(r.Groups); g++ {
		if slices.Equal(r.Groups[g].Fields, fields) {
			return g
		}
	}
	r.Groups = append(r.Groups, RowGroup{Model: m, Fields: fields})
	r.Index = append(r.Index, nil)
	return len(r.Groups) - 1
}

// refersToItself reports whether a row of m may hold the key of another one.
func (d *decoder) refersToItself(m *schema.Model) bool {
	levels := []string{m.Name}
	for m := m; m.Delegate != nil && m.Delegate.Base != ""; {
		levels = append(levels, m.Delegate.Base)
		m = d.s.Model(m.Delegate.Base)
	}
	return slices.ContainsFunc(m.Fields, func(f *schema.Field) bool {
		return f.IsRelation() && f.Relation.Owner() && slices.Contains(levels, f.Relation.Target)
	})
}
