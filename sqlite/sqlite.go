// Package sqlite is the driver for SQLite, to hand to a generated client's
// Open. It is pure Go; the database is a file, or in memory.
//
//	db, err := zdb.Open(ctx, zdb.Config{Driver: sqlite.New("file:app.db")})
package sqlite

import (
	"context"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/sqlite"
	"github.com/gozen-dev/gozen/schema"
)

// Driver opens a SQLite database.
type Driver struct{ url string }

// New returns the driver for a database: file:PATH, a plain path, or :memory:.
func New(url string) Driver { return Driver{url: url} }

// Open opens the database for a schema.
func (d Driver) Open(ctx context.Context, s *schema.Schema) (dialect.DB, error) {
	db, err := sqlite.Open(ctx, d.url, s)
	if err != nil {
		return nil, err
	}
	return db, nil
}
