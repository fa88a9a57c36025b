package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gozen-dev/gozen/internal/dialect"
)

// SQLSTATE codes, by the names of PostgreSQL's appendix A.
const (
	connectionFailure    = "08006"
	featureNotSupported  = "0A000"
	tooLong              = "22001"
	outOfRange           = "22003"
	badDateTime          = "22007"
	dateTimeOverflow     = "22008"
	badText              = "22P02"
	notNullViolation     = "23502"
	foreignKeyViolation  = "23503"
	uniqueViolation      = "23505"
	checkViolation       = "23514"
	exclusionViolation   = "23P01"
	noSuchStatement      = "26000"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	undefinedColumn      = "42703"
	undefinedTable       = "42P01"
	lockNotAvailable     = "55P03"
	queryCanceled        = "57014"
)

// classify turns what the driver returns into a [dialect.Error].
func classify(ctx context.Context, err error) error {
	var known *dialect.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if ctx.Err() != nil {
		return &dialect.Error{Kind: dialect.Timeout, Code: queryCanceled, Err: fmt.Errorf("%w: %w", ctx.Err(), err)}
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return &dialect.Error{Code: connectionFailure, Err: err}
	}
	e := &dialect.Error{Kind: kindOf(pg), Code: pg.Code, Table: pg.TableName, Err: err}
	switch e.Kind {
	case dialect.NotNullViolation:
		e.Columns = []string{pg.ColumnName}
	case dialect.UniqueViolation:
		e.Columns = keyColumns(pg.Detail)
	case dialect.ForeignKeyViolation:
		// From the other end the detail names the key of the row referred to,
		// which is not in this table.
		if !strings.Contains(pg.Detail, "is still referenced") {
			e.Columns = keyColumns(pg.Detail)
		}
	default: // the others are of no key
	}
	return e
}

func kindOf(e *pgconn.PgError) dialect.ErrorKind {
	switch e.Code {
	case uniqueViolation, exclusionViolation:
		return dialect.UniqueViolation
	case foreignKeyViolation:
		return dialect.ForeignKeyViolation
	case notNullViolation:
		return dialect.NotNullViolation
	case checkViolation:
		return dialect.CheckViolation
	case serializationFailure, deadlockDetected, lockNotAvailable:
		return dialect.Busy
	case queryCanceled:
		return dialect.Timeout
	case tooLong:
		return dialect.TooLong
	case outOfRange, dateTimeOverflow:
		return dialect.OutOfRange
	case badText, badDateTime:
		return dialect.Malformed
	case undefinedTable:
		return dialect.NoTable
	case undefinedColumn:
		return dialect.NoColumn
	}
	if staleCode(e) {
		return dialect.Busy // it will be prepared anew
	}
	return dialect.Unknown
}

// stale reports whether a prepared statement no longer fits the tables.
func stale(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && staleCode(pg)
}

func staleCode(e *pgconn.PgError) bool {
	return e.Code == noSuchStatement || e.Code == featureNotSupported && e.Routine == "RevalidateCachedQuery"
}

// keyColumns reads the names, never the values, of a detail such as
// Key (a, "userId")=(1, x) already exists. The words differ with the server's
// language, the form does not.
func keyColumns(detail string) []string {
	_, rest, ok := strings.Cut(detail, "(")
	if !ok {
		return nil
	}
	names, _, ok := strings.Cut(rest, ")=(")
	if !ok {
		return nil
	}
	var columns []string
	for name := range strings.SplitSeq(names, ", ") {
		if n := len(name); n > 1 && name[0] == '"' && name[n-1] == '"' {
			name = strings.ReplaceAll(name[1:n-1], `""`, `"`)
		}
		columns = append(columns, name)
	}
	return columns
}

// ended is the error for a context that was over before the database was asked.
func ended(ctx context.Context) error {
	return &dialect.Error{Kind: dialect.Timeout, Code: queryCanceled, Err: context.Cause(ctx)}
}
