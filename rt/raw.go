package rt

import (
	"context"

	"github.com/gozen-dev/gozen/internal/exec"
)

// RawSQL is a statement of the program's own: parts of text with a value between
// each two, which is bound and never becomes a part of the text,
//
//	rt.RawSQL{Parts: []string{`SELECT * FROM "User" WHERE id = `, ` AND name = `, ``}, Values: []any{id, name}}
//
// or one part with the placeholders $1, $2, …. Values are nil, bool, int64,
// float64, string, time.Time, decimal.Decimal, []byte, query.JSON, and []any of
// them: an array on PostgreSQL, on SQLite JSON.
//
// Raw SQL names tables and columns as the database does and knows no rules.
type RawSQL exec.SQL

// QueryRaw runs raw SQL and gives its rows as JSON, with types as the columns
// have them: on SQLite, whose columns have none, those of the schema's field
// that a column holds under its own name, else what is stored, integers as
// BigInt. It is refused on a client that is under the rules.
func (c *Client) QueryRaw(ctx context.Context, q RawSQL) (Document, error) {
	var sink exec.RawJSON
	if _, err := c.raw(ctx, q, &sink); err != nil {
		return Document{}, err
	}
	return Document{Data: append(sink.Data, ']'), Types: sink.Types}, nil
}

// RowsRaw is QueryRaw with rows as Go values.
func (c *Client) RowsRaw(ctx context.Context, q RawSQL) ([]map[string]any, error) {
	var sink exec.RawValues
	if _, err := c.raw(ctx, q, &sink); err != nil {
		return nil, err
	}
	return sink.Rows, nil
}

// ExecuteRaw runs raw SQL and returns the number of rows that it affected. It
// is refused on a client that is under the rules.
func (c *Client) ExecuteRaw(ctx context.Context, q RawSQL) (int64, error) {
	return c.raw(ctx, q, &exec.RawValues{})
}

func (c *Client) raw(ctx context.Context, q RawSQL, sink exec.RawSink) (n int64, err error) {
	if c.tx != nil {
		n, err = c.tx.Raw(ctx, exec.SQL(q), c.who, sink)
	} else {
		n, err = c.db.engine.Raw(ctx, exec.SQL(q), c.who, sink)
	}
	return n, c.db.logged(ctx, err)
}

// DangerouslyAllowRawSQL returns a client that runs raw SQL, to which no rule
// applies, although its other requests are under the rules. The reason says why
// and is logged.
func (c *Client) DangerouslyAllowRawSQL(reason string) *Client {
	c.db.logger.Info("raw SQL on a client under rules", "reason", reason)
	with := *c
	with.who.Raw = true
	return &with
}
