package gozen

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
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

// typedNode returns a value of a type that package model declares: an enum's
// member, or a struct of typed JSON.
func typedNode(v any) (query.Node, error) {
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return query.String(r.String()), nil
	case reflect.Struct:
		return structNode(r)
	default:
		return query.Null{}, fmt.Errorf("a %T is no value of a field", v)
	}
}

// structNode returns a struct of typed JSON as an object. A member that is nil
// is left out; a list always is one.
func structNode(v reflect.Value) (query.Node, error) {
	o := &query.Object{}
	for i := range v.NumField() {
		f := v.Field(i)
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if f.Kind() == reflect.Pointer && f.IsNil() {
			continue
		}
		n, err := fieldNode(reflect.Indirect(f))
		if err != nil {
			return nil, err
		}
		o.Members = append(o.Members, query.Member{Name: name, Value: n})
	}
	return o, nil
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
