package ddl_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/internal/ddl/ddltest"
	"github.com/gozen-dev/gozen/schema"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestCreate(t *testing.T) {
	t.Parallel()
	for _, c := range ddltest.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s := schema.New(c.Schema)
			for _, d := range []ddl.Dialect{ddl.SQLite, ddl.PostgreSQL} {
				if c.On(d) {
					golden(t, d, s)
				}
			}
		})
	}
}

func golden(t *testing.T, d ddl.Dialect, s *schema.Schema) {
	t.Helper()
	realm, err := ddl.FromSchema(s, d, "")
	if err != nil {
		t.Fatalf("%s: %v", d, err)
	}
	statements, err := ddl.Create(d, realm)
	if err != nil {
		t.Fatalf("%s: %v", d, err)
	}
	got := strings.Join(statements, ";\n") + ";\n"
	name := strings.ReplaceAll(filepath.Base(t.Name()), "_", "-") + "." + d.String() + ".sql"
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", d, diff)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		schema schema.Schema
		on     ddl.Dialect
		want   string
	}{
		{
			name: "a quote in an extension's name", on: ddl.PostgreSQL, schema: schema.Schema{Extensions: []*schema.Extension{{Name: `x"; DROP`}}},
			want: `name "x\"; DROP" of a PostgreSQL extension has a quote, a backslash or a control character`,
		},
		{
			name: "a list on SQLite", on: ddl.SQLite, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("id", schema.Int), ddltest.Field("l", schema.String, ddltest.List))),
			want: "model T: field l: SQLite has no lists of String",
		},
		{
			name: "a quote in a table's name", on: ddl.SQLite, schema: ddltest.Models(ddltest.Model("T'; DROP TABLE x --", ddltest.Field("id", schema.Int))),
			want: `name "T'; DROP TABLE x --" of a table or index has a quote, a backslash or a control character`,
		},
		{
			name: "a backtick in a column's name", on: ddl.SQLite, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("id", schema.Int, ddltest.Column("a`b")))),
			want: "table T: name \"a`b\" of a column has a quote, a backslash or a control character",
		},
		{
			name: "a name that PostgreSQL would cut", on: ddl.PostgreSQL, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("id", schema.Int, ddltest.Column(strings.Repeat("x", 64))))),
			want: `table T: name "` + strings.Repeat("x", 64) + `" of a column has more than 63 bytes`,
		},
		{
			name: "two columns of one name", on: ddl.PostgreSQL, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("a", schema.Int), ddltest.Field("b", schema.Int, ddltest.Column("a")))),
			want: `table T: two of the name "a" for a column; give one another with map`,
		},
		{
			name: "two tables that SQLite takes for one", on: ddl.SQLite, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("a", schema.Int)), ddltest.Model("t", ddltest.Field("a", schema.Int))),
			want: `two of the name "t" for a table or index; give one another with map`,
		},
		{
			name: "a default that is no JSON", on: ddl.PostgreSQL, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("a", schema.JSON, ddltest.Value("{")))),
			want: `model T: field a: default: "{" is not JSON`,
		},
		{
			name: "a default that is no member", on: ddl.SQLite, schema: schema.Schema{Enums: []*schema.Enum{ddltest.Enum("E", "A")}, Models: []*schema.Model{ddltest.Model("T", ddltest.Field("a", schema.EnumKind, ddltest.Named("E"), ddltest.Value("B")))}},
			want: "model T: field a: default: enum E has no B",
		},
		{
			name: "counting in text", on: ddl.PostgreSQL, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("a", schema.String, ddltest.Call("autoincrement")))),
			want: "model T: field a: PostgreSQL counts only in integers",
		},
		{
			name: "a native type of another database", on: ddl.PostgreSQL, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("a", schema.String, ddltest.Native("LongText")))),
			want: "model T: field a: PostgreSQL has no @db.LongText",
		},
		{
			name: "a native type with a word for a size", on: ddl.PostgreSQL, schema: ddltest.Models(ddltest.Model("T", ddltest.Field("a", schema.String, ddltest.Native("VarChar", "1);--")))),
			want: `model T: field a: @db.VarChar: "1);--" is not a size`,
		},
		{name: "an operator class that is SQL", on: ddl.PostgreSQL, schema: func() schema.Schema {
			m := ddltest.Model("T", ddltest.Field("a", schema.String))
			m.Indexes = []*schema.Index{{Fields: []schema.IndexField{{Name: "a", Ops: "x); DROP TABLE t"}}}}
			return ddltest.Models(m)
		}(), want: `model T: index T_a_idx: operator class "x); DROP TABLE t"`},
		{name: "no dialect", schema: ddltest.Models(), want: "tables for no dialect"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := ddl.FromSchema(schema.New(c.schema), c.on, "")
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}
