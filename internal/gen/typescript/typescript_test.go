package typescript_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/gen/typescript"
	"github.com/gozen-dev/gozen/schema"
)

// js is where the tests of @gozen/client have their schema and, generated, the
// module that the TypeScript compiler holds its types against.
const js = "../../../js/client/test"

func shop(t *testing.T) *schema.Schema {
	t.Helper()
	s, diags := check.Files(filepath.Join(js, "schemas/shop.zmodel"), os.ReadFile)
	if s == nil {
		t.Fatalf("shop.zmodel: %v", diags)
	}
	return s
}

func update() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the generated module")
	m.Run()
}

func TestTheModuleOfTheClientsTestsIsFresh(t *testing.T) {
	files, err := typescript.Module(shop(t), "shop.zmodel")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		path := filepath.Join(js, "types/shop", f.Name)
		if update() {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(f.Text)); d != "" {
			t.Errorf("%s (go test ./internal/gen/typescript -update rewrites it):\n%s", path, d)
		}
	}
}

func TestTheSameSchemaGivesTheSameBytes(t *testing.T) {
	first, err := typescript.Definition(shop(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := typescript.Definition(shop(t))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("two definitions of one schema differ")
		}
	}
}

func TestDefinition(t *testing.T) {
	source := `
		model User {
			id Int @id
			notes Note[]
			keys Key[]
			secret String @ignore
		}
		model Note {
			user User @relation(fields: [userId], references: [id])
			userId Int @default(7)
			slug String
			text String? @omit
			@@id([userId, slug])
			@@unique([slug, text], name: 'pair')
			@@allow('read', auth().id == 4711)
		}
		type Box { n Int @@strict }
		model Total { id Int @id  since(at: DateTime, kinds: String[], box: Box?) Int @computed }
		model Key { id Int @id  user User @relation(fields: [userId], references: [id])  userId Int  @@ignore }`
	s, diags := check.Source("s.zmodel", []byte("datasource db { provider = 'sqlite' }\n"+source))
	if s == nil {
		t.Fatal(diags)
	}
	data, err := typescript.Definition(s)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Models map[string]struct {
			Fields       map[string]map[string]any
			IDFields     []string
			UniqueFields map[string]any
		}
		TypeDefs map[string]map[string]any
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	note := got.Models["Note"]
	tests := map[string][2]any{
		"a compound key has one name and its fields": {
			map[string]any{
				"userId_slug": map[string]any{"userId": map[string]any{"type": "Int"}, "slug": map[string]any{"type": "String"}},
				"pair":        map[string]any{"slug": map[string]any{"type": "String"}, "text": map[string]any{"type": "String"}},
			},
			note.UniqueFields,
		},
		"a relation says where its key is, and that it may be left out": {
			map[string]any{
				"opposite": "notes", "fields": []any{"userId"}, "references": []any{"id"},
				"onDelete": "Restrict", "onUpdate": "Cascade", "hasDefault": true,
			},
			note.Fields["user"]["relation"],
		},
		"a computed field has its parameters": {
			map[string]any{
				"at":    map[string]any{"name": "at", "type": "DateTime"},
				"kinds": map[string]any{"name": "kinds", "type": "String", "array": true},
				"box":   map[string]any{"name": "box", "type": "Box", "optional": true},
			},
			got.Models["Total"].Fields["since"]["params"],
		},
		"a type says that it is strict":           {true, got.TypeDefs["Box"]["strict"]},
		"a default is there as a constant":        {7.0, note.Fields["userId"]["default"]},
		"a key knows its relation":                {[]any{"user"}, note.Fields["userId"]["foreignKeyFor"]},
		"flags are there when they are true":      {map[string]any{"name": "text", "type": "String", "optional": true, "omit": true}, note.Fields["text"]},
		"what is ignored is not there":            {false, strings.Contains(string(data), "secret") || got.Models["Key"].Fields != nil},
		"rules are nobody's business in a client": {false, strings.Contains(string(data), "4711")},
	}
	for name, v := range tests {
		if d := cmp.Diff(v[0], v[1]); d != "" {
			t.Errorf("%s: (-want +got)\n%s", name, d)
		}
	}
}

// TestALiteModuleIsForZenStacksClients: it stands alone, and has the attributes
// from which hooks make optimistic rows.
func TestALiteModuleIsForZenStacksClients(t *testing.T) {
	const source = `
datasource db { provider = "postgresql" url = "x" }
model Note {
    id    Int      @id @default(autoincrement())
    color String   @default("red")
    tags  String[] @default(["a"])
    at    DateTime @default(now())
    moved DateTime @updatedAt
    pin   String   @ignore @default("secret")
    @@allow('read', color == 'rule')
}`
	s, diags := check.Files("schema.zmodel", func(string) ([]byte, error) { return []byte(source), nil })
	if s == nil {
		t.Fatal(diags)
	}
	files, err := typescript.Lite(s, "schema.zmodel")
	if err != nil {
		t.Fatal(err)
	}
	text := string(files[0].Text)
	for _, want := range []string{
		`readonly provider = { type: "postgresql" } as const`,
		`attributes: [{ name: "@default", args: [{ name: "value", value: { kind: "literal", value: "red" } }] }]`,
		`attributes: [{ name: "@default", args: [{ name: "value", value: { kind: "call", function: "now" } }] }]`,
		`attributes: [{ name: "@updatedAt" }]`,
		`default: ["a"], attributes: [{ name: "@default" }]`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the module lacks %s:\n%s", want, text)
		}
	}
	for _, no := range []string{"import", "secret", "rule"} {
		if strings.Contains(text, no) {
			t.Errorf("the module holds %s", no)
		}
	}
}
