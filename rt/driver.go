package rt

import (
	"context"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/schema"
)

// Driver opens a database. Packages sqlite and postgres have one each; a
// program links only those that it names.
type Driver interface {
	Open(ctx context.Context, s *schema.Schema) (dialect.DB, error)
}
