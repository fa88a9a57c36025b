package query_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
)

const whereModels = `
enum R { X Y }
model A { id Int @id
  x Int?
  y Int
  s String
  n String?
  b Boolean @default(false)
  r R @default(X)
  f Float?
  g BigInt?
  d Decimal?
  t DateTime?
  z Bytes?
  j Json?
  u String? @unique
  m Meta? @json
  ms Meta[] @json
}
type Meta { name String
  at DateTime?
  price Decimal?
  count Int?
  path String?
  up Meta?
  tags String[]
  raw Json?
}
model K { a Int
  b Int
  v Int?
  @@id([a, b])
}
model Q { id Int @id
  a Int
  b Int
  @@unique([a, b], name: "k")
}
model P { id Int @id
  cs C[]
  hs H[]
}
model C { id Int @id
  w Int?
  p P? @relation(fields: [pid], references: [id])
  pid Int?
}
model H { id Int @id
  p P @relation(fields: [pid], references: [id])
  pid Int
}
`

func TestWhereMeans(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+whereModels)
	for _, c := range []struct{ name, request, want string }{
		{"nothing is every row", `a.findMany {}`, "true"},
		{
			"a path in two spellings", `a.findMany {"where":{"AND":[{"j":{"path":"$.a.\"b.c\"[0]","equals":1}},{"j":{"path":["a","b.c","0"],"gt":"x"}}]}}`,
			"and(j[a b.c 0]:Json = 1, j[a b.c 0]:Json > \"x\")",
		},
		{"a value in an array", `a.findMany {"where":{"j":{"array_contains":1,"array_ends_with":null}}}`, "and(j:Json contains all [1], j:Json ends with element null)"},
		{"null behind a path", `a.findMany {"where":{"j":{"path":["a"],"not":null}}}`, "not(or(j[a]:Json is absent, j[a]:Json = null))"},
		{
			"members of typed Json", `a.findMany {"where":{"m":{"name":{"contains":"x"},"at":{"lt":"2020-01-01"},"price":"1.50","path":null}}}`,
			"and(m.name:String contains x, m.at:String < 2020-01-01T00:00:00.000Z, m.price:Decimal = 1.5, m.path:String is absent)",
		},
		{"a member that is called like an operator", `a.findMany {"where":{"m":{"path":"x"}}}`, "m.path:String = x"},
		{"an operator on typed Json", `a.findMany {"where":{"m":{"path":["x"],"equals":1}}}`, "m[x]:Json = 1"},
		{
			"an object in typed Json", `a.findMany {"where":{"m":{"up":{"is":{"count":1},"isNot":{"up":null}}}}}`,
			"and(m.up:Json.is(m.up.count:Decimal = 1), m.up:Json.isNot(or(m.up.up:Json is absent, m.up.up:Json = null)))",
		},
		{
			"elements of typed Json", `a.findMany {"where":{"ms":{"some":{"up":{"count":{"in":[1,2]}}},"none":{}}}}`,
			"and(ms:Json[].some(element.up.count:Decimal in [1 2]), ms:Json[].none(true))",
		},
		{"a list in typed Json", `a.findMany {"where":{"m":{"tags":{"has":"a","isEmpty":false}}}}`, "and(m.tags:Json[] contains all [\"a\"], not(m.tags:Json[] = []))"},
		{"Json in typed Json", `a.findMany {"where":{"m":{"raw":{"path":["k"],"string_starts_with":"x"}}}}`, "m.raw[k]:Json startsWith x"},
		{"an empty where is every row", `a.findMany {"where":{}}`, "true"},
		{"a value is equality", `a.findMany {"where":{"x":1}}`, "x = 1"},
		{"members are joined", `a.findMany {"where":{"x":1,"y":2}}`, "and(x = 1, y = 2)"},
		{"operators are joined", `a.findMany {"where":{"x":{"gt":0,"lt":2}}}`, "and(x > 0, x < 2)"},
		{"no operator is true", `a.findMany {"where":{"x":{}}}`, "true"},
		{"null asks for no value", `a.findMany {"where":{"x":null}}`, "x is null"},
		{"equals null, too", `a.findMany {"where":{"x":{"equals":null}}}`, "x is null"},
		{"not is SQL's NOT", `a.findMany {"where":{"x":{"not":1}}}`, "not(x = 1)"},
		{"not null", `a.findMany {"where":{"x":{"not":null}}}`, "not(x is null)"},
		{"not equals null", `a.findMany {"where":{"x":{"not":{"equals":null}}}}`, "not(x is null)"},
		{"not not", `a.findMany {"where":{"x":{"not":{"not":1}}}}`, "not(not(x = 1))"},
		{"not of several operators", `a.findMany {"where":{"x":{"not":{"gt":1,"lt":3}}}}`, "not(and(x > 1, x < 3))"},
		{"not of nothing is true", `a.findMany {"where":{"x":{"not":{}}}}`, "true"},
		{"in", `a.findMany {"where":{"x":{"in":[1,2]}}}`, "x in [1 2]"},
		{"in of nothing", `a.findMany {"where":{"x":{"in":[]}}}`, "x in []"},
		{"notIn", `a.findMany {"where":{"x":{"notIn":[1]}}}`, "not(x in [1])"},
		{"between includes both ends", `a.findMany {"where":{"id":{"between":[2,4]}}}`, "and(id >= 2, id <= 4)"},
		{
			"text operators", `a.findMany {"where":{"s":{"contains":"%","startsWith":"a","endsWith":""}}}`,
			"and(s contains %, s startsWith a, s endsWith )",
		},
		{"an enum by its name", `a.findMany {"where":{"r":{"in":["X","Y"]}}}`, "r in [X Y]"},
		{"another field of the row", `a.findMany {"where":{"x":{"lt":{"_ref":"y","_container":"A"},"not":{"_ref":"id"}}}}`, "and(x < .y, not(x = .id))"},
		{"a date without a time", `a.findMany {"where":{"t":"2020-01-01"}}`, "t = 2020-01-01 00:00:00 +0000 UTC"},
		{"a BigInt beyond doubles", `a.findMany {"where":{"g":9007199254740993}}`, "g = 9007199254740993"},
		{"an integer written as a fraction of zero", `a.findMany {"where":{"x":2.0}}`, "x = 2"},
		{"a Decimal as text, exactly", `a.findMany {"where":{"d":{"gte":"0.10"}}}`, "d >= 0.1"},
		{"a Decimal as a number, exactly", `a.findMany {"where":{"d":12345678901234567890.123}}`, "d = 12345678901234567890.123"},

		{"AND of nothing is true", `a.findMany {"where":{"AND":[]}}`, "true"},
		{"AND of an empty object is true", `a.findMany {"where":{"AND":[{}]}}`, "true"},
		{"AND of one object", `a.findMany {"where":{"AND":{"x":1}}}`, "x = 1"},
		{"OR of nothing is false", `a.findMany {"where":{"OR":[]}}`, "or()"},
		{"OR drops empty objects", `a.findMany {"where":{"OR":[{}]}}`, "or()"},
		{"OR of an empty object and another", `a.findMany {"where":{"OR":[{},{"x":2}]}}`, "x = 2"},
		{"OR of a condition that says nothing is true", `a.findMany {"where":{"OR":[{"x":{}},{"x":2}]}}`, "or(and(), x = 2)"},
		{"OR of an empty AND is true", `a.findMany {"where":{"OR":[{"AND":[]}]}}`, "and()"},
		{"NOT of nothing is true", `a.findMany {"where":{"NOT":[]}}`, "true"},
		{"NOT of an empty object is true", `a.findMany {"where":{"NOT":{}}}`, "true"},
		{"NOT of an object negates the whole", `a.findMany {"where":{"NOT":{"x":1,"y":1}}}`, "not(and(x = 1, y = 1))"},
		{"NOT of an array: none may hold", `a.findMany {"where":{"NOT":[{"x":1},{"y":1}]}}`, "and(not(x = 1), not(y = 1))"},
		{"NOT of a condition that is always true", `a.findMany {"where":{"NOT":[{"x":{}}]}}`, "not(and())"},
		{
			"logical keys beside fields", `a.findMany {"where":{"AND":{"x":1},"OR":[{"id":1},{"id":4}]}}`,
			"and(x = 1, or(id = 1, id = 4))",
		},

		{
			"some, every, none", `p.findMany {"where":{"cs":{"none":{"id":9},"some":{"id":1},"every":{}}}}`,
			"and(cs.some(id = 1), cs.every(true), cs.none(id = 9))",
		},
		{"an empty relation filter is true", `p.findMany {"where":{"cs":{}}}`, "true"},
		{"a to-one relation directly", `c.findMany {"where":{"p":{"id":1}}}`, "p.is(id = 1)"},
		{"is", `c.findMany {"where":{"p":{"is":{"id":1}}}}`, "p.is(id = 1)"},
		{"isNot", `c.findMany {"where":{"p":{"isNot":{"id":1}}}}`, "p.isNot(id = 1)"},
		{"both", `c.findMany {"where":{"p":{"is":{},"isNot":{"id":1}}}}`, "and(p.is(true), p.isNot(id = 1))"},
		{"a relation that is null", `c.findMany {"where":{"p":null}}`, "p.isNot(true)"},
		{"is null, the same", `c.findMany {"where":{"p":{"is":null}}}`, "p.isNot(true)"},
		{"is not null", `c.findMany {"where":{"p":{"isNot":null}}}`, "p.is(true)"},
		{"isNot of anything: none is related", `c.findMany {"where":{"p":{"isNot":{}}}}`, "p.isNot(true)"},

		{"Json by value", `a.findMany {"where":{"j":{"equals":{"b":1,"a":[null,"x"]}}}}`, `j = {"a":[null,"x"],"b":1}`},
		{"Json that is not a value", `a.findMany {"where":{"j":{"not":[1]}}}`, `not(j = [1])`},
		{"Json directly", `a.findMany {"where":{"j":[1,"a"]}}`, `j = [1,"a"]`},

		{"a unique key", `a.findUnique {"where":{"id":5}}`, "id = 5"},
		{"a unique key with equals", `a.findUnique {"where":{"id":{"equals":5}}}`, "id = 5"},
		{"a unique key and more", `a.findUnique {"where":{"x":{"gt":1},"id":5,"NOT":{"y":1}}}`, "and(id = 5, x > 1, not(y = 1))"},
		{"two unique keys", `a.findUnique {"where":{"u":"a","id":5}}`, "and(id = 5, u = a)"},
		{"another unique key with an operator on the id", `a.findUnique {"where":{"id":{"gt":5},"u":"a"}}`, "and(u = a, id > 5)"},
		{"a compound id", `k.findUnique {"where":{"a_b":{"a":1,"b":2},"v":9}}`, "and(a = 1, b = 2, v = 9)"},
		{"a named compound key", `q.findUnique {"where":{"k":{"b":2,"a":1}}}`, "and(a = 1, b = 2)"},
		{"a compound key beside the id", `q.findUnique {"where":{"id":1,"k":{"b":2,"a":1}}}`, "and(id = 1, a = 1, b = 2)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op, err := decode(t, s, c.request, query.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, show(op, op.Where)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhereRefuses(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+whereModels)
	for _, c := range []struct {
		name, request string
		want          string // issues, one a line
	}{
		{"a where that is null", `a.findMany {"where":null}`, "where: Invalid input: expected object, received null"},
		{"an unknown field", `a.findMany {"where":{"zz":1}}`, `where: Unrecognized key: "zz"`},
		{"a field in the wrong case", `a.findMany {"where":{"X":1}}`, `where: Unrecognized key: "X" (did you mean "x"?)`},
		{"an unknown field in an AND", `a.findMany {"where":{"AND":[{"x":1},{"qq":1}]}}`, `where.AND[1]: Unrecognized key: "qq"`},
		{"an unknown operator", `a.findMany {"where":{"x":{"gtt":1}}}`, `where.x: Unrecognized key: "gtt" (did you mean "gt"?)`},
		{"text for a number", `a.findMany {"where":{"x":"a"}}`, "where.x: Invalid input: expected number, received string"},
		{"null for a required field", `a.findMany {"where":{"id":null}}`, "where.id: Invalid input: expected number, received null"},
		{"null in a list", `a.findMany {"where":{"x":{"in":[1,null]}}}`, "where.x.in[1]: Invalid input: expected number, received null"},
		{"a comparison with null", `a.findMany {"where":{"x":{"gt":null}}}`, "where.x.gt: Invalid input: expected number, received null"},
		{"between with one value", `a.findMany {"where":{"x":{"between":[1]}}}`, "where.x.between: Invalid input: expected array of two values"},
		{"between with three values", `a.findMany {"where":{"x":{"between":[1,2,3]}}}`, "where.x.between: Invalid input: expected array of two values"},
		{"an operator of lists on a Boolean", `a.findMany {"where":{"b":{"in":[true]}}}`, `where.b: Unrecognized key: "in"`},
		{"an operator of text on an enum", `a.findMany {"where":{"r":{"contains":"X"}}}`, `where.r: Unrecognized key: "contains"`},
		{"an enum's unknown member", `a.findMany {"where":{"r":"Z"}}`, `where.r: Invalid option: expected one of "X"|"Y"`},
		{"a fraction for an Int", `a.findMany {"where":{"x":1.5}}`, "where.x: Invalid input: expected int, received number"},
		{"an Int beyond JavaScript's", `a.findMany {"where":{"x":9007199254740993}}`, "where.x: Invalid input: the integer is out of range"},
		{"a BigInt beyond 64 bits", `a.findMany {"where":{"g":9223372036854775808}}`, "where.g: Invalid input: the integer is out of range"},
		{"a BigInt as text", `a.findMany {"where":{"g":"5"}}`, "where.g: Invalid input: expected bigint, received string"},
		{"a Float that is infinite", `a.findMany {"where":{"f":1e400}}`, "where.f: Invalid input: expected a finite number, received number"},
		{
			"a Decimal of a thousand zeros", `a.findMany {"where":{"d":"1e1000000000"}}`,
			"where.d: Invalid input: expected Decimal of at most 1000 digits, received string",
		},
		{"a date that is none", `a.findMany {"where":{"t":"xyz"}}`, "where.t: Invalid ISO datetime"},
		{"Bytes as text", `a.findMany {"where":{"z":"AQID"}}`, "where.z: Invalid input: expected Uint8Array, received string"},
		{"text that no database holds", `a.findMany {"where":{"s":"a\u0000b"}}`, "where.s: Invalid input: text cannot hold the character U+0000"},
		{"mode where the database has none", `a.findMany {"where":{"s":{"equals":"A","mode":"insensitive"}}}`, `where.s: Unrecognized key: "mode"`},
		{
			"null for a Json field", `a.findMany {"where":{"j":null}}`,
			"where.j: Invalid input: expected a Json value or one of DbNull, JsonNull, received null",
		},
		{"a path that is none", `a.findMany {"where":{"j":{"path":"$.a[*]","equals":1}}}`, "where.j.path: Invalid input: expected a path such as $.a.b[0], or an array of its steps"},
		{"a path of numbers", `a.findMany {"where":{"j":{"path":[0],"equals":1}}}`, "where.j.path[0]: Invalid input: expected string, received number"},
		{"an order of Booleans in Json", `a.findMany {"where":{"j":{"gt":true}}}`, "where.j.gt: Invalid input: expected number or string, received boolean"},
		{
			"members of a type beside operators of Json", `a.findMany {"where":{"m":{"name":"x","equals":{}}}}`,
			"where.m: Invalid input: operators of Json and members of the type cannot stand together",
		},
		{"a member that the type does not have", `a.findMany {"where":{"m":{"nam":"x"}}}`, `where.m: Unrecognized key: "nam" (did you mean "name"?)`},
		{"a member of another type", `a.findMany {"where":{"m":{"count":"x"}}}`, "where.m.count: Invalid input: expected number, received string"},
		{"null of a required member", `a.findMany {"where":{"m":{"name":null}}}`, "where.m.name: Invalid input: expected string, received null"},
		{"a list of another type", `a.findMany {"where":{"m":{"tags":{"hasSome":[1]}}}}`, "where.m.tags.hasSome[0]: Invalid input: expected string, received number"},
		{"a member of a list", `a.findMany {"where":{"ms":{"name":"x"}}}`, `where.ms: Unrecognized key: "name"`},
		{"OR of an object", `a.findMany {"where":{"OR":{"x":1}}}`, "where.OR: Invalid input: expected array, received object"},
		{"AND of null", `a.findMany {"where":{"AND":null}}`, "where.AND: Invalid input: expected object, received null"},
		{"a direct filter on a to-many relation", `p.findMany {"where":{"cs":{"id":1}}}`, `where.cs: Unrecognized key: "id"`},
		{"null for a to-many relation", `p.findMany {"where":{"cs":null}}`, "where.cs: Invalid input: expected object, received null"},
		{"null for a required relation", `h.findMany {"where":{"p":null}}`, "where.p: Invalid input: expected object, received null"},
		{"is null of a required relation", `h.findMany {"where":{"p":{"isNot":null}}}`, "where.p.isNot: Invalid input: expected object, received null"},
		{"is beside a field", `c.findMany {"where":{"p":{"is":{},"id":1}}}`, `where.p: Unrecognized key: "id"`},
		{"a compound key where any row may match", `k.findMany {"where":{"a_b":{"a":1,"b":2}}}`, `where: Unrecognized key: "a_b"`},

		{"a unique where without a key", `a.findUnique {"where":{"x":1}}`, "where: At least one unique field or field set must be set"},
		{"an empty unique where", `a.findUnique {"where":{}}`, "where: At least one unique field or field set must be set"},
		{"no unique where", `a.findUnique {}`, "where: Invalid input: expected object, received undefined"},
		{"a unique where with null", `a.findUnique {"where":{"u":null}}`, "where: At least one unique field or field set must be set"},
		{"a unique where with an operator", `a.findUnique {"where":{"u":{"contains":"u"}}}`, "where: At least one unique field or field set must be set"},
		{
			"a unique where with equals and more", `a.findUnique {"where":{"u":{"equals":"u","not":"v"}}}`,
			"where: At least one unique field or field set must be set",
		},
		{"the parts of a compound key", `k.findUnique {"where":{"a":1,"b":2}}`, "where: At least one unique field or field set must be set"},
		{
			"a part of a compound key missing", `k.findUnique {"where":{"a_b":{"a":1}}}`,
			"where.a_b.b: Invalid input: expected number, received undefined",
		},
		{
			"a part of a compound key null", `k.findUnique {"where":{"a_b":{"a":1,"b":null}}}`,
			"where.a_b.b: Invalid input: expected number, received null",
		},
		{
			"an operator in a compound key", `k.findUnique {"where":{"a_b":{"a":1,"b":{"gt":1}}}}`,
			"where.a_b.b: Invalid input: expected number, received object",
		},
		{"more in a compound key", `k.findUnique {"where":{"a_b":{"a":1,"b":2,"v":1}}}`, `where.a_b: Unrecognized key: "v"`},
		{
			"a compound key by the wrong name", `q.findUnique {"where":{"a_b":{"a":1,"b":2}}}`,
			"where: At least one unique field or field set must be set\nwhere: Unrecognized key: \"a_b\"",
		},

		{
			"every issue at once", `a.findMany {"where":{"x":"a","s":1,"OR":[{"y":null}],"q":1},"take":"x"}`,
			"where.x: Invalid input: expected number, received string\n" +
				"where.s: Invalid input: expected string, received number\n" +
				"where.OR[0].y: Invalid input: expected number, received null\n" +
				"where: Unrecognized key: \"q\"\n" +
				"take: Invalid input: expected number, received string",
		},
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

func TestModeFoldsCaseOnPostgres(t *testing.T) {
	t.Parallel()
	s := compile(t, postgres+whereModels)
	for request, want := range map[string]string{
		`a.findMany {"where":{"s":{"equals":"A","mode":"insensitive"}}}`:                      "s =~ A",
		`a.findMany {"where":{"s":{"not":{"in":["A"]},"mode":"insensitive"}}}`:                "not(s in~ [A])",
		`a.findMany {"where":{"s":{"not":{"gt":"A","mode":"default"},"mode":"insensitive"}}}`: "not(s > A)",
		`a.findMany {"where":{"s":{"contains":"A","mode":"default"}}}`:                        "s contains A",
	} {
		op, err := decode(t, s, request, query.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, show(op, op.Where)); diff != "" {
			t.Errorf("%s: %s", request, diff)
		}
	}
	_, err := decode(t, s, `a.findMany {"where":{"s":{"equals":"A","mode":"loud"},"x":{"mode":"default"}}}`, query.DefaultLimits())
	want := []string{
		`where.s.mode: Invalid option: expected one of "default"|"insensitive"`,
		`where.x: Unrecognized key: "mode"`,
	}
	if diff := cmp.Diff(want, issues(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	s := compile(t, postgres+"model T { id Int @id\n tags String[]\n ns Int[] }")
	for _, c := range []struct{ name, where, want string }{
		{"a list is equality", `{"tags":["a","b"]}`, "tags = [a b]"},
		{
			"every operator", `{"tags":{"equals":[],"has":"a","hasEvery":["b"],"hasSome":[],"isEmpty":true}}`,
			"and(tags = [], tags has a, tags hasEvery [b], tags hasSome [], tags isEmpty true)",
		},
		{"not empty", `{"tags":{"isEmpty":false}}`, "not(tags isEmpty true)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op, err := decode(t, s, `t.findMany {"where":`+c.where+`}`, query.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, show(op, op.Where)); diff != "" {
				t.Error(diff)
			}
		})
	}
	_, err := decode(t, s, `t.findMany {"where":{"tags":{"in":["a"],"has":1,"hasSome":[1]},"ns":null}}`, query.DefaultLimits())
	want := []string{
		"where.tags.has: Invalid input: expected string, received number",
		"where.tags.hasSome[0]: Invalid input: expected string, received number",
		`where.tags: Unrecognized key: "in"`,
		"where.ns: Invalid input: expected array, received null",
	}
	if diff := cmp.Diff(want, issues(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestNullMarkersOfJSON(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+whereModels)
	for name, c := range map[string]struct {
		op     string
		marker query.Marker
		want   string
	}{
		"equals DbNull":   {"equals", query.DBNull, "j is null"},
		"equals JsonNull": {"equals", query.JSONNull, "j = null"},
		"equals AnyNull":  {"equals", query.AnyNull, "or(j is null, j = null)"},
		"not DbNull":      {"not", query.DBNull, "not(j is null)"},
		"not JsonNull":    {"not", query.JSONNull, "or(j is null, not(j = null))"},
		"not AnyNull":     {"not", query.AnyNull, "not(or(j is null, j = null))"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			filter := &query.Object{Members: []query.Member{{Name: c.op, Value: c.marker}}}
			args := object("where", object("j", filter))
			op, err := query.Decode(s, s.Model("A"), query.FindMany, args, query.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, show(op, op.Where)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func object(name string, v query.Node) *query.Object {
	return &query.Object{Members: []query.Member{{Name: name, Value: v}}}
}

func TestUndefinedMembersAreAbsent(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+whereModels)
	args := &query.Object{Members: []query.Member{
		{Name: "nonsense", Value: query.Undefined{}},
		{Name: "where", Value: &query.Object{Members: []query.Member{
			{Name: "zz", Value: query.Undefined{}},
			{Name: "x", Value: object("gt", query.Undefined{})},
			{Name: "OR", Value: query.Array{object("x", query.Undefined{}), object("y", query.Number("1"))}},
		}}},
	}}
	op, err := query.Decode(s, s.Model("A"), query.FindMany, args, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("y = 1", show(op, op.Where)); diff != "" {
		t.Error(diff)
	}
	_, err = query.Decode(s, s.Model("A"), query.FindUnique, object("where", object("id", query.Undefined{})), query.DefaultLimits())
	want := []string{"where: At least one unique field or field set must be set"}
	if diff := cmp.Diff(want, issues(t, err)); diff != "" {
		t.Errorf("an undefined id must never match any row: %s", diff)
	}
}

func TestLimitsOfConditions(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+whereModels)
	deep := func(n int) string {
		return `a.findMany {"where":` + strings.Repeat(`{"NOT":`, n) + `{"x":1}` + strings.Repeat("}", n) + `}`
	}
	list := func(n int) string { return "[" + strings.Repeat("1,", n-1) + "1]" }
	for _, c := range []struct {
		name, request string
		lim           query.Limits
		ok            bool
	}{
		{"nesting at the limit", deep(16), query.DefaultLimits(), true},
		{"nesting beyond it", deep(17), query.DefaultLimits(), false},
		{"nesting without a limit", deep(100), query.Limits{}, true},
		{
			"not beyond the limit", `a.findMany {"where":{"x":` + strings.Repeat(`{"not":`, 17) + `1` + strings.Repeat("}", 17) + `}}`,
			query.DefaultLimits(), false,
		},
		{"a list at the limit", `a.findMany {"where":{"x":{"in":` + list(10_000) + `}}}`, query.DefaultLimits(), true},
		{"a list beyond it", `a.findMany {"where":{"x":{"in":` + list(10_001) + `}}}`, query.DefaultLimits(), false},
		{"a list without a limit", `a.findMany {"where":{"x":{"notIn":` + list(20_000) + `}}}`, query.Limits{}, true},
		{
			"an OR beyond the limit", `a.findMany {"where":{"OR":` + strings.ReplaceAll(list(1_001), "1", `{"x":1}`) + `}}`,
			query.DefaultLimits(), false,
		},
		{"take at the limit", `a.findMany {"take":1000}`, query.DefaultLimits(), true},
		{"take beyond it", `a.findMany {"take":1001}`, query.DefaultLimits(), false},
		{"take backwards beyond it", `a.findMany {"take":-1001}`, query.DefaultLimits(), false},
		{"nested take beyond it", `p.findMany {"include":{"cs":{"take":1001}}}`, query.DefaultLimits(), false},
		{"includes beyond the limit", `p.findMany {"include":` + strings.Repeat(`{"cs":{"include":{"p":{"include":`, 9) +
			`{"cs":true}` + strings.Repeat(`}}}}`, 9) + `}`, query.DefaultLimits(), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := decode(t, s, c.request, c.lim)
			if (err == nil) != c.ok {
				t.Errorf("err = %v, want ok = %v", err, c.ok)
			}
		})
	}
}
