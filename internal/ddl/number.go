package ddl

import (
	"fmt"
	"strings"

	atlas "ariga.io/atlas/sql/schema"
)

// Prisma's DECIMAL columns on SQLite hold floating-point numbers, and its JSONB
// ones do where the JSON is a number. SQLite turns them into text of 15 digits,
// which may be another number.

// becomeText reports whether a column that may hold numbers turns into text.
func becomeText(m *atlas.ModifyColumn) bool {
	_, was := m.From.Type.Type.(*atlas.StringType)
	_, is := m.To.Type.Type.(*atlas.StringType)
	return is && !was && m.Change.Is(atlas.ChangeType) && !dates(m)
}

// storedNumber is the value of a column, floating-point numbers as the shortest
// text that is the same number.
func storedNumber(column string) string {
	same := func(digits string) string {
		return fmt.Sprintf("WHEN CAST(printf('%[1]s', `%[2]s`) AS REAL) = `%[2]s` THEN printf('%[1]s', `%[2]s`) ", digits, column)
	}
	return fmt.Sprintf("CASE WHEN typeof(`%[1]s`) <> 'real' THEN `%[1]s` ", column) +
		same("%.15g") + same("%.16g") + fmt.Sprintf("ELSE printf('%%!.17g', `%s`) END", column)
}

// keepNumbers changes the statement that copies the rows of a table which is
// made anew, so that numbers that become text stay the same.
func (c *Changes) keepNumbers(statement string) string {
	rest, copies := strings.CutPrefix(statement, "INSERT INTO `new_")
	if !copies {
		return statement
	}
	table, _, _ := strings.Cut(rest, "`")
	columns, from, _ := strings.Cut(statement, " SELECT ")
	c.eachColumn(func(t *atlas.Table, change atlas.Change) {
		if m, ok := change.(*atlas.ModifyColumn); ok && t.Name == table && becomeText(m) {
			from = strings.Replace(from, "`"+m.From.Name+"`", storedNumber(m.From.Name), 1)
		}
	})
	return columns + " SELECT " + from
}
