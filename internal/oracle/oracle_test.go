package oracle_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

type rows = []map[string]any

func schemaOf(t *testing.T, text string) *schema.Schema {
	t.Helper()
	s, diags := check.Source("test.zmodel", []byte("datasource db {\n provider = 'sqlite'\n url = 'env:'\n}\n"+text))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return s
}

func opOf(t *testing.T, s *schema.Schema, model, name, args string) *query.Op {
	t.Helper()
	node, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatal(err)
	}
	kind, _ := query.ParseKind(name)
	op, err := query.Decode(s, s.Model(model), kind, node, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// TestReadRules holds the oracle to the reference's own examples: policy.md,
// Part 1. Who judges must be judged.
func TestReadRules(t *testing.T) {
	t.Parallel()
	three := rows{{"id": int64(1), "o": int64(1)}, {"id": int64(2), "o": int64(2)}, {"id": int64(3), "o": nil}}
	somebody := map[string]any{"id": int64(1)}
	tests := []struct {
		name string
		rule string
		user map[string]any
		want []any
	}{
		{"4: allows are alternatives", "@@allow('read', o == 1) @@allow('read', o == 2)", nil, []any{1, 2}},
		{"12: unequal does not grant on NULL", "@@allow('read', o != 1)", nil, []any{2}},
		{"13: a deny does not fire on NULL", "@@allow('read', true) @@deny('read', o == 1)", nil, []any{2, 3}},
		{"14: nobody owns what has no owner", "@@allow('read', o == auth().id)", nil, nil},
		{"14: somebody owns what is theirs", "@@allow('read', o == auth().id)", somebody, []any{1}},
		{"17: a deny about nobody fires", "@@allow('read', true) @@deny('read', o != auth().id)", nil, nil},
		{"17: a deny about somebody", "@@allow('read', true) @@deny('read', o != auth().id)", somebody, []any{1, 3}},
		{"18: a negation about nobody grants nothing", "@@allow('read', !(o == auth().id))", nil, nil},
		{"22: nobody is null", "@@allow('read', auth() == null)", nil, []any{1, 2, 3}},
		{"22: somebody is not", "@@allow('read', auth() == null)", somebody, nil},
		{"26: a missing list grants nothing under a negation", "@@allow('read', !(auth().as?[id == 3]))", somebody, nil},
		{"27: a deny over a missing list fires", "@@allow('read', true) @@deny('read', auth().as^[id == 3])", somebody, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := schemaOf(t, "model User {\n id Int @id\n as A[]\n}\nmodel A {\n id Int @id\n o Int?\n u User? @relation(fields: [uid], references: [id])\n uid Int?\n "+tt.rule+"\n}")
			db := oracle.New(s, oracle.Dialect{})
			db.Load(oracle.State{Rows: map[string][]map[string]any{"A": three}})
			got, err := db.Run(opOf(t, s, "A", "findMany", `{"select":{"id":true},"orderBy":{"id":"asc"}}`), oracle.Who{User: tt.user})
			if err != nil {
				t.Fatal(err)
			}
			want := []any{}
			for _, id := range tt.want {
				want = append(want, map[string]any{"id": int64(id.(int))})
			}
			if d := cmp.Diff(any(want), got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWrites(t *testing.T) {
	t.Parallel()
	const zmodel = `
model P {
  id Int @id
  v Int
  cs C[]
  @@allow('create,read', true)
  @@allow('update', v > 0)
  @@allow('delete', v < 0)
}
model C {
  id Int @id
  w Int @default(1)
  p P? @relation(fields: [pid], references: [id], onDelete: Cascade)
  pid Int?
  @@allow('all', w > 0)
}`
	tests := []struct {
		name, model, op, args string
		reasons               []string // none: it is done
		ps, cs                int      // rows afterwards
	}{
		{"a row that may not be updated is missing", "P", "update", `{"where":{"id":1},"data":{"v":1}}`, []string{"not-found"}, 2, 2},
		{"nested writes alone ask the children", "P", "update", `{"where":{"id":1},"data":{"cs":{"delete":{"id":1}}}}`, nil, 2, 1},
		{"a child that may not be deleted is missing", "P", "update", `{"where":{"id":1},"data":{"cs":{"delete":{"id":2}}}}`, []string{"not-found"}, 2, 2},
		{"a denied child refuses the whole create", "P", "create", `{"data":{"id":9,"v":1,"cs":{"create":{"id":9,"w":0}}}}`, []string{"no-access"}, 2, 2},
		{"every reason is named", "P", "create", `{"data":{"id":1,"v":1,"cs":{"connect":{"id":7}}}}`, []string{"P2002", "not-found"}, 2, 2},
		{"what cannot be read back is done", "C", "update", `{"where":{"id":1},"data":{"w":0}}`, []string{"cannot-read-back"}, 2, 2},
		{"cascades ask nobody", "P", "delete", `{"where":{"id":2}}`, nil, 1, 2},
		{"an upsert on what may not be updated has no access", "P", "upsert", `{"where":{"id":1},"create":{"id":1,"v":1},"update":{"v":2}}`, []string{"no-access"}, 2, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := schemaOf(t, zmodel)
			db := oracle.New(s, oracle.Dialect{})
			db.Load(oracle.State{Rows: map[string][]map[string]any{
				"P": {{"id": int64(1), "v": int64(0)}, {"id": int64(2), "v": int64(-1)}},
				"C": {{"id": int64(1), "w": int64(1), "pid": int64(1)}, {"id": int64(2), "w": int64(0), "pid": int64(1)}},
			}})
			_, err := db.Run(opOf(t, s, tt.model, tt.op, tt.args), oracle.Who{})
			if d := cmp.Diff(tt.reasons, reasons(err)); d != "" {
				t.Error(d)
			}
			state := db.State()
			if len(state.Rows["P"]) != tt.ps || len(state.Rows["C"]) != tt.cs {
				t.Errorf("want %d and %d rows, got %v", tt.ps, tt.cs, state.Rows)
			}
		})
	}
}

// TestAnswers holds the oracle to the reference's examples of reading:
// query-api.md, Part 1, and policy.md, assertions 97 to 99.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const zmodel = `
model A {
  id Int @id
  x Int?
  y Int
  @@allow('all', id != 7)
}
model Asset {
  id Int @id
  kind String
  pub Int
  @@delegate(kind)
  @@allow('all', pub > 0)
}
model Video extends Asset {
  dur Int
  @@deny('read', dur > 100)
  @@deny('update', dur == 50)
}`
	state := oracle.State{Rows: map[string][]map[string]any{
		"A": {
			{"id": int64(1), "x": int64(1), "y": int64(1)},
			{"id": int64(2), "x": int64(1), "y": int64(2)},
			{"id": int64(3), "x": int64(1), "y": int64(3)},
			{"id": int64(4), "x": int64(2), "y": int64(1)},
			{"id": int64(5), "x": nil, "y": int64(5)},
			{"id": int64(7), "x": int64(9), "y": int64(9)},
		},
		"Video": {
			{"id": int64(1), "kind": "Video", "pub": int64(1), "dur": int64(1)},
			{"id": int64(2), "kind": "Video", "pub": int64(1), "dur": int64(200)},
			{"id": int64(3), "kind": "Video", "pub": int64(1), "dur": int64(50)},
		},
	}}
	tests := []struct{ name, model, op, args, want string }{
		{"54: a cursor and a negative take", "A", "findMany", `{"cursor":{"id":3},"take":-2,"orderBy":{"id":"asc"},"select":{"id":true}}`, `[{"id":2},{"id":3}]`},
		{"55: a cursor among ties", "A", "findMany", `{"cursor":{"id":2},"orderBy":{"x":"asc"},"where":{"x":{"not":null}},"select":{"id":true}}`, `[{"id":2},{"id":3},{"id":4}]`},
		{"56: a cursor with NULL in its key", "A", "findMany", `{"cursor":{"id":5},"orderBy":{"x":"asc"},"select":{"id":true}}`, `[{"id":5},{"id":1},{"id":2},{"id":3},{"id":4}]`},
		{"37: a cursor at a hidden row", "A", "findMany", `{"cursor":{"id":7}}`, `[]`},
		{"103: aggregates of nothing", "A", "aggregate", `{"where":{"id":99},"_count":true,"_sum":{"x":true},"_min":{"x":true}}`, `{"_count":0,"_min":{"x":null},"_sum":{"x":null}}`},
		{"38: aggregates leave out hidden rows", "A", "aggregate", `{"_max":{"y":true},"_avg":{"x":true},"_count":{"_all":true,"x":true}}`, `{"_avg":{"x":1.25},"_count":{"_all":5,"x":4},"_max":{"y":5}}`},
		{"106: NULL is a group", "A", "groupBy", `{"by":["x"],"_count":true,"orderBy":{"x":"asc"}}`, `[{"_count":1,"x":null},{"_count":3,"x":1},{"_count":1,"x":2}]`},
		{"106: a having", "A", "groupBy", `{"by":["x"],"_count":true,"having":{"x":{"_count":{"gt":1}}}}`, `[{"_count":3,"x":1}]`},
		{"97: a base shows its own part of a denied row", "Asset", "findMany", `{"orderBy":{"id":"asc"},"take":2}`, `[{"dur":1,"id":1,"kind":"Video","pub":1},{"id":2,"kind":"Video","pub":1}]`},
		{"97: a sub-model hides it", "Video", "findMany", `{"orderBy":{"id":"asc"},"select":{"id":true}}`, `[{"id":1},{"id":3}]`},
		{"98: a write through the base asks the row's own rules", "Asset", "update", `{"where":{"id":3},"data":{"pub":2}}`, `not-found`},
		{"98: and permits the others", "Asset", "update", `{"where":{"id":1},"data":{"pub":2},"select":{"pub":true}}`, `{"pub":2}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := schemaOf(t, zmodel)
			db := oracle.New(s, oracle.Dialect{})
			db.Load(state)
			answer, err := db.Run(opOf(t, s, tt.model, tt.op, tt.args), oracle.Who{})
			got := strings.Join(reasons(err), " ")
			if err == nil {
				b, err := json.Marshal(answer)
				if err != nil {
					t.Fatal(err)
				}
				got = string(b)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestValidation holds the oracle to policy.md, assertions 106 to 111.
func TestValidation(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, `
model A {
  id Int @id
  n Int? @gt(0)
  s String? @trim @lower @length(1, 3)
  pw String? @password
  a Int?
  b Int?
  @@validate(a == null || b == null || a < b)
  @@allow('all', true)
}`)
	tests := []struct {
		name, op, args string
		reasons        []string
		want           map[string]any // of the row's fields, some
	}{
		{"106: a value against its attribute", "create", `{"data":{"id":2,"n":0}}`, []string{"invalid-input"}, nil},
		{"107: what arithmetic makes", "update", `{"where":{"id":1},"data":{"n":{"decrement":3}}}`, []string{"invalid-input"}, nil},
		{"107: a set", "update", `{"where":{"id":1},"data":{"n":{"set":-5}}}`, []string{"invalid-input"}, nil},
		{"108: a rule over the stored row", "updateMany", `{"data":{"a":9}}`, []string{"invalid-input"}, nil},
		{"13: transforms in the order written", "update", `{"where":{"id":1},"data":{"s":"  AB "}}`, nil, map[string]any{"s": "ab"}},
		{"110: a password is hashed", "updateMany", `{"data":{"pw":"x"}}`, nil, map[string]any{"pw": "$2b$x"}},
		{"111: but null is null", "update", `{"where":{"id":1},"data":{"pw":null}}`, nil, map[string]any{"pw": nil}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db := oracle.New(s, oracle.Dialect{})
			db.Load(oracle.State{Rows: map[string][]map[string]any{"A": {
				{"id": int64(1), "n": int64(3), "s": "x", "pw": "y", "a": int64(1), "b": int64(5)},
			}}})
			_, err := db.Run(opOf(t, s, "A", tt.op, tt.args), oracle.Who{})
			if d := cmp.Diff(tt.reasons, reasons(err)); d != "" {
				t.Error(d)
			}
			row := db.State().Rows["A"][0]
			for name, want := range tt.want {
				if d := cmp.Diff(want, row[name]); d != "" {
					t.Errorf("%s: %s", name, d)
				}
			}
		})
	}
}

func TestRunAllIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, "model A {\n id Int @id\n n Int @gt(0)\n @@allow('all', n < 9)\n}")
	for _, second := range []string{`{"data":{"id":1,"n":1}}`, `{"data":{"id":2,"n":9}}`, `{"data":{"id":2,"n":0}}`} {
		db := oracle.New(s, oracle.Dialect{})
		ops := []*query.Op{opOf(t, s, "A", "create", `{"data":{"id":1,"n":1}}`), opOf(t, s, "A", "create", second)}
		if _, err := db.RunAll(ops, oracle.Who{}); err == nil {
			t.Errorf("%s: want an error", second)
		}
		if rows := db.State().Rows["A"]; len(rows) > 0 {
			t.Errorf("%s: want nothing done, got %v", second, rows)
		}
	}
}

// TestSight tells what of two databases shows.
func TestSight(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, "model A {\n id Int @id\n h Boolean\n n Int? @allow('read', id == 1)\n @@allow('read,update', !h)\n}")
	sight := func(rows ...map[string]any) string {
		db := oracle.New(s, oracle.Dialect{})
		db.Load(oracle.State{Rows: map[string][]map[string]any{"A": rows}})
		return db.Sight(oracle.Who{})
	}
	row := func(id int64, h bool, n any) map[string]any { return map[string]any{"id": id, "h": h, "n": n} }
	plain := sight(row(1, false, int64(1)), row(2, false, int64(1)))
	if sight(row(1, false, int64(1)), row(2, false, int64(5)), row(3, true, nil)) != plain {
		t.Error("a hidden field and a hidden row show")
	}
	if sight(row(1, false, int64(2)), row(2, false, int64(1))) == plain || sight(row(1, false, int64(1))) == plain {
		t.Error("a field that is seen, or a row, does not show")
	}
}

// reasons names what is wrong as a table can say it.
func reasons(err error) []string {
	f, ok := errors.AsType[*oracle.Failure](err)
	if !ok {
		return nil
	}
	var list []string
	for _, q := range f.Reasons {
		switch {
		case q.Policy != "":
			list = append(list, string(q.Policy))
		case q.Reason == query.DBQueryError:
			list = append(list, q.Code)
		default:
			list = append(list, string(q.Reason))
		}
	}
	return list
}

func TestWhatIsOpen(t *testing.T) {
	t.Parallel()
	s := schemaOf(t, "model A {\n id Int @id\n u Int @unique\n @@allow('all', true)\n}")
	db := oracle.New(s, oracle.Dialect{})
	before := oracle.State{Rows: map[string][]map[string]any{"A": {
		{"id": int64(1), "u": int64(1)}, {"id": int64(2), "u": int64(2)},
	}}, Links: map[string][][2]any{}}
	db.Load(before)
	for _, args := range []string{`{"data":{"u":{"increment":1}}}`, `{"data":{"u":5},"limit":1}`} {
		if _, err := db.Run(opOf(t, s, "A", "updateMany", args), oracle.Who{}); !errors.Is(err, oracle.ErrOpen) {
			t.Errorf("%s: want it open, got %v", args, err)
		}
		if d := cmp.Diff(before, db.State()); d != "" {
			t.Errorf("%s changed rows: %s", args, d)
		}
	}
}
