package query_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
)

const selectionModels = `
model A { id Int @id
  x Int?
  y Int
  s String? @omit
  hidden String? @ignore
  j Json?
}
model P { id Int @id
  name String
  cs C[]
  ds D[]
}
model C { id Int @id
  w Int?
  secret String? @omit
  p P? @relation(fields: [pid], references: [id])
  pid Int?
}
model D { id Int @id
  p P @relation(fields: [pid], references: [id])
  pid Int
}
`

func TestSelectionMeans(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+selectionModels)
	open := query.DefaultLimits()
	open.AllowOmitOverride = true
	for _, c := range []struct {
		name, request, want string
		lim                 query.Limits
	}{
		{"by default all scalars but the omitted", `a.findMany`, "{id x y j}", query.DefaultLimits()},
		{"null is the same as absent", `a.findMany {"select":null,"include":null,"omit":null}`, "{id x y j}", query.DefaultLimits()},
		{"a select, in the schema's order", `a.findMany {"select":{"y":true,"id":true,"x":false}}`, "{id y}", query.DefaultLimits()},
		{"an omit", `a.findMany {"omit":{"x":true,"y":false}}`, "{id y j}", query.DefaultLimits()},
		{"everything omitted", `p.findMany {"omit":{"id":true,"name":true}}`, "{}", query.DefaultLimits()},
		{"an omitted field brought back by omit", `a.findMany {"omit":{"s":false}}`, "{id x y s j}", open},
		{"an omitted field selected", `a.findMany {"select":{"s":true}}`, "{s}", open},
		{"an omitted field not selected", `a.findMany {"select":{"s":false,"id":true}}`, "{id}", query.DefaultLimits()},
		{"an include", `p.findMany {"include":{"cs":true,"ds":false}}`, "{id name cs{id w pid}}", query.DefaultLimits()},
		{
			"an include with an omit", `p.findMany {"include":{"cs":{"omit":{"w":true}}},"omit":{"name":true}}`,
			"{id cs{id pid}}", query.DefaultLimits(),
		},
		{
			"a nested select", `c.findUnique {"where":{"id":1},"select":{"p":{"select":{"cs":{"select":{"id":true}}}}}}`,
			"{p{cs{id}}}", query.DefaultLimits(),
		},
		{
			"a where on an optional to-one relation", `c.findMany {"include":{"p":{"where":{"id":1}}}}`,
			"{id w pid p[id = 1]{id name}}", query.DefaultLimits(),
		},
		{
			"everything on a to-many relation", `p.findMany {"include":{"cs":{"where":{"w":1},"orderBy":{"w":"desc"},"skip":1,"take":-2,"cursor":{"id":3},"distinct":"w","select":{"id":true}}}}`,
			"{id name cs[w = 1] by w- from id = 3 skip 1 take 2 backward distinct w{id}}", query.DefaultLimits(),
		},
		{"counts of everything", `p.findMany {"include":{"_count":true}}`, "{id name #cs #ds}", query.DefaultLimits()},
		{
			"counts alone", `p.findMany {"select":{"_count":{"select":{"ds":true,"cs":{"where":{"id":9}}}}}}`,
			"{#cs[id = 9] #ds}", query.DefaultLimits(),
		},
		{"a count that is not wanted", `p.findMany {"include":{"_count":{"select":{"cs":true,"ds":false}}}}`, "{id name #cs}", query.DefaultLimits()},
		{"after a create", `p.create {"data":{"id":1,"name":"x"},"select":{"id":true}}`, "{id}", query.DefaultLimits()},
		{"none after createMany", `p.createMany {"data":[]}`, "-", query.DefaultLimits()},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op, err := decode(t, s, c.request, c.lim)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, showSelection(op, op.Select)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSelectionRefuses(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+selectionModels)
	for _, c := range []struct{ name, request, want string }{
		{"select and include", `p.findMany {"select":{"id":true},"include":{"cs":true}}`, `: "select" and "include" cannot be used together`},
		{
			"select and include, nested", `p.findMany {"include":{"cs":{"select":{"id":true},"include":{"p":true}}}}`,
			`include.cs: "select" and "include" cannot be used together`,
		},
		{"select and omit", `p.findMany {"select":{"id":true},"omit":{"id":true}}`, `: "select" and "omit" cannot be used together`},
		{"a select of nothing", `p.findMany {"select":{}}`, `select: "select" must have at least one truthy value`},
		{"a select of what is false", `p.findMany {"select":{"id":false}}`, `select: "select" must have at least one truthy value`},
		{"a select of an omitted field", `a.findMany {"select":{"s":true}}`, "select.s: Invalid input: the field is omitted and cannot be selected"},
		{"an omit of an omitted field", `a.findMany {"omit":{"s":false}}`, "omit.s: Invalid input: the field is omitted and cannot be selected"},
		{
			"an omitted field of a related row", `p.findMany {"include":{"cs":{"select":{"secret":true}}}}`,
			"include.cs.select.secret: Invalid input: the field is omitted and cannot be selected",
		},
		{"an ignored field", `a.findMany {"select":{"hidden":true,"id":true}}`, `select: Unrecognized key: "hidden"`},
		{"an ignored field in a where", `a.findMany {"where":{"hidden":"x"}}`, `where: Unrecognized key: "hidden"`},
		{"an unknown field", `a.findMany {"select":{"id":true,"zzz":true}}`, `select: Unrecognized key: "zzz"`},
		{"a scalar in an include", `p.findMany {"include":{"name":true}}`, `include: Unrecognized key: "name"`},
		{"a relation in an omit", `p.findMany {"omit":{"cs":true}}`, `omit: Unrecognized key: "cs"`},
		{"a selected field that is a text", `a.findMany {"select":{"id":"yes"}}`, "select.id: Invalid input: expected boolean, received string"},
		{"a where on a required relation", `d.findMany {"include":{"p":{"where":{}}}}`, `include.p: Unrecognized key: "where"`},
		{"an order on a to-one relation", `c.findMany {"include":{"p":{"orderBy":{"id":"asc"}}}}`, `include.p: Unrecognized key: "orderBy"`},
		{"a count on a model without to-many relations", `c.findMany {"include":{"_count":true}}`, `include: Unrecognized key: "_count"`},
		{"a count of nothing", `p.findMany {"include":{"_count":{"select":{}}}}`, `include._count.select: "select" must have at least one truthy value`},
		{"a count of what is false", `p.findMany {"select":{"_count":{"select":{"cs":false}}}}`, `select._count.select: "select" must have at least one truthy value`},
		{"a count of a scalar", `p.findMany {"select":{"_count":{"select":{"name":true}}}}`, `select._count.select: Unrecognized key: "name"`},
		{"an include after createMany", `p.createManyAndReturn {"data":[],"include":{"cs":true}}`, `: Unrecognized key: "include"`},
		{"a select for exists", `a.exists {"select":{"id":true}}`, `: Unrecognized key: "select"`},
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

func TestPageMeans(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+selectionModels+"model K { a Int\n b Int\n @@id([a, b]) }")
	for _, c := range []struct{ name, request, want string }{
		{"nothing", `a.findMany`, ""},
		{"one key", `a.findMany {"orderBy":{"x":"asc"}}`, " by x"},
		{"no key", `a.findMany {"orderBy":[{},{"x":"desc"}]}`, " by x-"},
		{"several keys", `a.findMany {"orderBy":[{"x":"asc"},{"y":"desc"},{"x":"desc"}]}`, " by x by y- by x-"},
		{
			"places of NULL", `a.findMany {"orderBy":[{"x":{"sort":"asc","nulls":"last"}},{"x":{"sort":"desc","nulls":"first"}},{"y":{"sort":"asc"}}]}`,
			" by x(last) by x-(first) by y",
		},
		{"through relations", `c.findMany {"orderBy":[{"p":{"name":"desc"}},{"p":{"cs":{"_count":"asc"}}}]}`, " by p.name- by p.cs#"},
		{"by a count", `p.findMany {"orderBy":{"cs":{"_count":"desc"}}}`, " by cs#-"},
		{"skip and take", `a.findMany {"skip":0,"take":0}`, " skip 0 take 0"},
		{"take backwards", `a.findMany {"take":-2}`, " take 2 backward"},
		{"a cursor", `a.findMany {"cursor":{"id":3},"skip":1}`, " from id = 3 skip 1"},
		{"a cursor with a condition", `a.findMany {"cursor":{"id":3,"x":{"gt":1},"NOT":{"x":9}}}`, " from and(id = 3, x > 1, not(x = 9))"},
		{"a cursor of a count", `a.count {"cursor":{"id":3}}`, " from id = 3"},
		{"a compound cursor", `k.findMany {"cursor":{"a_b":{"a":1,"b":2}}}`, " from and(a = 1, b = 2)"},
		{"distinct", `a.findMany {"distinct":["x","y"]}`, " distinct x distinct y"},
		{"the first", `a.findFirst {"take":1}`, " take 1"},
		{"the last", `a.findFirst {"take":-1}`, " take 1 backward"},
		{"of a count", `a.count {"orderBy":{"x":"asc"},"skip":1,"take":-2}`, " by x skip 1 take 2 backward"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op, err := decode(t, s, c.request, query.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, showPage(op, &op.Page)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPageRefuses(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+selectionModels)
	for _, c := range []struct{ name, request, want string }{
		{
			"two keys in one object", `a.findMany {"orderBy":{"x":"asc","y":"desc"}}`,
			"orderBy: Invalid input: expected one key in each orderBy object; use an array for more",
		},
		{
			"two keys in one object of an array", `a.findMany {"orderBy":[{"x":"asc"},{"x":"asc","y":"desc"}]}`,
			"orderBy[1]: Invalid input: expected one key in each orderBy object; use an array for more",
		},
		{"another direction", `a.findMany {"orderBy":{"x":"up"}}`, `orderBy.x: Invalid option: expected one of "asc"|"desc"`},
		{"a direction in the wrong case", `a.findMany {"orderBy":{"x":"ASC"}}`, `orderBy.x: Invalid option: expected one of "asc"|"desc"`},
		{"nulls of a required field", `a.findMany {"orderBy":{"y":{"sort":"asc","nulls":"last"}}}`, `orderBy.y: Unrecognized key: "nulls"`},
		{
			"another place of nulls", `a.findMany {"orderBy":{"x":{"sort":"asc","nulls":"middle"}}}`,
			`orderBy.x.nulls: Invalid option: expected one of "first"|"last"`,
		},
		{"no direction", `a.findMany {"orderBy":{"x":{}}}`, `orderBy.x.sort: Invalid option: expected one of "asc"|"desc"`},
		{"an unknown field", `a.findMany {"orderBy":{"zzz":"asc"}}`, `orderBy: Unrecognized key: "zzz"`},
		{"a Json field", `a.findMany {"orderBy":{"j":"asc"}}`, `orderBy: Unrecognized key: "j"`},
		{
			"a field of a to-many relation", `p.findMany {"orderBy":{"cs":{"w":"asc"}}}`,
			"orderBy.cs: Unrecognized key: \"w\"\norderBy.cs._count: Invalid option: expected one of \"asc\"|\"desc\"",
		},
		{"a negative skip", `a.findMany {"skip":-1}`, "skip: Too small: expected number to be >=0"},
		{"a fraction", `a.findMany {"take":1.5}`, "take: Invalid input: expected int, received number"},
		{"take of a findFirst", `a.findFirst {"take":2}`, "take: Invalid input: expected 1, received number"},
		{
			"a cursor with a condition on relations", `p.findMany {"cursor":{"id":1,"AND":{"cs":{"some":{}}}}}`,
			"cursor.AND: Unrecognized key: \"cs\"",
		},
		{"a cursor without a key", `a.findMany {"cursor":{"x":1}}`, "cursor: At least one unique field or field set must be set"},
		{"distinct of a relation", `p.findMany {"distinct":["cs"]}`, "distinct[0]: Invalid option: expected the name of a scalar field"},
		{"distinct of anything", `p.findMany {"distinct":1}`, "distinct: Invalid option: expected the name of a scalar field"},
		{"relevance", `a.findMany {"orderBy":{"_fuzzyRelevance":{}}}`, `orderBy._fuzzyRelevance: Invalid input: "_fuzzyRelevance" is only available on postgresql`},
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

func TestCountSelection(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+selectionModels)
	for request, want := range map[string]string{
		`a.count`:                          "number",
		`a.count {"select":true}`:          "number",
		`a.count {"select":{"_all":true}}`: "all",
		`a.count {"select":{"_all":true,"x":true,"y":false}}`: "all x",
		`a.count {"select":{"x":true}}`:                       "x",
		`a.count {"select":{"x":false}}`:                      `select: "select" must have at least one truthy value`,
		`a.count {"select":{"zzz":true}}`:                     `select: Unrecognized key: "zzz"` + "\n" + `select: "select" must have at least one truthy value`,
		`a.count {"select":false}`:                            "select: Invalid input: expected object, received boolean",
	} {
		op, err := decode(t, s, request, query.DefaultLimits())
		got := strings.Join(issues(t, err), "\n")
		if err == nil {
			got = showCounts(op.Counts)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", request, diff)
		}
	}
}

func showCounts(c *query.CountSelection) string {
	if c == nil {
		return "number"
	}
	var parts []string
	if c.All {
		parts = append(parts, "all")
	}
	for _, f := range c.Fields {
		parts = append(parts, f.Name)
	}
	return strings.Join(parts, " ")
}
