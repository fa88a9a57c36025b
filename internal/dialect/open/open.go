// Package open opens the database that a URL names.
package open

import (
	"context"
	"errors"
	"strings"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/postgres"
	"github.com/gozen-dev/gozen/internal/dialect/sqlite"
	"github.com/gozen-dev/gozen/schema"
)

// errForm does not repeat the URL, which may hold a password.
var errForm = errors.New("the database URL must be file:PATH, a plain path, or postgres://…")

// Open opens the database for a schema: file:PATH and plain paths are SQLite,
// postgres:// and postgresql:// PostgreSQL.
func Open(ctx context.Context, url string, s *schema.Schema) (dialect.DB, error) {
	switch scheme, _, ok := strings.Cut(url, ":"); {
	case url == "":
		return nil, errForm
	case ok && (scheme == "postgres" || scheme == "postgresql"):
		return opened(postgres.Open(ctx, url, s))
	case !ok || url == ":memory:" || scheme == "file" || strings.ContainsAny(scheme, `/\.`):
		return opened(sqlite.Open(ctx, url, s))
	default:
		return nil, errForm
	}
}

// opened keeps a nil database from hiding in an interface.
func opened[D dialect.DB](db D, err error) (dialect.DB, error) {
	if err != nil {
		return nil, err
	}
	return db, nil
}
