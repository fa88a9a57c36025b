package ddl

import (
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
)

// File writes the changes down as a file of migrations has them. Names are
// without space, the default one, so that the file goes wherever a url points
// to; statements are laid out for people; and the file needs no runner that
// knows about it: what SQLite wants to be told for the rebuilding of a table
// is in it. Triggers are those of the database that is changed, by table.
func (c *Changes) File(space string, triggers map[string][]string) ([]string, error) {
	for _, r := range []*atlas.Realm{c.have, c.want} {
		if s, ok := r.Schema(space); ok {
			s.Name = ""
			defer func() { s.Name = space }()
		}
	}
	if c.dialect == PostgreSQL {
		s, err := c.postgres(indented)
		if err != nil {
			return nil, err
		}
		return append(s.First, s.Then...), nil
	}
	statements, err := plan(sqlite.DefaultPlan, c.tables, indented)
	if err != nil {
		return nil, err
	}
	return c.rebuilding(statements, triggers), nil
}

func indented(o *migrate.PlanOptions) { o.Indent = "  " }

// rebuilding gives statements of SQLite what belongs to putting a new table in
// an old one's place. Foreign keys must not see that the table is dropped, views
// and triggers not that it is renamed (https://www.sqlite.org/lang_altertable.html#otheralter),
// ids that were given must not be given again, and triggers go with their table.
func (c *Changes) rebuilding(statements []string, triggers map[string][]string) []string {
	statements = slices.DeleteFunc(statements, func(s string) bool { return strings.HasPrefix(s, "PRAGMA foreign_keys") })
	out := c.rewriteDates()
	dropped := false
	var again []string
	for _, s := range statements {
		if name, ok := strings.CutPrefix(s, "DROP TABLE `"); ok {
			dropped = true
			if m := c.rebuilt(strings.TrimSuffix(name, "`")); m != nil {
				out = append(out, counter(m)...)
				again = append(again, triggers[m.T.Name]...)
			}
		}
		out = append(out, c.keepNumbers(s))
	}
	if !dropped {
		return out
	}
	before := []string{"PRAGMA defer_foreign_keys = ON", "PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON"}
	after := []string{"PRAGMA legacy_alter_table = OFF", "PRAGMA foreign_keys = ON", "PRAGMA defer_foreign_keys = OFF"}
	return slices.Concat(before, out, again, after)
}

// rebuilt returns the change for which a table is dropped, nil where it goes for good.
func (c *Changes) rebuilt(table string) *atlas.ModifyTable {
	for _, change := range c.tables {
		if m, ok := change.(*atlas.ModifyTable); ok && m.T.Name == table {
			return m
		}
	}
	return nil
}

// counter lets the new table of a rebuilt one count on, where it counts.
func counter(m *atlas.ModifyTable) []string {
	if !slices.ContainsFunc(m.T.Columns, counts) {
		return nil
	}
	old := "FROM sqlite_sequence WHERE name = '" + m.T.Name + "'"
	return []string{
		fmt.Sprintf("DELETE FROM sqlite_sequence WHERE name = 'new_%s' AND EXISTS (SELECT 1 %s)", m.T.Name, old),
		fmt.Sprintf("INSERT INTO sqlite_sequence (name, seq) SELECT 'new_%s', seq %s", m.T.Name, old),
	}
}

func counts(c *atlas.Column) bool {
	return slices.ContainsFunc(c.Attrs, func(a atlas.Attr) bool {
		_, ok := a.(*sqlite.AutoIncrement)
		return ok
	})
}
