package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
)

var errDangling = errors.New("sqlite: a row refers to one that does not exist")

// classify turns what the driver returns into a [dialect.Error]. An interrupt
// is told as the end of the context that caused it.
func classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	code := sqlite.ErrCode(err)
	e := &dialect.Error{Kind: kindOf(code), Code: code.String(), Err: err}
	// SQLite carries out ON DELETE RESTRICT by a trigger, and says so.
	if code == sqlite.ResultConstraintTrigger && strings.Contains(err.Error(), "FOREIGN KEY") {
		e.Kind = dialect.ForeignKeyViolation
	}
	if code == sqlite.ResultError {
		e.Kind = missing(err.Error())
	}
	switch e.Kind {
	case dialect.UniqueViolation, dialect.NotNullViolation:
		e.Table, e.Columns = violated(err.Error())
	case dialect.Timeout:
		if ctx.Err() != nil {
			e.Err = fmt.Errorf("%w: %w", ctx.Err(), err)
		}
	default: // the others have nothing to add
	}
	return e
}

func kindOf(code sqlite.ResultCode) dialect.ErrorKind {
	switch code {
	case sqlite.ResultConstraintUnique, sqlite.ResultConstraintPrimaryKey, sqlite.ResultConstraintRowID:
		return dialect.UniqueViolation
	case sqlite.ResultConstraintForeignKey:
		return dialect.ForeignKeyViolation
	case sqlite.ResultConstraintNotNull:
		return dialect.NotNullViolation
	case sqlite.ResultConstraintCheck:
		return dialect.CheckViolation
	}
	switch code.ToPrimary() {
	case sqlite.ResultBusy, sqlite.ResultLocked:
		return dialect.Busy
	case sqlite.ResultInterrupt:
		return dialect.Timeout
	default:
		return dialect.Unknown
	}
}

// missing reads from SQLite's words what the schema has and the database lacks.
func missing(message string) dialect.ErrorKind {
	switch {
	case strings.Contains(message, "no such table: "):
		return dialect.NoTable
	case strings.Contains(message, "no such column: "), strings.Contains(message, " has no column named "):
		return dialect.NoColumn
	default:
		return dialect.Unknown
	}
}

// violated reads table and columns from SQLite's words, which end in
// "constraint failed: Table.a, Table.b".
func violated(message string) (table string, columns []string) {
	const words = "constraint failed: "
	i := strings.LastIndex(message, words)
	if i < 0 {
		return "", nil
	}
	for name := range strings.SplitSeq(message[i+len(words):], ", ") {
		t, column, ok := strings.Cut(name, ".")
		if !ok {
			return "", nil // an index on an expression: index 'name'
		}
		table, columns = t, append(columns, column)
	}
	return table, columns
}

// ended is the error for a context that was over before the database was asked.
func ended(ctx context.Context) error {
	return &dialect.Error{Kind: dialect.Timeout, Code: sqlite.ResultInterrupt.String(), Err: context.Cause(ctx)}
}
