package gozen

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/query"
)

// valueNode returns a Go value as a request has it.
func valueNode(v any) (query.Node, error) {
	switch v := v.(type) {
	case nil:
		return query.Null{}, nil
	case string:
		return query.String(v), nil
	case int:
		return query.Number(strconv.Itoa(v)), nil
	case int64:
		return query.Number(strconv.FormatInt(v, 10)), nil
	case float64:
		return query.Number(strconv.FormatFloat(v, 'g', -1, 64)), nil
	case bool:
		return query.Bool(v), nil
	case time.Time:
		return query.Date(v), nil
	case Decimal:
		return query.Decimal(v.String()), nil
	case []byte:
		if v == nil {
			return query.Null{}, nil
		}
		return query.Bytes(v), nil
	case JSONValue:
		if v == nil {
			return query.DBNull, nil
		}
		return jsonNode(v)
	case query.Node:
		return v, nil
	default:
		return typedNode(v)
	}
}

// jsonNode parses a JSON value.
func jsonNode(text []byte) (query.Node, error) {
	n, err := query.ParseJSON(text)
	if err != nil {
		return query.Null{}, fmt.Errorf("%.40q is not JSON: %w", text, err)
	}
	if _, null := n.(query.Null); null {
		return query.JSONNull, nil
	}
	return n, nil
}

// typedNode returns a struct of typed JSON as the JSON value that it stands for.
func typedNode(v any) (query.Node, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return query.Null{}, err
	}
	n, err := query.ParseJSON(text)
	if err != nil {
		return query.Null{}, err
	}
	return n, nil
}

// listNode returns values as an array.
func listNode[V any](values []V) (query.Node, error) {
	list := make(query.Array, len(values))
	for i, v := range values {
		n, err := valueNode(v)
		if err != nil {
			return query.Null{}, err
		}
		list[i] = n
	}
	return list, nil
}
