package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// Resolve writes into the history, without running anything, that a migration
// is applied, or that it is not. It is for what no program can know: a
// database whose tables were there before its history, or one in which another
// tool has failed halfway and that was put in order by hand. The name may be a
// part of the migration's name that no other has.
func Resolve(ctx context.Context, url string, files fs.FS, name string, applied bool) (err error) {
	db, err := open(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.lock(ctx); err != nil {
		return fmt.Errorf("lock the database: %w", err)
	}
	h := history{db}
	if err := h.create(ctx); err != nil {
		return err
	}
	state, err := readState(ctx, db, files)
	if err != nil {
		return err
	}
	m, err := state.find(name)
	if err != nil {
		return err
	}
	return h.resolve(ctx, m, applied)
}

// resolve replaces what the history says of a migration.
func (h history) resolve(ctx context.Context, m *Migration, applied bool) (err error) {
	if applied && m.file == nil {
		return fmt.Errorf("migration %s has no file", m.Name)
	}
	tx, err := h.db.transaction(ctx)
	if err != nil {
		return err
	}
	defer func() { err = tx.end(ctx, err) }()
	if err := h.rollBack(ctx, m.Name); err != nil || !applied {
		return err
	}
	_, err = h.add(ctx, m.file, true)
	return err
}
