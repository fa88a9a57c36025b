package sqlite

import (
	"context"
	"fmt"

	"github.com/gozen-dev/gozen/schema"
)

// numericDates refuses a database that another program has written dates to as
// numbers, as Prisma does: they would be found and sorted as if they were before
// all dates that are text. A column that is declared as text holds none, so that
// a database of Gozen's own costs one look at its schema.
func (c *conn) numericDates(ctx context.Context, s *schema.Schema) error {
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
			n, err := c.count(ctx, fmt.Sprintf(`SELECT 1 FROM %s WHERE typeof(%s) IN ('integer', 'real') LIMIT 1`, table, column))
			if err != nil {
				return err
			}
			if n > 0 {
				return fmt.Errorf("the dates in %s.%s are numbers, as Prisma keeps them on SQLite: "+
					"gozen db push makes them the text that they are here", m.Table, f.Column)
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
