package rt_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// TestScripts runs testdata/*.txt on every database. A script has groups, each
// on an empty database; see testdata/README.md for its lines.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			groups := parseScript(t, file)
			gozentest.Each(t, func(t *testing.T, url string) {
				for _, g := range groups {
					t.Run(g.name, func(t *testing.T) { g.run(t, empty(t, url)) })
				}
			})
		})
	}
}

// empty gives an empty database like that of the url: for SQLite a new one; on
// PostgreSQL, where making one takes long, the same without its tables.
func empty(t *testing.T, url string) string {
	t.Helper()
	if !strings.HasPrefix(url, "postgres") {
		return gozentest.SQLite(t)
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(ctx); err != nil {
		t.Fatal(err)
	}
	return url
}

// group is one schema and the lines that run on it in order.
type group struct {
	name    string
	only    string // the databases to run on, by how their URL begins
	pending string // why the group cannot pass yet
	refused string // what the schema's refusal must say
	schema  string
	host    map[string]rt.Computed // implementations of @computed fields
	plugins []rt.Plugin            // that stand around everything
	lines   []line
}

type line struct {
	at   string // file:line
	text string
}

func parseScript(t *testing.T, file string) []*group {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var groups []*group
	var g *group
	var zmodel *strings.Builder
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		text := strings.TrimSpace(sc.Text())
		word, rest, _ := strings.Cut(text, " ")
		switch {
		case zmodel != nil && text == "end":
			g.schema, zmodel = zmodel.String(), nil
		case zmodel != nil:
			zmodel.WriteString(sc.Text() + "\n")
		case word == "group":
			g = &group{name: rest}
			groups = append(groups, g)
		case word == "only":
			g.only = rest
		case word == "pending":
			g.pending = rest
		case word == "refused":
			g.refused = rest
		case word == "computed":
			name, sql, _ := strings.Cut(rest, " ")
			if g.host == nil {
				g.host = map[string]rt.Computed{}
			}
			g.host[name] = formula(sql)
		case word == "schema" && rest == "":
			zmodel = &strings.Builder{}
		case word == "schema":
			g.schema = schemaOf(t, groups, rest)
		case text != "" && word != "#":
			g.lines = append(g.lines, line{fmt.Sprintf("%s:%d", filepath.Base(file), n), text})
		}
	}
	return groups
}

// schemaOf is the schema of another group of the script, or of a .zmodel file.
func schemaOf(t *testing.T, groups []*group, name string) string {
	t.Helper()
	if strings.HasSuffix(name, ".zmodel") {
		data, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if name == "above" && len(groups) > 1 {
		return groups[len(groups)-2].schema
	}
	t.Fatalf("no schema %q", name)
	return ""
}

// run reports what of the group fails. A pending group must fail somewhere:
// when it does not, it is time to strike the word.
func (g *group) run(t *testing.T, url string) {
	if g.only != "" && !strings.HasPrefix(url, g.only) {
		t.Skipf("only on %s", g.only)
	}
	failures := g.failures(t, url)
	switch {
	case g.pending == "":
		for _, f := range failures {
			t.Error(f)
		}
	case len(failures) == 0:
		t.Errorf("passes now, but is marked as pending: %s", g.pending)
	default:
		t.Skipf("pending: %s\n%s", g.pending, failures[0])
	}
}

// failures runs the lines. An error that no line expects is a failure, too.
func (g *group) failures(t *testing.T, url string) []string {
	ctx := context.Background()
	db, err := openWith(ctx, t, g.source(url), url, rt.Options{Computed: g.host, Plugins: g.plugins})
	if g.refused != "" {
		if err == nil || !strings.Contains(err.Error(), g.refused) {
			return []string{fmt.Sprintf("want a schema refused with %q, got %v", g.refused, err)}
		}
		return nil
	}
	if err != nil {
		return []string{err.Error()}
	}
	var failures []string
	who := stance{db: db, client: db.Unrestricted("test")}
	var got string
	var asked line
	expected := true
	settle := func() {
		if !expected && strings.HasPrefix(got, "! ") {
			failures = append(failures, fmt.Sprintf("%s: unexpected error\ngot  %s", asked.at, got))
		}
		expected = true
	}
	for _, l := range g.lines {
		switch {
		case who.becomes(t, l):
		case strings.HasPrefix(l.text, "= "), strings.HasPrefix(l.text, "! "):
			expected = true
			if want := l.text[2:]; !agrees(l.text[0], want, got) {
				failures = append(failures, fmt.Sprintf("%s:\nwant %s\ngot  %s", l.at, l.text, got))
			}
		default:
			settle()
			got, asked, expected = who.ask(ctx, l), l, false
		}
	}
	settle()
	return failures
}

// source is the schema with a datasource for the database, if it names none.
func (g *group) source(url string) string {
	if strings.Contains(g.schema, "datasource") {
		return g.schema
	}
	provider := "sqlite"
	if strings.HasPrefix(url, "postgres") {
		provider = "postgresql"
	}
	return fmt.Sprintf("datasource db { provider = %q url = %q }\n", provider, "env:") + g.schema
}

func openDB(ctx context.Context, t *testing.T, source, url string) (*rt.DB, error) {
	t.Helper()
	return openWith(ctx, t, source, url, rt.Options{})
}

func openWith(ctx context.Context, t *testing.T, source, url string, o rt.Options) (*rt.DB, error) {
	t.Helper()
	s, diags := check.Source("test.zmodel", []byte(source))
	if s == nil {
		return nil, fmt.Errorf("schema: %v", diags)
	}
	if _, err := migrate.Push(ctx, url, s, migrate.Options{}); err != nil {
		return nil, err
	}
	conn, err := open.Open(ctx, url, s)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	o.Logger, o.EncryptionKey = slog.New(slog.DiscardHandler), key('k')
	return rt.Open(s, conn, o)
}

// userOf reads a user as a host would give it: whole numbers are int64.
func userOf(t *testing.T, l line, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var user map[string]any
	if err := d.Decode(&user); err != nil {
		t.Fatalf("%s: %v", l.at, err)
	}
	return logical(user).(map[string]any)
}

func logical(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = logical(x)
		}
	case []any:
		for i, x := range v {
			v[i] = logical(x)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return v
}

// request runs "model.op {args}" and gives its result, or "! reason…".
func request(ctx context.Context, s *schema.Schema, c *rt.Client, l line) string {
	call, args, _ := strings.Cut(l.text, " ")
	model, name, _ := strings.Cut(call, ".")
	if args == "" {
		args = "{}"
	}
	if name == "ids" {
		return ids(ctx, s, c, model, args)
	}
	return run(ctx, s, c, model, name, args)
}

// ids lists the ids of the rows that a where finds, in order.
func ids(ctx context.Context, s *schema.Schema, c *rt.Client, model, where string) string {
	got := run(ctx, s, c, model, "findMany", `{"where":`+where+`,"select":{"id":true},"orderBy":{"id":"asc"}}`)
	var rows []struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal([]byte(got), &rows) != nil {
		return got
	}
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = string(r.ID)
	}
	return "[" + strings.Join(list, ",") + "]"
}

func run(ctx context.Context, s *schema.Schema, c *rt.Client, model, name, args string) string {
	m := s.ModelByAccessor(model)
	kind, ok := query.ParseKind(name)
	if m == nil || !ok {
		return "! script: no such call: " + model + "." + name
	}
	node, err := query.ParseJSON([]byte(args))
	if err == nil {
		node, err = wire.Unwrap(node)
	}
	if err != nil {
		return "! script: " + err.Error()
	}
	op, err := query.Decode(s, m, kind, node, query.DefaultLimits())
	if err == nil {
		var doc rt.Document
		if doc, err = c.JSON(ctx, op); err == nil {
			return string(doc.Data)
		}
	}
	return failure(err)
}

// failure is an error as scripts have it.
func failure(err error) string {
	var q *query.Error
	if !errors.As(err, &q) {
		return "! " + err.Error()
	}
	text := "! " + string(q.Reason)
	if q.Policy != "" {
		text += "/" + string(q.Policy)
	}
	if q.Code != "" {
		text += " " + q.Code
	}
	return text + " " + q.Message
}

// agrees compares a result with what a script wants: JSON structurally; of an
// error its beginning, and after " ... " a text it must contain.
func agrees(kind byte, want, got string) bool {
	if kind == '!' {
		head, part, _ := strings.Cut(want, " ... ")
		return strings.HasPrefix(got, "! "+head) && strings.Contains(got, part)
	}
	var w, g any
	if json.Unmarshal([]byte(want), &w) != nil || json.Unmarshal([]byte(got), &g) != nil {
		return false
	}
	return matches(w, g)
}

// matches compares JSON values. "*" stands for any value, and "text*" for any
// text that begins so.
func matches(want, got any) bool {
	switch want := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(g) != len(want) {
			return false
		}
		for k, w := range want {
			if x, ok := g[k]; !ok || !matches(w, x) {
				return false
			}
		}
		return true
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(want) {
			return false
		}
		for i, w := range want {
			if !matches(w, g[i]) {
				return false
			}
		}
		return true
	case string:
		if head, ok := strings.CutSuffix(want, "*"); ok {
			text, isText := got.(string)
			return head == "" || isText && strings.HasPrefix(text, head)
		}
	}
	return want == got
}
