package ddl

import (
	"fmt"
	"strings"

	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
)

// Group is what changes about one table, enum or database schema.
type Group struct {
	Name  string   `json:"name"`
	Lines []string `json:"changes"`
}

// Lines says in words what the changes do, one line each.
func (c *Changes) Lines() []string {
	var out []string
	for _, g := range c.Groups() {
		out = append(out, g.Lines...)
	}
	return out
}

// Groups says in words what the changes do, table by table.
func (c *Changes) Groups() []Group {
	var out []Group
	for _, s := range c.spaces {
		out = append(out, Group{s.S.Name, []string{"create schema " + s.S.Name}})
	}
	for _, x := range c.extensions {
		out = append(out, Group{x.Name, []string{"create extension " + x.Name}})
	}
	for _, e := range c.enums {
		name := e.from
		if name == nil {
			name = e.to
		}
		out = append(out, Group{name.T, e.lines()})
	}
	for _, change := range c.tables {
		switch change := change.(type) {
		case *atlas.AddTable:
			out = append(out, Group{change.T.Name, []string{"create table " + change.T.Name}})
		case *atlas.DropTable:
			out = append(out, Group{change.T.Name, []string{"drop table " + change.T.Name}})
		case *atlas.ModifyTable:
			g := Group{Name: change.T.Name}
			for _, inner := range change.Changes {
				g.Lines = append(g.Lines, c.line(change.T, inner))
			}
			out = append(out, g)
		}
	}
	return out
}

func (c *enumChange) lines() []string {
	if c.from == nil {
		return []string{"create enum " + c.to.T}
	}
	if c.to == nil {
		return []string{"drop enum " + c.from.T}
	}
	if !c.grows() && len(c.removed()) == 0 {
		return []string{"reorder enum " + c.to.T}
	}
	var out []string
	for _, v := range c.removed() {
		out = append(out, fmt.Sprintf("remove value %s from enum %s", v, c.to.T))
	}
	for _, v := range (&enumChange{from: c.to, to: c.from}).removed() {
		out = append(out, fmt.Sprintf("add value %s to enum %s", v, c.to.T))
	}
	return out
}

func (c *Changes) line(t *atlas.Table, change atlas.Change) string {
	switch change := change.(type) {
	case *atlas.AddColumn:
		return fmt.Sprintf("add column %s.%s", t.Name, change.C.Name)
	case *atlas.DropColumn:
		return fmt.Sprintf("drop column %s.%s", t.Name, change.C.Name)
	case *atlas.ModifyColumn:
		return c.columnLine(t, change)
	case *atlas.AddIndex:
		return fmt.Sprintf("create index %s on %s", change.I.Name, t.Name)
	case *atlas.DropIndex:
		return fmt.Sprintf("drop index %s on %s", change.I.Name, t.Name)
	case *atlas.ModifyIndex:
		return fmt.Sprintf("rebuild index %s on %s", change.To.Name, t.Name)
	case *atlas.RenameIndex:
		return fmt.Sprintf("rename index %s on %s to %s", change.From.Name, t.Name, change.To.Name)
	case *atlas.AddPrimaryKey, *atlas.ModifyPrimaryKey:
		return "set the primary key of " + t.Name
	case *atlas.DropPrimaryKey:
		return "drop the primary key of " + t.Name
	case *atlas.AddForeignKey:
		return fmt.Sprintf("add foreign key %s on %s", change.F.Symbol, t.Name)
	case *atlas.DropForeignKey:
		return fmt.Sprintf("drop foreign key %s on %s", change.F.Symbol, t.Name)
	case *atlas.ModifyForeignKey:
		return fmt.Sprintf("change foreign key %s on %s", change.To.Symbol, t.Name)
	default:
		return "change table " + t.Name
	}
}

// columnLine says what changes about a column.
func (c *Changes) columnLine(t *atlas.Table, m *atlas.ModifyColumn) string {
	var parts []string
	if m.Change.Is(atlas.ChangeType) {
		parts = append(parts, fmt.Sprintf("type %s to %s", c.typeName(m.From), c.typeName(m.To)))
	}
	if m.Change.Is(atlas.ChangeNull) {
		if m.To.Type.Null {
			parts = append(parts, "optional")
		} else {
			parts = append(parts, "required")
		}
	}
	if m.Change.Is(atlas.ChangeDefault) {
		if m.To.Default == nil {
			parts = append(parts, "no default")
		} else {
			parts = append(parts, "default "+DefaultText(m.To.Default))
		}
	}
	return fmt.Sprintf("change column %s.%s: %s", t.Name, m.To.Name, strings.Join(parts, ", "))
}

func (c *Changes) typeName(col *atlas.Column) string {
	if c.dialect == PostgreSQL {
		return TypeText(col.Type.Type)
	}
	s, err := sqlite.FormatType(col.Type.Type)
	if err != nil {
		return col.Type.Raw
	}
	return s
}
