package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Progress tells of a statement that is about to run.
type Progress struct {
	Migration string
	// Statement counts from 1 to Statements, or, where that is not known, it is
	// zero, as far as it goes.
	Statement, Statements int
}

// asking returns what tells of questions of an unknown number.
func asking(progress func(Progress), what string) func() {
	if progress == nil {
		return nil
	}
	at := Progress{Migration: what}
	return func() {
		at.Statement++
		progress(at)
	}
}

// DeployOptions tunes [Deploy].
type DeployOptions struct {
	// Progress, if it is set, is called before each statement.
	Progress func(Progress)
}

// Deployed says what [Deploy] did.
type Deployed struct {
	// Applied are the names of the migrations, in their order.
	Applied []string `json:"applied"`
}

// ErrNoHistory says that a database has tables and no history: nobody can tell
// which migrations its tables come from. [Resolve] writes that down.
var ErrNoHistory = errors.New("the database has tables, and no history that says where they come from")

// StatementError is the refusal of a statement by the database.
type StatementError struct {
	Migration string
	Line      int
	// Kept says that statements before it had to be kept: the file divides
	// itself into transactions. Otherwise all of the migration was undone.
	Kept bool
	err  error
}

// Error names the place and what the database says.
func (e *StatementError) Error() string {
	fate := "all of it was undone"
	if e.Kept {
		fate = "steps before it are kept, and the next run goes on here"
	}
	return fmt.Sprintf("migration %s, line %d: %v (%s)", e.Migration, e.Line, e.err, fate)
}

// Unwrap returns the database's error.
func (e *StatementError) Unwrap() error { return e.err }

// Deploy applies the migrations in files that the database at url does not
// have yet. Whoever deploys at the same time waits. A run that was killed is
// gone on with, and what files do not say is never done: Deploy compares
// nothing with a schema.
//
//	//go:embed migrations
//	var files embed.FS
//
//	folder, err := fs.Sub(files, "migrations")
//	…
//	_, err = migrate.Deploy(ctx, url, folder, migrate.DeployOptions{})
func Deploy(ctx context.Context, url string, files fs.FS, opts DeployOptions) (_ *Deployed, err error) {
	db, err := openMade(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.lock(ctx); err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	all, err := readFolder(files, db.dialect())
	if err != nil {
		return nil, err
	}
	return deploy(ctx, db, all, opts)
}

// deploy applies what is pending to a locked database.
func deploy(ctx context.Context, db database, all []*migration, opts DeployOptions) (*Deployed, error) {
	if err := prepare(ctx, db, all); err != nil {
		return nil, err
	}
	state, err := stateOf(ctx, db, all)
	if err != nil {
		return nil, err
	}
	if err := state.check(); err != nil {
		return nil, err
	}
	done := &Deployed{Applied: []string{}}
	for i := range state.Migrations {
		m := &state.Migrations[i]
		if m.Stage != Pending && m.Stage != Interrupted {
			continue
		}
		a := &application{db: db, history: history{db}, m: m.file, record: m.record, progress: opts.Progress}
		applied, err := a.run(ctx)
		if err != nil {
			return done, err
		}
		if applied {
			done.Applied = append(done.Applied, m.Name)
		}
	}
	return done, nil
}

// prepare makes the history of a database that has neither one nor tables.
func prepare(ctx context.Context, db database, all []*migration) error {
	if len(all) == 0 {
		return nil
	}
	h := history{db}
	there, err := h.exists(ctx)
	if err != nil || there {
		return err
	}
	if err := db.makeSpace(ctx); err != nil {
		return fmt.Errorf("make the database schema: %w", err)
	}
	tables, err := db.tables(ctx)
	if err != nil {
		return fmt.Errorf("list the tables: %w", err)
	}
	if len(tables) > 0 {
		return ErrNoHistory
	}
	return h.create(ctx)
}

// application is a migration on its way into a database.
type application struct {
	db       database
	history  history
	m        *migration
	record   *record // nil where nothing of it is done
	progress func(Progress)
	ran, all int // statements
}

// run applies the migration, and reports whether it was this run that did.
func (a *application) run(ctx context.Context) (bool, error) {
	parts, err := steps(a.m.up, a.db.dialect())
	if err != nil {
		return false, fmt.Errorf("migration %s: %w", a.m.name, err)
	}
	a.all = count(parts)
	if a.record == nil && oneTransaction(parts) {
		return a.atOnce(ctx, parts)
	}
	return true, a.byStep(ctx, parts)
}

// atOnce applies the migration and remembers it, in one transaction.
func (a *application) atOnce(ctx context.Context, parts []step) (applied bool, err error) {
	tx, err := a.db.transaction(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = tx.end(ctx, err) }()
	// On SQLite only the transaction is a lock: somebody may have been faster.
	records, err := a.history.records(ctx)
	if err != nil || records[a.m.name] != nil {
		return false, err
	}
	for _, p := range parts {
		if err := a.statements(ctx, p); err != nil {
			return false, err
		}
	}
	_, err = a.history.add(ctx, a.m, true)
	return err == nil, err
}

// byStep applies the migration step by step, each remembered with what it did.
func (a *application) byStep(ctx context.Context, parts []step) error {
	resumed := a.record != nil
	if !resumed {
		r, err := a.history.add(ctx, a.m, false)
		if err != nil {
			return err
		}
		a.record = r
	}
	if err := a.sameSoFar(parts); err != nil {
		return err
	}
	stopped := a.record.steps
	for i, p := range parts {
		if i < stopped {
			a.ran += len(p.statements)
			continue
		}
		if err := a.step(ctx, parts[:i+1], resumed && i == stopped); err != nil {
			return err
		}
	}
	return a.history.finish(ctx, a.record, checksum(a.m.up))
}

// sameSoFar refuses a file whose steps that are done were changed since. Those
// to come may be: a statement that failed has to be corrected somewhere.
func (a *application) sameSoFar(parts []step) error {
	n := a.record.steps
	if n == 0 || n <= len(parts) && a.record.log == ours+checksum(textOf(parts[:n])) {
		return nil
	}
	return fmt.Errorf("migration %s was stopped after %d of its steps, and these were changed since; write them as they were", a.m.name, n)
}

// step does the last of the given steps. Again says that it may have been done
// already: a kill can come before it is remembered.
func (a *application) step(ctx context.Context, parts []step, again bool) (err error) {
	p, done := parts[len(parts)-1], textOf(parts)
	if p.bare {
		return a.bareStep(ctx, p, done, again)
	}
	tx, err := a.db.transaction(ctx)
	if err != nil {
		return err
	}
	defer func() { err = tx.end(ctx, err) }()
	if err := a.history.advance(ctx, a.record, checksum(a.m.up), done); err != nil {
		return err
	}
	return a.statements(ctx, p)
}

func (a *application) bareStep(ctx context.Context, p step, done string, again bool) error {
	need := true
	if again {
		over, err := a.db.retry(ctx, &p.statements[0])
		if err != nil {
			return fmt.Errorf("go on with migration %s: %w", a.m.name, err)
		}
		need = !over
	}
	if need {
		if err := a.statements(ctx, p); err != nil {
			return err
		}
	}
	return a.history.advance(ctx, a.record, checksum(a.m.up), done)
}

func (a *application) statements(ctx context.Context, p step) error {
	for _, s := range p.statements {
		a.ran++
		if a.progress != nil {
			a.progress(Progress{Migration: a.m.name, Statement: a.ran, Statements: a.all})
		}
		if _, err := a.db.link().conn.ExecContext(ctx, s.text); err != nil {
			return &StatementError{Migration: a.m.name, Line: s.line, Kept: a.record != nil, err: err}
		}
	}
	return nil
}

// textOf is what steps do, without what stands between their statements.
func textOf(parts []step) string {
	var b strings.Builder
	for _, p := range parts {
		for _, s := range p.statements {
			b.WriteString(s.text)
			b.WriteString(";\n")
		}
	}
	return b.String()
}
