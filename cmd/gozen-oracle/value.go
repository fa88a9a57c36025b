package main

import (
	"github.com/gozen-dev/gozen/schema"
)

// value is a value of a scalar field as a request's JSON has it. There are few
// of each type, so that rules and conditions split rows.
func value(d dice, f *schema.Field) any {
	switch f.Type.Kind {
	case schema.Int, schema.BigInt:
		return d.n(4)
	case schema.Float:
		return among(d, 0.0, 0.5, 1, 2)
	case schema.Decimal:
		return among(d, "0", "0.5", "1", "2")
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
		return nil
	}
	return value(d, f)
}
