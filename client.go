package gozen

import (
	"context"
	"encoding/json"
	"maps"
	"sync"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// Client runs operations with one authority. Generated clients have one
// within; by itself it is dynamic: JSON in and out. It is small and safe for
// concurrent use; make one for each request.
type Client struct {
	db   *DB
	tx   *transaction
	user map[string]any
	// unrestricted says that no rules apply.
	unrestricted bool

	mu    sync.Mutex
	bound *rt.Client // with all that the rules use of the user
}

// client returns the engine's client. What the rules use of the user and was
// not given is read from his row, once.
func (c *Client) client(ctx context.Context) (*rt.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bound != nil {
		return c.bound, nil
	}
	user := c.user
	if user != nil && !c.db.rt.Knows(user) {
		row, err := c.db.rt.Principal(ctx, user)
		if err != nil {
			return nil, err
		}
		if row != nil {
			maps.Copy(row, user)
			user = row
		}
	}
	if c.tx != nil {
		c.bound = c.tx.rt.As(user)
	} else {
		c.bound = c.db.rt.As(user)
	}
	return c.bound, nil
}

// Query returns the query of the client for everything, for generated code.
func (c *Client) Query() *Query { return &Query{c: c} }

// limits are those of Go programs: none but on nesting, which is recursion.
func limits() query.Limits {
	return query.Limits{Nesting: 200, AllowOmitOverride: true, FoldAlways: true}
}

// prepare makes a request of arguments.
func (c *Client) prepare(ctx context.Context, model string, kind query.Kind, a *arguments) (*query.Op, *rt.Client, error) {
	if c == nil || c.db == nil {
		return nil, nil, usage("the query has no client: start from a field of a client, such as c.%s", model)
	}
	if a.err != nil {
		return nil, nil, a.err
	}
	if err := c.inside(ctx); err != nil {
		return nil, nil, err
	}
	m := c.db.rt.Schema().Model(model)
	if m == nil {
		return nil, nil, usage("the schema has no model %q: run gozen generate", model)
	}
	op, err := query.Decode(c.db.rt.Schema(), m, kind, &a.Object, limits())
	if err != nil {
		return nil, nil, err
	}
	bound, err := c.client(ctx)
	return op, bound, err
}

// inside refuses a context of a transaction to a client that is not in it: it
// would wait for the transaction that waits for it.
func (c *Client) inside(ctx context.Context) error {
	if t := ctx.Value(txKey{c.db}); t != nil && t != any(c.tx) {
		return usage("this client is outside of the transaction: use the one that Tx gave")
	}
	switch {
	case c.tx == nil:
		return nil
	case c.tx.inner.Load():
		return errInner()
	case c.tx.over.Load():
		return usage("the transaction of this client is over")
	default:
		return nil
	}
}

// scan runs a request for rows.
func (c *Client) scan(ctx context.Context, model string, kind query.Kind, a *arguments, rows Rows) error {
	op, bound, err := c.prepare(ctx, model, kind, a)
	if err == nil {
		err = bound.Scan(ctx, op, rows)
	}
	if err != nil {
		rows.GozenPick(nil)
	}
	return failed(model, kind, err)
}

// result runs a request and gives its result as Go values.
func (c *Client) result(ctx context.Context, model string, kind query.Kind, a *arguments) (any, error) {
	op, bound, err := c.prepare(ctx, model, kind, a)
	if err != nil {
		return nil, failed(model, kind, err)
	}
	v, err := bound.Rows(ctx, op)
	return v, failed(model, kind, err)
}

// count runs a write that tells how many rows it was about.
func (c *Client) count(ctx context.Context, model string, kind query.Kind, a *arguments) (int, error) {
	v, err := c.result(ctx, model, kind, a)
	counted, _ := v.(map[string]any)
	n, _ := counted["count"].(int64)
	return int(n), err
}

// Do runs an operation with arguments in Prisma's JSON form and gives the
// result as JSON. Model is the model's name, with either first letter.
func (c *Client) Do(ctx context.Context, model, op string, args json.RawMessage) (json.RawMessage, error) {
	kind, ok := query.ParseKind(op)
	if !ok {
		return nil, usage("there is no operation %q", op)
	}
	if len(args) == 0 {
		args = []byte("{}")
	}
	n, err := query.ParseJSON(args)
	if err != nil {
		return nil, failed(model, kind, invalid("", err))
	}
	o, ok := n.(*query.Object)
	if !ok {
		return nil, failed(model, kind, &Error{Kind: ErrInvalid, Message: "the arguments are no object"})
	}
	if c.db != nil {
		if m := c.db.rt.Schema().ModelByAccessor(model); m != nil {
			model = m.Name
		}
	}
	request, bound, err := c.prepare(ctx, model, kind, &arguments{Object: *o})
	if err != nil {
		return nil, failed(model, kind, err)
	}
	doc, err := bound.JSON(ctx, request)
	return doc.Data, failed(model, kind, err)
}

// DoMap is [Client.Do] with arguments as Go values, which encoding/json can write.
func (c *Client) DoMap(ctx context.Context, model, op string, args map[string]any) (json.RawMessage, error) {
	text, err := json.Marshal(args)
	if err != nil {
		return nil, usage("arguments: %v", err)
	}
	return c.Do(ctx, model, op, text)
}
