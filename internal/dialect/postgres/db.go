package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
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

// Exec runs schema statements in one transaction.
func (db *DB) Exec(ctx context.Context, statements []string) error {
	return dialect.Write(ctx, db, query.DefaultIsolation, func(c dialect.Conn) error {
		return c.(*transaction).script(ctx, statements)
	})
}

// Close waits for the connections that are lent and closes all.
func (db *DB) Close() error {
	db.pool.Close()
	return nil
}
