package oracle

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// create makes a row and what is nested in it. Implied are the fields that the
// parent gives.
func (r *request) create(data *query.Data, implied map[string]any) *row {
	if err := query.Abstract(data.Model); err != nil {
		r.fail(err)
		r.db.said.note("create " + data.Model.Name) // by which it is known that there is no such row yet
		return &row{m: data.Model, v: map[string]any{}}
	}
	given := map[string]any{}
	for _, s := range data.Sets {
		given[s.Field.Name] = r.op.Values[s.Value]
	}
	maps.Copy(given, implied)
	for _, o := range r.owns(nil, data) {
		r.own(nil, o, given)
	}
	x, err := r.insert(data.Model, given)
	r.fail(err)
	r.open = r.open || r.db.selfish(x)
	r.around(x, data)
	return x
}

// insert stores a row with its defaults. Its create rule is asked at the end.
func (r *request) insert(m *schema.Model, given map[string]any) (*row, error) {
	x := &row{m: m, v: map[string]any{}}
	for _, f := range m.Fields {
		if !f.Stored() {
			continue
		}
		v, ok := given[f.Name]
		if !ok {
			v = r.initial(f)
		}
		x.v[f.Name] = v
	}
	r.db.label(x)
	r.db.rows[m.Name] = append(r.db.rows[m.Name], x)
	r.created = append(r.created, x)
	r.misfit[x] = r.misfits(x, slices.Collect(maps.Keys(x.v)), nil)
	return x, r.db.sound(x)
}

// Generated begins every id that a new row gets by itself: which, nobody can say.
const Generated = "generated"

// initial is a field's value when a create does not give one.
func (r *request) initial(f *schema.Field) any {
	switch d := f.Default; {
	case f.Type.List:
		return []any{}
	case d != nil && (d.Func == "uuid" || d.Func == "cuid"):
		r.generated++
		return fmt.Sprintf("%s %d", Generated, r.generated)
	case f.UpdatedAt || d != nil && d.Func == "now":
		return r.db.d.Now
	case d == nil:
		return nil
	case len(d.Auth) > 0:
		v, _ := fitted(f, r.ofUser(f))
		return v
	default:
		l, ok := d.Value.(*schema.Literal)
		if !ok {
			panic("oracle: unknown default")
		}
		return literal(l)
	}
}

// createRows stores the rows of a createMany, which may refer to each other in any
// order; whether they may in a circle, or by defaults to later ones, is open where
// they cannot be one statement. They come back in the order of the request.
func (r *request) createRows(rows *query.Rows, implied map[string]any, skip bool) []*row {
	type item struct {
		m     *schema.Model
		given map[string]any
	}
	items := map[int]item{}
	for g, group := range rows.Groups {
		for i, base := range group.Base {
			given := map[string]any{}
			for k, f := range group.Fields {
				given[f.Name] = r.op.Values[base+query.Slot(k)]
			}
			maps.Copy(given, implied)
			items[rows.Index[g][i]] = item{group.Model, given}
		}
	}
	var list []*row
	several := len(rows.Groups) != 1 || !rows.Groups[0].Together
	for i := range len(items) {
		x := r.insertUnless(items[i].m, items[i].given, skip)
		if x == nil {
			continue
		}
		r.open = r.open || several && slices.ContainsFunc(list, func(y *row) bool { return r.db.refersByDefault(y, x) })
		list = append(list, x)
	}
	for _, x := range list {
		r.fail(r.db.sound(x))
	}
	r.open = r.open || several && slices.ContainsFunc(list, func(x *row) bool { return r.db.circles(x, x, list, nil) })
	return list
}

// refersByDefault reports a row that refers to another with what the user's own
// fields may have given it. Rows are put in order before they are looked at.
func (db *Database) refersByDefault(r, to *row) bool {
	return slices.ContainsFunc(r.m.Fields, func(f *schema.Field) bool {
		return f.Relation != nil && f.Relation.Owner() && db.refers(r, f, to) &&
			slices.ContainsFunc(f.Relation.Fields, func(name string) bool {
				d := r.m.Field(name).Default
				return d != nil && len(d.Auth) > 0
			})
	})
}

// insertUnless stores a row, or not when its key is taken and that is to be
// passed over. Whether a rule minds a row that is passed over is open, and which of
// two new rows is the first.
func (r *request) insertUnless(m *schema.Model, given map[string]any, skip bool) *row {
	x, err := r.insert(m, given)
	r.open = r.open || r.db.selfish(x)
	taken := r.db.conflicts(x)
	if taken == nil || !skip {
		return x
	}
	r.open = r.open || strings.Contains(err.Error(), absent) || !r.c.may(x, schema.OpCreate) || slices.Contains(r.created, taken)
	r.db.rows[m.Name] = r.db.rows[m.Name][:len(r.db.rows[m.Name])-1]
	r.created = r.created[:len(r.created)-1]
	return nil
}
