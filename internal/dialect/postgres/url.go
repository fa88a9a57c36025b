package postgres

import (
	"context"
	"errors"
	"net/url"
	"runtime"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// errURL says nothing of the URL, which may hold a password.
var errURL = errors.New("postgres: the database URL is not valid; it looks like postgres://user:password@host:5432/database")

// parseURL makes a pool's configuration of a URL. Parameters that Prisma knows
// are taken in its sense: the same DATABASE_URL serves both.
func parseURL(text string) (*pgxpool.Config, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errURL
	}
	q := u.Query()
	schema := q.Get("schema")
	connections := q.Get("connection_limit")
	for _, name := range []string{
		"schema", "connection_limit", "pool_timeout", "socket_timeout", "pgbouncer", "statement_cache_size",
		"sslidentity", "sslpassword", "sslaccept", "single_use_connections",
	} {
		q.Del(name)
	}
	u.RawQuery = q.Encode()
	c, err := pgxpool.ParseConfig(u.String())
	if err != nil {
		return nil, errURL
	}
	if !q.Has("pool_max_conns") {
		c.MaxConns = poolSize(connections)
	}
	if schema != "" {
		c.ConnConfig.RuntimeParams["search_path"] = `"` + strings.ReplaceAll(schema, `"`, `""`) + `"`
	}
	// So that a timestamp without a zone means the same as one with.
	c.ConnConfig.RuntimeParams["timezone"] = "UTC"
	c.ConnConfig.RuntimeParams["client_encoding"] = "UTF8"
	if _, asked := c.ConnConfig.RuntimeParams["jit"]; !asked {
		c.AfterConnect = interpret
	}
	return c, nil
}

// interpret tells the server not to compile statements to machine code. It
// thinks that worth it by what it guesses that they cost, a hundred elements for
// each array in Json for one: an array in an array in an array took it seconds
// to compile and a millisecond to run. As a parameter of the connection it would
// keep PgBouncer from making one. A server that knows of no such thing has none.
func interpret(ctx context.Context, c *pgx.Conn) error {
	_, err := c.PgConn().Exec(ctx, "SET jit = off").ReadAll()
	if _, ok := errors.AsType[*pgconn.PgError](err); ok {
		return nil
	}
	return err
}

func poolSize(asked string) int32 {
	if n, err := strconv.ParseInt(asked, 10, 32); err == nil && n > 0 {
		return int32(n)
	}
	return int32(max(10, min(64, 4*runtime.GOMAXPROCS(0))))
}
