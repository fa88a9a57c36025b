package sqlite

import (
	"context"
	"fmt"

	"github.com/gozen-dev/gozen/schema"
)

// storedDate matches the one form of dates that are text: see appendTime.
const storedDate = `[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z`

// foreignDates refuses a database that another program has written dates to in
// a form of its own: Prisma's engine writes numbers, its driver adapters offsets
// (+00:00), and CURRENT_TIMESTAMP a space for the T. They would not be found by
// the dates that they are, nor sorted among others. A column that is declared as
// text is Gozen's, so that a database of its own costs one look at its schema.
func (c *conn) foreignDates(ctx context.Context, s *schema.Schema) error {
	loose, err := c.looseColumns(ctx)
	if err != nil || len(loose) == 0 || s == nil {
		return err
	}
	for _, m := range s.Models {
		for _, f := range m.Fields {
			if f.Type.Kind != schema.DateTime || f.Type.List || !loose[[2]string{m.Table, f.Column}] {
				continue
			}
			table, column := c.dialect.Quote(nil, m.Table), c.dialect.Quote(nil, f.Column)
			n, err := c.count(ctx, fmt.Sprintf(`SELECT 1 FROM %[1]s WHERE %[2]s IS NOT NULL AND %[2]s NOT GLOB '%[3]s' LIMIT 1`, table, column, storedDate))
			if err != nil {
				return err
			}
			if n > 0 {
				return fmt.Errorf("dates in %s.%s are not kept as Gozen keeps them, such as 2024-01-31T10:00:00.000Z, but as numbers or in "+
					"another form, as Prisma does on SQLite: gozen db push, or a migration, makes them so", m.Table, f.Column)
			}
		}
	}
	return nil
}

// looseColumns are the columns, by table and name, that do not turn numbers into
// text (https://www.sqlite.org/datatype3.html#determination_of_column_affinity).
func (c *conn) looseColumns(ctx context.Context) (map[[2]string]bool, error) {
	s, _, err := c.driver.PrepareTransient(`SELECT t.name, c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
WHERE t.type = 'table' AND c.type NOT LIKE '%TEXT%' AND c.type NOT LIKE '%CHAR%' AND c.type NOT LIKE '%CLOB%'`)
	if err != nil {
		return nil, classify(ctx, err)
	}
	defer func() { _ = s.Finalize() }()
	loose := map[[2]string]bool{}
	for {
		more, err := s.Step()
		if err != nil || !more {
			return loose, classify(ctx, err)
		}
		loose[[2]string{s.ColumnText(0), s.ColumnText(1)}] = true
	}
}
