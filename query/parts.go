package query

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// partsInOrder refuses a new row of a polymorphic model whose part in the table of a
// base would refer to its own part in another, which is written after it.
func (d *decoder) partsInOrder(m *schema.Model, given func(name string) any) {
	if m.Delegate == nil {
		return // it has one part
	}
	levels := d.levels(m)
	for _, f := range m.Fields {
		if f.Base == "" || !f.IsRelation() || !f.Relation.Owner() || !d.below(levels, f) {
			continue
		}
		own := true
		for i, name := range f.Relation.Fields {
			mine, key := given(name), given(f.Relation.References[i])
			own = own && mine != nil && key != nil && fmt.Sprint(mine) == fmt.Sprint(key)
		}
		if own {
			d.refuse(fmt.Sprintf("a new row of %q cannot refer to itself by %q, which its part in %q holds: create it without and set it with an update",
				m.Name, f.Name, f.Base))
		}
	}
}

// below reports whether an inherited relation refers to a table that comes after the
// one that holds its key. Levels are a model and its bases, the outermost last.
func (d *decoder) below(levels []string, f *schema.Field) bool {
	at := slices.Index(levels, d.holder(f))
	return at >= 0 && at < slices.Index(levels, f.Base)
}

// holder is the model in whose table the key is that a relation refers to.
func (d *decoder) holder(f *schema.Field) string {
	to := d.s.Model(f.Relation.Target)
	if key := to.Field(f.Relation.References[0]); key.Base != "" && !to.IsID(key) {
		return key.Base
	}
	return to.Name
}

// levels lists a model and the bases that it extends, the outermost last.
func (d *decoder) levels(m *schema.Model) []string {
	list := []string{m.Name}
	for m.Delegate != nil && m.Delegate.Base != "" {
		list = append(list, m.Delegate.Base)
		m = d.s.Model(m.Delegate.Base)
	}
	return list
}
