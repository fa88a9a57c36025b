package pull

import (
	"regexp"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// keys gives the model its id, its unique keys and its indexes.
func (b *builder) keys(m *model) {
	if pk := m.table.PrimaryKey; pk != nil {
		m.keyed = true
		names := b.partNames(pk)
		if len(names) == 1 {
			f := m.field(names[0])
			f.attrs = append([]string{"@id"}, f.attrs...)
		} else {
			m.attrs = append(m.attrs, "@@id(["+m.list(names)+"])")
		}
	}
	for _, idx := range m.table.Indexes {
		switch {
		case !ddl.Expressible(idx):
			b.note("index %s of %s stays as it is: no schema can say it", idx.Name, m.table.Name)
		case idx.Unique:
			b.unique(m, idx)
		case !b.needed(m, idx):
			m.attrs = append(m.attrs, b.index(m, idx))
		}
	}
	if !m.keyed {
		b.note("table %s has no key, so its model is a comment: give it a primary key, or a unique key that is required", m.table.Name)
	}
}

func (b *builder) unique(m *model, idx *atlas.Index) {
	names := b.partNames(idx)
	required := !slices.ContainsFunc(idx.Parts, func(p *atlas.IndexPart) bool { return p.C.Type.Null })
	m.keyed = m.keyed || required
	called := ""
	if idx.Name != ddl.KeyName(m.table.Name, names, "_key") && !strings.HasPrefix(idx.Name, "sqlite_autoindex_") {
		called = "map: " + quote(idx.Name)
	}
	if len(names) > 1 {
		m.attrs = append(m.attrs, "@@unique(["+m.list(names)+"]"+after(called)+")")
		return
	}
	f := m.field(names[0])
	if called != "" {
		called = "(" + called + ")"
	}
	f.attrs = append(f.attrs, "@unique"+called)
}

func after(arg string) string {
	if arg == "" {
		return ""
	}
	return ", " + arg
}

// needed reports whether the index is the one that every foreign key gets by
// itself.
func (b *builder) needed(m *model, idx *atlas.Index) bool {
	names := b.partNames(idx)
	if idx.Name != ddl.KeyName(m.table.Name, names, "_idx") || len(b.indexArgs(m, idx)) > 0 || b.parts(m, idx) != m.list(names) {
		return false
	}
	covered := func(other *atlas.Index) bool {
		if other == nil || other == idx || !ddl.Expressible(other) || len(other.Parts) < len(names) {
			return false
		}
		return sameColumns(b.partNames(other)[:len(names)], names)
	}
	if covered(m.table.PrimaryKey) || slices.ContainsFunc(m.table.Indexes, covered) {
		return false
	}
	return slices.ContainsFunc(m.table.ForeignKeys, func(fk *atlas.ForeignKey) bool {
		return slices.Equal(columnNames(fk.Columns), names)
	})
}

func (b *builder) index(m *model, idx *atlas.Index) string {
	args := append([]string{"[" + b.parts(m, idx) + "]"}, b.indexArgs(m, idx)...)
	if idx.Name != ddl.KeyName(m.table.Name, b.partNames(idx), "_idx") {
		args = append(args, "map: "+quote(idx.Name))
	}
	return "@@index(" + strings.Join(args, ", ") + ")"
}

// parts writes the fields of an index with their order and operator class.
func (b *builder) parts(m *model, idx *atlas.Index) string {
	out := make([]string, len(idx.Parts))
	for i, p := range idx.Parts {
		out[i] = m.field(p.C.Name).name
		var args []string
		if p.Desc {
			args = append(args, "sort: Desc")
		}
		for _, a := range p.Attrs {
			if class, ok := a.(*postgres.IndexOpClass); ok && !class.Default {
				args = append(args, "ops: raw("+quote(class.Name)+")")
			}
		}
		if len(args) > 0 {
			out[i] += "(" + strings.Join(args, ", ") + ")"
		}
	}
	return strings.Join(out, ", ")
}

// indexArgs tells the method of an index where it is not the usual one.
func (b *builder) indexArgs(_ *model, idx *atlas.Index) []string {
	for _, a := range idx.Attrs {
		if t, ok := a.(*postgres.IndexType); ok && !strings.EqualFold(t.T, postgres.IndexTypeBTree) {
			methods := map[string]string{"HASH": "Hash", "GIN": "Gin", "GIST": "Gist", "SPGIST": "SpGist", "BRIN": "Brin"}
			if name, ok := methods[strings.ToUpper(t.T)]; ok {
				return []string{"type: " + name}
			}
		}
	}
	return nil
}

func (b *builder) partNames(idx *atlas.Index) []string {
	out := make([]string, len(idx.Parts))
	for i, p := range idx.Parts {
		out[i] = p.C.Name
	}
	return out
}

// list writes the fields of columns.
func (m *model) list(columns []string) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = m.field(c).name
	}
	return strings.Join(out, ", ")
}

// isJoin reports whether a table is one that a relation of many to many has by
// itself: _NAME with the columns A and B.
func isJoin(t *atlas.Table) bool {
	if !regexp.MustCompile(`^_\w+$`).MatchString(t.Name) || len(t.Columns) != 2 || len(t.ForeignKeys) != 2 {
		return false
	}
	for i, name := range []string{"A", "B"} {
		fk := keyOf(t, name)
		if t.Columns[i].Name != name || t.Columns[i].Type.Null || fk == nil || len(fk.RefColumns) != 1 ||
			fk.OnDelete != atlas.Cascade || fk.OnUpdate != atlas.Cascade || !isID(fk.RefTable, fk.RefColumns[0]) {
			return false
		}
	}
	both := func(idx *atlas.Index) bool {
		return len(idx.Parts) == 2 && idx.Parts[0].C == t.Columns[0] && idx.Parts[1].C == t.Columns[1]
	}
	return t.PrimaryKey != nil && both(t.PrimaryKey) || slices.ContainsFunc(t.Indexes, func(idx *atlas.Index) bool { return idx.Unique && both(idx) })
}

// keyOf returns the foreign key over the one column.
func keyOf(t *atlas.Table, column string) *atlas.ForeignKey {
	for _, fk := range t.ForeignKeys {
		if len(fk.Columns) == 1 && fk.Columns[0].Name == column {
			return fk
		}
	}
	return nil
}

func isID(t *atlas.Table, c *atlas.Column) bool {
	return t.PrimaryKey != nil && len(t.PrimaryKey.Parts) == 1 && t.PrimaryKey.Parts[0].C != nil && t.PrimaryKey.Parts[0].C.Name == c.Name
}
