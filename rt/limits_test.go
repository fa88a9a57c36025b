package rt_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const items = `
model Item {
  id Int @id
  a String
  b Int
  c Float?
  code String @default(uuid())
}
`

// onItems runs a test on every database, with a client to whom no rules apply.
func onItems(t *testing.T, test func(t *testing.T, db *rt.DB, c *rt.Client)) {
	t.Helper()
	gozentest.Each(t, func(t *testing.T, url string) {
		g := &group{schema: items}
		db, err := openDB(context.Background(), t, g.source(url), url)
		if err != nil {
			t.Fatal(err)
		}
		test(t, db, db.Unrestricted("test"))
	})
}

// unlimited runs a request of a program, which has none of the limits of remote callers.
func unlimited(t testing.TB, db *rt.DB, c *rt.Client, name, args string) string {
	t.Helper()
	kind, _ := query.ParseKind(name)
	node, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatal(err)
	}
	op, err := query.Decode(db.Schema(), db.Schema().Model("Item"), kind, node, query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := c.JSON(context.Background(), op)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc.Data)
}

// itemRows writes n rows of a createMany, from an id on.
func itemRows(from, n int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id":%d,"a":"a%d","b":%d,"c":0.5}`, from+i, i, i%7)
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// TestManyRowsAreCreatedAtOnce: far more values than a statement may have.
func TestManyRowsAreCreatedAtOnce(t *testing.T) {
	t.Parallel()
	onItems(t, func(t *testing.T, db *rt.DB, c *rt.Client) {
		got := unlimited(t, db, c, "createMany", `{"data":`+itemRows(1, 20_000)+`}`)
		if got != `{"count":20000}` {
			t.Errorf("got %s", got)
		}
		if got := unlimited(t, db, c, "count", `{"where":{"c":0.5,"b":6}}`); got != "2857" {
			t.Errorf("there are %s rows", got)
		}
	})
}

// TestALongListIsOneValue: a hundred thousand ids are more parameters than
// either database takes.
func TestALongListIsOneValue(t *testing.T) {
	t.Parallel()
	ids := make([]string, 100_000)
	for i := range ids {
		ids[i] = fmt.Sprint(i * 2)
	}
	list := "[" + strings.Join(ids, ",") + "]"
	onItems(t, func(t *testing.T, db *rt.DB, c *rt.Client) {
		unlimited(t, db, c, "createMany", `{"data":`+itemRows(1, 1000)+`}`)
		for where, want := range map[string]string{
			`{"id":{"in":` + list + `}}`:                        "500",
			`{"id":{"notIn":` + list + `}}`:                     "500",
			`{"NOT":{"id":{"in":` + list + `}},"b":1}`:          "71",
			`{"a":{"in":["a1","a2"]},"id":{"in":` + list + `}}`: "1",
		} {
			if got := unlimited(t, db, c, "count", `{"where":`+where+`}`); got != want {
				t.Errorf("%.30s…: %s rows, want %s", where, got, want)
			}
		}
	})
}

func TestRemoteListsAreShorter(t *testing.T) {
	t.Parallel()
	s := gozentest.Schema(t, items)
	args, err := query.ParseJSON([]byte(`{"where":{"id":{"in":[` + strings.Repeat("1,", 10_000) + `1]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := query.Decode(s, s.Model("Item"), query.FindMany, args, query.DefaultLimits()); err == nil {
		t.Error("a list of 10,001 values was accepted")
	}
}

// BenchmarkLongList is a list of a hundred thousand ids against a small table.
func BenchmarkLongList(b *testing.B) {
	ids := strings.TrimSuffix(strings.Repeat("1,", 100_000), ",")
	s := gozentest.Schema(b, items)
	args, err := query.ParseJSON([]byte(`{"where":{"id":{"in":[` + ids + `]}}}`))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := query.Decode(s, s.Model("Item"), query.FindMany, args, query.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
