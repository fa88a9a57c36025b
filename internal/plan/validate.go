package plan

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// revalidate adds the validation of rows as they are stored, where that of the
// input cannot be enough: a field was computed from what it held, or a rule looks
// at fields that are not all known from the input. Written holds the fields that
// were written, and whether the input was judged with what they hold now.
func (b *builder) revalidate(rows *Frame, written map[*schema.Field]bool, computed []*schema.Field, path string) {
	m := rows.Model
	needed := slices.Clone(computed)
	for _, v := range m.Validates {
		fields := mentioned(m, v.Cond)
		touched := slices.ContainsFunc(fields, func(f *schema.Field) bool { _, ok := written[f]; return ok })
		whole := !slices.ContainsFunc(fields, func(f *schema.Field) bool { return !written[f] })
		if touched && !whole {
			needed = append(needed, fields...)
		}
	}
	if len(needed) == 0 {
		return
	}
	// A rule looks at its own fields only, but every rule is evaluated again.
	for _, v := range m.Validates {
		needed = append(needed, mentioned(m, v.Cond)...)
	}
	src := b.source(m).WithDeleted()
	stored := b.frame(m, needed...)
	b.add(&Lookup{Out: stored, Access: Existing, Select: &Select{
		Columns: Columns(src, stored.Fields), From: src, Where: Among(src, rows),
	}})
	b.add(&Validate{Rows: stored, Fields: computed, Path: path})
}

// updated validates rows after an update with the data and with keys that nested
// writes give.
func (b *builder) updated(rows *Frame, d *query.Data, fks []Assign) {
	var computed []*schema.Field
	written := keysWritten(fks)
	for _, s := range d.Sets {
		written[s.Field] = s.Op == query.Assign
		if s.Op != query.Assign && len(s.Field.Validations) > 0 {
			computed = append(computed, s.Field)
		}
	}
	b.revalidate(rows, written, computed, d.Path)
}

// keysWritten are the fields of keys that no input holds: the row that they are
// of is known to the database only.
func keysWritten(fks []Assign) map[*schema.Field]bool {
	written := make(map[*schema.Field]bool, len(fks))
	for _, a := range fks {
		written[a.Field] = false
	}
	return written
}

// inserted validates new rows of which the input does not hold everything. Each
// of the lists of columns is that of some of the rows.
func (b *builder) inserted(rows *Frame, path string, columns ...[]Assign) {
	m := rows.Model
	if len(m.Validates) == 0 {
		return
	}
	written := make(map[*schema.Field]bool, len(m.Fields))
	for _, f := range m.Fields {
		if f.Stored() {
			written[f] = f.Default == nil || !f.Default.ByDatabase()
		}
	}
	for _, list := range columns {
		for _, a := range list {
			written[a.Field] = written[a.Field] && foreknown(a)
		}
	}
	b.revalidate(rows, written, nil, path)
}

// foreknown reports whether the value of a new row's field is known before the
// row is stored: it is the request's, the user's or the schema's.
func foreknown(a Assign) bool {
	p, ok := a.X.(*Param)
	if !ok {
		return false
	}
	switch p.From.(type) {
	case Slot, RowSlot, *AuthDefault:
		return true
	case *Generate:
		return a.Field.Default.Value != nil && !a.Field.UpdatedAt
	default:
		return false
	}
}

// mentioned returns the fields of the row that a rule looks at.
func mentioned(m *schema.Model, rule schema.Expr) []*schema.Field {
	var fields []*schema.Field
	schema.Walk(rule, func(x schema.Expr) bool {
		if r, ok := x.(*schema.Ref); ok && r.Root == schema.RootScope && r.Scope == 0 && len(r.Path) > 0 {
			if f := m.Field(r.Path[0]); f != nil && f.Stored() {
				fields = append(fields, f)
			}
		}
		return true
	})
	return fields
}
