package rt_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
)

// formula is a script's implementation of a field: SQL with {names} in it, of
// fields, as {:name} of arguments and as {@name} of members of auth().
func formula(sql string) rt.Computed {
	names := regexp.MustCompile(`\{([:@]?)([\w.]+)\}`)
	return func(r rt.Row) rt.SQL {
		var args []any
		for _, m := range names.FindAllStringSubmatch(sql, -1) {
			switch m[1] {
			case ":":
				args = append(args, r.Arg(m[2]))
			case "@":
				args = append(args, r.Auth(strings.Split(m[2], ".")...))
			default:
				args = append(args, r.Field(m[2]))
			}
		}
		return rt.Expr(names.ReplaceAllString(sql, "{}"), args...)
	}
}

const boundModel = `
model A {
  id Int @id
  s String @computed
  b Boolean @computed
  i Int @computed
  f Float @computed
  d Decimal @computed
  t DateTime @computed
  y Bytes @computed
  nested String @computed
}`

// TestComputedBindsValues gives a formula values of every type, which the
// databases receive as parameters and give back.
func TestComputedBindsValues(t *testing.T) {
	value := func(v any) rt.Computed { return func(rt.Row) rt.SQL { return rt.Expr("{}", v) } }
	host := map[string]rt.Computed{
		"A.s": value(`it's {} "quoted" ? $1`),
		"A.b": value(true),
		"A.i": value(7),
		"A.f": value(1.5),
		"A.d": value(decimal.RequireFromString("12345678901234567890.123")),
		"A.t": value(time.Date(2024, 5, 1, 2, 0, 0, 0, time.FixedZone("", 7200))),
		"A.y": value([]byte{0, 255}),
		"A.nested": func(r rt.Row) rt.SQL {
			return rt.Expr("{} || {}", rt.Expr("'<' || {} || {}", "a", "b"), ">")
		},
	}
	gozentest.Each(t, func(t *testing.T, url string) {
		url = empty(t, url)
		db, err := openWith(t.Context(), t, (&group{schema: boundModel}).source(url), url, rt.Options{Computed: host})
		if err != nil {
			t.Fatal(err)
		}
		rootAsk(t, db, `a.create {"data":{"id":1}}`)
		want := `{"id":1,"s":"it's {} \"quoted\" ? $1","b":true,"i":7,"f":1.5,"d":"12345678901234567890.123",` +
			`"t":"2024-05-01T00:00:00.000Z","y":[0,255],"nested":"<ab>"}`
		if diff := cmp.Diff(want, rootAsk(t, db, `a.findUnique {"where":{"id":1}}`)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestComputedNeeds(t *testing.T) {
	const model = `
datasource db { provider = "sqlite" url = "file:x" }
model A { id Int @id n Int @computed secret String @encrypted as A[] @relation("r") bid Int? b A? @relation("r", fields: [bid], references: [id]) }
model User { id Int @id a Seat? }
model Seat { id Int @id uid Int @unique user User @relation(fields: [uid], references: [id]) }`
	s, diags := check.Source("test.zmodel", []byte(model))
	if s == nil {
		t.Fatal(diags)
	}
	for _, c := range []struct {
		name string
		host map[string]rt.Computed
		want string
	}{
		{"an implementation of each field", nil, `test.zmodel:3: A.n: @computed has no implementation: give one as rt.Options.Computed["A.n"]`},
		{"one that is not nil", map[string]rt.Computed{"A.n": nil}, "no implementation"},
		{"nothing for fields that are not computed", map[string]rt.Computed{"A.id": formula("1")}, "no @computed field A.id"},
		{"nothing for what is not there", map[string]rt.Computed{"n": formula("1")}, "no @computed field n"},
		{"an expression", map[string]rt.Computed{"A.n": func(rt.Row) rt.SQL { return rt.SQL{} }}, "no expression"},
		{"as many arguments as places", map[string]rt.Computed{"A.n": func(rt.Row) rt.SQL { return rt.Expr("{} + {}", 1) }}, "2 places for 1 arguments"},
		{"fields that exist", map[string]rt.Computed{"A.n": formula("{nope}")}, `A has no stored field "nope"`},
		{"fields that are stored", map[string]rt.Computed{"A.n": formula("{n}")}, `A has no stored field "n"`},
		{"no relations", map[string]rt.Computed{"A.n": formula("{b}")}, `A has no stored field "b"`},
		{"no encrypted fields", map[string]rt.Computed{"A.n": formula("{secret}")}, `A has no stored field "secret"`},
		{"parameters that are declared", map[string]rt.Computed{"A.n": formula("{:x}")}, `A.n has no parameter "x"`},
		{"members that auth() has", map[string]rt.Computed{"A.n": formula("{@x}")}, `auth() has no member "x"`},
		{"values of auth()", map[string]rt.Computed{"A.n": formula("{@a}")}, `no member "a" that is a value`},
		{"a member of auth()", map[string]rt.Computed{"A.n": func(r rt.Row) rt.SQL { return r.Auth() }}, `no member "" that is a value`},
		{"values that can be bound", map[string]rt.Computed{"A.n": func(rt.Row) rt.SQL { return rt.Expr("{}", struct{}{}) }}, "struct {} cannot be bound"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := rt.Open(s, nil, rt.Options{Computed: c.host, EncryptionKey: key('k')})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want a refusal with %q, got %v", c.want, err)
			}
		})
	}
}
