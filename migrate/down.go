package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// DownOptions tunes [Down].
type DownOptions struct {
	// Steps is how many migrations are taken back; zero is one.
	Steps int
	// To, if it is set, is the migration that stays the last one: all that were
	// applied after it are taken back. A part of its name is enough.
	To string
	// Accept is asked when a down.sql says that it loses data. Nil declines.
	Accept func(warnings []string) bool
	// Progress, if it is set, is called before each statement.
	Progress func(Progress)
}

// TakenBack says what [Down] did.
type TakenBack struct {
	// Migrations are the names, in the order in which they were taken back.
	Migrations []string `json:"migrations"`
}

// NoDownError says that a migration has no down.sql.
type NoDownError struct{ Migration string }

// Error names the file.
func (e *NoDownError) Error() string {
	return fmt.Sprintf("migration %s has no %s", e.Migration, downFile)
}

// Down takes the last migrations back by their down.sql, each in one
// transaction. The next [Deploy] applies them again.
func Down(ctx context.Context, url string, files fs.FS, opts DownOptions) (_ *TakenBack, err error) {
	db, err := open(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.lock(ctx); err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	state, err := readState(ctx, db, files)
	if err != nil {
		return nil, err
	}
	last, err := state.last(opts)
	if err != nil {
		return nil, err
	}
	if err := acceptable(last, opts.Accept); err != nil {
		return nil, err
	}
	done := &TakenBack{Migrations: []string{}}
	for _, m := range last {
		a := &application{db: db, history: history{db}, m: m.file, progress: opts.Progress}
		if err := a.takeBack(ctx); err != nil {
			return done, err
		}
		done.Migrations = append(done.Migrations, m.Name)
	}
	return done, nil
}

// last returns the migrations that are to be taken back, the newest first.
func (s *State) last(opts DownOptions) ([]*Migration, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	stays := ""
	if opts.To != "" {
		m, err := s.find(opts.To)
		if err != nil {
			return nil, err
		}
		stays = m.Name
	}
	var out []*Migration
	for i := range slices.Backward(s.Migrations) {
		m := &s.Migrations[i]
		switch {
		case opts.To != "" && m.Name <= stays, opts.To == "" && len(out) == max(1, opts.Steps):
			return out, nil
		case m.Stage == Pending:
		case m.file == nil:
			return nil, fmt.Errorf("migration %s was applied by a newer version, which has its %s", m.Name, downFile)
		case m.Stage == Interrupted:
			return nil, fmt.Errorf("migration %s was interrupted; deploy it first", m.Name)
		case !m.file.hasDown:
			return nil, &NoDownError{m.Name}
		default:
			out = append(out, m)
		}
	}
	return out, nil
}

// acceptable asks about what the files say that they lose.
func acceptable(last []*Migration, accept func([]string) bool) error {
	var lost []string
	for _, m := range last {
		for line := range strings.Lines(m.file.down) {
			if text, ok := strings.CutPrefix(strings.TrimSpace(line), warning); ok {
				lost = append(lost, text)
			}
		}
	}
	if len(lost) > 0 && (accept == nil || !accept(lost)) {
		return &DataLossError{Changes: lost}
	}
	return nil
}

// takeBack runs the migration's down.sql and forgets the migration.
func (a *application) takeBack(ctx context.Context) (err error) {
	name := a.m.name + "/" + downFile
	parts, err := steps(a.m.down, a.db.dialect())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !oneTransaction(parts) {
		return fmt.Errorf("%s is not one transaction; leave out BEGIN, COMMIT and CONCURRENTLY", name)
	}
	tx, err := a.db.transaction(ctx)
	if err != nil {
		return err
	}
	defer func() { err = tx.end(ctx, err) }()
	// On SQLite only the transaction is a lock: somebody may have been faster.
	records, err := a.history.records(ctx)
	if err != nil || records[a.m.name] == nil {
		return err
	}
	a.all = count(parts)
	forget := a.m.name
	a.m = &migration{name: name}
	for _, p := range parts {
		if err := a.statements(ctx, p); err != nil {
			return err
		}
	}
	return a.history.rollBack(ctx, forget)
}

// WriteDown makes the down.sql of those migrations in the folder dir that have
// none, by running them in a shadow of the database at url. Data that a
// migration changes by hand-written statements is not among what it knows to
// take back: read the files.
func WriteDown(ctx context.Context, url, dir, shadowURL string) (written []string, err error) {
	db, err := openToRead(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	all, err := readFolder(os.DirFS(dir), db.dialect())
	if err != nil {
		return nil, err
	}
	sh, err := openShadow(ctx, db, url, shadowURL)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, sh.remove(ctx)) }()
	for _, m := range all {
		down, err := sh.downOf(ctx, m)
		if err != nil {
			return written, err
		}
		if m.hasDown {
			continue
		}
		name := filepath.Join(dir, m.name, downFile)
		if err := os.WriteFile(name, []byte(down), 0o644); err != nil { //nolint:gosec // migrations are source code
			return written, fmt.Errorf("write the way back: %w", err)
		}
		written = append(written, name)
	}
	return written, nil
}

// downOf applies a migration to the shadow and returns the down.sql for it.
func (s *shadow) downOf(ctx context.Context, m *migration) (string, error) {
	before, err := s.picture(ctx)
	if err != nil {
		return "", err
	}
	if err := s.apply(ctx, m.name, m.up); err != nil || m.hasDown {
		return "", err
	}
	return s.back(ctx, before)
}
