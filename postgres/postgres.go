// Package postgres is the driver for PostgreSQL, to hand to a generated
// client's Open.
//
//	db, err := zdb.Open(ctx, zdb.Config{Driver: postgres.New(os.Getenv("DATABASE_URL"))})
package postgres

import (
	"context"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/postgres"
	"github.com/gozen-dev/gozen/schema"
)

// Driver opens a PostgreSQL database.
type Driver struct{ url string }

// New returns the driver for the database at a postgres:// URL. It keeps a pool
// of connections.
func New(url string) Driver { return Driver{url: url} }

// Open opens the database for a schema.
func (d Driver) Open(ctx context.Context, s *schema.Schema) (dialect.DB, error) {
	db, err := postgres.Open(ctx, d.url, s)
	if err != nil {
		return nil, err
	}
	return db, nil
}
