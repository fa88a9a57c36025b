package eval_test

import (
	"crypto/rand"
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

func TestGeneratedIDsHaveTheirForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d    schema.Default
		want string
	}{
		{schema.Default{Func: "uuid"}, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{schema.Default{Func: "uuid", Arg: 4}, `^[0-9a-f]{8}-[0-9a-f]{4}-4`},
		{schema.Default{Func: "uuid", Arg: 7}, `^018d6d24-3865-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{schema.Default{Func: "cuid"}, `^cls5jwehx[0-9a-z]{16}$`},
		{schema.Default{Func: "cuid", Arg: 2}, `^[a-z][0-9a-z]{23}$`},
		{schema.Default{Func: "nanoid"}, `^[A-Za-z0-9_-]{21}$`},
		{schema.Default{Func: "nanoid", Arg: 5}, `^[A-Za-z0-9_-]{5}$`},
		{schema.Default{Func: "ulid"}, `^01HNPJ8E35[0-9A-HJKMNP-TV-Z]{16}$`},
		{schema.Default{Func: "nanoid", Arg: 3, Format: `a_%s-\%s-%s`}, `^a_([A-Za-z0-9_-]{3})-%s-[A-Za-z0-9_-]{3}$`},
	} {
		f := &schema.Field{Name: "id", Type: schema.ValueType{Kind: schema.String}, Default: &c.d}
		seen := map[any]bool{}
		for range 100 {
			v, err := eval.Generate(f, instant, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			if !regexp.MustCompile(c.want).MatchString(v.(string)) {
				t.Fatalf("%+v: %v does not match %s", c.d, v, c.want)
			}
			seen[v] = true
		}
		if len(seen) != 100 {
			t.Errorf("%+v: only %d of 100 differ", c.d, len(seen))
		}
	}
}

func TestIDsThatSortByTime(t *testing.T) {
	t.Parallel()
	for _, d := range []schema.Default{{Func: "uuid", Arg: 7}, {Func: "ulid"}, {Func: "cuid"}} {
		f := &schema.Field{Name: "id", Default: &d}
		last := ""
		for i := range 100 {
			v, err := eval.Generate(f, instant.Add(time.Duration(i)*time.Millisecond), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			if v.(string) <= last {
				t.Errorf("%+v: %v does not come after %v", d, v, last)
			}
			last = v.(string)
		}
	}
}

func TestGenerateIsExactWithoutRandomness(t *testing.T) {
	t.Parallel()
	zeros := strings.NewReader(strings.Repeat("\x00", 1000))
	for _, c := range []struct {
		d    schema.Default
		want string
	}{
		{schema.Default{Func: "uuid"}, "00000000-0000-4000-8000-000000000000"},
		{schema.Default{Func: "uuid", Arg: 7}, "018d6d24-3865-7000-8000-000000000000"},
		{schema.Default{Func: "ulid"}, "01HNPJ8E350000000000000000"},
		{schema.Default{Func: "cuid"}, "cls5jwehx0000000000000000"},
		{schema.Default{Func: "nanoid", Arg: 4}, "AAAA"},
	} {
		got, err := eval.Generate(&schema.Field{Name: "id", Default: &c.d}, instant, zeros)
		if err != nil || got != c.want {
			t.Errorf("%+v = %v, %v, want %s", c.d, got, err, c.want)
		}
	}
}

func TestGenerateMakesDefaultsOfTheFieldsType(t *testing.T) {
	t.Parallel()
	s := compile(t, `
enum R { X Y }
model A { id Int @id
  s String @default("x")
  b Boolean @default(true)
  n Int @default(-3)
  g BigInt @default(9007199254740993)
  f Float @default(1)
  d Decimal @default(0.10)
  t DateTime @default("2024-01-02T03:04:05Z")
  w DateTime @default(now())
  j Json @default("{\"b\": 1, \"a\": [ ]}")
  z Bytes @default("AQID/w==")
  r R @default(Y)
  l Int[] @default([1, 2])
  e R[] @default([X, Y])
}`)
	want := map[string]any{
		"s": "x", "b": true, "n": int64(-3), "g": int64(9007199254740993), "f": 1.0, "d": decimal.RequireFromString("0.1"),
		"t": time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), "w": instant, "j": query.JSON(`{"a":[],"b":1}`),
		"z": []byte{1, 2, 3, 255}, "r": "Y", "l": []any{int64(1), int64(2)}, "e": []any{"X", "Y"},
	}
	got := map[string]any{}
	for _, f := range s.Model("A").Fields {
		if f.Default == nil {
			continue
		}
		v, err := eval.Generate(f, instant.Add(999*time.Microsecond), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = v
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGenerateRefuses(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]*schema.Field{
		"no default":                {Name: "id"},
		"a default of the database": {Name: "id", Default: &schema.Default{Func: "autoincrement"}},
		"a default of the user":     {Name: "id", Default: &schema.Default{Auth: []string{"id"}}},
		"a literal that is no date": {Name: "t", Type: schema.ValueType{Kind: schema.DateTime}, Default: &schema.Default{Value: &schema.Literal{Value: "soon"}}},
		"a literal of another type": {Name: "n", Type: schema.ValueType{Kind: schema.Int}, Default: &schema.Default{Value: &schema.Literal{Value: "x"}}},
		"a number for a text":       {Name: "s", Type: schema.ValueType{Kind: schema.String}, Default: &schema.Default{Value: &schema.Literal{Value: schema.Number("1")}}},
	} {
		if v, err := eval.Generate(f, instant, rand.Reader); err == nil {
			t.Errorf("%s: got %v, want an error", name, v)
		}
	}
	broken := iotest.ErrReader(errors.New("no entropy"))
	for _, d := range []schema.Default{{Func: "uuid"}, {Func: "uuid", Arg: 7}, {Func: "cuid"}, {Func: "cuid", Arg: 2}, {Func: "nanoid"}, {Func: "ulid"}} {
		if v, err := eval.Generate(&schema.Field{Name: "id", Default: &d}, instant, broken); err == nil {
			t.Errorf("%+v without entropy: got %v, want an error", d, v)
		}
	}
}
