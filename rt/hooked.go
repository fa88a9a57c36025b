package rt

import (
	"context"
	"strconv"

	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/query"
)

// hooked reports whether plugins stand around the client's requests. Results
// then are Go values first, which plugins can look at.
func (c *Client) hooked() bool { return c.db.handler != nil && !c.who.Quiet }

func (c *Client) handle(ctx context.Context, op *query.Op) (any, error) {
	return c.db.handler(ctx, Query{Client: c.quiet(), Op: op})
}

// hookedJSON is JSON of what plugins let through. Prefix is put before the
// paths of annotations.
func (c *Client) hookedJSON(ctx context.Context, op *query.Op, prefix string) (Document, error) {
	v, err := c.handle(ctx, op)
	if err != nil {
		return Document{}, err
	}
	return encodeResult(c.db.Schema(), op, v, prefix)
}

// hookedTransaction runs the requests one by one in a transaction.
func (c *Client) hookedTransaction(ctx context.Context, ops []*query.Op, level query.Isolation) (Document, error) {
	out := Document{Data: []byte{'['}}
	err := c.InTransaction(ctx, TxOptions{Isolation: level}, func(c *Client) error {
		for i, op := range ops {
			doc, err := c.hookedJSON(ctx, op, strconv.Itoa(i))
			if err != nil {
				return err
			}
			out.join(doc)
		}
		return nil
	})
	if err != nil {
		return Document{}, err
	}
	out.Data = append(out.Data, ']')
	return out, nil
}

// join adds an element to an array that is not closed yet.
func (d *Document) join(element Document) {
	if len(d.Data) > 1 {
		d.Data = append(d.Data, ',')
	}
	d.Data = append(d.Data, element.Data...)
	if len(d.Types) > 0 && len(element.Types) > 0 {
		d.Types = append(d.Types, ',')
	}
	d.Types = append(d.Types, element.Types...)
}

func (c *Client) hookedEach(ctx context.Context, op *query.Op, rows Rows, each func() error) error {
	v, err := c.handle(ctx, op)
	if err != nil {
		return err
	}
	list, ok := v.([]any)
	if !ok || op.Select != nil && len(op.Select.Relations) > 0 {
		if err := exec.Fill(c.db.Schema(), op, rows, v); err != nil {
			return err
		}
		return each()
	}
	for _, x := range list {
		if err := exec.Fill(c.db.Schema(), op, rows, []any{x}); err != nil {
			return err
		}
		if err := each(); err != nil {
			return err
		}
	}
	return nil
}
