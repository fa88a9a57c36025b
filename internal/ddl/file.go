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
// is in it.
func (c *Changes) File(space string) ([]string, error) {
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
	return c.rebuilding(statements), nil
}

func indented(o *migrate.PlanOptions) { o.Indent = "  " }

// rebuilding gives statements of SQLite what belongs to putting a new table in
// an old one's place. Foreign keys must not see that the table is dropped, views
// and triggers not that it is renamed (https://www.sqlite.org/lang_altertable.html#otheralter),
// and ids that were given must not be given again.
func (c *Changes) rebuilding(statements []string) []string {
	statements = slices.DeleteFunc(statements, func(s string) bool { return strings.HasPrefix(s, "PRAGMA foreign_keys") })
	var out []string
	dropped := false
	for _, s := range statements {
		if name, ok := strings.CutPrefix(s, "DROP TABLE `"); ok {
			dropped = true
			out = append(out, c.counter(strings.TrimSuffix(name, "`"))...)
		}
		out = append(out, s)
	}
	if !dropped {
		return out
	}
	before := []string{"PRAGMA defer_foreign_keys = ON", "PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON"}
	after := []string{"PRAGMA legacy_alter_table = OFF", "PRAGMA foreign_keys = ON", "PRAGMA defer_foreign_keys = OFF"}
	return slices.Concat(before, out, after)
}

// counter lets the new table of a rebuilt one count on, where it counts.
func (c *Changes) counter(table string) []string {
	for _, change := range c.tables {
		m, ok := change.(*atlas.ModifyTable)
		if !ok || m.T.Name != table || m.T.PrimaryKey == nil || !slices.ContainsFunc(m.T.Columns, counts) {
			continue
		}
		old := "FROM sqlite_sequence WHERE name = '" + table + "'"
		return []string{
			fmt.Sprintf("DELETE FROM sqlite_sequence WHERE name = 'new_%s' AND EXISTS (SELECT 1 %s)", table, old),
			fmt.Sprintf("INSERT INTO sqlite_sequence (name, seq) SELECT 'new_%s', seq %s", table, old),
		}
	}
	return nil
}

func counts(c *atlas.Column) bool {
	return slices.ContainsFunc(c.Attrs, func(a atlas.Attr) bool {
		_, ok := a.(*sqlite.AutoIncrement)
		return ok
	})
}
