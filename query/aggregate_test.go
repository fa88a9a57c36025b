package query_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

const aggregateModels = `
enum R { X Y }
model A { id Int @id
  x Int?
  y Int
  s String
  b Boolean
  r R
  f Float
  g BigInt
  d Decimal
  t DateTime
  z Bytes
  j Json?
  secret String @omit
  salary Int @omit
  hidden String? @ignore
  p P @relation(fields: [pid], references: [id])
  pid Int
}
model P { id Int @id
  as A[]
}
`

func TestAggregateMeans(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+aggregateModels)
	for _, c := range []struct{ name, request, want string }{
		{"nothing", `a.aggregate`, "{}"},
		{"nothing of everything", `a.aggregate {"_count":false,"_sum":{},"_min":{"x":false}}`, "{}"},
		{"a number of rows", `a.aggregate {"_count":true}`, "{_count}"},
		{"numbers of values, of fields of any type", `a.aggregate {"_count":{"j":true,"_all":true,"x":true,"secret":true}}`, "{_count* _count.x _count.j _count.secret}"},
		{
			"functions in one order", `a.aggregate {"_max":{"t":true,"s":true},"_min":{"b":true,"r":true},"_sum":{"g":true,"d":true},"_avg":{"f":true,"x":true},"_count":true}`,
			"{_count _avg.x _avg.f _sum.g _sum.d _min.b _min.r _max.s _max.t}",
		},
		{
			"a page of rows", `a.aggregate {"where":{"y":1},"orderBy":{"x":{"sort":"desc","nulls":"last"}},"skip":1,"take":-2,"cursor":{"id":3},"_count":true}`,
			"{_count} where y = 1 by x-(last) from id = 3 skip 1 take 2 backward",
		},
		{"one field to group by", `a.groupBy {"by":"x"}`, "{x}"},
		{"several fields, one twice", `a.groupBy {"by":["x","s","x"],"_count":true}`, "{x s _count}"},
		{"Bytes to group by", `a.groupBy {"by":"z"}`, "{z}"},
		{"a filter on a field that rows agree in", `a.groupBy {"by":["x"],"having":{"x":{"gt":1}}}`, "{x} having x > 1"},
		{"a field that is NULL", `a.groupBy {"by":["x"],"having":{"x":null}}`, "{x} having x is null"},
		{"a function that is NULL", `a.groupBy {"by":["y"],"having":{"y":{"_sum":null}}}`, "{y} having _sumy is null"},
		{
			"filters on functions", `a.groupBy {"by":["x"],"having":{"y":{"_avg":{"gt":1.5},"_count":{"in":[1,2]},"_min":3,"_sum":{"not":null}}}}`,
			"{x} having and(_avgy > 1.5, _county in [1 2], _miny = 3, not(_sumy is null))",
		},
		{
			"a filter on a field and on a function of it", `a.groupBy {"by":["x"],"having":{"x":{"_count":{"gt":1},"not":2}}}`,
			"{x} having and(_countx > 1, not(x = 2))",
		},
		{"an average of Decimals is a Decimal", `a.groupBy {"by":["x"],"having":{"d":{"_avg":{"lt":"0.1"}}}}`, "{x} having _avgd < 0.1"},
		{"the least text", `a.groupBy {"by":["x"],"having":{"s":{"_min":{"startsWith":"a"}}}}`, "{x} having _mins startsWith a"},
		{
			"logic", `a.groupBy {"by":["x"],"having":{"OR":[{"x":1},{"NOT":{"y":{"_max":{"between":[1,2]}}}},{"AND":[{"x":2},{"y":{"_count":0}}]}]}}`,
			"{x} having or(x = 1, not(and(_maxy >= 1, _maxy <= 2)), and(x = 2, _county = 0))",
		},
		{"no condition at all", `a.groupBy {"by":["x"],"having":{"y":{},"AND":[]}}`, "{x}"},
		{
			"an order of groups", `a.groupBy {"by":["x"],"orderBy":[{"_sum":{"y":"desc"}},{"_count":{"_all":"asc"}},{"_count":{"id":"desc"}},{"_max":{"x":{"sort":"asc","nulls":"last"}}},{"x":"asc"},{"_min":{}}],"skip":1,"take":-2}`,
			"{x} by _sumy- by _count by _countid- by _maxx(last) by x skip 1 take 2 backward",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op, err := decode(t, s, c.request, query.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, showGroups(op)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAggregateRefuses(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+aggregateModels)
	outside := `Invalid input: a field that is not in "by" can only be filtered by a function of it`
	for _, c := range []struct{ name, request, want string }{
		{"a sum of texts", `a.aggregate {"_sum":{"s":true}}`, `_sum: Unrecognized key: "s"`},
		{"an average of dates", `a.aggregate {"_avg":{"t":true}}`, `_avg: Unrecognized key: "t"`},
		{"the least Json", `a.aggregate {"_min":{"j":true}}`, `_min: Unrecognized key: "j"`},
		{"the greatest Bytes", `a.aggregate {"_max":{"z":true}}`, `_max: Unrecognized key: "z"`},
		{"a relation", `a.aggregate {"_count":{"p":true}}`, `_count: Unrecognized key: "p"`},
		{"an ignored field", `a.aggregate {"_max":{"hidden":true}}`, `_max: Unrecognized key: "hidden"`},
		{"all rows but of _count", `a.aggregate {"_sum":{"_all":true}}`, `_sum: Unrecognized key: "_all"`},
		{"everything", `a.aggregate {"_sum":true}`, `_sum: Invalid input: expected object, received boolean`},
		{"a field that is no flag", `a.aggregate {"_sum":{"x":1}}`, `_sum.x: Invalid input: expected boolean, received number`},
		{
			"an omitted field", `a.aggregate {"_min":{"secret":true},"_sum":{"salary":true}}`,
			"_sum.salary: Invalid input: the field is omitted and cannot be selected\n_min.secret: Invalid input: the field is omitted and cannot be selected",
		},
		{"distinct", `a.aggregate {"distinct":"x"}`, `: Unrecognized key: "distinct"`},
		{"a having without groups", `a.aggregate {"having":{}}`, `: Unrecognized key: "having"`},
		{"a negative skip", `a.aggregate {"skip":-1}`, "skip: Too small: expected number to be >=0"},
		{"a take beyond the limit", `a.groupBy {"by":"x","take":1001}`, "take: Too big: expected number to be <=1000"},

		{"no fields to group by", `a.groupBy {"_count":true}`, "by: Invalid option: expected the name of a scalar field"},
		{"an empty list of fields", `a.groupBy {"by":[]}`, "by: Too small: expected array to have >=1 items"},
		{"more fields than there are", `a.groupBy {"by":[` + strings.Repeat(`"x",`, 20) + `"x"]}`, "by: Too big: the list is longer than the model has fields"},
		{"a relation to group by", `a.groupBy {"by":["x","p"]}`, "by[1]: Invalid option: expected the name of a scalar field"},
		{"an unknown field to group by", `a.groupBy {"by":"q"}`, "by: Invalid option: expected the name of a scalar field"},
		{"an omitted field to group by", `a.groupBy {"by":["secret"]}`, "by[0]: Invalid input: the field is omitted and cannot be selected"},
		{"a cursor", `a.groupBy {"by":"x","cursor":{"id":1}}`, `: Unrecognized key: "cursor"`},
		{"a select", `a.groupBy {"by":"x","select":{"x":true}}`, `: Unrecognized key: "select"`},

		{"a filter on another field", `a.groupBy {"by":"x","having":{"y":{"gt":1}}}`, "having.y: " + outside},
		{"a value of another field", `a.groupBy {"by":"x","having":{"OR":[{"y":1}]}}`, "having.OR[0].y: " + outside},
		{"a filter on another field beside its function", `a.groupBy {"by":"x","having":{"y":{"_sum":{"gt":1},"lt":5}}}`, "having.y: " + outside},
		{"a relation in a having", `a.groupBy {"by":"x","having":{"p":{"id":1}}}`, `having: Unrecognized key: "p"`},
		{"a function that the field does not have", `a.groupBy {"by":"x","having":{"s":{"_avg":{"gt":1}}}}`, `having.s: Unrecognized key: "_avg"`},
		{"a function in the where", `a.groupBy {"by":"x","where":{"x":{"_avg":{"gt":1}}}}`, `where.x: Unrecognized key: "_avg"`},
		{"a number that is a text", `a.groupBy {"by":"x","having":{"s":{"_count":{"gt":"a"}}}}`, "having.s._count.gt: Invalid input: expected number, received string"},
		{"a count of NULL", `a.groupBy {"by":"x","having":{"s":{"_count":null}}}`, "having.s._count: Invalid input: expected number, received null"},
		{"a part of a count", `a.groupBy {"by":"x","having":{"y":{"_count":{"equals":1.5}}}}`, "having.y._count.equals: Invalid input: expected int, received number"},
		{"a text operator on a number", `a.groupBy {"by":"x","having":{"y":{"_sum":{"contains":"1"}}}}`, `having.y._sum: Unrecognized key: "contains"`},
		{
			"conditions too deep", `a.groupBy {"by":"x","having":` + strings.Repeat(`{"NOT":`, 20) + `{"x":1}` + strings.Repeat(`}`, 20) + `}`,
			"having" + strings.Repeat(".NOT", 17) + ": Too big: relations and conditions nest deeper than the limit",
		},

		{
			"an order by another field", `a.groupBy {"by":"x","orderBy":{"y":"asc"}}`,
			`orderBy.y: Invalid input: groups can only be sorted by a field in "by" or by a function of a field`,
		},
		{"an order through a relation", `a.groupBy {"by":"x","orderBy":{"p":{"id":"asc"}}}`, `orderBy: Unrecognized key: "p"`},
		{
			"two keys in one", `a.groupBy {"by":"x","orderBy":{"_sum":{"x":"asc","y":"asc"}}}`,
			"orderBy._sum: Invalid input: expected one key in each orderBy object; use an array for more",
		},
		{"an order by a sum of texts", `a.groupBy {"by":"x","orderBy":{"_sum":{"s":"asc"}}}`, `orderBy._sum: Unrecognized key: "s"`},
		{"an order by a function of nothing", `a.groupBy {"by":"x","orderBy":{"_count":"asc"}}`, "orderBy._count: Invalid input: expected object, received string"},
		{"a direction that is none", `a.groupBy {"by":"x","orderBy":{"_count":{"_all":"up"}}}`, `orderBy._count._all: Invalid option: expected one of "asc"|"desc"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := decode(t, s, c.request, query.DefaultLimits())
			if diff := cmp.Diff(strings.Split(c.want, "\n"), issues(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFunctionsHaveTypes(t *testing.T) {
	t.Parallel()
	field := func(k schema.Kind) *schema.Field { return &schema.Field{Type: schema.ValueType{Kind: k}} }
	for _, c := range []struct {
		fn   query.Function
		of   schema.Kind
		want schema.ValueType
	}{
		{query.NoFunction, schema.String, schema.ValueType{Kind: schema.String}},
		{query.CountOf, schema.String, schema.ValueType{Kind: schema.Int}},
		{query.AvgOf, schema.Int, schema.ValueType{Kind: schema.Float, Optional: true}},
		{query.AvgOf, schema.Decimal, schema.ValueType{Kind: schema.Decimal, Optional: true}},
		{query.SumOf, schema.BigInt, schema.ValueType{Kind: schema.BigInt, Optional: true}},
		{query.MaxOf, schema.DateTime, schema.ValueType{Kind: schema.DateTime, Optional: true}},
	} {
		if diff := cmp.Diff(c.want, c.fn.Type(field(c.of))); diff != "" {
			t.Errorf("%s of %s: %s", c.fn, c.of, diff)
		}
	}
}
