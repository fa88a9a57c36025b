package query_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
)

const dataModels = `
enum R { X Y }
type Geo { lat Float
  label String? }
type Address { city String
  zip String?
  geo Geo?
  tags String[] }
model A { id Int @id @default(autoincrement())
  s String
  o String? @default("d")
  r R @default(X)
  u DateTime @updatedAt
  n Int?
  d Decimal?
  t DateTime @default(now())
  j Json?
  jr Json @default("{}")
  a Address? @json
  as Address[] @json
  z Bytes?
  b BigInt?
}
model U { id Int @id
  name String?
  ps P[]
  pf Pf?
  cs C[]
  gs G[]
}
model P { id Int @id
  t String @default("x")
  u U? @relation(fields: [uid], references: [id])
  uid Int?
}
model Pf { id Int @id
  u U? @relation(fields: [uid], references: [id])
  uid Int? @unique
}
model C { id Int @id
  t String
  u U @relation(fields: [uid], references: [id])
  uid Int
}
model G { id Int @id
  us U[]
}
model K { a Int
  b Int
  v Int?
  @@id([a, b])
}
`

func TestDataMeans(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	for _, c := range []struct{ name, request, want string }{
		{"a create gives what it says", `a.create {"data":{"s":"x","id":1}}`, "{id=1 s=x} -"},
		{"null where a default was", `a.create {"data":{"s":"x","o":null}}`, "{s=x o=<nil>} -"},
		{
			"every type", `a.create {"data":{"s":"x","r":"Y","d":"0.10","t":"2024-01-02","j":{"k":[1,null]},"jr":[],"b":9007199254740993,"n":3}}`,
			`{s=x r=Y n=3 d=0.1 t=2024-01-02 00:00:00 +0000 UTC j={"k":[1,null]} jr=[] b=9007199254740993} -`,
		},
		{
			"a typed Json value with more than its type", `a.create {"data":{"s":"x","a":{"city":"Oslo","zip":null,"geo":{"lat":1},"tags":["t"],"more":true},"as":[]}}`,
			`{s=x a={"city":"Oslo","geo":{"lat":1},"more":true,"tags":["t"],"zip":null} as=[]} -`,
		},
		{"a typed Json value that is null", `a.create {"data":{"s":"x","a":null}}`, "{s=x a=<nil>} -"},
		{"without data where everything has a default", `g.create {"data":{"id":1}}`, "{id=1} -"},
		{"a foreign key", `c.create {"data":{"id":1,"t":"x","uid":2}}`, "{id=1 t=x uid=2} -"},
		{"a relation in place of its key", `c.create {"data":{"id":1,"t":"x","u":{"connect":{"id":2}}}}`, "{id=1 t=x u.connect[id = 2]} -"},
		{
			"a nested create has its key from the parent", `u.create {"data":{"id":1,"cs":{"create":{"id":2,"t":"y"}}}}`,
			"{id=1 cs.create{id=2 t=y}} -",
		},
		{
			"nested creates in order", `u.create {"data":{"id":1,"ps":{"create":[{"id":2},{"id":1}]}}}`,
			"{id=1 ps.create{id=2} ps.create{id=1}} -",
		},
		{
			"connect before create", `u.create {"data":{"id":1,"ps":{"create":{"id":2},"connect":[{"id":4},{"id":3,"t":"q"}]}}}`,
			"{id=1 ps.connect[id = 4] ps.connect[and(id = 3, t = q)] ps.create{id=2}} -",
		},
		{
			"connectOrCreate", `u.create {"data":{"id":1,"pf":{"connectOrCreate":{"where":{"uid":7},"create":{"id":3}}}}}`,
			"{id=1 pf.connectOrCreate[uid = 7]{id=3}} -",
		},
		{
			"a nested createMany", `u.create {"data":{"id":1,"cs":{"createMany":{"data":[{"id":1,"t":"a"},{"t":"b","id":2}],"skipDuplicates":true}}}}`,
			"{id=1 cs.createMany(0: id=1 t=a; 1: id=2 t=b)?} -",
		},
		{"an empty relation is nothing", `p.create {"data":{"id":1,"u":{}}}`, "{id=1} -"},
		{
			"three levels", `u.create {"data":{"id":1,"gs":{"create":{"id":2}},"ps":{"create":{"id":3}}}}`,
			"{id=1 ps.create{id=3} gs.create{id=2}} -",
		},

		{"an update of nothing", `a.update {"where":{"id":1},"data":{}}`, "- {}"},
		{"an update sets", `a.update {"where":{"id":1},"data":{"s":{"set":"y"},"n":null,"o":"z"}}`, "- {s=y o=z n=<nil>}"},
		{
			"atomic operators", `a.update {"where":{"id":1},"data":{"n":{"increment":2},"d":{"multiply":"0.2"},"b":{"divide":3},"id":{"decrement":1}}}`,
			"- {id-=1 n+=2 d*=0.2 b/=3}",
		},
		{"an object for a Json field is its value", `a.update {"where":{"id":1},"data":{"j":{"set":1}}}`, `- {j={"set":1}}`},
		{"set of a typed Json field", `a.update {"where":{"id":1},"data":{"a":{"set":{"city":"x","tags":[]}}}}`, `- {a={"city":"x","tags":[]}}`},
		{
			"removals before additions", `u.update {"where":{"id":1},"data":{"ps":{"create":{"id":4},"deleteMany":{},"connect":{"id":5},"set":[],"disconnect":{"id":6},"update":{"where":{"id":7},"data":{"t":"q"}},"delete":{"id":8},"createMany":{"data":[]},"updateMany":{"where":{"t":"a"},"data":{"t":"b"}},"upsert":{"where":{"id":9},"create":{"id":9},"update":{"t":"z"}}}}}`,
			"- {ps.set ps.disconnect[id = 6] ps.delete[id = 8] ps.deleteMany ps.update[id = 7]{t=q} ps.updateMany[t = a]{t=b} " +
				"ps.upsert[id = 9]{id=9}{t=z} ps.connect[id = 5] ps.create{id=4} ps.createMany()}",
		},
		{"a set of rows", `u.update {"where":{"id":1},"data":{"ps":{"set":[{"id":1},{"id":2,"t":"x"}]}}}`, "- {ps.set[id = 1][and(id = 2, t = x)]}"},
		{"deleteMany of nothing", `u.update {"where":{"id":1},"data":{"ps":{"deleteMany":[]}}}`, "- {}"},
		{"deleteMany of conditions", `u.update {"where":{"id":1},"data":{"ps":{"deleteMany":[{"t":"a"},{}]}}}`, "- {ps.deleteMany[t = a] ps.deleteMany}"},
		{"disconnect of a to-one relation", `u.update {"where":{"id":1},"data":{"pf":{"disconnect":true}}}`, "- {pf.disconnect}"},
		{"disconnect with a condition", `u.update {"where":{"id":1},"data":{"pf":{"disconnect":{"id":4}}}}`, "- {pf.disconnect[id = 4]}"},
		{"disconnect: false is nothing", `u.update {"where":{"id":1},"data":{"pf":{"disconnect":false,"delete":false}}}`, "- {}"},
		{"delete of a to-one relation", `p.update {"where":{"id":1},"data":{"u":{"delete":true}}}`, "- {u.delete}"},
		{"update of a to-one relation", `u.update {"where":{"id":1},"data":{"pf":{"update":{"id":3}}}}`, "- {pf.update{id=3}}"},
		{
			"update of a to-one relation with a condition", `u.update {"where":{"id":1},"data":{"pf":{"update":{"where":{"id":2},"data":{"id":3}}}}}`,
			"- {pf.update[id = 2]{id=3}}",
		},
		{
			"upsert of a to-one relation", `u.update {"where":{"id":1},"data":{"pf":{"upsert":{"create":{"id":2},"update":{"id":3}}}}}`,
			"- {pf.upsert{id=2}{id=3}}",
		},
		{"replacing a to-one relation", `u.update {"where":{"id":1},"data":{"pf":{"create":{"id":3},"delete":true}}}`, "- {pf.delete pf.create{id=3}}"},
		{
			"unlinking many-to-many", `g.update {"where":{"id":1},"data":{"us":{"disconnect":[{"id":1},{"id":2}]}}}`,
			"- {us.disconnect[id = 1] us.disconnect[id = 2]}",
		},
		{"an upsert", `k.upsert {"where":{"a_b":{"a":1,"b":2}},"create":{"a":1,"b":2,"v":3},"update":{"v":{"increment":1}}}`, "{a=1 b=2 v=3} {v+=1}"},
		{"an updateMany", `c.updateMany {"where":{"u":{"id":1}},"data":{"uid":2,"t":"x"},"limit":2}`, "- {t=x uid=2}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op, err := decode(t, s, c.request, query.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, showData(op, op.Create)+" "+showData(op, op.Update)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDataRefuses(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	update := func(model, data string) string { return model + `.update {"where":{"id":1},"data":` + data + `}` }
	for _, c := range []struct{ name, request, want string }{
		{"no data", `a.create {}`, "data: Invalid input: expected object, received undefined"},
		{"a required field missing", `a.create {"data":{"id":1}}`, "data.s: Invalid input: expected string, received undefined"},
		{"null for a required field", `a.create {"data":{"s":null}}`, "data.s: Invalid input: expected string, received null"},
		{"an unknown field", `a.create {"data":{"s":"x","kind":1}}`, `data: Unrecognized key: "kind"`},
		{"a foreign key missing", `c.create {"data":{"id":1,"t":"x"}}`, "data.uid: Invalid input: expected number, received undefined"},
		{"an empty relation in place of its key", `c.create {"data":{"id":1,"t":"x","u":{}}}`, "data.uid: Invalid input: expected number, received undefined"},
		{
			"a foreign key and its relation", `p.create {"data":{"id":1,"uid":1,"u":{"connect":{"id":1}}}}`,
			`data.u: Invalid input: "u" and "uid" cannot both be given`,
		},
		{
			"a foreign key and its relation in an update", update("p", `{"uid":1,"u":{"connect":{"id":1}}}`),
			`data.u: Invalid input: "u" and "uid" cannot both be given`,
		},
		{
			"a key that the nesting implies", `u.create {"data":{"id":1,"cs":{"create":{"id":2,"t":"x","uid":1}}}}`,
			`data.cs.create: Unrecognized key: "uid" (did you mean "id"?)`,
		},
		{
			"the relation that the nesting implies", `u.create {"data":{"id":1,"ps":{"create":[{"id":2,"u":{"connect":{"id":1}}}]}}}`,
			`data.ps.create[0]: Unrecognized key: "u"`,
		},
		{
			"a required field missing deep down", `u.create {"data":{"id":1,"cs":{"create":[{"id":1,"t":"x"},{"id":2}]}}}`,
			"data.cs.create[1].t: Invalid input: expected string, received undefined",
		},
		{
			"null for a Json field", `a.create {"data":{"s":"x","j":null}}`,
			"data.j: Invalid input: expected a Json value or one of DbNull, JsonNull, received null",
		},
		{
			"a typed Json value at fault", `a.create {"data":{"s":"x","a":{"zip":5,"geo":{},"tags":"t"}}}`,
			"data.a.city: Invalid input: expected string, received undefined\n" +
				"data.a.zip: Invalid input: expected string, received number\n" +
				"data.a.geo.lat: Invalid input: expected number, received undefined\n" +
				"data.a.tags: Invalid input: expected array, received string",
		},
		{
			"a list of typed Json values at fault", `a.create {"data":{"s":"x","as":[{"city":"x","tags":[]},{"city":1,"tags":[]}]}}`,
			"data.as[1].city: Invalid input: expected string, received number",
		},
		{
			"two ways of giving a to-one relation", `p.create {"data":{"id":1,"u":{"connect":{"id":1},"create":{"id":2}}}}`,
			`data.u: Invalid input: expected one of "create", "connect", "connectOrCreate", "upsert"`,
		},
		{"a list for a to-one relation", `p.create {"data":{"id":1,"u":{"create":[{"id":2}]}}}`, "data.u.create: Invalid input: expected object, received array"},
		{"null for a relation", `p.create {"data":{"id":1,"u":null}}`, "data.u: Invalid input: expected object, received null"},
		{"createMany of a to-one relation", `p.create {"data":{"id":1,"u":{"createMany":{"data":[]}}}}`, `data.u: Unrecognized key: "createMany"`},
		{"createMany of a many-to-many relation", `g.create {"data":{"id":1,"us":{"createMany":{"data":[]}}}}`, `data.us: Unrecognized key: "createMany"`},
		{"an update within a create", `u.create {"data":{"id":1,"ps":{"update":{"where":{"id":1},"data":{}}}}}`, `data.ps: Unrecognized key: "update"`},
		{
			"a connect without a key", `u.create {"data":{"id":1,"ps":{"connect":{"t":"x"}}}}`,
			"data.ps.connect: At least one unique field or field set must be set",
		},
		{
			"half a connectOrCreate", `u.create {"data":{"id":1,"ps":{"connectOrCreate":[{"where":{"id":1}}]}}}`,
			"data.ps.connectOrCreate[0].create: Invalid input: expected object, received undefined",
		},

		{"two operators", update("a", `{"n":{"increment":1,"decrement":1}}`), "data.n: Invalid input: expected exactly one operator"},
		{"no operator", update("a", `{"n":{}}`), "data.n: Invalid input: expected exactly one operator"},
		{"an operator of numbers on text", update("a", `{"s":{"increment":1}}`), `data.s: Unrecognized key: "increment"`},
		{"an increment by nothing", update("a", `{"n":{"increment":null}}`), "data.n.increment: Invalid input: expected number, received null"},
		{"a division by zero", update("a", `{"n":{"divide":0}}`), "data.n.divide: Invalid input: cannot divide by zero"},
		{"a division by zero of a Decimal", update("a", `{"d":{"divide":"0.00"}}`), "data.d.divide: Invalid input: cannot divide by zero"},
		{"null in an update", update("a", `{"s":null}`), "data.s: Invalid input: expected string, received null"},
		{"set null in an update", update("a", `{"s":{"set":null}}`), "data.s.set: Invalid input: expected string, received null"},
		{"disconnect where the key is required", update("u", `{"cs":{"disconnect":{"id":1}}}`), `data.cs: Unrecognized key: "disconnect" (a row of C cannot be without: connect it to another row, or delete it)`},
		{"disconnect of a required relation", update("c", `{"u":{"disconnect":true}}`), `data.u: Unrecognized key: "disconnect" (the relation is required: connect another row)`},
		{"delete of a required relation", update("c", `{"u":{"delete":true}}`), `data.u: Unrecognized key: "delete"`},
		{"set of null", update("u", `{"ps":{"set":null}}`), "data.ps.set: Invalid input: expected object, received null"},
		{"set of a to-one relation", update("u", `{"pf":{"set":[]}}`), `data.pf: Unrecognized key: "set"`},
		{"disconnect: true of a list", update("u", `{"ps":{"disconnect":true}}`), "data.ps.disconnect: Invalid input: expected object, received boolean"},
		{
			"an update of a list without a where", update("u", `{"ps":{"update":{"data":{"t":"x"}}}}`),
			"data.ps.update.where: Invalid input: expected object, received undefined",
		},
		{
			"a nested updateMany with a relation", update("u", `{"ps":{"updateMany":{"where":{},"data":{"u":{"disconnect":true}}}}}`),
			`data.ps.updateMany.data: Unrecognized key: "u"`,
		},
		{
			"an update that moves a child away", update("u", `{"ps":{"update":{"where":{"id":1},"data":{"uid":2}}}}`),
			`data.ps.update.data: Unrecognized key: "uid" (did you mean "id"?)`,
		},
		{"a relation in an updateMany", `c.updateMany {"data":{"u":{"connect":{"id":1}}}}`, `data: Unrecognized key: "u"`},
		{"no data in an updateMany", `c.updateMany {}`, "data: Invalid input: expected object, received undefined"},
		{"a negative limit", `c.deleteMany {"limit":-1}`, "limit: Too small: expected number to be >=0"},
		{"half an upsert", `k.upsert {"where":{"a_b":{"a":1,"b":2}},"create":{"a":1,"b":2}}`, "update: Invalid input: expected object, received undefined"},

		{"createMany without data", `a.createMany {}`, "data: Invalid input: expected object, received undefined"},
		{"createMany of null", `a.createMany {"data":[null]}`, "data[0]: Invalid input: expected object, received null"},
		{"createMany with a relation", `p.createMany {"data":[{"id":1,"u":{"connect":{"id":1}}}]}`, `data[0]: Unrecognized key: "u"`},
		{
			"createMany with a field missing", `c.createMany {"data":[{"id":1,"t":"x","uid":1},{"id":2,"uid":1}]}`,
			"data[1].t: Invalid input: expected string, received undefined",
		},
		{"createMany of one row at fault", `c.createMany {"data":{"id":1,"t":2,"uid":1}}`, "data.t: Invalid input: expected string, received number"},
		{"a flag that is a number", `a.createMany {"data":[],"skipDuplicates":1}`, "skipDuplicates: Invalid input: expected boolean, received number"},
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

func TestPathsOfData(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	op, err := decode(t, s, `u.upsert {"where":{"id":1},"create":{"id":1,"cs":{"create":[{"id":1,"t":"x"},{"id":2,"t":"y"}]}},`+
		`"update":{"ps":{"upsert":[{"where":{"id":1},"create":{"id":1},"update":{}}],"createMany":{"data":[{"id":3}]}},"pf":{"update":{"data":{}}}}}`,
		query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range []*query.Data{op.Create, op.Update} {
		got = append(got, d.Path)
		for _, r := range d.Relations {
			for _, w := range r.Writes {
				if w.Create != nil {
					got = append(got, w.Create.Path)
				}
				if w.Update != nil {
					got = append(got, w.Update.Path)
				}
				if w.Rows != nil {
					got = append(got, w.Rows.Path)
				}
			}
		}
	}
	want := []string{
		"create", "create.cs.create[0]", "create.cs.create[1]", "update", "update.ps.upsert[0].create",
		"update.ps.upsert[0].update", "update.ps.createMany.data", "update.pf.update.data",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRowsAreGroupedByTheirFields(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	op, err := decode(t, s, `k.createMany {"data":[{"a":1,"b":1},{"v":5,"b":2,"a":1},{"b":3,"a":1},{"a":1,"b":4,"v":null}],"skipDuplicates":true}`,
		query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := "(0: a=1 b=1; 2: a=1 b=3; 1: a=1 b=2 v=5; 3: a=1 b=4 v=<nil>)"
	if diff := cmp.Diff(want, showRows(op, op.Rows)); diff != "" {
		t.Error(diff)
	}
	if !op.SkipDuplicates || len(op.Rows.Groups) != 2 {
		t.Errorf("SkipDuplicates = %v, groups = %d", op.SkipDuplicates, len(op.Rows.Groups))
	}
}

func TestListsOfScalarsAreWritten(t *testing.T) {
	t.Parallel()
	s := compile(t, postgres+"model T { id Int @id\n tags String[]\n ns Int[] }")
	for request, want := range map[string]string{
		`t.create {"data":{"id":1}}`:                                                   "{id=1} -",
		`t.create {"data":{"id":1,"tags":["a"],"ns":{"set":[1,2]}}}`:                   "{id=1 tags=[a] ns=[1 2]} -",
		`t.update {"where":{"id":1},"data":{"tags":{"push":"z"},"ns":{"push":[1,2]}}}`: "- {tags<<[z] ns<<[1 2]}",
		`t.update {"where":{"id":1},"data":{"tags":{"set":[]},"ns":[3]}}`:              "- {tags=[] ns=[3]}",
	} {
		op, err := decode(t, s, request, query.DefaultLimits())
		if err != nil {
			t.Errorf("%s: %v", request, err)
			continue
		}
		if diff := cmp.Diff(want, showData(op, op.Create)+" "+showData(op, op.Update)); diff != "" {
			t.Errorf("%s: %s", request, diff)
		}
	}
	_, err := decode(t, s, `t.update {"where":{"id":1},"data":{"tags":null,"ns":{"increment":1}}}`, query.DefaultLimits())
	want := []string{"data.tags: Invalid input: expected array, received null", `data.ns: Unrecognized key: "increment"`}
	if diff := cmp.Diff(want, issues(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestModelsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+`
model Asset { id Int @id @default(autoincrement())
  kind String
  name String
  boxId Int?
  box Box? @relation(fields: [boxId], references: [id])
  @@delegate(kind)
}
model Video extends Asset { dur Int }
model Box { id Int @id
  assets Asset[]
}
model Raw { id Int @id
  geo Unsupported("geometry")
}
view V { id Int @unique
  n Int
}`)
	for request, want := range map[string]string{
		`asset.create {"data":{"name":"x"}}`: `not-supported: model "Asset" is a delegate base: rows are created through the models that extend it`,
		`box.create {"data":{"id":1,"assets":{"create":{"name":"x"}}}}`: `not-supported: model "Asset" is a delegate base: rows are created ` +
			`through the models that extend it`,
		`video.create {"data":{"name":"x","dur":1,"kind":"Video"}}`: `data: Unrecognized key: "kind"`,
		`video.update {"where":{"id":1},"data":{"kind":"Image"}}`:   `data: Unrecognized key: "kind"`,
		`video.createMany {"data":[],"skipDuplicates":true}`:        `not-supported: "skipDuplicates" is not supported on the polymorphic model "Video"`,
		`video.deleteMany {"limit":1}`:                              `not-supported: "limit" is not supported on the polymorphic model "Video"`,
		`video.create {"data":{"name":"x","dur":1}}`:                ``,
		`asset.update {"where":{"id":1},"data":{"name":"y"}}`:       ``,
		`raw.create {"data":{"id":1}}`:                              `not-supported: model "Raw" cannot be created: field "geo" has an unsupported type`,
		`raw.findMany {"where":{"geo":1}}`:                          `where: Unrecognized key: "geo"`,
		`raw.findMany {"select":{"geo":true,"id":true}}`:            `select: Unrecognized key: "geo"`,
		`v.findMany {"where":{"n":1}}`:                              ``,
		`v.deleteMany`:                                              `not-supported: model "V" is a view, which cannot be written`,
	} {
		_, err := decode(t, s, request, query.DefaultLimits())
		if diff := cmp.Diff(want, strings.Join(issues(t, err), "\n")); diff != "" {
			t.Errorf("%s: %s", request, diff)
		}
	}
}

func TestLimitsOfBatches(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	rows := func(n int) string { return "[" + strings.Repeat(`{"id":1},`, n-1) + `{"id":1}]` }
	for request, ok := range map[string]bool{
		`p.createMany {"data":` + rows(1000) + `}`:                                   true,
		`p.createMany {"data":` + rows(1001) + `}`:                                   false,
		`u.create {"data":{"id":1,"ps":{"createMany":{"data":` + rows(1001) + `}}}}`: false,
		`u.create {"data":{"id":1,"ps":{"create":` + rows(1001) + `}}}`:              false,
		`u.update {"where":{"id":1},"data":{"ps":{"connect":` + rows(1001) + `}}}`:   false,
		`u.update {"where":{"id":1},"data":{"ps":{"set":` + rows(1001) + `}}}`:       false,
	} {
		if _, err := decode(t, s, request, query.DefaultLimits()); (err == nil) != ok {
			t.Errorf("%.60s…: err = %v, want ok = %v", request, err, ok)
		}
		if _, err := decode(t, s, request, query.Limits{}); err != nil {
			t.Errorf("%.60s…: without limits: %v", request, err)
		}
	}
	_, err := decode(t, s, `p.createMany {"data":[`+strings.Repeat(`1,`, 999)+`1]}`, query.DefaultLimits())
	if n := len(issues(t, err)); n != 100 {
		t.Errorf("%d issues, want the first 100", n)
	}
}
