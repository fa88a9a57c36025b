package plan

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// revalidate adds the validation of stored rows where that of the input cannot
// be enough: a field was computed from what it held, or a rule compares
// fields of which the update writes only some.
func (b *builder) revalidate(rows *Frame, d *query.Data) {
	var computed, needed []*schema.Field
	written := make(map[string]bool, len(d.Sets))
	for _, s := range d.Sets {
		written[s.Field.Name] = s.Op == query.Assign
		if s.Op != query.Assign && len(s.Field.Validations) > 0 {
			computed = append(computed, s.Field)
		}
	}
	needed = append(needed, computed...)
	for _, v := range d.Model.Validates {
		fields := mentioned(d.Model, v.Cond)
		touched := slices.ContainsFunc(fields, func(f *schema.Field) bool { _, ok := written[f.Name]; return ok })
		whole := !slices.ContainsFunc(fields, func(f *schema.Field) bool { return !written[f.Name] })
		if touched && !whole {
			needed = append(needed, fields...)
		}
	}
	if len(needed) == 0 {
		return
	}
	// A rule looks at its own fields only, but every rule is evaluated again.
	for _, v := range d.Model.Validates {
		needed = append(needed, mentioned(d.Model, v.Cond)...)
	}
	src := b.source(d.Model).WithDeleted()
	stored := b.frame(d.Model, needed...)
	b.add(&Lookup{Out: stored, Access: Existing, Select: &Select{
		Columns: Columns(src, stored.Fields), From: src, Where: Among(src, rows),
	}})
	b.add(&Validate{Rows: stored, Fields: computed, Path: d.Path})
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
