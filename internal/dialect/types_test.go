package dialect_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// scalars is a model with a field of every type, an enum with stored names, and
// on PostgreSQL lists and native types.
func scalars() *schema.Schema {
	opt := func(k schema.Kind) schema.ValueType { return schema.ValueType{Kind: k, Optional: true} }
	list := func(k schema.Kind) schema.ValueType { return schema.ValueType{Kind: k, List: true} }
	color := schema.ValueType{Kind: schema.EnumKind, Name: "Color", Optional: true}
	native := func(f *schema.Field, name string) *schema.Field {
		f.Native = &schema.Native{Name: name}
		return f
	}
	colors := color
	colors.List = true
	m := &schema.Model{Name: "Thing", Table: "Thing", ID: []string{"id"}, Fields: []*schema.Field{
		field("id", schema.ValueType{Kind: schema.Int}), field("string", opt(schema.String)), field("boolean", opt(schema.Boolean)),
		field("int", opt(schema.Int)), field("bigint", opt(schema.BigInt)), field("float", opt(schema.Float)),
		field("decimal", opt(schema.Decimal)), field("datetime", opt(schema.DateTime)), field("json", opt(schema.JSON)),
		field("bytes", opt(schema.Bytes)), field("enum", color),
		field("strings", list(schema.String)), field("ints", list(schema.Int)), field("decimals", list(schema.Decimal)),
		field("datetimes", list(schema.DateTime)), field("jsons", list(schema.JSON)), field("blobs", list(schema.Bytes)),
		field("booleans", list(schema.Boolean)), field("floats", list(schema.Float)), field("enums", colors),
		native(field("uuid", opt(schema.String)), "Uuid"), native(field("day", opt(schema.DateTime)), "Date"),
		native(field("clock", opt(schema.DateTime)), "Time"), native(field("zoned", opt(schema.DateTime)), "Timestamptz"),
		native(field("real", opt(schema.Float)), "Real"), native(field("small", opt(schema.Int)), "SmallInt"),
		native(field("inet", opt(schema.String)), "Inet"), native(field("plainjson", opt(schema.JSON)), "Json"),
		native(field("money", opt(schema.Decimal)), "Money"), native(field("bits", opt(schema.String)), "VarBit"),
		native(field("uuids", list(schema.String)), "Uuid"),
	}}
	e := &schema.Enum{Name: "Color", DBName: "color", Values: []*schema.EnumValue{{Name: "RED", DBName: "rot"}, {Name: "BLUE", DBName: "BLUE"}}}
	return schema.New(schema.Schema{Models: []*schema.Model{m}, Enums: []*schema.Enum{e}})
}

func scalarTables(db string) []string {
	if db == "sqlite" {
		return []string{`CREATE TABLE "Thing" ("id" INTEGER PRIMARY KEY, "string" TEXT, "boolean" INTEGER, "int" INTEGER, "bigint" INTEGER,
			"float" REAL, "decimal" TEXT COLLATE gozen_decimal, "datetime" TEXT, "json" TEXT, "bytes" BLOB, "enum" TEXT)`}
	}
	return []string{
		`CREATE TYPE "color" AS ENUM ('rot', 'BLUE')`,
		`CREATE TABLE "Thing" ("id" serial PRIMARY KEY, "string" text, "boolean" boolean, "int" integer, "bigint" bigint,
			"float" double precision, "decimal" decimal(65,30), "datetime" timestamp(3), "json" jsonb, "bytes" bytea, "enum" "color",
			"strings" text[], "ints" integer[], "decimals" decimal(65,30)[], "datetimes" timestamp(3)[], "jsons" jsonb[], "blobs" bytea[],
			"booleans" boolean[], "floats" double precision[], "enums" "color"[],
			"uuid" uuid, "day" date, "clock" time, "zoned" timestamptz(3), "real" real, "small" smallint, "inet" inet, "plainjson" json,
			"money" money, "bits" bit varying, "uuids" uuid[])`,
	}
}

func things(db dialect.DB, s *schema.Schema) table { return table{s.Model("Thing"), db.Dialect()} }

var exact = []cmp.Option{
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.String() == b.String() }),
}

func number(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestValuesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 23, 59, 59, 999e6, time.UTC)
	cases := []struct {
		field string
		value any
	}{
		{"string", ""},
		{"string", "a 'quoted' \"name\" \\ % _ \n äöü €😀"},
		{"string", "NULL"},
		{"string", strings.Repeat("long", 5000)},
		{"boolean", true},
		{"boolean", false},
		{"int", int64(0)},
		{"int", int64(-1)},
		{"int", int64(math.MaxInt32)},
		{"bigint", int64(9007199254740993)},
		{"bigint", int64(math.MaxInt64)},
		{"bigint", int64(math.MinInt64)},
		{"float", 0.1},
		{"float", -1e300},
		{"float", math.SmallestNonzeroFloat64},
		{"float", 5e-324},
		{"float", float64(1 << 60)},
		{"decimal", number("12345678901234567890.1234567890123456789")},
		{"decimal", number("0")},
		{"decimal", number("-0.000000000000000000000000000001")},
		{"decimal", number("99999999999999999999999999999999999.5")},
		{"decimal", number("100000000")},
		{"decimal", number("10000.0001")},
		{"datetime", at},
		{"datetime", time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"datetime", time.Date(1969, 12, 31, 23, 59, 59, 1e6, time.UTC)},
		{"datetime", time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)},
		{"json", query.JSON(`{"a": [1, null, "x\\y"]}`)},
		{"json", query.JSON(`"text"`)},
		{"json", query.JSON(`null`)},
		{"bytes", []byte{0, 1, 255, '\\', 'x'}},
		{"bytes", []byte{}},
		{"enum", "RED"},
		{"enum", "BLUE"},
	}
	s := scalars()
	each(t, s, scalarTables, func(t *testing.T, db database) {
		x := things(db, s)
		for i, c := range cases {
			t.Run(fmt.Sprintf("%s %d", c.field, i), func(t *testing.T) {
				want := [][]any{{int64(i), c.value}}
				if diff := cmp.Diff(want, run(t, db, x.insert("id", c.field), int64(i), c.value), exact...); diff != "" {
					t.Errorf("returned by the insert (-want +got):\n%s", diff)
				}
				byID := x.find(func(col func(string) plan.Expr) plan.Expr {
					return &plan.Compare{Op: plan.Eq, L: col("id"), R: param(0, schema.Int), Type: schema.ValueType{Kind: schema.Int}}
				}, "id", c.field)
				if diff := cmp.Diff(want, run(t, db, byID, int64(i)), exact...); diff != "" {
					t.Errorf("read (-want +got):\n%s", diff)
				}
				if c.field == "json" {
					return
				}
				k := s.Model("Thing").Field(c.field).Type
				k.Optional = false
				equal := x.find(func(col func(string) plan.Expr) plan.Expr {
					p := &plan.Param{From: plan.Slot(1), Type: k}
					list := &plan.Param{From: plan.Slot(2), Type: k}
					list.Type.List = true
					return plan.And{
						&plan.Compare{Op: plan.Eq, L: col("id"), R: param(0, schema.Int), Type: schema.ValueType{Kind: schema.Int}},
						&plan.Compare{Op: plan.Eq, L: col(c.field), R: p, Type: k}, &plan.InValues{X: col(c.field), List: list},
					}
				}, "id", c.field)
				if diff := cmp.Diff(want, runSlots(t, db, equal, int64(i), c.value, []any{c.value}), exact...); diff != "" {
					t.Errorf("found by its value and in a list (-want +got):\n%s", diff)
				}
			})
		}
	})
}

// runSlots runs a statement whose values are the slots of a request.
func runSlots(t testing.TB, db dialect.DB, s *sqlgen.Statement, slots ...any) [][]any {
	t.Helper()
	return run(t, db, s, bound(s, slots...)...)
}

func bound(s *sqlgen.Statement, slots ...any) []any {
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		switch v := a.From.(type) {
		case plan.Slot:
			args[i] = slots[v]
		case *plan.Constant:
			args[i] = v.V
		case *plan.Cells:
			args[i] = slots[v.Frame.Field(v.Field)]
		}
	}
	return args
}

func TestNullComesBackInEveryType(t *testing.T) {
	t.Parallel()
	s := scalars()
	each(t, s, scalarTables, func(t *testing.T, db database) {
		fields := []string{"string", "boolean", "int", "bigint", "float", "decimal", "datetime", "json", "bytes", "enum"}
		if db.name == "postgres" {
			fields = append(fields, "strings", "enums", "uuid", "day", "money")
		}
		want := [][]any{make([]any, len(fields))}
		if diff := cmp.Diff(want, run(t, db, things(db, s).insert(fields...), want[0]...)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

func TestListsAndNativeTypesOfPostgreSQL(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)
	cases := []struct {
		field       string
		value, want any
	}{
		{"strings", []any{"", "a,b", `"{}\`, "NULL", "ö"}, nil},
		{"strings", []any{}, nil},
		{"ints", []any{int64(1), int64(-2)}, nil},
		{"decimals", []any{number("1.5"), number("-12345678901234567890.5")}, nil},
		{"datetimes", []any{at}, nil},
		{"jsons", []any{query.JSON(`{"a": 1}`), query.JSON(`null`)}, nil},
		{"blobs", []any{[]byte{0, 255}, []byte{}}, nil},
		{"booleans", []any{true, false}, nil},
		{"floats", []any{0.1, -1e300}, nil},
		{"enums", []any{"RED", "BLUE"}, nil},
		{"uuid", "6f9619ff-8b86-d011-b42d-00c04fc964ff", nil},
		{"uuids", []any{"6f9619ff-8b86-d011-b42d-00c04fc964ff"}, nil},
		{"day", at, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)},
		{"clock", at, time.Date(1970, 1, 1, 3, 4, 5, 6e6, time.UTC)},
		{"zoned", at, nil},
		{"real", 0.1, nil},
		{"small", int64(-32768), nil},
		{"inet", "10.0.0.1/8", nil},
		{"plainjson", query.JSON(`{"b":1,  "a":2}`), nil},
		{"money", number("12.34"), nil},
		{"bits", "0101", nil},
	}
	s := scalars()
	db := opened(t, postgresURL(t), s)
	if err := db.Exec(t.Context(), scalarTables("postgres")); err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		want := c.want
		if want == nil {
			want = c.value
		}
		if diff := cmp.Diff([][]any{{want}}, run(t, db, things(db, s).insert(c.field), c.value), exact...); diff != "" {
			t.Errorf("%s %d (-want +got):\n%s", c.field, i, diff)
		}
	}
}

func TestRowsGiveValuesWithoutBoxes(t *testing.T) {
	t.Parallel()
	s := scalars()
	each(t, s, scalarTables, func(t *testing.T, db database) {
		at := time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)
		x := things(db, s)
		run(t, db, x.insert("string", "boolean", "bigint", "float", "decimal", "datetime", "json", "bytes", "enum"),
			"text", true, int64(math.MaxInt64), 0.5, number("10.50"), at, query.JSON(`[1, 2]`), []byte("raw"), "RED")
		q := x.find(nil, "string", "boolean", "bigint", "float", "decimal", "datetime", "json", "bytes", "enum", "int")
		err := db.Read(t.Context(), func(c dialect.Conn) error {
			_, err := c.Run(t.Context(), []dialect.Call{{Statement: q}}, func(_ int, r dialect.Row) error {
				got := []any{
					string(r.Text(0)), r.Bool(1), r.Int64(2), r.Float64(3), string(r.Text(4)), r.Time(5), string(r.Text(6)),
					string(r.Bytes(7)), string(r.Text(8)), r.Null(9), r.Null(0),
				}
				want := []any{"text", true, int64(math.MaxInt64), 0.5, "10.5", at, "[1, 2]", "raw", "RED", true, false}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
				return nil
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
