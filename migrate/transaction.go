package migrate

import "context"

// transaction is an open transaction of a connection.
type transaction struct {
	on    *connection
	check func(context.Context) error // refuses what must not last; may be nil
}

// begin begins a transaction with the given statement.
func begin(ctx context.Context, on *connection, statement string, check func(context.Context) error) (*transaction, error) {
	if err := on.exec(ctx, statement); err != nil {
		return nil, err
	}
	return &transaction{on: on, check: check}, nil
}

// end makes the transaction last where err is nil, and returns what is wrong.
// Otherwise it is undone, by us or by the end of the connection.
func (t *transaction) end(ctx context.Context, err error) error {
	if err == nil && t.check != nil {
		err = t.check(ctx)
	}
	if err == nil {
		err = t.on.exec(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = t.on.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}
