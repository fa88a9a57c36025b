package migrate

import (
	"context"
	"database/sql"
	"regexp"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	"github.com/jackc/pgx/v5"
)

// This file is what migrations want of PostgreSQL besides what a push does.

func (p postgresDB) lock(ctx context.Context) error {
	if err := p.begin(ctx); err != nil {
		return err
	}
	_, err := p.conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(prismaLock))
	return err
}

func (p postgresDB) transaction(ctx context.Context) (*transaction, error) {
	return begin(ctx, p.connection, "BEGIN", nil)
}

func (p postgresDB) makeSpace(ctx context.Context) error {
	name, err := p.space(ctx)
	if err != nil {
		return err
	}
	return p.exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+pgx.Identifier{name}.Sanitize())
}

func (p postgresDB) spaces(ctx context.Context) ([]string, error) {
	return p.strings(ctx, "SELECT nspname FROM pg_namespace n WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', $1)"+
		" AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = n.oid AND d.deptype = 'e') ORDER BY 1", shadowSpace)
}

func (p postgresDB) inspectAll(ctx context.Context, spaces []string) (*atlas.Realm, error) {
	driver, err := postgres.Open(p.inspected())
	if err != nil {
		return nil, err
	}
	realm, err := p.inspectNamed(ctx, driver, spaces)
	if err != nil {
		return nil, err
	}
	owned, err := p.strings(ctx, "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"+
		" WHERE EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')")
	if err != nil {
		return nil, err
	}
	return withoutHistory(realm, owned...), nil
}

// triggers are none of our business here: PostgreSQL alters tables in place.
func (postgresDB) triggers(context.Context) (map[string][]string, error) { return nil, nil }

func (p postgresDB) tables(ctx context.Context) ([]string, error) {
	return p.strings(ctx, "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace"+
		" AND c.relname <> $1 AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1", historyTable)
}

// concurrent finds the index that a statement makes or drops beside others' work.
const concurrent = `(?is)^(CREATE|DROP)\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?)`

// retry knows what an interrupted CREATE INDEX CONCURRENTLY leaves behind: an
// index that is not valid. All else that stands in no transaction can be run again.
func (p postgresDB) retry(ctx context.Context, s *statement) (bool, error) {
	found := regexp.MustCompile(concurrent).FindStringSubmatch(s.text)
	if found == nil {
		return false, nil
	}
	var valid sql.NullBool
	err := p.conn.QueryRowContext(ctx, "SELECT (SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1))", found[2]).Scan(&valid)
	if err != nil {
		return false, err
	}
	if s.starts("DROP") {
		return !valid.Valid, nil
	}
	if valid.Valid && !valid.Bool {
		return false, p.exec(ctx, "DROP INDEX "+found[2])
	}
	return valid.Bool, nil
}
