package sqlgen_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/dialect/postgres"
	"github.com/gozen-dev/gozen/internal/dialect/sqlite"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// compile makes a statement of a plan for one dialect.
type compile func(d sqlgen.Dialect) *sqlgen.Statement

// golden compares the text of every case, by both dialects, with an archive in
// txtar's form.
func golden(t *testing.T, name string, cases []statementCase) {
	t.Helper()
	names := []string{"sqlite", "postgres"}
	ds := dialects(sample())
	var got bytes.Buffer
	for _, c := range cases {
		for i, d := range names {
			if d == "sqlite" && c.postgresOnly {
				continue
			}
			fmt.Fprintf(&got, "-- %s: %s --\n%s", c.name, d, render(c.compile(ds[i])))
		}
	}
	path := filepath.Join("testdata", name+".txtar")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("statements differ (-want +got), -update rewrites them:\n%s", diff)
	}
}

type statementCase struct {
	name         string
	compile      compile
	postgresOnly bool // SQLite has no scalar lists
}

// render breaks a statement before its clauses and lists what it binds.
func render(s *sqlgen.Statement) []byte {
	var b bytes.Buffer
	text := s.SQL
	for _, clause := range []string{" FROM ", " JOIN ", " LEFT JOIN ", " WHERE ", " ORDER BY ", " RETURNING ", " SET ", " VALUES "} {
		text = strings.ReplaceAll(text, clause, "\n"+clause[1:])
	}
	text = strings.ReplaceAll(text, " LEFT\nJOIN", "\nLEFT JOIN")
	fmt.Fprintln(&b, text)
	for i, a := range s.Args {
		fmt.Fprintf(&b, "%d: %s %s%s\n", i+1, from(a.From), kindName(a), [...]string{"", " contains", " prefix", " suffix"}[a.Encode])
	}
	return b.Bytes()
}

func kindName(a sqlgen.Arg) string {
	name := a.Type.Kind.String()
	if a.Type.List {
		name += "[]"
	}
	return name
}

func from(v plan.Value) string {
	switch v := v.(type) {
	case *plan.Constant:
		return fmt.Sprintf("constant %v", v.V)
	case *plan.Auth:
		return "auth " + strings.Join(v.Path, ".")
	case *plan.Cell:
		return fmt.Sprintf("cell %d.%s", v.Frame.ID, v.Field.Name)
	case *plan.Cells:
		return fmt.Sprintf("cells %d.%s", v.Frame.ID, v.Field.Name)
	default:
		return fmt.Sprintf("%T %v", v, v)
	}
}

func dialects(s *schema.Schema) []sqlgen.Dialect {
	return []sqlgen.Dialect{sqlite.NewDialect(s), postgres.NewDialect(s)}
}
