package main

import (
	"encoding/json"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// value is a value of a scalar field as a request's JSON has it. There are few
// of each type, so that rules and conditions split rows.
func value(d dice, f *schema.Field) any {
	switch f.Type.Kind {
	case schema.BigInt:
		return among(d, 0, 1, 2, 3, 2, 9007199254740993)
	case schema.Int:
		return d.n(4)
	case schema.Float:
		return among(d, 0.0, 0.5, 1, 2)
	case schema.Decimal:
		return among(d, "0", "0.5", "1", "2", "12345678901234567890.123")
	case schema.Bytes:
		return among(d, []byte{}, []byte{0}, []byte{0, 255}, []byte("a"))
	case schema.JSON:
		return among(d, any(json.RawMessage(`{"b":1,"a":[null,"x"]}`)), any(json.RawMessage(`{}`)), any(json.RawMessage("1")), any(json.RawMessage(`"a"`)), any(query.JSONNull))
	case schema.String:
		return among(d, "a", "b", "A", "ab", "%", "")
	case schema.Boolean:
		return d.chance(50)
	case schema.EnumKind:
		return among(d, "RED", "BLUE")
	case schema.DateTime:
		return among(d, "2020-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z")
	default:
		panic("gozen-oracle: no values of type " + f.Type.Kind.String())
	}
}

// maybe is a value or, where the field takes it, null.
func maybe(d dice, f *schema.Field) any {
	if f.Type.Optional && d.chance(35) {
		return null(f)
	}
	return whole(d, f)
}

// null is how a request says that a field is to hold nothing.
func null(f *schema.Field) any {
	if f.Type.Kind == schema.JSON {
		return query.DBNull
	}
	return nil
}

// whole is a value of the field, of a list all of it.
func whole(d dice, f *schema.Field) any {
	if !f.Type.List {
		return value(d, f)
	}
	list := []any{}
	for range d.n(3) {
		list = append(list, value(d, f))
	}
	return list
}

// given is how a request says what a row holds.
func given(f *schema.Field, v any) any {
	switch v {
	case nil:
		return null(f)
	case query.JSON("null"):
		return query.JSONNull
	default:
		return plain(v)
	}
}

// opaque reports a field that nobody can foresee: what is made up, or a hash.
func opaque(f *schema.Field) bool {
	return f.Password != nil || f.Default != nil && (f.Default.Func == "uuid" || f.Default.Func == "cuid")
}
