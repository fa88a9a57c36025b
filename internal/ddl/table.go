package ddl

import (
	"fmt"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/schema"
)

// table makes the table of m with its columns. Fields that a delegate base
// stores are left out, but for the id, which every level of the hierarchy has.
func (b *builder) table(m *schema.Model) error {
	t := atlas.NewTable(m.Table)
	b.inSpace(m.Schema).AddTables(t)
	b.tables[m.Name] = t
	for _, f := range m.Fields {
		if !f.Stored() || f.Base != "" && !m.IsID(f) {
			continue
		}
		if err := b.column(t, m, f); err != nil {
			return fmt.Errorf("field %s: %w", f.Name, err)
		}
	}
	return nil
}

func (b *builder) column(t *atlas.Table, m *schema.Model, f *schema.Field) error {
	typ, def, err := b.types.column(f)
	if err != nil {
		return err
	}
	// A list may be NULL, as Prisma has it: a create that gives none writes none,
	// and NULL reads as the empty list.
	c := atlas.NewColumn(f.Column).SetType(typ).SetNull(f.Type.Optional || f.Type.List)
	t.AddColumns(c)
	if f.Base != "" {
		return nil // the base's table makes the id, a sub-table repeats it
	}
	c.Default = def
	if f.Default == nil || f.Default.Func != "autoincrement" {
		return nil
	}
	return b.types.autoincrement(t, c)
}

// storing returns the table that holds all the given fields of m: its own or
// that of a delegate base.
func (b *builder) storing(m *schema.Model, fields []string) (*atlas.Table, []*atlas.Column, error) {
	for base := m; base != nil; base = b.base(base) {
		if cols, ok := b.columns(base, fields); ok {
			return b.tables[base.Name], cols, nil
		}
	}
	return nil, nil, fmt.Errorf("no table has the columns of %s%v", m.Name, fields)
}

// columns returns the columns of m's own table for the given fields, and
// whether it has them all.
func (b *builder) columns(m *schema.Model, fields []string) ([]*atlas.Column, bool) {
	t := b.tables[m.Name]
	if t == nil {
		return nil, false
	}
	cols := make([]*atlas.Column, len(fields))
	for i, name := range fields {
		f := m.Field(name)
		if f == nil {
			return nil, false
		}
		c, ok := t.Column(f.Column)
		if !ok {
			return nil, false
		}
		cols[i] = c
	}
	return cols, len(cols) > 0
}

// base returns the delegate base of m, or nil.
func (b *builder) base(m *schema.Model) *schema.Model {
	if m.Delegate == nil || m.Delegate.Base == "" {
		return nil
	}
	return b.schema.Model(m.Delegate.Base)
}
