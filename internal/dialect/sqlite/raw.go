package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

var (
	errSeveral = errors.New("sqlite: a raw statement is one statement")
	errBegun   = errors.New("sqlite: a raw statement cannot begin a transaction, since others would find themselves in it")
)

// Raw runs a statement on a connection that reads, and when it turns out to
// write, on the one that does.
func (db *DB) Raw(ctx context.Context, raw dialect.Raw, row func([]dialect.RawColumn, []any) error) (n int64, err error) {
	err = db.Read(ctx, func(dc dialect.Conn) error {
		n, err = dc.(*conn).alone(ctx, raw, row)
		return err
	})
	var failed *dialect.Error
	if !errors.As(err, &failed) || !strings.HasPrefix(failed.Code, sqlite.ResultReadOnly.String()) {
		return n, err
	}
	c, err := db.lendWriter(ctx)
	if err != nil {
		return 0, err
	}
	defer db.writer.give(c)
	err = c.patiently(ctx, func() error {
		n, err = c.alone(ctx, raw, row)
		return err
	})
	return n, err
}

// alone runs a raw statement outside of a transaction, and leaves none behind.
func (c *conn) alone(ctx context.Context, raw dialect.Raw, row func([]dialect.RawColumn, []any) error) (int64, error) {
	n, err := c.Raw(ctx, raw, row)
	if !c.driver.AutocommitEnabled() {
		c.abort()
		return 0, &dialect.Error{Kind: dialect.Unsupported, Code: sqlite.ResultMisuse.String(), Err: errBegun}
	}
	return n, err
}

// Raw runs a raw statement.
func (c *conn) Raw(ctx context.Context, raw dialect.Raw, row func([]dialect.RawColumn, []any) error) (int64, error) {
	if ctx.Err() != nil {
		return 0, ended(ctx)
	}
	defer c.watch(ctx)()
	s, rest, err := c.driver.PrepareTransient(raw.SQL)
	if err != nil {
		return 0, classify(ctx, err)
	}
	defer func() { _ = s.Finalize() }()
	if strings.Trim(raw.SQL[len(raw.SQL)-rest:], "; \t\r\n") != "" {
		return 0, &dialect.Error{Code: sqlite.ResultError.String(), Err: errSeveral}
	}
	if err := c.bindRaw(s, raw.Args); err != nil {
		return 0, &dialect.Error{Code: sqlite.ResultError.String(), Err: err}
	}
	c.failed = nil
	word := verb(raw.SQL)
	c.altered = c.altered || word == "PRAGMA" || word == "ATTACH"
	n, err := c.rawRows(ctx, s, row)
	if err == nil && s.ColumnCount() == 0 && counts(word) {
		n = int64(c.driver.Changes())
	}
	return n, err
}

// verb is a statement's first word in capitals.
func verb(sql string) string {
	sql = strings.TrimSpace(sql)
	if end := strings.IndexFunc(sql, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
		sql = sql[:end]
	}
	return strings.ToUpper(sql)
}

// counts reports whether SQLite counts what a statement changes. After others
// it tells the count of the one before.
func counts(word string) bool {
	return word == "INSERT" || word == "UPDATE" || word == "DELETE" || word == "REPLACE" || word == "WITH"
}

// bindRaw gives parameters their values: $2 and ?2 the second, ? each the next.
func (c *conn) bindRaw(s *sqlite.Stmt, args []any) error {
	used := 0
	for i := 1; i <= s.BindParamCount(); i++ {
		n := i
		if name := s.BindParamName(i); name != "" {
			var err error
			if n, err = strconv.Atoi(name[1:]); err != nil {
				return fmt.Errorf("sqlite: parameter %s has no number", name)
			}
		}
		if n < 1 || n > len(args) {
			return fmt.Errorf("sqlite: parameter %d has no value", n)
		}
		used = max(used, n)
		t := dialect.RawType(args[n-1])
		if err := c.dialect.bind(s, i, sqlgen.Arg{Type: t}, args[n-1]); err != nil {
			return fmt.Errorf("bind parameter %d: %w", n, err)
		}
	}
	if used < len(args) {
		return fmt.Errorf("sqlite: %d values for %d parameters", len(args), used)
	}
	return nil
}

func (c *conn) rawRows(ctx context.Context, s *sqlite.Stmt, row func([]dialect.RawColumn, []any) error) (n int64, err error) {
	var columns []dialect.RawColumn
	var declared []schema.ValueType
	var at []int
	for i := range s.ColumnCount() {
		name := s.ColumnName(i)
		if s.ColumnIndex(name) != i {
			continue // the driver has forgotten it for a later one of the same name
		}
		columns, at = append(columns, dialect.RawColumn{Name: name}), append(at, i)
		declared = append(declared, c.dialect.catalog.Column(s.ColumnTableName(i), name))
	}
	c.row.stmt = s
	values := make([]any, len(columns))
	for ; ; n++ {
		more, err := s.Step()
		if err != nil {
			if sqlite.ErrCode(err) == sqlite.ResultMisuse {
				return n, nil // space or a comment, which is prepared to nothing
			}
			return n, classify(ctx, err)
		}
		if c.failed != nil {
			return n, &dialect.Error{Code: sqlite.ResultError.String(), Err: c.failed}
		}
		if !more {
			return n, nil
		}
		c.row.buf = c.row.buf[:0]
		for i := range columns {
			values[i], columns[i].Type.Kind = c.row.rawValue(at[i], declared[i])
		}
		if err := row(columns, values); err != nil {
			return n, err
		}
	}
}

// rawValue is a value as the field that the column holds has it, when it is one
// of the schema and not renamed; else as SQLite stores it, whose integers may be big.
func (r *row) rawValue(col int, t schema.ValueType) (any, schema.Kind) {
	switch r.stmt.ColumnType(col) {
	case sqlite.TypeNull:
		return nil, schema.Null
	case sqlite.TypeInteger:
		return r.rawInteger(col, t.Kind)
	case sqlite.TypeFloat:
		return r.Float64(col), schema.Float
	case sqlite.TypeBlob:
		return append([]byte{}, r.raw(col)...), schema.Bytes
	default:
		return rawText(string(r.raw(col)), t.Kind)
	}
}

func (r *row) rawInteger(col int, k schema.Kind) (any, schema.Kind) {
	n := r.Int64(col)
	switch {
	case k == schema.Boolean && n>>1 == 0:
		return n == 1, k
	case k == schema.Int:
		return n, k
	case k == schema.Float:
		return float64(n), k
	case k == schema.DateTime:
		return r.Time(col), k
	default:
		return n, schema.BigInt
	}
}

func rawText(s string, k schema.Kind) (any, schema.Kind) {
	switch k {
	case schema.DateTime:
		if t, ok := parseTime([]byte(s)); ok {
			return t, k
		}
	case schema.Decimal:
		if d, err := decimal.NewFromString(s); err == nil {
			return d, k
		}
	case schema.JSON, schema.Custom:
		if json.Valid([]byte(s)) {
			return query.JSON(s), schema.JSON
		}
	default: // text
	}
	return s, schema.String
}
