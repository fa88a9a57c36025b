package migrate

import (
	"context"
	"errors"
	"fmt"

	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// This file is what migrations want of SQLite besides what a push does.

// lock lets statements wait for others. Prisma's files switch foreign keys off
// and on themselves, which does nothing inside a transaction.
func (q sqliteDB) lock(ctx context.Context) error {
	return q.exec(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", busyTimeout), "PRAGMA foreign_keys = OFF")
}

func (q sqliteDB) transaction(ctx context.Context) (*transaction, error) {
	var broken []string
	tx, err := begin(ctx, q.connection, "BEGIN IMMEDIATE", func(ctx context.Context) error {
		return q.unbroken(ctx, broken)
	})
	if err == nil {
		broken, err = q.strings(ctx, brokenKeys)
	}
	return tx, err
}

// retry has nothing to prepare: what stands in no transaction can be run again.
func (sqliteDB) retry(context.Context, *statement) (bool, error) { return false, nil }

func (q sqliteDB) tables(ctx context.Context) ([]string, error) {
	return q.strings(ctx, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> ? ORDER BY 1", historyTable)
}

func (sqliteDB) makeSpace(context.Context) error { return nil }

func (sqliteDB) spaces(context.Context) ([]string, error) { return []string{ddl.SQLite.Space()}, nil }

func (q sqliteDB) inspectAll(ctx context.Context, _ []string) (*atlas.Realm, error) {
	driver, err := sqlite.Open(q.inspected())
	if err != nil {
		return nil, err
	}
	have, err := q.inspectNamed(ctx, driver, nil)
	if err != nil {
		return nil, err
	}
	return withoutHistory(have.Realm), nil
}

func (q sqliteDB) triggers(ctx context.Context) (_ map[string][]string, err error) {
	rows, err := q.conn.QueryContext(ctx, "SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' AND sql IS NOT NULL ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	out := map[string][]string{}
	for rows.Next() {
		var table, statement string
		if err := rows.Scan(&table, &statement); err != nil {
			return nil, err
		}
		out[table] = append(out[table], statement)
	}
	return out, rows.Err()
}
