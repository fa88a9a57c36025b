package exec

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/schema"
)

// links remembers by which keys the rows of a level hang together with those
// above and below. A key is the columns' values as bytes; "" stands for one
// with a NULL in it, which equals nothing.
type links struct {
	own  []string         // per row: its key at the level above
	down [][]string       // per child, per row: the key of the child's rows
	byID map[string][]int // rows by own
}

func (l *links) add(lv *level, r dialect.Row) {
	types := lv.statement.Columns
	if lv.own != nil {
		l.own = append(l.own, key(r, lv.own, types))
	}
	if l.down == nil && len(lv.children) > 0 {
		l.down = make([][]string, len(lv.children))
	}
	for i, c := range lv.children {
		l.down[i] = append(l.down[i], key(r, c.parent, types))
	}
}

// clear forgets all rows and keeps the room they took.
func (l *links) clear() {
	clear(l.own)
	l.own = l.own[:0]
	for i, keys := range l.down {
		clear(keys)
		l.down[i] = keys[:0]
	}
	l.byID = nil
}

// rows returns the rows whose key at the level above is k, in order.
func (l *links) rows(k string) []int {
	if k == "" {
		return nil
	}
	if l.byID == nil {
		l.byID = make(map[string][]int, len(l.own))
		for i, own := range l.own {
			l.byID[own] = append(l.byID[own], i)
		}
	}
	return l.byID[k]
}

// top returns the rows of the top level in the order of the result: that of
// the statement, or for rows just written that of the request.
func (l *links) top(r *run, n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	written := r.program.plan.Returned
	if l.own == nil || len(r.order) != len(r.frames[written]) {
		return rows
	}
	place := make(map[string]int, n)
	for i, values := range r.frames[written] {
		place[keyOf(values[:len(written.Model.ID)])] = r.order[i]
	}
	slices.SortFunc(rows, func(a, b int) int { return place[l.own[a]] - place[l.own[b]] })
	return rows
}

// keyOf is the key of the values of an id, as key makes it of a row.
func keyOf(values []any) string {
	var b []byte
	for _, v := range values {
		switch v := v.(type) {
		case int64:
			b = binary.BigEndian.AppendUint64(b, uint64(v))
		case bool:
			if v {
				b = append(b, 1)
			} else {
				b = append(b, 0)
			}
		case time.Time:
			b = binary.BigEndian.AppendUint64(b, uint64(v.UnixMilli()))
		case []byte:
			b = prefixed(b, v)
		case string:
			b = prefixed(b, []byte(v))
		case decimal.Decimal:
			b = prefixed(b, []byte(v.String()))
		}
	}
	return string(b)
}

func key(r dialect.Row, columns []int, types []schema.ValueType) string {
	var buf [64]byte
	b := buf[:0]
	for _, c := range columns {
		if r.Null(c) {
			return ""
		}
		switch types[c].Kind {
		case schema.Int, schema.BigInt:
			b = binary.BigEndian.AppendUint64(b, uint64(r.Int64(c)))
		case schema.Boolean:
			if r.Bool(c) {
				b = append(b, 1)
			} else {
				b = append(b, 0)
			}
		case schema.DateTime:
			b = binary.BigEndian.AppendUint64(b, uint64(r.Time(c).UnixMilli()))
		case schema.Bytes:
			b = prefixed(b, r.Bytes(c))
		default:
			b = prefixed(b, r.Text(c))
		}
	}
	return string(b)
}

// prefixed appends s with its length, so that no two lists of columns look alike.
func prefixed(b, s []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(s))+1)
	return append(b, s...)
}
