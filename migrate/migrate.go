// Package migrate brings a database to a schema: by files of SQL that are kept
// with the program, or directly.
//
//	applied, err := migrate.Deploy(ctx, url, files, migrate.DeployOptions{})
//	result, err := migrate.Push(ctx, "file:dev.db", s, migrate.Options{})
//
// [Deploy] applies the files that a database does not have yet. Files and
// history are Prisma's: a folder NAME/migration.sql for each migration, and the
// table _prisma_migrations with the SHA-256 of what was run. A migration is one
// transaction where the database allows it; where not, each of its steps is
// remembered together with what it did, so that a killed run can be gone on with.
//
// [Dev] writes such files: it compares the schema with what they make of an
// empty database. [Down] takes them back, [Status] tells where a database
// stands, [Diff] compares any two of schema, migrations and database. [Pull]
// and [Follow] go the other way, from a database to a schema.
//
// [Push] looks at what the database has, compares it with what the schema
// wants and makes the difference, in one transaction. It never drops a table,
// leaves tables and other objects that the schema does not know alone, and
// refuses what can lose data unless it is told to go on. Pushing twice changes
// nothing, and pushes that race wait for each other.
//
// It is the only package that speaks database/sql: Atlas, which inspects the
// database, needs it.
package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/schema"
)

// Options tunes [Push]. The zero value is the careful one.
type Options struct {
	// AcceptDataLoss makes the changes that a [DataLossError] would list.
	AcceptDataLoss bool
	// Reset drops all that the database has first, as [Reset] does.
	Reset bool
	// DryRun finds out what there is to do and does not do it.
	DryRun bool
}

// Result says what a push did, or with DryRun would do.
type Result struct {
	// Changes are lines for people: "create table Todo", "add column Todo.done".
	Changes []string
	// Statements are the SQL statements, in the order they ran.
	Statements []string
}

// DataLossError is the refusal of changes that can lose data.
type DataLossError struct {
	// Changes lists them: "drop column Todo.note".
	Changes []string
}

// Error lists the changes.
func (e *DataLossError) Error() string {
	return "changes that can lose data were not accepted: " + strings.Join(e.Changes, "; ")
}

// RowsError is the refusal of changes that rows already in the database make
// impossible.
type RowsError struct {
	// Changes lists them: "Todo.done is required and has no default, but Todo has rows".
	Changes []string
	// Cures say what can be done about them, each once.
	Cures []string
}

func (e *RowsError) add(r ddl.Risk) {
	e.Changes = append(e.Changes, r.Line)
	if !slices.Contains(e.Cures, r.Cure) {
		e.Cures = append(e.Cures, r.Cure)
	}
}

// Error lists the changes.
func (e *RowsError) Error() string {
	return "rows in the database are in the way: " + strings.Join(e.Changes, "; ")
}

// Push brings the database at url to the schema. The url is file:PATH or a
// plain path for SQLite, postgres://… for PostgreSQL, whatever the schema's
// datasource says. What it cannot do it does not begin.
func Push(ctx context.Context, url string, s *schema.Schema, opts Options) (_ *Result, err error) {
	to := openMade
	if opts.DryRun {
		to = open
	}
	db, err := to(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.begin(ctx); err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	var drops []string
	var changes *ddl.Changes
	if opts.Reset {
		changes, drops, err = anew(ctx, db, s)
	} else {
		changes, err = careful(ctx, db, s, opts)
	}
	if err != nil {
		return nil, err
	}
	script, err := changes.Script()
	if err != nil {
		return nil, err
	}
	r := &Result{Changes: changes.Lines(), Statements: slices.Concat(drops, script.First, script.Then)}
	if opts.DryRun || len(r.Statements) == 0 {
		return r, nil
	}
	if err := db.run(ctx, drops, script); err != nil {
		return nil, err
	}
	return r, nil
}

// careful is the [difference], if it may be made.
func careful(ctx context.Context, db database, s *schema.Schema, opts Options) (*ddl.Changes, error) {
	changes, err := difference(ctx, db, s)
	if err == nil {
		err = refuse(ctx, db, changes, opts)
	}
	return changes, err
}

// errURL does not repeat the url, which may hold a password.
var errURL = errors.New("the database URL must be file:PATH, a plain path, or postgres://…")

// open connects to the database that the url names, in the forms that the
// engine takes: package internal/dialect/open.
func open(ctx context.Context, url string) (database, error) { return openBy(ctx, url, openSQLite) }

// openToRead is [open] for who only looks, and makes no file.
func openToRead(ctx context.Context, url string) (database, error) {
	return openBy(ctx, url, readSQLite)
}

func openBy(ctx context.Context, url string, sqlite func(context.Context, string) (database, error)) (database, error) {
	switch scheme, _, ok := strings.Cut(url, ":"); {
	case url == "":
		return nil, errURL
	case ok && (scheme == "postgres" || scheme == "postgresql"):
		return openPostgres(ctx, url)
	case !ok || url == ":memory:" || scheme == "file" || strings.ContainsAny(scheme, `/\.`):
		return sqlite(ctx, url)
	default:
		return nil, errURL
	}
}

// difference compares the database with the schema.
func difference(ctx context.Context, db database, s *schema.Schema) (*ddl.Changes, error) {
	want, err := wanted(ctx, db, s)
	if err != nil {
		return nil, err
	}
	have, err := db.inspect(ctx, want)
	if err != nil {
		return nil, fmt.Errorf("inspect the database: %w", err)
	}
	changes, err := ddl.Diff(db.dialect(), have, want)
	if err != nil {
		return nil, err
	}
	return changes, sameDefaults(ctx, db, changes)
}

// wanted returns the tables of the schema as they are to be in db.
func wanted(ctx context.Context, db database, s *schema.Schema) (*atlas.Realm, error) {
	space, err := db.space(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the database schema: %w", err)
	}
	want, err := ddl.FromSchema(s, db.dialect(), space)
	if err != nil {
		return nil, fmt.Errorf("tables of the schema: %w", err)
	}
	return want, nil
}

// sameDefaults takes back changes of defaults that the database only words
// otherwise.
func sameDefaults(ctx context.Context, db database, changes *ddl.Changes) error {
	for _, d := range changes.Defaults() {
		same, err := db.sameDefault(ctx, d)
		if err != nil {
			return fmt.Errorf("compare the default of %s.%s: %w", d.Table.Name, d.To.Name, err)
		}
		if same {
			changes.SameDefault(d)
		}
	}
	return nil
}

// refuse stops a push that would lose data or that the rows do not allow.
// Whether there is data to lose is not asked: the answer could change before
// the change is made.
func refuse(ctx context.Context, db database, changes *ddl.Changes, opts Options) error {
	var losses []string
	var blocked RowsError
	for _, r := range changes.Risks() {
		if r.Loses {
			losses = append(losses, r.Line)
			continue
		}
		n, err := db.link().count(ctx, r.Count)
		if err != nil {
			return fmt.Errorf("look at the rows: %w", err)
		}
		if n > 0 {
			blocked.add(r)
		}
	}
	if len(losses) > 0 && !opts.AcceptDataLoss {
		return &DataLossError{Changes: losses}
	}
	if len(blocked.Changes) > 0 {
		return &blocked
	}
	return nil
}
