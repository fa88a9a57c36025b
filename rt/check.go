package rt

import (
	"context"

	"github.com/gozen-dev/gozen/internal/permit"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Verdict answers [Client.Check]. Its zero value is a no.
type Verdict struct {
	// Allowed says that there may be a row on which the operation is permitted.
	Allowed bool
	// Exact says that Allowed does not rest on what other rows hold. A no always
	// is; a yes that is not exact may turn out to be a no.
	Exact bool
}

// Check tells, without looking into the database, whether the client's user may
// ever do an operation: whether there is a row, of all that could be stored,
// that rows' Where finds and that the model's rules permit it on. Of rows only
// Model, Where and Values count; for an update they are of the row before. The
// operation is one of create, read, update and delete.
//
// It is for hiding buttons, not for guarding doors: what is really permitted,
// the operation itself decides.
func (c *Client) Check(ctx context.Context, operation schema.Ops, rows *query.Op) (Verdict, error) {
	return c.check(ctx, operation, rows, nil)
}

// CheckField is [Client.Check] of one field of a model: whether there may be a row
// whose field the user may read or update.
func (c *Client) CheckField(ctx context.Context, operation schema.Ops, m *schema.Model, f *schema.Field) (Verdict, error) {
	return c.check(ctx, operation, &query.Op{Model: m}, f)
}

func (c *Client) check(ctx context.Context, operation schema.Ops, rows *query.Op, f *schema.Field) (Verdict, error) {
	switch operation {
	case schema.OpCreate, schema.OpRead, schema.OpUpdate, schema.OpDelete:
	default:
		return Verdict{}, &query.Error{Reason: query.InvalidInput, Model: rows.Model.Name, Message: "check takes one of create, read, update and delete"}
	}
	if err := ctx.Err(); err != nil {
		return Verdict{}, err
	}
	who, err := c.asks(ctx)
	if err != nil {
		return Verdict{}, err
	}
	if who.Bypass {
		return Verdict{Allowed: true, Exact: true}, nil
	}
	return Verdict(permit.Decide(permit.Question{
		Schema: c.db.Schema(), Model: rows.Model, Op: operation, Field: f, User: who.User,
		Where: rows.Where, Values: rows.Values, Now: c.db.engine.Now(),
		Deleted: who.Deleted,
	})), nil
}
