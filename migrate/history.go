package migrate

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// historyTable is Prisma's, and so are its columns: a database that Prisma has
// migrated goes on here, and the other way round (docs/decisions/0012).
const historyTable = "_prisma_migrations"

// record is a row of the history that was not rolled back.
type record struct {
	id, name, checksum string
	finished           bool
	steps              int
	log                string
}

// ours begins the log of a migration that Gozen works at step by step. What
// follows is the checksum of the steps that are done.
const ours = "gozen: "

// resumable reports whether we, and not Prisma, were stopped in the middle.
func (r *record) resumable() bool { return !r.finished && strings.HasPrefix(r.log, ours) }

// history is the history in a database.
type history struct{ db database }

// create makes the table where it is missing.
func (h history) create(ctx context.Context) error {
	columns := `"id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,` +
		` "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,` +
		` "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0`
	if h.db.dialect() == ddl.SQLite {
		columns = `"id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME,` +
			` "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME,` +
			` "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0`
	}
	if err := h.exec(ctx, `CREATE TABLE IF NOT EXISTS "`+historyTable+`" (`+columns+`)`); err != nil {
		return fmt.Errorf("make the table of migrations: %w", err)
	}
	return nil
}

// exists reports whether there is a history.
func (h history) exists(ctx context.Context) (bool, error) {
	query := `SELECT to_regclass('"` + historyTable + `"') IS NOT NULL`
	if h.db.dialect() == ddl.SQLite {
		query = `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '` + historyTable + `')`
	}
	var there bool
	if err := h.db.link().conn.QueryRowContext(ctx, query).Scan(&there); err != nil {
		return false, fmt.Errorf("look for the table of migrations: %w", err)
	}
	return there, nil
}

// records returns what the history holds, by the names of migrations. A
// database without a history has none.
func (h history) records(ctx context.Context) (_ map[string]*record, err error) {
	there, err := h.exists(ctx)
	if err != nil || !there {
		return nil, err
	}
	rows, err := h.db.link().conn.QueryContext(ctx, `SELECT "id", "migration_name", "checksum", "finished_at" IS NOT NULL,`+
		` "applied_steps_count", COALESCE("logs", '') FROM "`+historyTable+`" WHERE "rolled_back_at" IS NULL`)
	if err != nil {
		return nil, fmt.Errorf("read the table of migrations: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	out := map[string]*record{}
	for rows.Next() {
		var r record
		if err := rows.Scan(&r.id, &r.name, &r.checksum, &r.finished, &r.steps, &r.log); err != nil {
			return nil, fmt.Errorf("read the table of migrations: %w", err)
		}
		// Of several rows for a name, one that finished counts.
		if old := out[r.name]; old == nil || r.finished {
			out[r.name] = &r
		}
	}
	return out, rows.Err()
}

// now is the present as the history keeps it: Prisma's SQLite has milliseconds.
func (h history) now() string {
	if h.db.dialect() == ddl.SQLite {
		return "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
	}
	return "now()"
}

// add writes that a migration has begun, or that it is done.
func (h history) add(ctx context.Context, m *migration, done bool) (*record, error) {
	r := &record{id: uuid(), name: m.name, checksum: checksum(m.up), finished: done}
	finished, log := "NULL", any(ours)
	if done {
		finished, r.steps, log = h.now(), 1, nil
	}
	err := h.exec(ctx, `INSERT INTO "`+historyTable+`" ("id", "checksum", "migration_name", "logs", "finished_at", "started_at", "applied_steps_count")`+
		` VALUES ($1, $2, $3, $4, `+finished+`, `+h.now()+`, $5)`, r.id, r.checksum, r.name, log, r.steps)
	if err != nil {
		return nil, fmt.Errorf("remember migration %s: %w", m.name, err)
	}
	return r, nil
}

// advance writes that one more step of a migration is done, whose first steps
// have the given text. When somebody else was faster, it is an error.
func (h history) advance(ctx context.Context, r *record, sum, done string) error {
	result, err := h.result(ctx, `UPDATE "`+historyTable+`" SET "applied_steps_count" = $1, "logs" = $2, "checksum" = $3`+
		` WHERE "id" = $4 AND "applied_steps_count" = $5`, r.steps+1, ours+checksum(done), sum, r.id, r.steps)
	if err != nil {
		return fmt.Errorf("remember a step of migration %s: %w", r.name, err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(fmt.Errorf("somebody else works at migration %s", r.name), err)
	}
	r.steps++
	return nil
}

// finish writes that a migration is done.
func (h history) finish(ctx context.Context, r *record, sum string) error {
	err := h.exec(ctx, `UPDATE "`+historyTable+`" SET "finished_at" = `+h.now()+`, "logs" = NULL, "checksum" = $1 WHERE "id" = $2`, sum, r.id)
	if err != nil {
		return fmt.Errorf("remember migration %s: %w", r.name, err)
	}
	return nil
}

// rollBack writes that a migration is not applied any more.
func (h history) rollBack(ctx context.Context, name string) error {
	err := h.exec(ctx, `UPDATE "`+historyTable+`" SET "rolled_back_at" = `+h.now()+` WHERE "migration_name" = $1 AND "rolled_back_at" IS NULL`, name)
	if err != nil {
		return fmt.Errorf("forget migration %s: %w", name, err)
	}
	return nil
}

func (h history) exec(ctx context.Context, statement string, args ...any) error {
	_, err := h.result(ctx, statement, args...)
	return err
}

// result runs a statement with PostgreSQL's numbered parameters, which SQLite
// writes with a question mark.
func (h history) result(ctx context.Context, statement string, args ...any) (sql.Result, error) {
	if h.db.dialect() == ddl.SQLite {
		statement = strings.ReplaceAll(statement, "$", "?")
	}
	return h.db.link().conn.ExecContext(ctx, statement, args...)
}

// uuid returns a random UUID, which is what Prisma gives its rows.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program first
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
