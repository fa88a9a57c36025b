package ddl

import (
	"fmt"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/schema"
)

// references adds the foreign keys of m's relations, and that of a delegate
// sub-table to its base.
func (b *builder) references(m *schema.Model) error {
	if base := b.base(m); base != nil {
		if err := b.delegateLink(m, base); err != nil {
			return err
		}
	}
	for _, f := range m.Fields {
		if f.Relation == nil || !f.Relation.Owner() || f.Base != "" {
			continue
		}
		if err := b.foreignKey(m, f.Relation); err != nil {
			return fmt.Errorf("field %s: %w", f.Name, err)
		}
	}
	return nil
}

func (b *builder) foreignKey(m *schema.Model, r *schema.Relation) error {
	target := b.schema.Model(r.Target)
	if target == nil {
		return fmt.Errorf("no model %s", r.Target)
	}
	if target.View {
		return nil // no database lets a key refer to a view
	}
	t, cols, err := b.storing(m, r.Fields)
	if err != nil {
		return err
	}
	refTable, refCols, err := b.storing(target, r.References)
	if err != nil {
		return err
	}
	name := r.Map
	if name == "" {
		name = keyName(t.Name, cols, "_fkey")
	}
	link(t, name, cols, refTable, refCols, r.OnDelete, r.OnUpdate)
	return nil
}

// delegateLink ties the id of a sub-model to that of its base, so that a row
// of the sub-table never stands alone.
func (b *builder) delegateLink(m, base *schema.Model) error {
	cols, ok := b.columns(m, m.ID)
	refCols, refOK := b.columns(base, base.ID)
	if !ok || !refOK {
		return fmt.Errorf("no id shared with %s", base.Name)
	}
	t := b.tables[m.Name]
	link(t, keyName(t.Name, cols, "_fkey"), cols, b.tables[base.Name], refCols, schema.Cascade, schema.Cascade)
	return nil
}

// joins adds the tables of m's implicit many-to-many relations, each once.
func (b *builder) joins(m *schema.Model) error {
	for _, f := range m.Fields {
		if f.Relation == nil || f.Relation.Join == nil || f.Base != "" {
			continue
		}
		if err := b.join(m, f.Relation); err != nil {
			return fmt.Errorf("field %s: %w", f.Name, err)
		}
	}
	return nil
}

func (b *builder) join(m *schema.Model, r *schema.Relation) error {
	space := b.inSpace(m.Schema)
	if b.hasTable(r.Join.Table) {
		return nil // the other end has made it
	}
	target := b.schema.Model(r.Target)
	if target == nil {
		return fmt.Errorf("no model %s", r.Target)
	}
	ends := map[string]*schema.Model{r.Join.This: m, r.Join.Other: target}
	t := atlas.NewTable(r.Join.Table)
	space.AddTables(t)
	for _, name := range []string{"A", "B"} {
		if err := b.joinColumn(t, name, ends[name]); err != nil {
			return err
		}
	}
	a, bb := t.Columns[0], t.Columns[1]
	t.AddIndexes(
		atlas.NewUniqueIndex(fit(t.Name, "_AB_unique")).AddColumns(a, bb),
		atlas.NewIndex(fit(t.Name, "_B_index")).AddColumns(bb),
	)
	return nil
}

func (b *builder) hasTable(name string) bool {
	for _, s := range b.realm.Schemas {
		if _, ok := s.Table(name); ok {
			return true
		}
	}
	return false
}

// joinColumn adds the column of a join table that holds ids of m.
func (b *builder) joinColumn(t *atlas.Table, name string, m *schema.Model) error {
	if m == nil || len(m.ID) != 1 {
		return fmt.Errorf("join table %s: column %s needs a model with one id field", t.Name, name)
	}
	typ, _, err := b.types.column(m.Field(m.ID[0]))
	if err != nil {
		return err
	}
	refTable, refCols, err := b.storing(m, m.ID)
	if err != nil {
		return err
	}
	c := atlas.NewColumn(name).SetType(typ)
	t.AddColumns(c)
	cols := []*atlas.Column{c}
	link(t, keyName(t.Name, cols, "_fkey"), cols, refTable, refCols, schema.Cascade, schema.Cascade)
	return nil
}

func link(t *atlas.Table, name string, cols []*atlas.Column, ref *atlas.Table, refCols []*atlas.Column, del, upd schema.Action) {
	t.AddForeignKeys(atlas.NewForeignKey(name).
		AddColumns(cols...).
		SetRefTable(ref).
		AddRefColumns(refCols...).
		SetOnDelete(action(del)).
		SetOnUpdate(action(upd)))
}

// action translates a referential action; a schema that says nothing gets the
// one that protects.
func action(a schema.Action) atlas.ReferenceOption {
	switch a {
	case schema.Cascade:
		return atlas.Cascade
	case schema.SetNull:
		return atlas.SetNull
	case schema.SetDefault:
		return atlas.SetDefault
	case schema.Restrict:
		return atlas.Restrict
	case schema.NoAction, "":
		return atlas.NoAction
	default:
		panic("ddl: unknown referential action " + string(a))
	}
}
