package dialect

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Raw is a statement that a program has written itself. Its placeholders are
// $1, $2, … on every database; Args are logical values, lists as []any.
type Raw struct {
	SQL  string
	Args []any
}

// RawColumn is a column of a raw result: its name, and what its value in the
// present row is. A database without types of columns tells by the value.
type RawColumn struct {
	Name string
	Type schema.ValueType
}

// RawRunner runs raw statements: a [DB] each by itself, a [Tx] as a part of it.
type RawRunner interface {
	// Raw runs a statement and hands each row to row; values are logical ones.
	// It returns the number of affected rows.
	Raw(ctx context.Context, r Raw, row func([]RawColumn, []any) error) (int64, error)
}

// JoinRaw puts placeholders between the parts of a statement.
func JoinRaw(parts []string) string {
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// RawType is the type as which a raw statement's argument is bound.
func RawType(v any) schema.ValueType {
	if list, ok := v.([]any); ok {
		t := schema.ValueType{Kind: schema.String}
		for _, x := range list {
			if x != nil {
				t = RawType(x)
				break
			}
		}
		t.List = true
		return t
	}
	return schema.ValueType{Kind: kindOf(v)}
}

func kindOf(v any) schema.Kind {
	switch v.(type) {
	case bool:
		return schema.Boolean
	case int64:
		return schema.BigInt
	case float64:
		return schema.Float
	case decimal.Decimal:
		return schema.Decimal
	case time.Time:
		return schema.DateTime
	case []byte:
		return schema.Bytes
	case query.JSON:
		return schema.JSON
	default:
		return schema.String
	}
}
