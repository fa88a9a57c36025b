package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// database is one connection to a database, which only one push at a time
// uses from begin on.
type database interface {
	dialect() ddl.Dialect
	// begin waits until no other push works on the database. What it starts
	// ends with close; what run did not finish is undone.
	begin(ctx context.Context) error
	// space is the database schema that tables stand in by default.
	space(ctx context.Context) (string, error)
	// inspect returns what the database has in the schemas of want.
	inspect(ctx context.Context, want *atlas.Realm) (*atlas.Realm, error)
	// sameDefault reports whether both defaults of d mean the same.
	sameDefault(ctx context.Context, d ddl.DefaultChange) (bool, error)
	// run runs the script, after statements that drop what is there, and makes
	// both last.
	run(ctx context.Context, drops []string, s *ddl.Script) error

	// lock waits until nobody else migrates the database, and holds others off
	// as far as the database can: SQLite only within a transaction.
	lock(ctx context.Context) error
	// transaction begins one. Closing the connection undoes it.
	transaction(ctx context.Context) (*transaction, error)
	// retry prepares for s, which stands in no transaction and may have run
	// already or in part. It reports whether s need not run any more.
	retry(ctx context.Context, s *statement) (bool, error)
	// makeSpace makes the space where the url names one that is not there.
	makeSpace(ctx context.Context) error
	// spaces lists the database schemas that are there, but the system's.
	spaces(ctx context.Context) ([]string, error)
	// inspectAll returns all that the database has in the given schemas, but
	// the history.
	inspectAll(ctx context.Context, spaces []string) (*atlas.Realm, error)
	// triggers returns the statements that make the triggers of each table,
	// where these go with a table that is rebuilt.
	triggers(ctx context.Context) (map[string][]string, error)
	// tables lists the tables of the default space but the history's.
	tables(ctx context.Context) ([]string, error)
	link() *connection
	close() error
}

// connection is what both databases have in common: a single connection.
type connection struct {
	pool *sql.DB
	conn *sql.Conn
	// asked, if it is set, is called before each question of who inspects the database.
	asked func()
}

// inspected is the connection for Atlas, whose questions may take long.
func (c *connection) inspected() atlas.ExecQuerier { return inspected{c.conn, c} }

type inspected struct {
	*sql.Conn
	c *connection
}

// QueryContext asks the database, and tells that it does.
func (i inspected) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if i.c.asked != nil {
		i.c.asked()
	}
	return i.Conn.QueryContext(ctx, query, args...)
}

func connect(ctx context.Context, pool *sql.DB) (*connection, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect: %w", err), pool.Close())
	}
	return &connection{pool: pool, conn: conn}, nil
}

func (c *connection) link() *connection { return c }

func (c *connection) exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := c.conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// strings returns the first column of a query's rows.
func (c *connection) strings(ctx context.Context, query string, args ...any) (_ []string, err error) {
	rows, err := c.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// count returns the number that a query gives.
func (c *connection) count(ctx context.Context, query string) (int, error) {
	var n int
	err := c.conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// close ends the connection; the database undoes an open transaction and
// gives up locks.
func (c *connection) close() error { return errors.Join(c.conn.Close(), c.pool.Close()) }

// withoutHistory takes the history's table, and others by name, out of a picture.
func withoutHistory(r *atlas.Realm, others ...string) *atlas.Realm {
	for _, s := range r.Schemas {
		s.Tables = slices.DeleteFunc(s.Tables, func(t *atlas.Table) bool {
			return t.Name == historyTable || slices.Contains(others, s.Name+"."+t.Name)
		})
	}
	return r
}
