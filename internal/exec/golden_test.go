package exec_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/dialect/postgres"
	"github.com/gozen-dev/gozen/internal/dialect/sqlite"
	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// TestStatements holds what requests become, per database. An archive has a
// schema, a file of requests — a line says who, then what — and the SQL. Lines
// of it that begin with computed say how a field is computed.
func TestStatements(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, diags := check.Source("schema.zmodel", archive.Files[0].Data)
			if s == nil {
				t.Fatal(diags)
			}
			got := &txtar.Archive{Comment: archive.Comment, Files: archive.Files[:2:2]}
			for _, d := range []struct {
				name    string
				dialect sqlgen.Dialect
			}{{"postgres.sql", postgres.NewDialect(s)}, {"sqlite.sql", sqlite.NewDialect(s)}} {
				text := statements(t, s, d.dialect, string(archive.Files[1].Data))
				got.Files = append(got.Files, txtar.File{Name: d.name, Data: []byte(text)})
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(got))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func statements(t *testing.T, s *schema.Schema, d sqlgen.Dialect, requests string) string {
	t.Helper()
	var b strings.Builder
	computed := map[*schema.Field]*plan.Formula{}
	for line := range strings.Lines(requests) {
		line = strings.TrimSpace(line)
		who, call, ok := strings.Cut(line, " ")
		if !ok {
			continue
		}
		if who == "computed" {
			f, formula := formulaOf(t, s, call)
			computed[f] = formula
			continue
		}
		sql, err := exec.Statements(s, computed, d, decode(t, s, call), user(t, who))
		if err != nil {
			sql = []string{"error: " + err.Error()}
		}
		b.WriteString("# " + line + "\n" + strings.Join(sql, "\n") + "\n\n")
	}
	return b.String()
}

// formulaOf reads a field and its SQL, in which {name} is a field of the row, {:name}
// an argument and {@name} a member of auth(), which is a text.
func formulaOf(t *testing.T, s *schema.Schema, line string) (*schema.Field, *plan.Formula) {
	t.Helper()
	path, sql, _ := strings.Cut(line, " ")
	model, name, _ := strings.Cut(path, ".")
	m := s.Model(model)
	f := m.Field(name)
	out := &plan.Formula{}
	for {
		before, rest, ok := strings.Cut(sql, "{")
		out.Text = append(out.Text, before)
		if !ok {
			return f, out
		}
		name, sql, _ = strings.Cut(rest, "}")
		arg := plan.FormulaArg{Field: m.Field(name)}
		switch name[0] {
		case '@':
			arg.From, arg.Type.Kind = &plan.Auth{Path: []string{name[1:]}}, schema.String
		case ':':
			arg.Param = slices.IndexFunc(f.Params, func(p *schema.Parameter) bool { return p.Name == name[1:] })
			arg.Type = f.Params[arg.Param].Type
		}
		out.Args = append(out.Args, arg)
	}
}

// user reads "root", "anon" or a user as JSON.
func user(t *testing.T, who string) exec.Who {
	t.Helper()
	switch who {
	case "root":
		return exec.Who{Bypass: true}
	case "anon":
		return exec.Who{}
	}
	var u map[string]any
	if err := json.Unmarshal([]byte(who), &u); err != nil {
		t.Fatal(err)
	}
	return exec.Who{User: u}
}

func decode(t *testing.T, s *schema.Schema, call string) *query.Op {
	t.Helper()
	call, args, _ := strings.Cut(call, " ")
	model, name, _ := strings.Cut(call, ".")
	kind, ok := query.ParseKind(name)
	m := s.ModelByAccessor(model)
	if !ok || m == nil {
		t.Fatalf("no such call: %s", call)
	}
	if args == "" {
		args = "{}"
	}
	node, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatal(err)
	}
	op, err := query.Decode(s, m, kind, node, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return op
}
