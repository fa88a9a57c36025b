package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// channel is where processes that share a database tell each other of changes.
const channel = "gozen_changes"

// Signal sends a text of at most 7,999 bytes to every process that listens.
func (db *DB) Signal(ctx context.Context, text string) error {
	c, err := db.pool.Acquire(ctx)
	if err != nil {
		return classify(ctx, err)
	}
	defer c.Release()
	result := c.Conn().PgConn().ExecParams(ctx, "SELECT pg_notify($1, $2)", [][]byte{[]byte(channel), []byte(text)}, nil, nil, nil)
	_, err = result.Close()
	return classify(ctx, err)
}

// Signals listens on a connection of its own, which is not the pool's, and hands
// on what is sent. Ready is called when it has begun to. Behind a proxy that lends
// connections by transaction, such as PgBouncer, nothing arrives.
func (db *DB) Signals(ctx context.Context, ready func(), each func(text string)) error {
	config := db.pool.Config().ConnConfig.Copy()
	config.OnNotification = func(_ *pgconn.PgConn, n *pgconn.Notification) { each(n.Payload) }
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("listen: %w", classify(ctx, err))
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(end) // what ends it is told below
	}()
	pg := conn.PgConn()
	if _, err := pg.Exec(ctx, "LISTEN "+channel).ReadAll(); err != nil {
		return fmt.Errorf("listen: %w", classify(ctx, err))
	}
	ready()
	for {
		if err := pg.WaitForNotification(ctx); err != nil {
			return fmt.Errorf("listen: %w", classify(ctx, err))
		}
	}
}
