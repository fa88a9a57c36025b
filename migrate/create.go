package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// PostgreSQL's words for what can be wrong with a database that is to be made.
const (
	noDatabase        = "3D000"
	duplicateDatabase = "42P04"
	duplicateKey      = "23505" // what the loser of a race for the same name gets
	notAllowed        = "42501"
)

// openMade is [open] for who is going to make tables: a PostgreSQL database that
// is not there yet is made, as SQLite makes its file.
func openMade(ctx context.Context, url string) (database, error) {
	db, err := open(ctx, url)
	if !is(err, noDatabase) {
		return db, err
	}
	if err := createDatabase(ctx, url); err != nil {
		return nil, err
	}
	return open(ctx, url)
}

func is(err error, codes ...string) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && slices.Contains(codes, answer.Code)
}

// createDatabase makes the database that the url names, by way of one of those
// that every server has.
func createDatabase(ctx context.Context, url string) error {
	config, err := postgresConfig(url)
	if err != nil {
		return errURL
	}
	name := config.Database
	var c *connection
	for _, config.Database = range []string{"postgres", "template1"} {
		if c, err = connect(ctx, stdlib.OpenDB(*config)); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("database %s is not there, and to make it: %w", name, err)
	}
	err = c.exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	switch {
	case is(err, duplicateDatabase, duplicateKey):
		err = nil // somebody else was faster
	case is(err, notAllowed):
		err = fmt.Errorf("database %s is not there, and %s may not make it: let an administrator run createdb --owner=%s %s",
			name, config.User, config.User, name)
	case err != nil:
		err = fmt.Errorf("make database %s: %w", name, err)
	}
	return errors.Join(err, c.close())
}
