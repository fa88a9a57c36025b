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

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// TestScripts runs testdata/*.txt on every database. A script has groups, each
// on a fresh database; see testdata/README.md for its lines.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			for _, g := range parseScript(t, file) {
				t.Run(g.name, func(t *testing.T) {
					gozentest.Each(t, func(t *testing.T, url string) { g.run(t, url) })
				})
			}
		})
	}
}

// group is one schema and the lines that run on it in order.
type group struct {
	name, only string
	schema     string
	lines      []line
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
	for n := 1; sc.Scan(); n++ {
		text := strings.TrimSpace(sc.Text())
		switch {
		case zmodel != nil && text == "end":
			g.schema, zmodel = zmodel.String(), nil
		case zmodel != nil:
			zmodel.WriteString(sc.Text() + "\n")
		case strings.HasPrefix(text, "group "):
			g = &group{name: strings.TrimPrefix(text, "group ")}
			groups = append(groups, g)
		case strings.HasPrefix(text, "only "):
			g.only = strings.TrimPrefix(text, "only ")
		case text == "schema":
			zmodel = &strings.Builder{}
		case text != "" && !strings.HasPrefix(text, "#"):
			g.lines = append(g.lines, line{fmt.Sprintf("%s:%d", filepath.Base(file), n), text})
		}
	}
	return groups
}

func (g *group) run(t *testing.T, url string) {
	if g.only != "" && !strings.HasPrefix(url, g.only) {
		t.Skipf("only on %s", g.only)
	}
	ctx := context.Background()
	db := openDB(t, ctx, g.schema, url)
	client := db.Unrestricted("test")
	var got string
	for _, l := range g.lines {
		switch {
		case l.text == "anon":
			client = db.As(nil)
		case l.text == "root":
			client = db.Unrestricted("test")
		case strings.HasPrefix(l.text, "as "):
			client = db.As(userOf(t, l, strings.TrimPrefix(l.text, "as ")))
		case strings.HasPrefix(l.text, "= "), strings.HasPrefix(l.text, "! "):
			if want := l.text[2:]; !agrees(l.text[0], want, got) {
				t.Errorf("%s:\nwant %s\ngot  %s", l.at, l.text, got)
			}
		default:
			got = request(ctx, db.Schema(), client, l)
		}
	}
}

func openDB(t *testing.T, ctx context.Context, source, url string) *rt.DB {
	t.Helper()
	s, diags := check.Source("test.zmodel", []byte(source))
	if s == nil {
		t.Fatalf("schema: %v", diags)
	}
	if _, err := migrate.Push(ctx, url, s, migrate.PushOptions{}); err != nil {
		t.Fatal(err)
	}
	conn, err := open.Open(ctx, url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	db, err := rt.Open(s, conn, rt.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return db
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
	m := s.ModelByAccessor(model)
	kind, ok := query.ParseKind(name)
	if m == nil || !ok {
		return "! script: no such call: " + call
	}
	node, err := query.ParseJSON([]byte(args))
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

// agrees compares a result with what a script wants: JSON structurally, where
// "*" stands for any value; of an error its beginning, and after " ... " a text it must contain.
func agrees(kind byte, want, got string) bool {
	if kind == '!' {
		head, part, _ := strings.Cut(want, " ... ")
		return strings.HasPrefix(got, "! "+head) && strings.Contains(got, part)
	}
	var w, g any
	if json.Unmarshal([]byte(want), &w) != nil || json.Unmarshal([]byte(got), &g) != nil {
		return false
	}
	anything := cmp.FilterValues(func(x, y any) bool { return x == any("*") }, cmp.Ignore())
	return cmp.Equal(w, g, anything)
}
