package rt_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// TestScriptsWithPlugins runs all scripts with plugins around everything that
// do nothing: results then are made of Go values, and every row that is written
// is looked at before and after.
func TestScriptsWithPlugins(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	look := func(context.Context, *rt.Mutation) error { return nil }
	nothing := rt.Plugin{
		Query:  func(next rt.Handler) rt.Handler { return next },
		Before: look, After: look, AfterCommit: func(context.Context, *rt.Mutation) {},
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			for _, g := range parseScript(t, file) {
				g.plugins = []rt.Plugin{nothing}
				t.Run(g.name, func(t *testing.T) { g.run(t, gozentest.SQLite(t)) })
			}
		})
	}
}

const journal = `
model User {
  id Int @id
  name String @default("u")
  posts Post[]
  @@allow('all', auth().id == id)
}
model Post {
  id Int @id
  uid Int
  user User @relation(fields: [uid], references: [id])
  title String @default("t")
  secret String @default("s") @encrypted @deny('read', true)
  gone DateTime? @deletedAt
  @@allow('all', true)
}
model Log {
  id Int @id @default(autoincrement())
  text String
}
procedure hello(name: String): String
`

// recorder writes down what plugins are told.
type recorder struct{ lines []string }

func (r *recorder) note(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *recorder) expect(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, r.lines); diff != "" {
		t.Error(diff)
	}
	r.lines = nil
}

// rows shows ids and titles or names of rows.
func (r *recorder) rows(rows []map[string]any) string {
	var all []string
	for _, row := range rows {
		text := fmt.Sprint(row["id"])
		for _, n := range []string{"name", "title", "secret"} {
			if v, ok := row[n]; ok {
				text += fmt.Sprint(" ", v)
			}
		}
		all = append(all, text)
	}
	return "[" + strings.Join(all, ", ") + "]"
}

func journalDB(t *testing.T, url string, plugins ...rt.Plugin) *rt.DB {
	t.Helper()
	url = empty(t, url)
	db, err := openWith(t.Context(), t, (&group{schema: journal}).source(url), url, rt.Options{
		Plugins: plugins,
		Procedures: map[string]rt.Procedure{"hello": func(_ context.Context, _ *rt.Client, args map[string]any) (any, error) {
			return "hello " + args["name"].(string), nil
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestMutationHooks(t *testing.T) {
	gozentest.Each(t, func(t *testing.T, url string) {
		var r recorder
		tell := func(when string) func(context.Context, *rt.Mutation) error {
			return func(_ context.Context, m *rt.Mutation) error {
				r.note("%s %s %s %s -> %s by %v", when, m.Action, m.Model.Name, r.rows(m.Old), r.rows(m.New), m.User()["id"])
				return nil
			}
		}
		db := journalDB(t, url, rt.Plugin{
			Models: []string{"User", "Post"}, Before: tell("before"), After: tell("after"),
			AfterCommit: func(ctx context.Context, m *rt.Mutation) { _ = tell("committed")(ctx, m) },
		})
		as := db.As(map[string]any{"id": int64(1)})
		do := func(c *rt.Client, text, want string) {
			t.Helper()
			if got := request(t.Context(), db.Schema(), c, line{text: text}); !strings.HasPrefix(got, want) {
				t.Errorf("%s\nwant %s\ngot  %s", text, want, got)
			}
		}
		do(as, `user.create {"data":{"id":1,"posts":{"create":[{"id":1},{"id":2,"title":"b"}]}},"select":{"id":true}}`, `{"id":1}`)
		r.expect(t,
			"before create User [] -> [] by 1", "after create User [] -> [1 u] by 1",
			"before create Post [] -> [] by 1", "after create Post [] -> [1 t s] by 1",
			"before create Post [] -> [] by 1", "after create Post [] -> [2 b s] by 1",
			"committed create User [] -> [1 u] by 1", "committed create Post [] -> [1 t s] by 1", "committed create Post [] -> [2 b s] by 1")
		do(as, `post.createMany {"data":[{"id":5,"uid":1,"title":"e"},{"id":4,"uid":1},{"id":3,"uid":1,"title":"c"}]}`, `{"count":3}`)
		r.expect(t,
			"before create Post [] -> [] by 1", "after create Post [] -> [5 e s, 3 c s] by 1",
			"before create Post [] -> [] by 1", "after create Post [] -> [4 t s] by 1",
			"committed create Post [] -> [5 e s, 3 c s] by 1", "committed create Post [] -> [4 t s] by 1")
		do(as, `post.update {"where":{"id":5},"data":{"title":"E","secret":"x"},"select":{"id":true}}`, `{"id":5}`)
		r.expect(t, "before update Post [5 e s] -> [] by 1", "after update Post [5 e s] -> [5 E x] by 1", "committed update Post [5 e s] -> [5 E x] by 1")
		do(as, `post.delete {"where":{"id":5},"select":{"id":true}}`, `{"id":5}`)
		r.expect(t, "before delete Post [5 E x] -> [] by 1", "after delete Post [5 E x] -> [] by 1", "committed delete Post [5 E x] -> [] by 1")
		// What finds no row is not told, and what cannot be changed is not shown.
		do(db.As(map[string]any{"id": int64(2)}), `user.updateMany {"data":{"name":"x"}}`, `{"count":0}`)
		do(as, `post.delete {"where":{"id":5}}`, `! not-found`)
		do(as, `user.findMany {}`, `[{`)
		r.expect(t)
		do(as, `post.deleteMany {"where":{"id":{"in":[1,2,3]}},"limit":2}`, `{"count":2}`)
		if len(r.lines) != 3 || r.lines[1] != strings.Replace(r.lines[0], "before", "after", 1) {
			t.Errorf("what is deleted is not what was looked at: %q", r.lines)
		}
		r.lines = nil
		// What is undone is never told as done.
		do(as, `user.update {"where":{"id":1},"data":{"name":"n","posts":{"delete":{"id":99}}}}`, `! not-found`)
		r.expect(t, "before update User [1 u] -> [] by 1", "after update User [1 u] -> [1 n] by 1")
		inTransaction(t, db, as, &r)
	})
}

// inTransaction holds commits back, and forgets what is rolled back.
func inTransaction(t *testing.T, db *rt.DB, c *rt.Client, r *recorder) {
	t.Helper()
	for _, commit := range []bool{false, true} {
		tx, err := c.Begin(t.Context(), rt.TxOptions{})
		if err != nil {
			t.Fatal(err)
		}
		request(t.Context(), db.Schema(), tx.Client(), line{text: `user.updateMany {"data":{"name":"tx"}}`})
		r.expect(t, "before update User [1 u] -> [] by 1", "after update User [1 u] -> [1 tx] by 1")
		if commit {
			err = tx.Commit(t.Context())
		} else {
			err = tx.Rollback()
		}
		if err != nil {
			t.Fatal(err)
		}
		if commit {
			r.expect(t, "committed update User [1 u] -> [1 tx] by 1")
		} else {
			r.expect(t)
		}
	}
}

func TestMutationHooksAct(t *testing.T) {
	errNo := errors.New("no")
	gozentest.Each(t, func(t *testing.T, url string) {
		var kept *rt.Client
		var refuse rt.Action
		var when string
		var db *rt.DB
		count := func(c *rt.Client) string { return request(t.Context(), db.Schema(), c, line{text: `log.count {}`}) }
		act := func(at string) func(context.Context, *rt.Mutation) error {
			return func(ctx context.Context, m *rt.Mutation) error {
				kept = m.Client
				got := request(ctx, db.Schema(), m.Unrestricted("audit"), line{text: `log.create {"data":{"text":"` + at + ` ` + string(m.Action) + `"}}`})
				if strings.HasPrefix(got, "!") {
					t.Error(got)
				}
				n, err := m.Unrestricted("audit").ExecuteRaw(ctx, rt.RawSQL{Parts: []string{`UPDATE "Log" SET "text" = 'x'`}})
				if err != nil || n == 0 {
					t.Errorf("raw SQL in the transaction: %d, %v", n, err)
				}
				if m.Action == refuse && at == when {
					return errNo
				}
				return nil
			}
		}
		db = journalDB(t, url, rt.Plugin{Name: "audit", Before: act("before"), After: act("after")})
		root := db.Unrestricted("test")
		as := db.As(map[string]any{"id": int64(1)})
		for _, c := range []struct {
			name, request string
			refuse        rt.Action
			when          string
			logs          string // after it
		}{
			{"hooks write in the transaction, and their writes are not told", `user.create {"data":{"id":1,"posts":{"create":{"id":1}}}}`, "", "", "4"},
			{"an error before a step undoes everything", `user.update {"where":{"id":1},"data":{"name":"x","posts":{"create":{"id":2}}}}`, rt.ActionCreate, "before", "4"},
			{"an error after a step undoes everything", `user.update {"where":{"id":1},"data":{"name":"x","posts":{"create":{"id":2}}}}`, rt.ActionCreate, "after", "4"},
			{"a delete can be refused", `post.deleteMany {}`, rt.ActionDelete, "before", "4"},
		} {
			refuse, when = c.refuse, c.when
			_, err := as.JSON(t.Context(), opOf(t, db, c.request))
			if (err != nil) != (c.refuse != "") || c.refuse != "" && !errors.Is(err, errNo) {
				t.Errorf("%s: %v", c.name, err)
			}
			if err != nil && strings.Contains(err.Error(), "no") {
				t.Errorf("%s: what a plugin says reaches callers: %v", c.name, err)
			}
			refuse = ""
			if got := count(root); got != c.logs {
				t.Errorf("%s: %s logs, not %s", c.name, got, c.logs)
			}
		}
		if got := request(t.Context(), db.Schema(), root, line{text: `user.findMany {"select":{"name":true,"posts":{"select":{"id":true}}}}`}); got != `[{"name":"u","posts":[{"id":1}]}]` {
			t.Error(got)
		}
		if got := request(t.Context(), db.Schema(), kept, line{text: `user.count {}`}); !strings.Contains(got, "P2028") {
			t.Errorf("a hook's client answers after the hook: %s", got)
		}
	})
}

func TestQueryHooks(t *testing.T) {
	gozentest.Each(t, func(t *testing.T, url string) {
		var r recorder
		around := func(name string) func(rt.Handler) rt.Handler {
			return func(next rt.Handler) rt.Handler {
				return func(ctx context.Context, q rt.Query) (any, error) {
					r.note("%s %s", name, q.Op.Kind)
					v, err := next(ctx, q)
					r.note("%s done", name)
					return v, err
				}
			}
		}
		meddle := func(next rt.Handler) rt.Handler {
			return func(ctx context.Context, q rt.Query) (any, error) {
				switch q.Op.Kind {
				case query.FindMany: // other arguments, and another result
					op := *q.Op
					op.Kind = query.FindFirst
					v, err := next(ctx, rt.Query{Client: q.Client, Op: &op})
					if row, ok := v.(map[string]any); ok {
						row["name"] = "changed"
						return []any{row, row}, err
					}
					return []any{}, err
				case query.Count: // without a look into the database
					return int64(7), nil
				case query.Exists: // by a client of its own, of which nobody is told
					return q.Client.Rows(ctx, q.Op)
				case query.Create: // in a transaction with something more
					var v any
					err := q.Client.InTransaction(ctx, rt.TxOptions{}, func(c *rt.Client) error {
						var err error
						if v, err = next(ctx, rt.Query{Client: c, Op: q.Op}); err == nil {
							err = errors.New("not today")
						}
						return err
					})
					return v, err
				default:
					return next(ctx, q)
				}
			}
		}
		db := journalDB(t, url, rt.Plugin{Query: meddle}, rt.Plugin{Query: around("inner")}, rt.Plugin{Query: around("outer")})
		root := db.Unrestricted("test")
		for _, c := range []struct{ request, want string }{
			{`user.create {"data":{"id":9}}`, `! not today`},
			{`user.createMany {"data":[{"id":1},{"id":2}]}`, `{"count":2}`},
			{`user.findMany {}`, `[{"id":1,"name":"changed"},{"id":1,"name":"changed"}]`},
			{`user.count {}`, `7`},
			{`user.exists {}`, `true`},
			{`user.findUnique {"where":{"id":9}}`, `null`},
		} {
			if got := request(t.Context(), db.Schema(), root, line{text: c.request}); got != c.want {
				t.Errorf("%s\nwant %s\ngot  %s", c.request, c.want, got)
			}
			kind := c.request[len("user."):strings.Index(c.request, " ")]
			r.expect(t, "outer "+kind, "inner "+kind, "inner done", "outer done")
		}
		op := opOf(t, db, `user.findMany {"select":{"name":true}}`)
		var names scannedNames
		if err := root.Scan(t.Context(), op, &names); err != nil || strings.Join(names, " ") != "changed changed" {
			t.Errorf("structs of a changed result: %q, %v", names, err)
		}
		var each []string
		if err := root.Each(t.Context(), op, &names, func() error { each = append(each, names[0]); return nil }); err != nil || len(each) != 2 {
			t.Errorf("structs one by one: %q, %v", each, err)
		}
		doc, err := root.Transaction(t.Context(), []*query.Op{op, op}, query.DefaultIsolation)
		if err != nil || string(doc.Data) != `[[{"name":"changed"},{"name":"changed"}],[{"name":"changed"},{"name":"changed"}]]` {
			t.Errorf("a transaction gives %s, %v", doc.Data, err)
		}
	})
}

// scannedNames are the names of structs.
type scannedNames []string

func (r *scannedNames) GozenScan(s *rt.Scan) {
	var name string
	s.Text("name", &name)
	*r = append(*r, name)
}
func (r *scannedNames) GozenRelate(int, string, rt.Rows, []int) rt.Rows { return nil }
func (r *scannedNames) GozenPick(rows []int)                            { *r = (*r)[:len(rows)] }

func TestProcedureHooks(t *testing.T) {
	loud := func(next rt.ProcedureHandler) rt.ProcedureHandler {
		return func(ctx context.Context, c *rt.Client, call *query.Call) (any, error) {
			v, err := next(ctx, c, &query.Call{Procedure: call.Procedure, Args: map[string]any{"name": strings.ToUpper(call.Args["name"].(string))}})
			return fmt.Sprint(v, "!"), err
		}
	}
	db := journalDB(t, gozentest.SQLite(t), rt.Plugin{Procedure: loud})
	call, err := query.DecodeCall(db.Schema(), db.Schema().Procedure("hello"), &query.Object{Members: []query.Member{{Name: "name", Value: query.String("zoe")}}}, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := db.As(nil).ProcedureJSON(t.Context(), call)
	if err != nil || string(doc.Data) != `"hello ZOE!"` {
		t.Errorf("%s, %v", doc.Data, err)
	}
}

// TestPluginNames refuses a plugin for a model that is not there.
func TestPluginNames(t *testing.T) {
	s, diags := check.Source("test.zmodel", []byte(`datasource db { provider = "sqlite" url = "file:x" } model A { id Int @id }`))
	if s == nil {
		t.Fatal(diags)
	}
	_, err := rt.Open(s, nil, rt.Options{Plugins: []rt.Plugin{{Name: "p", Models: []string{"a"}}}})
	if err == nil || !strings.Contains(err.Error(), `plugin "p": the schema has no model a`) {
		t.Errorf("got %v", err)
	}
}
