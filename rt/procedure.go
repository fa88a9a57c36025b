package rt

import (
	"context"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Procedure is the body of a procedure of the schema. It gets the caller's
// client, and with it the caller's authority, inside of the caller's
// transaction if there is one; its arguments are as [query.Call] has them.
//
// What it returns is not validated. It is a value of the declared type as
// [Client.Rows] has it (an entity is a map[string]any, a list []any or any other
// slice), a [query.JSON] for what is JSON already, or a [Document]. An error of
// type [query.Error] reaches remote callers; of others they learn nothing.
type Procedure func(ctx context.Context, c *Client, args map[string]any) (any, error)

// checkProcedures refuses bodies of what the schema does not declare.
func checkProcedures(s *schema.Schema, bodies map[string]Procedure) error {
	for name := range bodies {
		if s.Procedure(name) == nil {
			return &query.Error{Reason: query.ConfigError, Message: "Options.Procedures: the schema has no procedure " + name}
		}
	}
	return nil
}

// Procedure calls a procedure and gives what its body returned.
func (c *Client) Procedure(ctx context.Context, call *query.Call) (any, error) {
	if c.who.Quiet {
		return runProcedure(ctx, c, call)
	}
	return c.db.call(ctx, c, call)
}

func runProcedure(ctx context.Context, c *Client, call *query.Call) (any, error) {
	body := c.db.procedures[call.Procedure.Name]
	if body == nil {
		return nil, &query.Error{
			Reason: query.ConfigError, Model: "$procs." + call.Procedure.Name,
			Message: "Procedure \"" + call.Procedure.Name + "\" does not have a handler configured.",
		}
	}
	return body(ctx, c, call.Args)
}

// ProcedureJSON calls a procedure and gives its result as JSON.
func (c *Client) ProcedureJSON(ctx context.Context, call *query.Call) (Document, error) {
	v, err := c.Procedure(ctx, call)
	if err != nil {
		return Document{}, err
	}
	return encode(c.db.Schema(), v, call.Procedure.Returns)
}
