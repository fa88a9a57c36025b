package rt_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
)

const documents = `
model Doc {
  id Int @id
  j Json?
}
`

// TestJSONFiltersFindTheSameOnBothDatabases holds the functions of ours that
// SQLite calls against PostgreSQL's own operators, on random values and filters.
func TestJSONFiltersFindTheSameOnBothDatabases(t *testing.T) {
	t.Parallel()
	dice := &jsonDice{rand.New(rand.NewPCG(3, 4))}
	sameOnBoth(t, documents, func() string { return `"j":` + dice.document(3) }, dice.filter)
}

const lines = `
type Line {
  name String?
  n Int?
  price Decimal?
  rate Float?
  at DateTime?
  done Boolean?
  up Line?
  tags String[]
  subs Line[]
}
model Doc {
  id Int @id
  one Line? @json
  all Line[] @json
}
`

// TestTypedFiltersFindTheSameOnBothDatabases does the same for typed Json.
func TestTypedFiltersFindTheSameOnBothDatabases(t *testing.T) {
	t.Parallel()
	dice := &jsonDice{rand.New(rand.NewPCG(5, 6))}
	document := func() string {
		return `"one":` + dice.line(2) + `,"all":[` + strings.Join(dice.lines(2), ",") + `]`
	}
	sameOnBoth(t, lines, document, func() string {
		f := `{"one":` + dice.lineFilter(2) + `}`
		if dice.IntN(2) == 0 {
			f = `{"all":{"` + dice.of("some", "every", "none") + `":` + dice.lineFilter(2) + `}}`
		}
		if dice.IntN(3) == 0 {
			f = `{"NOT":` + f + `}`
		}
		return f
	})
}

// sameOnBoth fills a Doc table on both databases with rows of random members
// and looks for them by random filters.
func sameOnBoth(t *testing.T, zmodel string, members, filter func() string) {
	t.Helper()
	rows := []string{`{"id":99}`}
	for i := range 80 {
		rows = append(rows, fmt.Sprintf(`{"id":%d,%s}`, i+1, members()))
	}
	create := `doc.createMany {"data":[` + strings.Join(rows, ",") + `]}`
	var dbs []*rt.DB
	for _, url := range []string{gozentest.SQLite(t), gozentest.Postgres(t)} {
		g := &group{schema: zmodel}
		db, err := openDB(t.Context(), t, g.source(url), url)
		if err != nil {
			t.Fatal(err)
		}
		do(t, db, db.Unrestricted("test"), create)
		dbs = append(dbs, db)
	}
	some := 0
	for range 500 {
		find := `doc.findMany {"select":{"id":true},"orderBy":{"id":"asc"},"where":` + filter() + `}`
		lite := do(t, dbs[0], dbs[0].Unrestricted("test"), find)
		if post := do(t, dbs[1], dbs[1].Unrestricted("test"), find); post != lite {
			t.Errorf("%s\nsqlite   %s\npostgres %s", find, lite, post)
		}
		if lite != "[]" {
			some++
		}
	}
	if some < 100 {
		t.Errorf("only %d filters found something", some)
	}
}

// jsonDice makes values of few kinds, so that filters often find them.
type jsonDice struct{ *rand.Rand }

func (d *jsonDice) of(list ...string) string { return list[d.IntN(len(list))] }

func (d *jsonDice) scalar() string {
	return d.of(`1`, `2.50`, `1e2`, `-0.0`, `100`, `12345678901234567890`, `"a"`, `"ab"`, `"b"`, `""`, `true`, `false`, `"1"`, `"null"`)
}

func (d *jsonDice) document(depth int) string {
	if depth == 0 || d.IntN(4) == 0 {
		return d.scalar()
	}
	return d.container(depth)
}

func (d *jsonDice) container(depth int) string {
	var parts []string
	if d.IntN(2) == 0 {
		for range d.IntN(4) {
			parts = append(parts, d.value(depth-1))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	for _, k := range []string{"a", "b", "0", "x y"} {
		if d.IntN(2) == 0 {
			parts = append(parts, fmt.Sprintf("%q:%s", k, d.value(depth-1)))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// value may be null, which a whole document is not.
func (d *jsonDice) value(depth int) string {
	if d.IntN(8) == 0 {
		return "null"
	}
	return d.document(depth)
}

func (d *jsonDice) filter() string {
	path := ""
	if d.IntN(4) > 0 {
		var steps []string
		for range 1 + d.IntN(2) {
			steps = append(steps, d.of(`"a"`, `"b"`, `"0"`, `"1"`, `"-1"`, `"x y"`, `" 0"`, `"+1"`, `"00"`, `"1x"`))
		}
		path = `"path":[` + strings.Join(steps, ",") + `],`
	}
	op := d.of(`"equals":`, `"not":`, `"array_contains":`, `"array_contains":`, `"array_starts_with":`, `"array_ends_with":`, "order", "text")
	value := d.document(2)
	switch op {
	case "order":
		op, value = d.of(`"lt":`, `"lte":`, `"gt":`, `"gte":`), d.of(`1`, `2.5`, `100`, `"a"`, `"b"`)
	case "text":
		op, value = d.of(`"string_contains":`, `"string_starts_with":`, `"string_ends_with":`), d.of(`"a"`, `"b"`, `""`, `"%"`)
	}
	f := `{"j":{` + path + op + value + `}}`
	if d.IntN(3) == 0 {
		f = `{"NOT":` + f + `}`
	}
	return f
}

// member gives one of the members that a Line has, as a value or as a filter.
func (d *jsonDice) member(name string) string {
	switch name {
	case "name":
		return d.of(`"a"`, `"ab"`, `"b"`, `""`)
	case "n":
		return d.of(`1`, `2`, `-1`, `100`)
	case "price":
		return d.of(`1`, `"1.50"`, `1.5`, `"-0.1"`, `"12345678901234567890.5"`)
	case "rate":
		return d.of(`0.1`, `1e10`, `-2`, `2.50`)
	case "at":
		return d.of(`"2020-01-01"`, `"2020-01-01T00:00:00Z"`, `"2020-06-01T10:00:00.123+02:00"`, `"2021-01-01"`)
	default:
		return d.of(`true`, `false`)
	}
}

func (d *jsonDice) scalars() []string { return []string{"name", "n", "price", "rate", "at", "done"} }

func (d *jsonDice) tags() string {
	return d.of(`[]`, `["a"]`, `["b","a"]`, `["a","b"]`, `["a","c","a"]`)
}

func (d *jsonDice) line(depth int) string {
	parts := []string{`"tags":` + d.tags(), `"subs":[` + strings.Join(d.lines(depth-1), ",") + `]`}
	for _, name := range d.scalars() {
		switch d.IntN(4) {
		case 0:
		case 1:
			parts = append(parts, `"`+name+`":null`)
		default:
			parts = append(parts, `"`+name+`":`+d.member(name))
		}
	}
	if depth > 0 && d.IntN(2) == 0 {
		parts = append(parts, `"up":`+d.line(depth-1))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func (d *jsonDice) lines(depth int) []string {
	var list []string
	if depth > 0 {
		for range d.IntN(3) {
			list = append(list, d.line(depth-1))
		}
	}
	return list
}

func (d *jsonDice) lineFilter(depth int) string {
	var parts []string
	for _, name := range d.scalars() {
		if d.IntN(5) == 0 {
			parts = append(parts, `"`+name+`":`+d.memberFilter(name))
		}
	}
	if d.IntN(4) == 0 {
		parts = append(parts, `"tags":`+d.of(`{"has":"a"}`, `{"hasSome":["b","c"]}`, `{"hasEvery":["a","b"]}`, `{"hasEvery":[]}`, `{"isEmpty":true}`, `{"isEmpty":false}`, `["b","a"]`))
	}
	if depth > 0 && d.IntN(3) == 0 {
		parts = append(parts, `"up":`+d.of(`null`, `{"is":null}`, `{"isNot":null}`, d.lineFilter(depth-1), `{"is":`+d.lineFilter(depth-1)+`}`, `{"isNot":`+d.lineFilter(depth-1)+`}`))
	}
	if depth > 0 && d.IntN(3) == 0 {
		parts = append(parts, `"subs":{"`+d.of("some", "every", "none")+`":`+d.lineFilter(depth-1)+`}`)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func (d *jsonDice) memberFilter(name string) string {
	v := d.member(name)
	ops := []string{v, `null`, `{"not":` + v + `}`, `{"not":null}`}
	if name != "done" {
		ops = append(ops, `{"in":[`+v+`,`+d.member(name)+`]}`, `{"notIn":[`+v+`]}`, `{"gte":`+v+`}`, `{"lt":`+v+`}`, `{"between":[`+v+`,`+d.member(name)+`]}`)
	}
	if name == "name" {
		ops = append(ops, `{"contains":"b"}`, `{"startsWith":"a"}`, `{"not":{"endsWith":"b"}}`)
	}
	return d.of(ops...)
}

// superjson's type map names each element of a list, and none that is null.
func TestElementsOfListsAreAnnotatedOneByOne(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		if !strings.HasPrefix(url, "postgres") {
			t.Skip("the database has no lists")
		}
		ctx := context.Background()
		db, err := openDB(ctx, t, `
			model P { id Int @id  ls Lists[] }
			model Lists {
				id Int @id
				pid Int
				p P @relation(fields: [pid], references: [id])
				big BigInt[]
				at DateTime[]
				d Decimal[]
				n Int[]
			}`, url)
		if err != nil {
			t.Fatal(err)
		}
		c := db.Unrestricted("test")
		do(t, db, c, `p.create {"data":{"id":1,"ls":{"create":{"id":1,"big":[1,2],"at":["2026-01-02T03:04:05Z"],"d":["1.5","2"],"n":[1]}}}}`)
		doc, err := c.JSON(ctx, opOf(t, db, `p.findMany {"select":{"ls":{"omit":{"id":true,"pid":true}}}}`))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(`[{"ls":[{"big":["1","2"],"at":["2026-01-02T03:04:05.000Z"],"d":["1.5","2"],"n":[1]}]}]`, string(doc.Data)); diff != "" {
			t.Error(diff)
		}
		want := `"0.ls.0.big.0":["bigint"],"0.ls.0.big.1":["bigint"],"0.ls.0.at.0":["Date"],` +
			`"0.ls.0.d.0":[["custom","Decimal"]],"0.ls.0.d.1":[["custom","Decimal"]]`
		if diff := cmp.Diff(want, string(doc.Types)); diff != "" {
			t.Error(diff)
		}
	})
}
