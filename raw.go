package gozen

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// Raw is a client that runs SQL of the program's own: a generated Unrestricted.
// SQL knows no rules, so that clients of users do not have it.
type Raw interface{ GozenRaw() *Client }

// sqlText is SQL that the program has in its source: only constants convert to
// it, so that no input can become a part of it.
type sqlText string

// UnsafeSQL makes text that was put together at run time SQL. Who calls it
// answers for every byte of it.
func UnsafeSQL(text string) sqlText { return sqlText(text) }

// SQL runs a statement and returns its rows. R is a struct whose fields have the
// columns' names, by their json name or else their own, or the type of the only
// column. Args stand for $1, $2, … in the text, on SQLite for ?1, ?2, … too.
func SQL[R any](ctx context.Context, r Raw, text sqlText, args ...any) ([]R, error) {
	rows, err := r.GozenRaw().sql(ctx, text, args)
	if err != nil {
		return nil, err
	}
	list := make([]R, len(rows))
	for i, row := range rows {
		if err := rawRow(reflect.ValueOf(&list[i]).Elem(), row); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Exec runs a statement and returns the number of rows that it affected.
func Exec(ctx context.Context, r Raw, text sqlText, args ...any) (int, error) {
	c := r.GozenRaw()
	bound, err := c.raw(ctx)
	if err != nil {
		return 0, err
	}
	n, err := bound.ExecuteRaw(ctx, rawSQL(text, args))
	return int(n), failedRaw(err)
}

func (c *Client) sql(ctx context.Context, text sqlText, args []any) ([]map[string]any, error) {
	bound, err := c.raw(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := bound.RowsRaw(ctx, rawSQL(text, args))
	return rows, failedRaw(err)
}

// raw returns the engine's client for SQL.
func (c *Client) raw(ctx context.Context) (*rt.Client, error) {
	if c == nil || c.db == nil {
		return nil, usage("the client is bound to no database")
	}
	if err := c.inside(ctx); err != nil {
		return nil, err
	}
	return c.client(ctx)
}

func rawSQL(text sqlText, args []any) rt.RawSQL {
	values := make([]any, len(args))
	for i, a := range args {
		if v := reflect.ValueOf(a); a != nil && (v.Kind() != reflect.Pointer || !v.IsNil()) {
			values[i] = rawArgument(reflect.Indirect(v))
		}
	}
	return rt.RawSQL{Parts: []string{string(text)}, Values: values}
}

func rawArgument(v reflect.Value) any {
	if j, ok := reflect.TypeAssert[JSONValue](v); ok {
		return query.JSON(j)
	}
	return logical(v)
}

// failedRaw is failed, of a statement.
func failedRaw(err error) error {
	if err = failedTx(err); err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok { //nolint:errorlint // failedTx made it just now
		e.Op = "SQL"
	}
	return err
}

// rawRow fills a struct, or the one value, from a row.
func rawRow(to reflect.Value, row map[string]any) error {
	_, isTime := reflect.TypeAssert[time.Time](to)
	_, isDecimal := reflect.TypeAssert[Decimal](to)
	if to.Kind() != reflect.Struct || isTime || isDecimal {
		if len(row) != 1 {
			return usage("SQL: a row has %d columns, which takes a struct and not %s", len(row), to.Type())
		}
		for name, v := range row {
			return rawValue(to, name, v)
		}
	}
	filled := 0
	for i := range to.NumField() {
		f := to.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		column, ok := columnFor(row, f.Name, name)
		if !ok {
			return usage("SQL: no column for %s.%s", to.Type(), f.Name)
		}
		if err := rawValue(to.Field(i), column, row[column]); err != nil {
			return err
		}
		filled++
	}
	if filled < len(row) {
		return usage("SQL: a row has %d columns, and %s takes %d", len(row), to.Type(), filled)
	}
	return nil
}

func columnFor(row map[string]any, goName, jsonName string) (string, bool) {
	if jsonName != "" {
		_, ok := row[jsonName]
		return jsonName, ok
	}
	for name := range row {
		if plain(name) == plain(goName) {
			return name, true
		}
	}
	return "", false
}

// rawValue puts a column's value where one of the right type is.
func rawValue(to reflect.Value, name string, v any) error {
	if v == nil {
		if to.Kind() != reflect.Pointer && to.Kind() != reflect.Slice {
			return usage("SQL: column %s is NULL, which takes a pointer and not %s", name, to.Type())
		}
		return nil
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	if text, ok := v.(string); ok && to.Type() == reflect.TypeFor[time.Time]() {
		t, ok := query.ParseDateTime(text)
		if !ok {
			return usage("SQL: column %s holds no time", name)
		}
		v = t
	}
	if !holds(to, v) {
		return usage("SQL: column %s is a %T, not %s", name, v, to.Type())
	}
	assign(to, v)
	return nil
}
