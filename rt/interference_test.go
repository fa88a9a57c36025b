package rt_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
)

// worlds is a schema in which everything is open but rows with h, the fields
// named sec, and part where v is small.
const worlds = `
model User {
  id Int @id
}
model A {
  id Int @id
  h Boolean @default(false)
  v Int @default(0)
  s String?
  sec Int? @allow('read', false)
  part String? @allow('read', v > 2)
  b B? @relation(fields: [bid], references: [id])
  bid Int?
  x B? @relation("x", fields: [sec2], references: [id])
  sec2 Int? @allow('read', false)
  cs C[]
  ts T[]
  up A? @relation("up", fields: [upId], references: [id])
  upId Int?
  subs A[] @relation("up")
  @@allow('all', !h)
}
model B {
  id Int @id
  h Boolean @default(false)
  n Int @default(0)
  u String? @unique
  sec Int? @allow('read', auth() != null && id < 0)
  as A[]
  xs A[] @relation("x")
  one O?
  @@allow('all', !h)
}
model C {
  id Int @id
  h Boolean @default(false)
  w Int?
  a A? @relation(fields: [aid], references: [id])
  aid Int?
  @@allow('all', !h && (aid == null || check(a, 'read')))
}
model T {
  id Int @id
  h Boolean @default(false)
  s String?
  as A[]
  @@allow('all', !h)
}
model O {
  id Int @id
  h Boolean @default(false)
  z Int?
  b B? @relation(fields: [bid], references: [id])
  bid Int? @unique
  @@allow('all', !h)
}
`

// relations and fields of the model worlds, for making requests.
var (
	kin = map[string]map[string]string{
		"A": {"b": "B", "x": "B", "cs": "C[]", "ts": "T[]", "up": "A", "subs": "A[]"},
		"B": {"as": "A[]", "xs": "A[]", "one": "O"},
		"C": {"a": "A"}, "T": {"as": "A[]"}, "O": {"b": "B"},
	}
	numbers = map[string][]string{
		"A": {"v", "sec", "bid", "sec2", "upId"}, "B": {"n", "sec"}, "C": {"w", "aid"}, "T": nil, "O": {"z", "bid"},
	}
	texts  = map[string][]string{"A": {"s", "part"}, "B": {"u"}, "C": nil, "T": {"s"}, "O": nil}
	models = []string{"A", "B", "C", "T", "O"}
)

// rows is how many rows of each model there are; those from hidden on are hidden.
const (
	rows   = 8
	hidden = 5
)

// TestHiddenDataDoesNotShow asks the same of two databases that differ in
// nothing but what their user may not see. No answer, and no error, may tell
// which of them it came from.
func TestHiddenDataDoesNotShow(t *testing.T) {
	gozentest.Each(t, func(t *testing.T, url string) {
		rounds := 8
		if testing.Short() || strings.HasPrefix(url, "postgres") {
			rounds = 2
		}
		for seed := range rounds {
			t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { compareWorlds(t, url, uint64(seed)) })
		}
	})
}

// compareWorlds is one round. Writes wear the difference of the databases
// down, so that it is short.
func compareWorlds(t *testing.T, url string, seed uint64) {
	ctx := context.Background()
	var dbs [2]*rt.DB
	for i := range dbs {
		at := gozentest.SQLite
		if strings.HasPrefix(url, "postgres") {
			at = gozentest.Postgres
		}
		place := at(t)
		db, err := openDB(ctx, t, (&group{schema: worlds}).source(place), place)
		if err != nil {
			t.Fatal(err)
		}
		fill(ctx, t, db, seed, uint64(i))
		dbs[i] = db
	}
	g := &asker{r: rand.New(rand.NewPCG(seed, 7))}
	for n := range 400 {
		model, op, args := g.request(n)
		text, err := json.Marshal(args)
		if err != nil {
			t.Fatal(err)
		}
		one, two := ask(ctx, dbs[0], model, op, string(text)), ask(ctx, dbs[1], model, op, string(text))
		if one != two {
			t.Fatalf("step %d: %s.%s %s\none %s\ntwo %s", n, model, op, text, one, two)
		}
		if strings.Contains(one, "hide") || strings.HasPrefix(one, "! internal") || strings.HasPrefix(one, "! not-supported") {
			t.Fatalf("step %d: %s.%s %s\ngot %s", n, model, op, text, one)
		}
	}
}

func ask(ctx context.Context, db *rt.DB, model, op, args string) string {
	return run(ctx, db.Schema(), db.As(map[string]any{"id": int64(1)}), model, op, args)
}

// fill makes the rows. What the user may see of them is always the same; the
// rest is that of the world.
func fill(ctx context.Context, t *testing.T, db *rt.DB, seed, world uint64) {
	t.Helper()
	open, secret := rand.New(rand.NewPCG(seed, 0)), rand.New(rand.NewPCG(seed, 1+world))
	put := func(model string, data object) {
		text, err := json.Marshal(object{"data": data})
		if err != nil {
			t.Fatal(err)
		}
		if got := run(ctx, db.Schema(), db.Unrestricted("test"), model, "create", string(text)); got[0] == '!' {
			t.Fatalf("%s %s: %s", model, text, got)
		}
	}
	for id := 1; id <= rows; id++ {
		r, word := open, "open"
		if id > hidden {
			r, word = secret, "hide"
		}
		put("T", object{"id": id, "h": id > hidden, "s": fmt.Sprint(word, r.IntN(4))})
		put("B", object{"id": id, "h": id > hidden, "n": r.IntN(9), "u": fmt.Sprint(word, id), "sec": secret.IntN(9)})
		put("O", object{"id": id, "h": id > hidden, "z": r.IntN(9), "bid": id})
	}
	for id := 1; id <= rows; id++ {
		r, word := open, "open"
		if id > hidden {
			r, word = secret, "hide"
		}
		v := r.IntN(6)
		part := fmt.Sprint(word, open.IntN(4))
		if v <= 2 {
			part = fmt.Sprint("hide", secret.IntN(4))
		}
		a := object{
			"id": id, "h": id > hidden, "v": v, "s": fmt.Sprint(word, r.IntN(4)), "part": part, "sec": secret.IntN(9),
			"b": connect(1 + r.IntN(rows)), "x": connect(1 + secret.IntN(rows)),
		}
		if id > 1 {
			a["up"] = connect(1 + r.IntN(id-1))
		}
		tags := []object{}
		for tag := 1; tag <= rows; tag++ {
			r := r
			if tag > hidden {
				r = secret
			}
			if r.IntN(2) == 0 {
				tags = append(tags, object{"id": tag})
			}
		}
		a["ts"] = object{"connect": tags}
		put("A", a)
	}
	for id := 1; id <= 2*rows; id++ {
		r := open
		if id > 2*hidden {
			r = secret
		}
		put("C", object{"id": id, "h": id > 2*hidden, "w": r.IntN(9), "aid": 1 + r.IntN(rows)})
	}
}

type object = map[string]any

func connect(id int) object { return object{"connect": object{"id": id}} }

// asker makes requests at random.
type asker struct{ r *rand.Rand }

func (g *asker) one(of []string) string { return of[g.r.IntN(len(of))] }

func (g *asker) chance(percent int) bool { return g.r.IntN(100) < percent }

// id is that of a row that may be there, seen or not.
func (g *asker) id() int { return 1 + g.r.IntN(rows+2) }

func (g *asker) request(n int) (model, op string, args object) {
	model = g.one(models)
	args = object{}
	switch g.r.IntN(10) {
	case 0, 1, 2, 3:
		op = g.one([]string{"findMany", "findMany", "findFirst"})
		g.page(model, args, 2)
		if op == "findFirst" {
			delete(args, "take")
		}
	case 4:
		op = g.one([]string{"findUnique", "findUniqueOrThrow"})
		args["where"] = g.unique(model)
	case 5:
		if g.chance(60) {
			op, args = g.groups(model)
			return model, op, args
		}
		op = g.one([]string{"count", "exists"})
		args["where"] = g.where(model, 3)
		return model, op, args
	case 6:
		op = "updateMany"
		return model, op, object{"where": g.where(model, 3), "data": g.data(model, false, n)}
	case 7:
		op = "update"
		args["where"], args["data"] = g.unique(model), g.data(model, true, n)
	case 8:
		op = "create"
		args["data"] = g.made(model, n)
	case 9:
		op = g.one([]string{"upsert", "upsert", "delete", "deleteMany"})
		args["where"] = g.unique(model)
		switch op {
		case "upsert":
			args["create"], args["update"] = g.made(model, n), g.data(model, true, n)
		case "deleteMany":
			return model, op, args
		}
	}
	g.shape(model, args, 2)
	return model, op, args
}

// unique pins a row and mostly says more about it.
func (g *asker) unique(model string) object {
	w := object{}
	if g.chance(35) {
		w = g.where(model, 2)
	}
	w["id"] = g.id()
	if model == "B" && g.chance(30) {
		delete(w, "id")
		w["u"] = g.text()
	}
	return w
}

func (g *asker) text() string { return fmt.Sprint(g.one([]string{"open", "hide"}), g.r.IntN(9)) }

func (g *asker) where(model string, depth int) object {
	w := object{}
	for range 1 + g.r.IntN(2) {
		switch g.r.IntN(6) {
		case 0:
			w["id"] = object{g.one([]string{"lt", "gt", "not"}): g.id()}
		case 1:
			if fs := numbers[model]; len(fs) > 0 {
				w[g.one(fs)] = g.number()
			}
		case 2:
			if fs := texts[model]; len(fs) > 0 {
				w[g.one(fs)] = g.textTest()
			}
		case 3:
			if depth > 0 {
				w[g.one([]string{"AND", "OR", "NOT"})] = []object{g.where(model, depth-1), g.where(model, depth-1)}
			}
		default:
			if depth > 0 {
				g.related(model, w, depth)
			}
		}
	}
	return w
}

func (g *asker) related(model string, w object, depth int) {
	f := g.relation(model)
	target, many := strings.CutSuffix(kin[model][f], "[]")
	quant := g.one([]string{"is", "isNot"})
	if many {
		quant = g.one([]string{"some", "every", "none"})
	}
	if !many && g.chance(25) {
		w[f] = object{quant: nil}
		return
	}
	w[f] = object{quant: g.where(target, depth-1)}
}

func (g *asker) relation(model string) string {
	var names []string
	for _, f := range []string{"a", "as", "b", "cs", "one", "subs", "ts", "up", "x", "xs"} {
		if kin[model][f] != "" {
			names = append(names, f)
		}
	}
	return g.one(names)
}

func (g *asker) number() any {
	n := g.r.IntN(9)
	switch g.r.IntN(6) {
	case 0:
		return nil
	case 1:
		return object{"in": []int{n, n + 1}}
	case 2:
		return object{"not": n}
	case 3:
		return object{"notIn": []int{n}}
	case 4:
		return object{g.one([]string{"lt", "lte", "gt", "gte"}): n}
	default:
		return n
	}
}

func (g *asker) textTest() any {
	switch g.r.IntN(4) {
	case 0:
		return nil
	case 1:
		return object{g.one([]string{"startsWith", "contains", "endsWith", "not", "gt"}): g.text()}
	case 2:
		return object{"in": []string{g.text(), g.text()}}
	default:
		return g.text()
	}
}

// page asks for some of the rows, in an order that leaves nothing open.
func (g *asker) page(model string, args object, depth int) {
	if g.chance(70) {
		args["where"] = g.where(model, depth)
	}
	var order []object
	for range g.r.IntN(3) {
		order = append(order, g.order(model, 2))
	}
	args["orderBy"] = append(order, object{"id": "asc"})
	if g.chance(20) {
		args["skip"] = g.r.IntN(3)
	}
	if g.chance(30) {
		args["take"] = g.r.IntN(7) - 3
	}
	if fs := append(texts[model], numbers[model]...); g.chance(15) && len(fs) > 0 {
		args["distinct"] = []string{g.one(fs)}
	} else if g.chance(15) {
		args["cursor"] = object{"id": g.id()}
	}
}

func (g *asker) order(model string, depth int) object {
	direction := g.one([]string{"asc", "desc"})
	if depth > 0 && g.chance(50) {
		f := g.relation(model)
		if target, many := strings.CutSuffix(kin[model][f], "[]"); !many {
			return object{f: g.order(target, depth-1)}
		}
		return object{f: object{"_count": direction}}
	}
	return object{g.one(append([]string{"id"}, append(texts[model], numbers[model]...)...)): direction}
}

// shape asks for related rows and their number.
func (g *asker) shape(model string, args object, depth int) {
	if depth == 0 || g.chance(30) {
		return
	}
	include := object{}
	for range 1 + g.r.IntN(2) {
		f := g.relation(model)
		target, many := strings.CutSuffix(kin[model][f], "[]")
		below := object{}
		if many {
			g.page(target, below, 1)
		} else if g.chance(30) {
			below["where"] = g.where(target, 1)
		}
		g.shape(target, below, depth-1)
		include[f] = below
		if many && g.chance(40) {
			include["_count"] = object{"select": object{f: object{"where": g.where(target, 1)}}}
		}
	}
	args["include"] = include
}

// data changes a row, and with nested the rows around it. What decides who
// sees what stays as it is.
func (g *asker) data(model string, nested bool, n int) object {
	d := object{}
	for _, f := range numbers[model] {
		if keep := f == "v" || f == "upId" || model == "O" && f == "bid"; !keep && g.chance(g.often(f)) {
			d[f] = 1 + g.r.IntN(rows)
		}
	}
	for _, f := range texts[model] {
		if f != "u" && g.chance(g.often(f)) {
			d[f] = fmt.Sprint("open", n)
		}
	}
	if nested && g.chance(60) {
		g.nest(model, d, n)
	}
	return d
}

// often is how likely a field is written: what is hidden seldom, or nothing
// would be left to find out.
func (g *asker) often(field string) int {
	if strings.HasPrefix(field, "sec") || field == "part" {
		return 3
	}
	return 25
}

func (g *asker) nest(model string, d object, n int) {
	f := g.relation(model)
	target, many := strings.CutSuffix(kin[model][f], "[]")
	delete(d, map[string]string{"b": "bid", "x": "sec2", "a": "aid", "up": "upId"}[f])
	w := object{}
	switch kind := g.r.IntN(7); {
	case kind == 0:
		w["connect"] = g.unique(target)
	case kind == 1:
		w["create"] = g.made(target, 10000+n)
	case kind == 2 && many:
		w["updateMany"] = object{"where": g.where(target, 2), "data": g.data(target, false, n)}
	case kind == 3 && many:
		w["set"] = []object{g.unique(target)}
	case kind == 4 && many:
		w["disconnect"] = g.unique(target)
	case kind == 4:
		w["disconnect"] = g.where(target, 2)
	case kind == 5 && many:
		w["upsert"] = object{"where": g.unique(target), "create": g.made(target, 20000+n), "update": g.data(target, false, n)}
	case many:
		w["update"] = object{"where": g.unique(target), "data": g.data(target, false, n)}
	default:
		w["update"] = object{"where": g.where(target, 2), "data": g.data(target, false, n)}
	}
	for _, x := range w {
		withoutKey(x, map[string]string{"cs": "aid", "as": "bid", "xs": "sec2", "subs": "upId", "one": "bid"}[f])
	}
	d[f] = w
}

// withoutKey takes the foreign key that nesting implies out of nested data.
func withoutKey(x any, key string) {
	if o, ok := x.(object); ok {
		delete(o, key)
		for _, name := range []string{"data", "create", "update"} {
			if below, ok := o[name].(object); ok {
				delete(below, key)
			}
		}
	}
}

// made is the data of a new row.
func (g *asker) made(model string, n int) object {
	d := g.data(model, false, n)
	d["id"] = 1000 + n
	if g.chance(10) {
		d["id"] = g.id()
	}
	if model == "A" {
		d["v"] = g.r.IntN(6)
	}
	return d
}
