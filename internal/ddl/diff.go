package ddl

import (
	"fmt"
	"slices"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
)

// Changes is what leads from one picture of a database to another.
type Changes struct {
	dialect    Dialect
	have, want *atlas.Realm
	spaces     []*atlas.AddSchema
	extensions []*Extension
	enums      []*enumChange
	tables     []atlas.Change // AddTable, ModifyTable and DropTable
}

// Empty reports whether there is nothing to do.
func (c *Changes) Empty() bool {
	return len(c.spaces)+len(c.extensions)+len(c.enums)+len(c.tables) == 0
}

// Diff compares what a database has with what it is to have. Tables and enums
// that only the database knows are left alone, and so is what no schema can
// say: checks, comments, partial and computed indexes. To that end they are
// added to want, which must not be used for anything else afterwards.
func Diff(d Dialect, have, want *atlas.Realm) (*Changes, error) {
	keep(have, want)
	out, err := compare(d, have, want)
	if err != nil {
		return nil, err
	}
	out.tables = slices.DeleteFunc(out.tables, isDropTable)
	out.extensions = missingExtensions(have, want)
	return out, nil
}

// Replace is [Diff] for a database in which everything comes from a schema:
// tables and enums that want does not know are dropped.
func Replace(d Dialect, have, want *atlas.Realm) (*Changes, error) {
	keep(have, want)
	out, err := Exact(d, have, want)
	if err != nil {
		return nil, err
	}
	out.extensions = missingExtensions(have, want)
	return out, nil
}

// Exact compares two databases: all that one has and the other has not counts, but
// for extensions, which are often made by somebody else.
func Exact(d Dialect, have, want *atlas.Realm) (*Changes, error) {
	for _, r := range []*atlas.Realm{have, want} {
		if err := checkNames(r, d); err != nil {
			return nil, err
		}
	}
	for _, s := range have.Schemas {
		if _, ok := want.Schema(s.Name); !ok {
			want.AddSchemas(atlas.New(s.Name)) // its tables go, it stays
		}
	}
	out, err := compare(d, have, want)
	if err != nil {
		return nil, err
	}
	out.enums = append(out.enums, droppedEnums(have, want)...)
	return out, nil
}

func isDropTable(c atlas.Change) bool {
	_, ok := c.(*atlas.DropTable)
	return ok
}

func compare(d Dialect, have, want *atlas.Realm) (*Changes, error) {
	changes, err := differ(d).RealmDiff(have, want)
	if err != nil {
		return nil, fmt.Errorf("compare tables: %w", err)
	}
	out := &Changes{dialect: d, have: have, want: want, enums: diffEnums(have, want)}
	for _, c := range changes {
		switch c := c.(type) {
		case *atlas.AddSchema:
			// One may be left from before: schemas are never dropped.
			c.Extra = append(c.Extra, &atlas.IfNotExists{})
			out.spaces = append(out.spaces, c)
		case *atlas.AddTable, *atlas.ModifyTable, *atlas.DropTable:
			out.tables = append(out.tables, c)
		case *atlas.AddObject, *atlas.ModifyObject, *atlas.DropObject:
			// Enums are compared by diffEnums.
		default:
			return nil, fmt.Errorf("compare tables: unexpected %T", c)
		}
	}
	return out, nil
}

// differ compares without a connection: with one, Atlas would evaluate
// defaults, and a default may count or call.
func differ(d Dialect) atlas.Differ {
	if d == PostgreSQL {
		return postgres.DefaultDiff
	}
	return sqlite.DefaultDiff
}

// eachColumn calls f for every change inside a table that exists.
func (c *Changes) eachColumn(f func(t *atlas.Table, change atlas.Change)) {
	for _, change := range c.tables {
		if m, ok := change.(*atlas.ModifyTable); ok {
			for _, inner := range m.Changes {
				f(m.T, inner)
			}
		}
	}
}

// DefaultChange is a default that reads otherwise than the database has it.
type DefaultChange struct {
	Table    *atlas.Table
	From, To *atlas.Column
}

// Defaults lists the changes of a default that may be none: PostgreSQL gives
// a default back in its own words. Those that [Changes.SameDefault] is told of
// are not made.
func (c *Changes) Defaults() []DefaultChange {
	var out []DefaultChange
	c.eachColumn(func(t *atlas.Table, change atlas.Change) {
		m, ok := change.(*atlas.ModifyColumn)
		if ok && m.Change.Is(atlas.ChangeDefault) && !m.Change.Is(atlas.ChangeType) &&
			m.From.Default != nil && m.To.Default != nil && !c.changing(enumOf(m.To)) {
			out = append(out, DefaultChange{Table: t, From: m.From, To: m.To})
		}
	})
	return out
}

// changing reports whether the values of e change: its new values mean nothing
// to the database yet.
func (c *Changes) changing(e *atlas.EnumType) bool {
	return e != nil && slices.ContainsFunc(c.enums, func(x *enumChange) bool { return x.to == e })
}

// SameDefault takes back the change of a default that only reads differently.
func (c *Changes) SameDefault(d DefaultChange) {
	for i, change := range c.tables {
		m, ok := change.(*atlas.ModifyTable)
		if !ok || m.T != d.Table {
			continue
		}
		if m.Changes = withoutDefault(m.Changes, d.To); len(m.Changes) == 0 {
			c.tables = append(c.tables[:i:i], c.tables[i+1:]...)
			return
		}
	}
}

func withoutDefault(changes []atlas.Change, to *atlas.Column) []atlas.Change {
	var out []atlas.Change
	for _, c := range changes {
		if m, ok := c.(*atlas.ModifyColumn); ok && m.To == to {
			if m.Change &^= atlas.ChangeDefault; m.Change == atlas.NoChange {
				continue
			}
		}
		out = append(out, c)
	}
	return out
}
