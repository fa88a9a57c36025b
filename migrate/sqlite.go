package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
	_ "modernc.org/sqlite" // the same engine that zombiezen's driver runs, for database/sql

	"github.com/gozen-dev/gozen/internal/ddl"
)

// busyTimeout is how long, in milliseconds, a push waits for other writers.
const busyTimeout = 30_000

type sqliteDB struct{ *connection }

// openSQLite opens the file of a plain path or of a url, whose path is taken
// as it is written.
func openSQLite(ctx context.Context, raw string) (database, error) {
	file, err := sqliteFile(raw)
	if err != nil {
		return nil, err
	}
	// The driver's own url has its special characters escaped, and SQLite
	// takes what is escaped back.
	db, err := connectSQLite(ctx, "file:"+(&url.URL{Path: file}).EscapedPath())
	if err != nil {
		return nil, inTheWay(file, err)
	}
	return db, nil
}

// inTheWay lets the system say why a file cannot be opened: SQLite calls it "out of
// memory".
func inTheWay(file string, err error) error {
	f, cause := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if cause != nil {
		return cause
	}
	return errors.Join(err, f.Close())
}

// readSQLite is [openSQLite] for who only looks: a file that is not there is
// an empty database, and stays away.
func readSQLite(ctx context.Context, raw string) (database, error) {
	file, err := sqliteFile(raw)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return connectSQLite(ctx, ":memory:")
	}
	return openSQLite(ctx, raw)
}

func connectSQLite(ctx context.Context, dsn string) (database, error) {
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	c, err := connect(ctx, pool)
	if err != nil {
		return nil, err
	}
	return sqliteDB{c}, nil
}

func sqliteFile(raw string) (string, error) {
	file, isURL := strings.CutPrefix(raw, "file:")
	memory := file == ":memory:"
	if isURL {
		var params string
		file, params, _ = strings.Cut(file, "?")
		file = strings.TrimPrefix(file, "//")
		memory = memory || file == ":memory:" || strings.Contains(params, "mode=memory")
	}
	switch {
	case memory:
		return "", errors.New("a database in memory ends with the push that opens it; use a file")
	case file == "":
		return "", errURL
	}
	return file, nil
}

func (sqliteDB) dialect() ddl.Dialect { return ddl.SQLite }

func (sqliteDB) space(context.Context) (string, error) { return ddl.SQLite.Space(), nil }

// begin takes the write lock. Rebuilding a table means dropping it, which
// foreign keys must not see; renaming the new one must not touch the text of
// views and triggers, which is what legacy_alter_table is for. See
// https://www.sqlite.org/lang_altertable.html#otheralter.
func (q sqliteDB) begin(ctx context.Context) error {
	return q.exec(ctx,
		fmt.Sprintf("PRAGMA busy_timeout = %d", busyTimeout),
		"PRAGMA foreign_keys = OFF",
		"PRAGMA legacy_alter_table = ON",
		"BEGIN IMMEDIATE",
	)
}

func (q sqliteDB) inspect(ctx context.Context, want *atlas.Realm) (*atlas.Realm, error) {
	driver, err := sqlite.Open(q.inspected())
	if err != nil {
		return nil, err
	}
	space := want.Schemas[0]
	if len(space.Tables) == 0 {
		return atlas.NewRealm(atlas.New(space.Name)), nil // no names would mean all tables
	}
	names := make([]string, len(space.Tables))
	for i, t := range space.Tables {
		names[i] = t.Name
	}
	have, err := q.inspectNamed(ctx, driver, names)
	if err != nil {
		return nil, err
	}
	return have.Realm, nil
}

// inspectNamed returns the named tables, or all where there are no names.
func (q sqliteDB) inspectNamed(ctx context.Context, driver atlas.Inspector, names []string) (*atlas.Schema, error) {
	have, err := driver.InspectSchema(ctx, ddl.SQLite.Space(), &atlas.InspectOptions{Mode: atlas.InspectSchemas | atlas.InspectTables, Tables: names})
	if err != nil {
		return nil, err
	}
	for _, t := range have.Tables {
		if err := q.orderPrimaryKey(ctx, t); err != nil {
			return nil, fmt.Errorf("primary key of %s: %w", t.Name, err)
		}
	}
	return have, nil
}

// orderPrimaryKey puts the columns of a key in their order: Atlas lists them
// in the order of the table.
func (q sqliteDB) orderPrimaryKey(ctx context.Context, t *atlas.Table) error {
	if t.PrimaryKey == nil || len(t.PrimaryKey.Parts) < 2 {
		return nil
	}
	names, err := q.strings(ctx, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", t.Name)
	if err != nil {
		return err
	}
	for i, name := range names {
		c, ok := t.Column(name)
		if !ok || i >= len(t.PrimaryKey.Parts) {
			return fmt.Errorf("no column %s", name)
		}
		t.PrimaryKey.Parts[i].C = c
	}
	return nil
}

// sameDefault knows what SQLite does to a default: it takes one pair of
// parentheses off and keeps the rest as it was written.
func (sqliteDB) sameDefault(_ context.Context, d ddl.DefaultChange) (bool, error) {
	return "("+ddl.DefaultText(d.From.Default)+")" == ddl.DefaultText(d.To.Default), nil
}

const (
	brokenKeys = `SELECT format('%s row %s refers to %s', "table", rowid, parent) FROM pragma_foreign_key_check`
	triggers   = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND sql IS NOT NULL"
)

func (q sqliteDB) run(ctx context.Context, drops []string, s *ddl.Script) error {
	if err := q.exec(ctx, drops...); err != nil {
		return err
	}
	had, err := q.strings(ctx, triggers)
	if err != nil {
		return err
	}
	broken, err := q.strings(ctx, brokenKeys)
	if err != nil {
		return err
	}
	counted, err := q.counters(ctx)
	if err != nil {
		return err
	}
	if err := q.exec(ctx, s.Then...); err != nil {
		return err
	}
	if err := q.restoreCounters(ctx, counted); err != nil {
		return err
	}
	if err := q.restoreTriggers(ctx, had); err != nil {
		return err
	}
	if err := q.unbroken(ctx, broken); err != nil {
		return err
	}
	return q.exec(ctx, "COMMIT")
}

// unbroken is an error where foreign keys do not hold that did hold before.
func (q sqliteDB) unbroken(ctx context.Context, before []string) error {
	now, err := q.strings(ctx, brokenKeys)
	if err != nil {
		return err
	}
	if added := missing(now, before); len(added) > 0 {
		return fmt.Errorf("foreign keys would not hold: %s", strings.Join(added, "; "))
	}
	return nil
}

// counters returns the highest id that each AUTOINCREMENT table ever gave.
func (q sqliteDB) counters(ctx context.Context) (_ map[string]int64, err error) {
	// The table is there only once some table counts.
	exists, err := q.strings(ctx, "SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'")
	if err != nil || len(exists) == 0 {
		return nil, err
	}
	rows, err := q.conn.QueryContext(ctx, "SELECT name, seq FROM sqlite_sequence")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	out := map[string]int64{}
	for rows.Next() {
		var name string
		var seq int64
		if err := rows.Scan(&name, &seq); err != nil {
			return nil, err
		}
		out[name] = seq
	}
	return out, rows.Err()
}

// restoreCounters keeps a rebuilt table from giving an id a second time: with
// the old table SQLite forgets those of rows that were deleted.
func (q sqliteDB) restoreCounters(ctx context.Context, counted map[string]int64) error {
	now, err := q.counters(ctx)
	if err != nil {
		return err
	}
	for name, seq := range counted {
		have, ok := now[name]
		switch {
		case ok && have < seq:
			_, err = q.conn.ExecContext(ctx, "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", seq, name)
		case !ok:
			_, err = q.conn.ExecContext(ctx, "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", name, seq)
		}
		if err != nil {
			return fmt.Errorf("go on counting in %s: %w", name, err)
		}
	}
	return nil
}

// restoreTriggers makes the triggers again that went with a rebuilt table.
func (q sqliteDB) restoreTriggers(ctx context.Context, had []string) error {
	have, err := q.strings(ctx, triggers)
	if err != nil {
		return err
	}
	return q.exec(ctx, missing(had, have)...)
}

// missing returns the members of a that are not in b.
func missing(a, b []string) []string {
	in := make(map[string]bool, len(b))
	for _, s := range b {
		in[s] = true
	}
	var out []string
	for _, s := range a {
		if !in[s] {
			out = append(out, s)
		}
	}
	return out
}
