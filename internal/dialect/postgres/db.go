package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// DB is an open PostgreSQL database: a pool of connections.
type DB struct {
	dialect Dialect
	pool    *pgxpool.Pool
}

var _ dialect.DB = (*DB)(nil)

// Open opens the database that a postgres:// URL names and connects once, so
// that what is wrong with it is told at once. The schema may be nil.
func Open(ctx context.Context, url string, s *schema.Schema) (*DB, error) {
	config, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", classify(ctx, err))
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open PostgreSQL: %w", classify(ctx, err))
	}
	return &DB{dialect: NewDialect(s), pool: pool}, nil
}

// Dialect writes PostgreSQL's SQL for the schema that the database was opened with.
func (db *DB) Dialect() sqlgen.Dialect { return db.dialect }

// lend runs f with a connection of the pool.
func (db *DB) lend(ctx context.Context, f func(*conn) error) error {
	c, err := db.pool.Acquire(ctx)
	if err != nil {
		return classify(ctx, err)
	}
	defer c.Release()
	return f(&conn{pg: c.Conn().PgConn(), dialect: db.dialect, session: sessionOf(c.Conn().PgConn())})
}

// Read lends a connection. Each statement sees what was committed before it.
func (db *DB) Read(ctx context.Context, f func(dialect.Conn) error) error {
	return db.lend(ctx, func(c *conn) error { return f(c) })
}

// One runs a statement that commits by itself, in one round trip. It is done
// when its row is seen, and an error of row does not undo it.
func (db *DB) One(ctx context.Context, call dialect.Call, row func(dialect.Row) error) error {
	return db.lend(ctx, func(c *conn) error {
		_, err := c.Run(ctx, []dialect.Call{call}, func(_ int, r dialect.Row) error { return row(r) })
		return err
	})
}

// Write lends a connection inside a transaction, which begins with the first
// run's round trip.
func (db *DB) Write(ctx context.Context, f func(dialect.Conn) error) error {
	return db.lend(ctx, func(c *conn) error {
		c.begin = true
		return c.transaction(ctx, func() error { return f(c) })
	})
}

// Exec runs schema statements in one transaction.
func (db *DB) Exec(ctx context.Context, statements []string) error {
	return db.lend(ctx, func(c *conn) error {
		return c.transaction(ctx, func() error {
			for _, s := range append([]string{beginSQL}, statements...) {
				if _, err := c.pg.Exec(ctx, s).ReadAll(); err != nil {
					return classify(ctx, err)
				}
			}
			return nil
		})
	})
}

// Close waits for the connections that are lent and closes all.
func (db *DB) Close() error {
	db.pool.Close()
	return nil
}

// beginSQL names the level, whatever the server's default is.
const beginSQL = "BEGIN ISOLATION LEVEL READ COMMITTED"

// endTimeout bounds a commit or rollback, which the request's own end does not
// stop: to leave it half asked would leave its outcome unknown.
const endTimeout = 10 * time.Second

var errAborted = errors.New("postgres: the transaction had failed before its commit")

// transaction runs f, which begins one, and commits. It rolls back when f
// fails or panics.
func (c *conn) transaction(ctx context.Context, f func() error) error {
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	done := false
	defer func() {
		if !done && !c.pg.IsClosed() && c.pg.TxStatus() != idle {
			if _, err := c.pg.Exec(end, "ROLLBACK").ReadAll(); err != nil {
				// A connection that cannot even do that is not to be lent again.
				_ = c.pg.Close(end)
			}
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if c.pg.IsClosed() || c.pg.TxStatus() == idle {
		done = true
		return nil // nothing was run
	}
	results, err := c.pg.Exec(end, "COMMIT").ReadAll()
	done = err == nil
	return committed(ctx, results, err)
}

// committed tells a commit from the rollback that a failed transaction's COMMIT is.
func committed(ctx context.Context, results []*pgconn.Result, err error) error {
	if err != nil {
		return classify(ctx, err)
	}
	if len(results) != 1 || results[0].CommandTag.String() != "COMMIT" {
		return &dialect.Error{Code: "25P02", Err: errAborted}
	}
	return nil
}
