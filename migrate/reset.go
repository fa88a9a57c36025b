package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	atlas "ariga.io/atlas/sql/schema"
	"github.com/jackc/pgx/v5"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/schema"
)

// Reset drops all that the database at url has, and applies the migrations in
// files. It is for development. On PostgreSQL only the database schemas go that
// the url and s name; other programs may have theirs beside them.
func Reset(ctx context.Context, url string, files fs.FS, s *schema.Schema, opts DeployOptions) (_ *Deployed, err error) {
	db, err := openMade(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.lock(ctx); err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	// What does not read costs no data.
	all, err := readFolder(files, db.dialect())
	if err != nil {
		return nil, err
	}
	if err := emptied(ctx, db, s); err != nil {
		return nil, fmt.Errorf("empty the database: %w", err)
	}
	return deploy(ctx, db, all, opts)
}

// anew is the difference between nothing and the schema, and the statements
// that make nothing of what the database has.
func anew(ctx context.Context, db database, s *schema.Schema) (*ddl.Changes, []string, error) {
	want, err := wanted(ctx, db, s)
	if err != nil {
		return nil, nil, err
	}
	usual, err := db.space(ctx)
	if err != nil {
		return nil, nil, err
	}
	changes, err := ddl.Diff(db.dialect(), atlas.NewRealm(atlas.New(usual)), want)
	if err != nil {
		return nil, nil, err
	}
	all, err := drops(ctx, db, s)
	return changes, all, err
}

// drops are the statements that drop everything in the database.
func drops(ctx context.Context, db database, s *schema.Schema) ([]string, error) {
	if db.dialect() == ddl.SQLite {
		return sqliteDrops(ctx, db.link())
	}
	return postgresDrops(ctx, db, s)
}

// emptied drops everything in the database, or nothing.
func emptied(ctx context.Context, db database, s *schema.Schema) (err error) {
	all, err := drops(ctx, db, s)
	if err != nil {
		return err
	}
	tx, err := db.transaction(ctx)
	if err != nil {
		return err
	}
	defer func() { err = tx.end(ctx, err) }()
	return db.link().exec(ctx, all...)
}

// sqliteDrops has virtual tables before others: they take along what they keep
// their rows in.
func sqliteDrops(ctx context.Context, c *connection) ([]string, error) {
	return c.strings(ctx, `SELECT 'DROP ' || type || ' IF EXISTS "' || replace(name, '"', '""') || '"' FROM sqlite_schema
WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY type = 'table', sql NOT LIKE 'CREATE VIRTUAL%'`)
}

func postgresDrops(ctx context.Context, db database, s *schema.Schema) ([]string, error) {
	want, err := wanted(ctx, db, s)
	if err != nil {
		return nil, err
	}
	usual, err := db.space(ctx)
	if err != nil {
		return nil, err
	}
	drops := []string{"DROP SCHEMA IF EXISTS " + pgx.Identifier{usual}.Sanitize() + " CASCADE"}
	for _, space := range want.Schemas {
		if space.Name != usual {
			drops = append(drops, "DROP SCHEMA IF EXISTS "+pgx.Identifier{space.Name}.Sanitize()+" CASCADE")
		}
	}
	return append(drops, "CREATE SCHEMA "+pgx.Identifier{usual}.Sanitize()), nil
}
