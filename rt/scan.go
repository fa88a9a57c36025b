package rt

import (
	"context"

	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/query"
)

// Rows collects the rows of a result as Go structs; generated code implements it.
type Rows = exec.Rows

// Scan is the row that a [Rows] appends.
type Scan = exec.Scan

// Scan runs a request for rows and collects them. Its errors are as those of [Client.JSON].
func (c *Client) Scan(ctx context.Context, op *query.Op, rows Rows) error {
	if c.hooked() {
		v, err := c.handle(ctx, op)
		if err != nil {
			return err
		}
		return exec.Fill(c.db.Schema(), op, rows, v)
	}
	sink := exec.Typed{Rows: rows}
	return c.db.logged(ctx, c.run(ctx, op, &sink))
}

// Each runs a request for rows and calls each for every one: rows then holds it
// alone, or, where related rows belong to them, once for all. An error of each
// ends the reading and is returned.
func (c *Client) Each(ctx context.Context, op *query.Op, rows Rows, each func() error) error {
	if c.hooked() {
		return c.hookedEach(ctx, op, rows, each)
	}
	sink := exec.Typed{Rows: rows, Each: each}
	return c.run(ctx, op, &sink)
}
