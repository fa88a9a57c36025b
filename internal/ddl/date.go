package ddl

import (
	"fmt"

	atlas "ariga.io/atlas/sql/schema"
)

// Prisma's DATETIME columns on SQLite hold dates as milliseconds since 1970, and
// what others wrote there in forms of their own: CURRENT_TIMESTAMP, offsets. As
// text none of them would sort or be found beside those that Gozen writes.

// dates reports whether a column of dates turns into the text that Gozen keeps them as.
func dates(m *atlas.ModifyColumn) bool {
	_, from := m.From.Type.Type.(*atlas.TimeType)
	_, to := m.To.Type.Type.(*atlas.StringType)
	return from && to && m.Change.Is(atlas.ChangeType)
}

// storedDate is the value of a column in the one stored form, NULL where it is no date.
func storedDate(column string) string {
	return fmt.Sprintf(`CASE WHEN typeof("%[1]s") IN ('integer', 'real') THEN strftime('%[2]s', "%[1]s" / 1000.0, 'unixepoch') ELSE strftime('%[2]s', "%[1]s") END`,
		column, "%Y-%m-%dT%H:%M:%fZ")
}

// rewriteDates are the statements that bring the dates of columns that become
// text to the stored form, before their tables are made anew.
func (c *Changes) rewriteDates() []string {
	var out []string
	c.eachColumn(func(t *atlas.Table, change atlas.Change) {
		if m, ok := change.(*atlas.ModifyColumn); ok && dates(m) {
			out = append(out, fmt.Sprintf(`UPDATE %s SET "%[2]s" = coalesce(%[3]s, "%[2]s") WHERE "%[2]s" IS NOT NULL`,
				ident(t.Schema, t.Name), m.From.Name, storedDate(m.From.Name)))
		}
	})
	return out
}
