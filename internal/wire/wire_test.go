package wire_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

func TestAppendValue(t *testing.T) {
	t.Parallel()
	of := func(k schema.Kind) schema.ValueType { return schema.ValueType{Kind: k} }
	at := time.Date(2024, 2, 3, 4, 5, 6, 789_999_999, time.FixedZone("", 3600))
	for _, c := range []struct {
		name string
		v    any
		t    schema.ValueType
		want string
	}{
		{"NULL of any type", nil, of(schema.DateTime), `null`},
		{"text", "a\"\\\n\u0001é\u2028<", of(schema.String), `"a\"\\\n\u0001é` + "\u2028" + `<"`},
		{"text that is not UTF-8", "a\xffb", of(schema.String), `"a` + "\ufffd" + `b"`},
		{"an enum member", "ADMIN", of(schema.EnumKind), `"ADMIN"`},
		{"true", true, of(schema.Boolean), `true`},
		{"an Int", int64(-5), of(schema.Int), `-5`},
		{"a BigInt", int64(9007199254740993), of(schema.BigInt), `"9007199254740993"`},
		{"a Float", 1.25, of(schema.Float), `1.25`},
		{"a Float without a fraction", 1.0, of(schema.Float), `1`},
		{"negative zero", math.Copysign(0, -1), of(schema.Float), `0`},
		{"a small Float", 1e-7, of(schema.Float), `1e-7`},
		{"the smallest plain Float", 1e-6, of(schema.Float), `0.000001`},
		{"a large Float", 1e21, of(schema.Float), `1e+21`},
		{"the largest plain Float", 123456789012345680000.0, of(schema.Float), `123456789012345680000`},
		{"a huge Float", 1.5e300, of(schema.Float), `1.5e+300`},
		{"a Float that is none", math.NaN(), of(schema.Float), `null`},
		{"a Decimal", decimal.RequireFromString("1234.560"), of(schema.Decimal), `"1234.56"`},
		{"a Decimal of thirty digits", decimal.RequireFromString("-123456789012345678.901234567890"), of(schema.Decimal), `"-123456789012345678.90123456789"`},
		{"a tiny Decimal", decimal.RequireFromString("0.00000001"), of(schema.Decimal), `"1e-8"`},
		{"a Decimal with zeros", decimal.New(5, 3), of(schema.Decimal), `"5000"`},
		{"a huge Decimal", decimal.New(12, 1_000_000), of(schema.Decimal), `"1.2e+1000001"`},
		{"a zero Decimal", decimal.New(0, -5), of(schema.Decimal), `"0"`},
		{"a DateTime", at, of(schema.DateTime), `"2024-02-03T03:05:06.789Z"`},
		{"a DateTime of the first year", time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), of(schema.DateTime), `"0001-01-01T00:00:00.000Z"`},
		{"a DateTime beyond four digits", time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC), of(schema.DateTime), `"+012345-01-01T00:00:00.000Z"`},
		{"Bytes", []byte{1, 2, 3, 255}, of(schema.Bytes), `[1,2,3,255]`},
		{"no Bytes", []byte{}, of(schema.Bytes), `[]`},
		{"Json", query.JSON(`{"a":[1]}`), of(schema.JSON), `{"a":[1]}`},
		{"a list", []any{int64(1), nil, int64(2)}, schema.ValueType{Kind: schema.BigInt, List: true}, `["1",null,"2"]`},
		{"an empty list", []any{}, schema.ValueType{Kind: schema.String, List: true}, `[]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := wire.AppendValue([]byte("> "), c.v, c.t)
			if string(got) != "> "+c.want {
				t.Errorf("got %s, want %s", got[2:], c.want)
			}
			if !json.Valid(got[2:]) {
				t.Error("not JSON")
			}
		})
	}
}

func TestTag(t *testing.T) {
	t.Parallel()
	for k, want := range map[schema.Kind]string{
		schema.DateTime: `["Date"]`, schema.BigInt: `["bigint"]`, schema.Decimal: `[["custom","Decimal"]]`,
		schema.Bytes: `[["typed-array","Uint8Array"]]`, schema.String: "", schema.Int: "", schema.JSON: "",
	} {
		if got := wire.Tag(schema.ValueType{Kind: k}); got != want {
			t.Errorf("Tag(%s) = %s, want %s", k, got, want)
		}
	}
}

func BenchmarkAppendTime(b *testing.B) {
	buf := make([]byte, 0, 64)
	now := time.Date(2024, 2, 3, 4, 5, 6, 789_000_000, time.UTC)
	for b.Loop() {
		buf = wire.AppendTime(buf[:0], now)
	}
}
