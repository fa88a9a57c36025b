package sqlite

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// row is the current row of a statement. The driver only copies bytes out, so
// they are copied to memory that is used again for every row.
type row struct {
	stmt    *sqlite.Stmt
	columns []schema.ValueType
	catalog *sqlgen.Catalog
	buf     []byte
}

func (r *row) Null(col int) bool       { return r.stmt.ColumnType(col) == sqlite.TypeNull }
func (r *row) Bool(col int) bool       { return r.stmt.ColumnInt64(col) != 0 }
func (r *row) Int64(col int) int64     { return r.stmt.ColumnInt64(col) }
func (r *row) Float64(col int) float64 { return r.stmt.ColumnFloat(col) }
func (r *row) Bytes(col int) []byte    { return r.text(col) }

func (r *row) Text(col int) []byte {
	b := r.text(col)
	if t := r.columns[col]; t.Kind == schema.EnumKind && r.catalog.Mapped(t.Name) {
		return []byte(r.catalog.Member(t.Name, string(b)))
	}
	return b
}

func (r *row) Time(col int) time.Time {
	t, _ := r.time(col)
	return t
}

func (r *row) TimeText(col int) []byte {
	if r.stmt.ColumnType(col) != sqlite.TypeText {
		return nil
	}
	if b := r.raw(col); stored(b) {
		return b
	}
	return nil
}

// time reads text, or the milliseconds that Prisma stores.
func (r *row) time(col int) (time.Time, bool) {
	if r.stmt.ColumnType(col) == sqlite.TypeInteger {
		return time.UnixMilli(r.stmt.ColumnInt64(col)).UTC(), true
	}
	return parseTime(r.raw(col))
}

// text is what a column holds as text, also where another program keeps a
// Decimal or Json as a number, as Prisma does.
func (r *row) text(col int) []byte {
	if k := r.columns[col].Kind; (k == schema.Decimal || k == schema.JSON) && r.stmt.ColumnType(col) == sqlite.TypeFloat {
		start := len(r.buf)
		r.buf = appendReal(r.buf, r.stmt.ColumnFloat(col))
		return r.buf[start:len(r.buf):len(r.buf)]
	}
	return r.raw(col)
}

// raw copies a column's bytes behind those already handed out of this row.
func (r *row) raw(col int) []byte {
	start := len(r.buf)
	room := r.buf[start:cap(r.buf)]
	n := r.stmt.ColumnBytes(col, room)
	if n < len(room) {
		r.buf = r.buf[:start+n]
		return r.buf[start : start+n : start+n]
	}
	// The room may have been too small. What was handed out stays where it is.
	n = r.stmt.ColumnLen(col)
	r.buf = make([]byte, n, 2*n+256)
	r.stmt.ColumnBytes(col, r.buf)
	return r.buf[:n:n]
}

// appendReal writes all that there is of a number, where SQLite gives 15 digits.
func appendReal(b []byte, f float64) []byte {
	format := byte('f')
	if size := math.Abs(f); size >= 1e21 || size < 1e-6 && size > 0 {
		format = 'g'
	}
	return strconv.AppendFloat(b, f, format, -1, 64)
}

func (r *row) Value(col int, t schema.ValueType) (any, error) {
	if r.Null(col) {
		return nil, nil
	}
	switch t.Kind {
	case schema.Boolean:
		return r.Bool(col), nil
	case schema.Int, schema.BigInt:
		return r.Int64(col), nil
	case schema.Float:
		return r.Float64(col), nil
	case schema.Decimal:
		d, err := decimal.NewFromString(string(r.text(col)))
		return d, err
	case schema.DateTime:
		v, ok := r.time(col)
		if !ok {
			return nil, fmt.Errorf("sqlite: column %d holds no date", col)
		}
		return v, nil
	case schema.Bytes:
		return append([]byte{}, r.raw(col)...), nil
	case schema.JSON, schema.Custom:
		return query.JSON(r.text(col)), nil
	case schema.EnumKind:
		return r.catalog.Member(t.Name, string(r.raw(col))), nil
	default:
		return string(r.raw(col)), nil
	}
}
