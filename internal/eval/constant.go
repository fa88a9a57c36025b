package eval

import (
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// literal is a literal's value in an expression, where numbers have no width.
func literal(l *schema.Literal) any {
	if l.T.Kind == schema.JSON || l.T.Kind == schema.Bytes {
		v, err := constant(l.Value, l.T.Kind)
		if err != nil {
			return nil // the checker has let nothing pass that is no value
		}
		return v
	}
	n, ok := l.Value.(schema.Number)
	if !ok {
		return l.Value
	}
	if i, err := strconv.ParseInt(string(n), 10, 64); err == nil {
		return i
	}
	if d, err := decimal.NewFromString(string(n)); err == nil {
		return d
	}
	return nil
}

// Constant returns what a literal, or a list of them, is as the value of a
// field of type t.
func Constant(e schema.Expr, t schema.ValueType) (any, error) {
	if l, ok := e.(*schema.List); ok {
		if t.Kind == schema.Custom {
			return nil, fmt.Errorf("a list is no value of type %s", t.Kind)
		}
		items := make([]any, len(l.Items))
		element := t
		element.List = false
		for i, x := range l.Items {
			v, err := Constant(x, element)
			if err != nil {
				return nil, err
			}
			items[i] = v
		}
		return items, nil
	}
	l, ok := e.(*schema.Literal)
	if !ok {
		return nil, fmt.Errorf("%T is no constant", e)
	}
	v, err := constant(l.Value, t.Kind)
	if err != nil {
		return nil, fmt.Errorf("literal of type %s: %w", t.Kind, err)
	}
	return v, nil
}

func constant(v any, k schema.Kind) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case bool:
		if k == schema.Boolean {
			return v, nil
		}
	case schema.Number:
		return numeric(string(v), k)
	case string:
		return textual(v, k)
	}
	return nil, fmt.Errorf("%v does not fit", v)
}

func numeric(s string, k schema.Kind) (any, error) {
	switch k {
	case schema.Int, schema.BigInt:
		return strconv.ParseInt(s, 10, 64)
	case schema.Float:
		return strconv.ParseFloat(s, 64)
	case schema.Decimal:
		return decimal.NewFromString(s)
	}
	return nil, fmt.Errorf("%s does not fit", s)
}

func textual(s string, k schema.Kind) (any, error) {
	switch k {
	case schema.String, schema.EnumKind:
		return s, nil
	case schema.DateTime:
		t, ok := query.ParseDateTime(s)
		if !ok {
			return nil, fmt.Errorf("%q is no date", s)
		}
		return t, nil
	case schema.Bytes:
		return base64.StdEncoding.DecodeString(s)
	case schema.JSON, schema.Custom:
		n, err := query.ParseJSON([]byte(s))
		if err != nil {
			return nil, err
		}
		return query.EncodeJSON(n)
	}
	return nil, fmt.Errorf("%q does not fit", s)
}
