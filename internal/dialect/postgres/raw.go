package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

var errBegun = errors.New("postgres: a raw statement cannot begin a transaction, since others would find themselves in it")

// Raw runs a statement that commits by itself.
func (db *DB) Raw(ctx context.Context, raw dialect.Raw, row func([]dialect.RawColumn, []any) error) (n int64, err error) {
	err = db.lend(ctx, func(c *conn) error {
		n, err = c.Raw(ctx, raw, row)
		if err == nil && c.pg.TxStatus() != idle {
			// The pool does not lend such a connection again.
			return &dialect.Error{Kind: dialect.Unsupported, Code: "25001", Err: errBegun}
		}
		return err
	})
	return n, err
}

// Raw prepares a statement, which tells the types of its parameters and
// columns, and runs it.
func (c *conn) Raw(ctx context.Context, raw dialect.Raw, row func([]dialect.RawColumn, []any) error) (int64, error) {
	if ctx.Err() != nil {
		return 0, ended(ctx)
	}
	if err := c.flush(ctx); err != nil {
		return 0, classify(ctx, err)
	}
	s, err := c.pg.Prepare(ctx, "", raw.SQL, nil)
	if err != nil {
		return 0, classify(ctx, err)
	}
	if len(s.ParamOIDs) != len(raw.Args) {
		return 0, &dialect.Error{Code: "08P01", Err: fmt.Errorf("postgres: %d values for %d parameters", len(raw.Args), len(s.ParamOIDs))}
	}
	values := make([][]byte, len(raw.Args))
	formats := make([]int16, len(raw.Args))
	for i, v := range raw.Args {
		if isNull(v) {
			continue
		}
		if values[i], formats[i], err = c.dialect.encode([]byte{}, sqlgen.Arg{Type: dialect.RawType(v)}, v); err != nil {
			return 0, &dialect.Error{Code: "22000", Err: fmt.Errorf("bind parameter %d: %w", i+1, err)}
		}
	}
	return c.rawRows(ctx, c.pg.ExecPrepared(ctx, "", values, formats, rawFormats(s.Fields)), row)
}

// flush sends what is to go before the next run.
func (c *conn) flush(ctx context.Context) error {
	for _, sql := range c.before {
		if _, err := c.pg.Exec(ctx, sql).ReadAll(); err != nil {
			return err
		}
	}
	c.before = c.before[:0]
	return nil
}

// rawFormats asks for the binary form of the types that are known, and for the
// text of the others.
func rawFormats(fields []pgconn.FieldDescription) []int16 {
	formats := make([]int16, len(fields))
	for i, f := range fields {
		if rawType(f.DataTypeOID).Kind != schema.Unsupported {
			formats[i] = binaryFormat
		}
	}
	return formats
}

func (c *conn) rawRows(ctx context.Context, result *pgconn.ResultReader, each func([]dialect.RawColumn, []any) error) (int64, error) {
	// Close reads what is left, also when each stops or panics. Its error is
	// told below.
	defer func() { _, _ = result.Close() }()
	var columns []dialect.RawColumn
	var values []any
	r := &row{catalog: c.dialect.catalog}
	for result.NextRow() {
		if columns == nil {
			r.fields = result.FieldDescriptions()
			columns, values = make([]dialect.RawColumn, len(r.fields)), make([]any, len(r.fields))
			for i, f := range r.fields {
				columns[i] = dialect.RawColumn{Name: f.Name, Type: rawType(f.DataTypeOID)}
			}
		}
		r.values = result.Values()
		for i := range columns {
			var err error
			if values[i], err = r.raw(i, columns[i].Type); err != nil {
				return 0, &dialect.Error{Code: featureNotSupported, Err: fmt.Errorf("column %s: %w", columns[i].Name, err)}
			}
		}
		if err := each(columns, values); err != nil {
			return 0, err
		}
	}
	tag, err := result.Close()
	return tag.RowsAffected(), classify(ctx, err)
}

// raw is a column's logical value, and its text where it has none: a numeric
// may be NaN.
func (r *row) raw(col int, t schema.ValueType) (any, error) {
	v := r.values[col]
	if v == nil {
		return nil, nil
	}
	if t.Kind == schema.Unsupported {
		return string(v), nil
	}
	x, err := r.Value(col, t)
	if err != nil && t.Kind == schema.Decimal && !t.List {
		return string(appendText(nil, numericOID, v)), nil
	}
	return x, err
}

// rawType is the type of a column by the number that every server gives it;
// Unsupported for types that are told as text.
func rawType(oid uint32) schema.ValueType {
	if element, ok := elementOf(oid); ok {
		return schema.ValueType{Kind: scalarOf(element), List: true}
	}
	return schema.ValueType{Kind: scalarOf(oid)}
}

func scalarOf(oid uint32) schema.Kind {
	switch oid {
	case 16:
		return schema.Boolean
	case 21, 23: // int2, int4
		return schema.Int
	case 20: // int8
		return schema.BigInt
	case float4OID, float8OID:
		return schema.Float
	case numericOID:
		return schema.Decimal
	case timestampOID, timestamptzOID, dateOID, timeOID, timetzOID:
		return schema.DateTime
	case 17:
		return schema.Bytes
	case 114, jsonbOID:
		return schema.JSON
	case 18, 19, 25, 1042, 1043, uuidOID: // char, name, text, bpchar, varchar
		return schema.String
	default:
		return schema.Unsupported
	}
}

// elementOf is the type of an array's elements.
func elementOf(oid uint32) (uint32, bool) {
	switch oid {
	case 1000:
		return 16, true
	case 1001:
		return 17, true
	case 1002:
		return 18, true
	case 1003:
		return 19, true
	case 1005:
		return 21, true
	case 1007:
		return 23, true
	case 1016:
		return 20, true
	case 1009:
		return 25, true
	case 1014:
		return 1042, true
	case 1015:
		return 1043, true
	case 1021:
		return float4OID, true
	case 1022:
		return float8OID, true
	case 1115:
		return timestampOID, true
	case 1182:
		return dateOID, true
	case 1183:
		return timeOID, true
	case 1185:
		return timestamptzOID, true
	case 1231:
		return numericOID, true
	case 1270:
		return timetzOID, true
	case 199:
		return 114, true
	case 2951:
		return uuidOID, true
	case 3807:
		return jsonbOID, true
	default:
		return 0, false
	}
}
