package pull_test

import (
	"testing"

	atlas "ariga.io/atlas/sql/schema"
	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/internal/pull"
	"github.com/gozen-dev/gozen/schema"
)

// The schema of these tests is in two files, one of them on a single line.
const (
	root = "import './more'\n\ndatasource db {\n    provider = 'sqlite'\n    url      = 'file:dev.db'\n}\n\n/// Kept.\nmodel A {\n    id Int @id\n\n    @@allow('all', true)\n}\n"
	more = "model B { id Int @id  x String  y Int? @@index([x]) @@allow('all', true) }\n"
)

func files(second string) map[string][]byte {
	return map[string][]byte{"schema.zmodel": []byte(root), "more.zmodel": []byte(second)}
}

func checked(t *testing.T, texts map[string][]byte) *schema.Schema {
	t.Helper()
	s, diags := check.Files("schema.zmodel", func(name string) ([]byte, error) { return texts[name], nil })
	if s == nil {
		t.Fatal(diags.Err())
	}
	return s
}

func tables(t *testing.T, s *schema.Schema) *atlas.Realm {
	t.Helper()
	r, err := ddl.FromSchema(s, ddl.SQLite, "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEachFileIsChangedWhereItStands(t *testing.T) {
	t.Parallel()
	old := checked(t, files(more))
	for _, c := range []struct{ name, now, want string }{
		{"nothing", more, ""},
		{
			"a column that goes, with others in its line", "model B { id Int @id  y Int? @@index([y]) @@allow('all', true) }",
			"model B {\n    id Int  @id\n    y  Int?\n    @@allow('all', true)\n    @@index([y])\n}\n",
		},
		{
			"a column that comes", "model B { id Int @id  x String  y Int?  z Float @default(1.5) @@index([x]) @@allow('all', true) }",
			"model B {\n    id Int    @id\n    x  String\n    y  Int?\n    z  Float  @default(1.5)\n    @@index([x])\n    @@allow('all', true)\n}\n",
		},
		{
			"a type that changes", "model B { id Int @id  x Bytes?  y Int @default(3) @@index([x]) @@allow('all', true) }",
			"model B {\n    id Int    @id\n    x  Bytes?\n    y  Int    @default(3)\n    @@index([x])\n    @@allow('all', true)\n}\n",
		},
		{"a table that goes", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			have := tables(t, checked(t, files(c.now)))
			u, err := pull.Update(ddl.SQLite, "main", pull.Source{Root: "schema.zmodel", Files: files(more), Schema: old}, tables(t, old), have)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := u.Files["schema.zmodel"]; ok {
				t.Errorf("the root was changed:\n%s", u.Files["schema.zmodel"])
			}
			if diff := cmp.Diff(c.want, string(u.Files["more.zmodel"])); diff != "" {
				t.Errorf("the other file (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNewModelsGoToTheRoot(t *testing.T) {
	t.Parallel()
	old := checked(t, files(""))
	u, err := pull.Update(ddl.SQLite, "main", pull.Source{Root: "schema.zmodel", Files: files(""), Schema: old}, tables(t, old), tables(t, checked(t, files(more))))
	if err != nil {
		t.Fatal(err)
	}
	want := root + "\nmodel B {\n    id Int    @id\n    x  String\n    y  Int?\n    @@index([x])\n\n    // Nobody may do anything with B until a rule says so, such as:\n    // @@allow('read', true)\n}\n"
	if diff := cmp.Diff(want, string(u.Files["schema.zmodel"])); diff != "" {
		t.Errorf("the root (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"add model B"}, u.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}
