package migrate

import (
	"context"
	"errors"
	"fmt"
)

// SeedOptions tunes [Seed].
type SeedOptions struct {
	// Progress, if it is set, is called before each statement; its Migration is
	// the script's name.
	Progress func(Progress)
}

// Seed runs a script of SQL on the database at url, in one transaction. Name
// is what errors call it. On SQLite foreign keys are checked at the end, so
// that rows may come in any order.
func Seed(ctx context.Context, url, name, script string, opts SeedOptions) (err error) {
	db, err := open(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.lock(ctx); err != nil {
		return fmt.Errorf("lock the database: %w", err)
	}
	parts, err := steps(script, db.dialect())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !oneTransaction(parts) {
		return fmt.Errorf("%s is not one transaction; leave out BEGIN and COMMIT", name)
	}
	tx, err := db.transaction(ctx)
	if err != nil {
		return err
	}
	defer func() { err = tx.end(ctx, err) }()
	at := Progress{Migration: name}
	for _, p := range parts {
		at.Statements += len(p.statements)
	}
	for _, p := range parts {
		for _, s := range p.statements {
			at.Statement++
			if opts.Progress != nil {
				opts.Progress(at)
			}
			if _, err := db.link().conn.ExecContext(ctx, s.text); err != nil {
				return fmt.Errorf("%s, line %d: %w", name, s.line, err)
			}
		}
	}
	return nil
}
