package ddl

import (
	"fmt"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/schema"
)

// keys adds the primary key, the unique keys and the indexes of m. A key over
// fields of a delegate base belongs to the base's table and is skipped.
func (b *builder) keys(m *schema.Model) error {
	b.primaryKey(m)
	t := b.tables[m.Name]
	for _, k := range m.Uniques {
		cols, ok := b.columns(m, k.Fields)
		if !ok {
			continue
		}
		name := k.Map
		if name == "" {
			name = keyName(t.Name, cols, "_key")
		}
		t.AddIndexes(atlas.NewUniqueIndex(name).AddColumns(cols...))
	}
	for _, x := range m.Indexes {
		if err := b.index(m, t, x); err != nil {
			return err
		}
	}
	return nil
}

// primaryKey makes the id the primary key. An id that is only a unique key of
// fields that may be NULL cannot be one and stays a unique key.
func (b *builder) primaryKey(m *schema.Model) {
	t := b.tables[m.Name]
	cols, ok := b.columns(m, m.ID)
	if !ok {
		return
	}
	for _, c := range cols {
		if c.Type.Null {
			t.AddIndexes(atlas.NewUniqueIndex(keyName(t.Name, cols, "_key")).AddColumns(cols...))
			return
		}
	}
	if t.PrimaryKey == nil { // autoincrement on SQLite has made it
		t.SetPrimaryKey(atlas.NewPrimaryKey(cols...))
	}
}

func (b *builder) index(m *schema.Model, t *atlas.Table, x *schema.Index) error {
	names := make([]string, len(x.Fields))
	for i, f := range x.Fields {
		names[i] = f.Name
	}
	cols, ok := b.columns(m, names)
	if !ok {
		return nil
	}
	idx := atlas.NewIndex(x.Map)
	if idx.Name == "" {
		idx.Name = keyName(t.Name, cols, "_idx")
	}
	for i, c := range cols {
		idx.AddParts(atlas.NewColumnPart(c).SetDesc(x.Fields[i].Desc))
	}
	if err := b.types.refine(idx, x); err != nil {
		return fmt.Errorf("index %s: %w", idx.Name, err)
	}
	t.AddIndexes(idx)
	return nil
}

// foreignKeyIndexes gives each foreign key of m's table the index it needs.
// Join tables have theirs from the start.
func (b *builder) foreignKeyIndexes(m *schema.Model) error {
	t := b.tables[m.Name]
	for _, fk := range t.ForeignKeys {
		if covered(t, fk.Columns) {
			continue
		}
		t.AddIndexes(atlas.NewIndex(keyName(t.Name, fk.Columns, "_idx")).AddColumns(fk.Columns...))
	}
	return nil
}

// covered reports whether the primary key, a unique key or an ordered index
// of t starts with the given columns, in any order.
func covered(t *atlas.Table, cols []*atlas.Column) bool {
	if t.PrimaryKey != nil && startsWith(t.PrimaryKey, cols) {
		return true
	}
	for _, idx := range t.Indexes {
		if len(idx.Attrs) == 0 && startsWith(idx, cols) {
			return true
		}
	}
	return false
}

func startsWith(idx *atlas.Index, cols []*atlas.Column) bool {
	if len(idx.Parts) < len(cols) {
		return false
	}
	for _, c := range cols {
		found := false
		for _, p := range idx.Parts[:len(cols)] {
			found = found || p.C == c
		}
		if !found {
			return false
		}
	}
	return true
}
