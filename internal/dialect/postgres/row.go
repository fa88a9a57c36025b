package postgres

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// row is the current row of a result, in the server's binary form. A column's
// own type decides how it is read, not that of the schema: a count is a bigint
// wherever it stands.
type row struct {
	fields  []pgconn.FieldDescription
	values  [][]byte
	columns []schema.ValueType
	catalog *sqlgen.Catalog
	buf     []byte // text made of binary columns
}

func (r *row) Null(col int) bool       { return r.values[col] == nil }
func (r *row) Bool(col int) bool       { return len(r.values[col]) == 1 && r.values[col][0] != 0 }
func (r *row) Int64(col int) int64     { return readInt(r.values[col]) }
func (r *row) Float64(col int) float64 { return readFloat(r.fields[col].DataTypeOID, r.values[col]) }
func (r *row) Bytes(col int) []byte    { return r.values[col] }

func (r *row) TimeText(int) []byte { return nil }

func (r *row) Time(col int) time.Time {
	t, _ := readTime(r.fields[col].DataTypeOID, r.values[col])
	return t
}

func (r *row) Text(col int) []byte {
	v := r.values[col]
	if t := r.columns[col]; t.Kind == schema.EnumKind && r.catalog.Mapped(t.Name) {
		return []byte(r.catalog.Member(t.Name, string(v)))
	}
	start := len(r.buf)
	switch oid := r.fields[col].DataTypeOID; oid {
	case numericOID, uuidOID:
		r.buf = appendText(r.buf, oid, v)
		return r.buf[start:len(r.buf):len(r.buf)]
	case jsonbOID:
		return jsonText(v)
	default:
		return v
	}
}

func (r *row) Value(col int, t schema.ValueType) (any, error) {
	v, oid := r.values[col], r.fields[col].DataTypeOID
	if v == nil {
		return nil, nil
	}
	if !t.List || t.Kind == schema.Custom {
		return r.scalar(oid, v, t)
	}
	return r.list(v, t)
}

func (r *row) scalar(oid uint32, v []byte, t schema.ValueType) (any, error) {
	switch t.Kind {
	case schema.Boolean:
		return len(v) == 1 && v[0] != 0, nil
	case schema.Int, schema.BigInt:
		return readInt(v), nil
	case schema.Float:
		return readFloat(oid, v), nil
	case schema.Decimal:
		d, err := decimal.NewFromString(string(appendText(nil, oid, v)))
		return d, err
	case schema.DateTime:
		x, ok := readTime(oid, v)
		if !ok {
			return nil, fmt.Errorf("postgres: type %d is no date", oid)
		}
		return x, nil
	case schema.Bytes:
		return append([]byte{}, v...), nil
	case schema.JSON, schema.Custom:
		if oid == jsonbOID {
			v = jsonText(v)
		}
		return query.JSON(v), nil
	case schema.EnumKind:
		return r.catalog.Member(t.Name, string(v)), nil
	default:
		return string(appendText(nil, oid, v)), nil
	}
}

var errArray = errors.New("postgres: not an array of one dimension")

// list reads an array: the number of dimensions, a flag and the elements' type,
// then for the dimension its length and first index, then the elements, each
// after its length.
func (r *row) list(v []byte, t schema.ValueType) (any, error) {
	if len(v) < 12 {
		return nil, errArray
	}
	dimensions, oid := binary.BigEndian.Uint32(v), binary.BigEndian.Uint32(v[8:])
	if dimensions == 0 {
		return []any{}, nil
	}
	if dimensions != 1 || len(v) < 20 {
		return nil, errArray
	}
	n := int(binary.BigEndian.Uint32(v[12:]))
	v = v[20:]
	list := make([]any, 0, min(n, len(v)/4+1))
	for range n {
		if len(v) < 4 {
			return nil, errArray
		}
		size := int32(binary.BigEndian.Uint32(v))
		v = v[4:]
		if size < 0 {
			list = append(list, nil)
			continue
		}
		if int(size) > len(v) {
			return nil, errArray
		}
		x, err := r.scalar(oid, v[:size:size], t)
		if err != nil {
			return nil, err
		}
		list, v = append(list, x), v[size:]
	}
	return list, nil
}
