package permit_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// small is a model of which every row that matters can be listed.
const small = `
datasource db {
  provider = "sqlite"
  url = "file:x.db"
}
enum Role { ADMIN READER }
model User {
  id Int @id
  name String?
  flag Boolean?
  ps Post[]
  @@auth
  @@allow('all', true)
}
model Post {
  id Int @id
  a Int
  b Int?
  s String?
  f Boolean?
  r Role?
  u User? @relation(fields: [uid], references: [id])
  uid Int?
  @@allow('read', %s)
  @@deny('read', %s)
}`

// dice makes random conditions.
type dice struct{ *rand.Rand }

func (d dice) pick(list ...string) string { return list[d.IntN(len(list))] }

func (d dice) cond(depth int, rows bool) string {
	if depth > 0 {
		switch d.IntN(6) {
		case 0, 1:
			return "(" + d.cond(depth-1, rows) + " && " + d.cond(depth-1, rows) + ")"
		case 2, 3:
			return "(" + d.cond(depth-1, rows) + " || " + d.cond(depth-1, rows) + ")"
		case 4:
			return "!(" + d.cond(depth-1, rows) + ")"
		}
	}
	if rows && d.IntN(3) == 0 {
		return d.pick("u.flag", "u.name == 's'", "u.id == a", "u == null", "u.ps?[a > 1]", "u.ps![f]", "u.ps^[b == this.b]", "auth() == u",
			"u.ps?[a > 1 && a < 1]", "u.ps?[uid == auth().id]", "check(u)", "!check(u, 'delete')")
	}
	switch d.IntN(9) {
	case 0:
		return d.pick("f", "!f", "f == true", "f != auth().flag", "auth().flag == f")
	case 1:
		return "s " + d.pick("==", "!=") + " " + d.pick("'s'", "'t'", "auth().name")
	case 2:
		return "r " + d.pick("==", "!=") + " " + d.pick("ADMIN", "READER")
	case 3:
		return d.pick("a", "b", "uid") + " in [" + d.pick("1", "2") + ", " + d.pick("b", "auth().id", "3") + "]"
	case 4:
		return d.pick("b", "s", "f", "r", "uid") + d.pick(" == ", " != ") + "null"
	case 5:
		return d.pick("auth() == null", "auth().id == 1", "auth().name != null", "auth().flag")
	case 6:
		return d.pick("contains", "startsWith", "endsWith") + "(s, " + d.pick("'s'", "'st'", "auth().name") + ")"
	default:
		return d.pick("a", "b", "uid") + " " + d.pick("<", "<=", ">", ">=", "==", "!=") + " " + d.pick("1", "2", "a", "b", "uid", "auth().id")
	}
}

func (d dice) user() map[string]any {
	if d.IntN(4) == 0 {
		return nil
	}
	u := map[string]any{"id": int64(1 + d.IntN(3))}
	if d.IntN(3) > 0 {
		u["name"] = d.pick("s", "x")
	}
	if d.IntN(3) > 0 {
		u["flag"] = d.IntN(2) == 0
	}
	return u
}

func (d dice) where() string {
	if d.IntN(3) == 0 {
		return `{}`
	}
	var parts []string
	for range 1 + d.IntN(2) {
		parts = append(parts, d.pick(`"a":1`, `"a":{"gt":2}`, `"b":null`, `"b":{"not":2}`, `"f":true`, `"f":null`, `"s":"s"`, `"s":{"contains":"t"}`,
			`"r":"ADMIN"`, `"uid":1`, `"uid":{"in":[2,3]}`, `"OR":[{"a":1},{"b":1}]`, `"NOT":{"f":false}`))
	}
	if len(parts) == 2 && parts[0][:4] == parts[1][:4] {
		parts = parts[:1]
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// values lists, for each field, values that stand for all that the conditions
// above can tell apart: three fields of numbers are compared, with constants
// from one to three.
func values() map[string][]any {
	numbers := []any{int64(-2), int64(-1), int64(0), int64(1), int64(2), int64(3), int64(4), int64(5), int64(6)}
	return map[string][]any{
		"a": numbers, "b": append([]any{nil}, numbers...), "uid": append([]any{nil}, numbers...),
		"s": {nil, "s", "t", "x", "st", "xs", "tst", ""},
		"f": {nil, true, false}, "r": {nil, "ADMIN", "READER"},
	}
}

// every lists the rows with all values of the fields that a text mentions.
func every(text string) []map[string]any {
	rows := []map[string]any{{}}
	for field, list := range values() {
		if !regexp.MustCompile(`\b` + field + `\b`).MatchString(text) {
			list = list[:1]
		}
		var more []map[string]any
		for _, row := range rows {
			for _, x := range list {
				r := maps.Clone(row)
				r[field] = x
				r["id"] = int64(len(more))
				more = append(more, r)
			}
		}
		rows = more
	}
	return rows
}

// Without other rows the answer is exact, and it is that of who looks at all
// rows there can be.
func TestDecideAgreesWithLookingAtEveryRow(t *testing.T) {
	t.Parallel()
	yes := 0
	const rounds = 40
	for seed := range uint64(rounds) {
		d := dice{rand.New(rand.NewPCG(seed, 1))}
		allow, deny := d.cond(3, false), d.cond(2, false)
		s := compile(t, fmt.Sprintf(small, allow, deny))
		user, where := d.user(), d.where()
		got := ask(t, s, schema.OpRead, user, where)
		db := oracle.New(s, oracle.Dialect{})
		db.Load(oracle.State{Rows: map[string][]map[string]any{"Post": every(allow + " " + deny + " " + where)}})
		want, err := db.Run(decode(t, s, "Post", query.Exists, `{"where":`+where+`}`), oracle.Who{User: user})
		if err != nil {
			t.Fatal(err)
		}
		if want == true {
			yes++
		}
		if got.Allowed != want || !got.Exact {
			t.Errorf("seed %d: want %v, got %+v\nuser %v where %s\nallow %s\ndeny %s", seed, want, got, user, where, allow, deny)
		}
	}
	if yes < rounds/5 || yes > rounds*9/10 {
		t.Errorf("%d of %d questions have the answer yes: they tell nothing", yes, rounds)
	}
}

// With other rows a no is right still: nothing that is stored is permitted.
func TestNoIsAlwaysRight(t *testing.T) {
	t.Parallel()
	no := 0
	for seed := range uint64(200) {
		d := dice{rand.New(rand.NewPCG(seed, 2))}
		text := fmt.Sprintf(small, d.cond(3, true), d.cond(2, true))
		s := compile(t, text)
		user, where := d.user(), d.where()
		got := ask(t, s, schema.OpRead, user, where)
		if got.Allowed {
			continue
		}
		no++
		op := decode(t, s, "Post", query.Exists, `{"where":`+where+`}`)
		for range 20 {
			db := oracle.New(s, oracle.Dialect{})
			db.Load(d.state())
			if found, err := db.Run(op, oracle.Who{User: user}); err != nil {
				t.Fatal(err)
			} else if found == true {
				t.Fatalf("seed %d: want yes, got %+v\nuser %v where %s\n%s\n%v", seed, got, user, where, text, db.State())
			}
		}
	}
	if no < 20 {
		t.Errorf("only %d questions have the answer no: they tell nothing", no)
	}
}

// state is a small random database.
func (d dice) state() oracle.State {
	any1 := func(list ...any) any { return list[d.IntN(len(list))] }
	st := oracle.State{Rows: map[string][]map[string]any{}}
	for id := range 3 {
		st.Rows["User"] = append(st.Rows["User"], map[string]any{
			"id": int64(id + 1), "name": any1("s", "x", nil), "flag": any1(true, false, nil),
		})
	}
	for id := range 12 {
		st.Rows["Post"] = append(st.Rows["Post"], map[string]any{
			"id": int64(id), "a": any1(int64(0), int64(1), int64(2), int64(3)), "b": any1(int64(0), int64(1), int64(2), int64(3), nil),
			"s": any1("s", "t", "st", nil), "f": any1(true, false, nil), "r": any1("ADMIN", "READER", nil),
			"uid": any1(int64(1), int64(2), int64(3), nil),
		})
	}
	return st
}
