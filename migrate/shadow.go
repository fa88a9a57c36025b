package migrate

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	atlas "ariga.io/atlas/sql/schema"
	"github.com/jackc/pgx/v5"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// shadowSpace marks a shadow database that was given to us: what is in it is ours
// to drop.
const shadowSpace = "gozen_shadow"

// dropTimeout bounds the cleaning up of a shadow database, which also happens
// when the work was cancelled.
const dropTimeout = 30 * time.Second

// shadow is an empty database of the same kind as another, in which migrations
// are tried.
type shadow struct {
	database
	drop  func(ctx context.Context) error // when it is closed
	given bool                            // to be emptied instead
}

// openShadow makes a shadow of the database at url, or takes the one at given.
func openShadow(ctx context.Context, db database, raw, given string) (*shadow, error) {
	var s *shadow
	var err error
	switch {
	case db.dialect() == ddl.SQLite:
		s, err = sqliteShadow(ctx)
	case given != "":
		s, err = givenShadow(ctx, given)
	default:
		s, err = postgresShadow(ctx, db.link(), raw)
	}
	if err != nil {
		return nil, fmt.Errorf("shadow database: %w", err)
	}
	for _, prepare := range []func(context.Context) error{s.lock, s.makeSpace} {
		if err := prepare(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("shadow database: %w", err), s.remove(ctx))
		}
	}
	return s, nil
}

func sqliteShadow(ctx context.Context) (*shadow, error) {
	dir, err := os.MkdirTemp("", "gozen-shadow-")
	if err != nil {
		return nil, err
	}
	db, err := openSQLite(ctx, filepath.Join(dir, "shadow.db"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &shadow{database: db, drop: func(context.Context) error { return os.RemoveAll(dir) }}, nil
}

// postgresShadow makes a database of its own on the server.
func postgresShadow(ctx context.Context, on *connection, raw string) (*shadow, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errURL
	}
	dropLeft(ctx, on, time.Now())
	name := shadowName(time.Now())
	quoted := pgx.Identifier{name}.Sanitize()
	if err := on.exec(ctx, "CREATE DATABASE "+quoted); err != nil {
		return nil, err
	}
	drop := func(ctx context.Context) error {
		return on.exec(ctx, "DROP DATABASE IF EXISTS "+quoted+" WITH (FORCE)")
	}
	u.Path = "/" + name
	db, err := openPostgres(ctx, u.String())
	if err != nil {
		return nil, errors.Join(err, drop(ctx))
	}
	return &shadow{database: db, drop: drop}, nil
}

// givenShadow takes an empty database, or one in which we were killed.
func givenShadow(ctx context.Context, raw string) (*shadow, error) {
	db, err := openPostgres(ctx, raw)
	if err != nil {
		return nil, err
	}
	n, err := db.link().count(ctx, "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm')"+
		" AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' AND to_regnamespace('"+shadowSpace+"') IS NULL")
	if err == nil && n > 0 {
		err = errors.New("it has tables, and was never a shadow database; give an empty one that nobody else uses")
	}
	s := &shadow{database: db, drop: func(context.Context) error { return nil }, given: true}
	if err == nil {
		err = s.empty(ctx)
	}
	if err == nil {
		err = db.link().exec(ctx, "CREATE SCHEMA "+shadowSpace)
	}
	if err != nil {
		return nil, errors.Join(err, db.close())
	}
	return s, nil
}

// empty drops all that a given shadow database holds, its mark last.
func (s *shadow) empty(ctx context.Context) error {
	spaces, err := s.spaces(ctx)
	if err != nil {
		return err
	}
	for _, name := range append(spaces, shadowSpace) {
		if err := s.link().exec(ctx, "DROP SCHEMA IF EXISTS "+pgx.Identifier{name}.Sanitize()+" CASCADE"); err != nil {
			return err
		}
	}
	return s.link().exec(ctx, "CREATE SCHEMA public")
}

// remove ends the shadow, also when its work was cancelled.
func (s *shadow) remove(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropTimeout)
	defer cancel()
	var err error
	if s.given {
		err = s.empty(ctx)
	}
	return errors.Join(err, s.close(), s.drop(ctx))
}

// apply runs the script of a migration, in the transactions that a deploy would use.
func (s *shadow) apply(ctx context.Context, name, script string) error {
	parts, err := steps(script, s.dialect())
	if err != nil {
		return fmt.Errorf("migration %s: %w", name, err)
	}
	for _, p := range parts {
		if err := s.step(ctx, name, p); err != nil {
			return err
		}
	}
	return nil
}

func (s *shadow) step(ctx context.Context, name string, p step) (err error) {
	if !p.bare {
		tx, begun := s.transaction(ctx)
		if begun != nil {
			return begun
		}
		defer func() { err = tx.end(ctx, err) }()
	}
	for _, st := range p.statements {
		if _, err := s.link().conn.ExecContext(ctx, st.text); err != nil {
			return fmt.Errorf("migration %s, line %d, does not run on an empty database: %w", name, st.line, err)
		}
	}
	return nil
}

// picture returns what the shadow has now.
func (s *shadow) picture(ctx context.Context) (*atlas.Realm, error) {
	spaces, err := s.spaces(ctx)
	if err != nil {
		return nil, fmt.Errorf("inspect the shadow database: %w", err)
	}
	r, err := s.inspectAll(ctx, spaces)
	if err != nil {
		return nil, fmt.Errorf("inspect the shadow database: %w", err)
	}
	return r, nil
}

// file writes down what is to change in the shadow.
func (s *shadow) file(ctx context.Context, changes *ddl.Changes) ([]string, error) {
	space, err := s.space(ctx)
	if err != nil {
		return nil, err
	}
	triggers, err := s.triggers(ctx)
	if err != nil {
		return nil, err
	}
	return changes.File(space, triggers)
}

// back returns the down.sql that takes the shadow to an earlier picture of it.
func (s *shadow) back(ctx context.Context, before *atlas.Realm) (string, error) {
	after, err := s.picture(ctx)
	if err != nil {
		return "", err
	}
	changes, err := ddl.Exact(s.dialect(), after, before)
	if err != nil {
		return "", err
	}
	statements, err := s.file(ctx, changes)
	if err != nil {
		return "", err
	}
	return script(changes.Lines(), losses(changes), statements), nil
}

// losses lists the changes that lose data.
func losses(changes *ddl.Changes) []string {
	var out []string
	for _, r := range changes.Risks() {
		if r.Loses {
			out = append(out, r.Line)
		}
	}
	return out
}
