// Package dialect opens databases. What the engine needs of one is [DB]; the
// packages below have the same files each, so that who knows one knows all.
package dialect

import (
	"context"
	"time"

	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// DB is an open database. It is safe for concurrent use.
type DB interface {
	RawRunner
	// Dialect writes the database's SQL.
	Dialect() sqlgen.Dialect
	// Read lends a connection for statements that only read.
	Read(ctx context.Context, f func(Conn) error) error
	// Begin opens a transaction; see also [Write]. On SQLite it takes the write
	// lock at once, and waits for it as long as ctx and the database's own
	// patience allow. A level that the database does not have is an error of the
	// kind Unsupported.
	Begin(ctx context.Context, level query.Isolation) (Tx, error)
	// One runs one writing statement that is a transaction of its own. An error of
	// row undoes it on SQLite; PostgreSQL has committed when it sends the row.
	One(ctx context.Context, c Call, row func(Row) error) error
	// Exec runs schema statements (DDL) in one transaction.
	Exec(ctx context.Context, statements []string) error
	Close() error
}

// Conn is a connection lent by a [DB]. It is used by one goroutine.
type Conn interface {
	// Run sends the calls together, one round trip where the database can,
	// and hands each row of call i to row, in order of calls. It returns each
	// call's number of affected (or returned) rows. Errors of the database are *[Error].
	Run(ctx context.Context, calls []Call, row func(i int, r Row) error) ([]int64, error)
}

// Call is one run of a statement. Args are logical Go values, one for each
// [sqlgen.Arg], as query.Op.Values has them; the connection encodes them.
type Call struct {
	Statement *sqlgen.Statement
	Args      []any
}

// Row is the current row of a result. What it returns is valid until the next row.
type Row interface {
	Null(col int) bool
	Bool(col int) bool
	Int64(col int) int64
	Float64(col int) float64
	// Text is the text of String, enum (the member's name), Decimal (plain
	// notation, without trailing zeros) and Json columns.
	Text(col int) []byte
	Time(col int) time.Time // UTC
	// TimeText is a DateTime's text where it is stored as JSON has it, in UTC and
	// with milliseconds; else nil, and Time has it.
	TimeText(col int) []byte
	Bytes(col int) []byte
	// Value is the column as a logical Go value, nil for NULL; the way for lists.
	Value(col int, t schema.ValueType) (any, error)
}

// ErrorKind classes a database's errors.
type ErrorKind uint8

// The kinds of errors.
const (
	Unknown ErrorKind = iota
	UniqueViolation
	ForeignKeyViolation
	NotNullViolation
	CheckViolation
	TooLong    // text or bytes, for their column
	OutOfRange // a number or a time, for its column
	Malformed  // a value that its column's type cannot read, such as a UUID
	NoTable
	NoColumn
	Busy // deadlock, serialization failure, locked: the transaction may be run again
	Timeout
	Unsupported // the database cannot do it
)

// Error is an error of the database, classed.
type Error struct {
	Kind ErrorKind
	// Code is what clients see: SQLITE_CONSTRAINT_UNIQUE, 23505, …
	Code string
	// Table and Columns are what a violated key covers, where the database tells.
	Table   string
	Columns []string
	Err     error
}

// Error returns the database's own words; they are for logs only.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the driver's error.
func (e *Error) Unwrap() error { return e.Err }
