package rt_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

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
	var rows []string
	for i := range 80 {
		rows = append(rows, fmt.Sprintf(`{"id":%d,"j":%s}`, i+1, dice.document(3)))
	}
	create := `doc.createMany {"data":[` + strings.Join(rows, ",") + `,{"id":99}]}`
	var dbs []*rt.DB
	for _, url := range []string{gozentest.SQLite(t), gozentest.Postgres(t)} {
		g := &group{schema: documents}
		db, err := openDB(t.Context(), t, g.source(url), url)
		if err != nil {
			t.Fatal(err)
		}
		do(t, db, db.Unrestricted("test"), create)
		dbs = append(dbs, db)
	}
	some := 0
	for range 1500 {
		find := `doc.findMany {"select":{"id":true},"orderBy":{"id":"asc"},"where":` + dice.filter() + `}`
		lite := do(t, dbs[0], dbs[0].Unrestricted("test"), find)
		if post := do(t, dbs[1], dbs[1].Unrestricted("test"), find); post != lite {
			t.Errorf("%s\nsqlite   %s\npostgres %s", find, lite, post)
		}
		if lite != "[]" {
			some++
		}
	}
	if some < 300 {
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
