package golang_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/gen/golang"
	"github.com/gozen-dev/gozen/schema"
)

// hundred is a schema of a hundred models with ten fields and three relations each.
func hundred(t testing.TB) *schema.Schema {
	t.Helper()
	var b strings.Builder
	b.WriteString("datasource db {\n provider = \"postgresql\"\n url = env(\"DATABASE_URL\")\n}\nenum State {\n OPEN\n CLOSED\n}\n")
	for i := range 100 {
		next, before := (i+1)%100, (i+99)%100
		fmt.Fprintf(&b, `
/// Model number %[1]d.
model Thing%[1]d {
    id        String   @id @default(cuid())
    createdAt DateTime @default(now())
    updatedAt DateTime @updatedAt
    name      String   @unique
    title     String?
    amount    Int      @default(0)
    score     Float
    active    Boolean  @default(true)
    state     State    @default(OPEN)
    next      Thing%[2]d? @relation("next%[1]d", fields: [nextId], references: [id])
    nextId    String?
    previous  Thing%[3]d[] @relation("next%[3]d")
    @@allow('all', true)
}
`, i, next, before)
	}
	s, found := check.Source("hundred.zmodel", []byte(b.String()))
	if s == nil {
		t.Fatal(found)
	}
	return s
}

func TestAModelTakesAtMost400Lines(t *testing.T) {
	t.Parallel()
	files, err := golang.Generate(hundred(t), golang.Options{Import: "example.com/zdb"})
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".go") {
			lines += bytes.Count(f.Text, []byte("\n"))
		}
	}
	if lines > 400*100 {
		t.Errorf("%d lines for 100 models", lines)
	}
}

func TestTheSameSchemaGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	s := hundred(t)
	first, err := golang.Generate(s, golang.Options{Import: "example.com/zdb"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := golang.Generate(s, golang.Options{Import: "example.com/zdb"})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range first {
		if f.Path != second[i].Path || !bytes.Equal(f.Text, second[i].Text) {
			t.Errorf("%s differs", f.Path)
		}
	}
}

func BenchmarkHundredModels(b *testing.B) {
	s := hundred(b)
	for b.Loop() {
		if _, err := golang.Generate(s, golang.Options{Import: "example.com/zdb"}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAClientLinksNeitherLanguageNorHTTP holds what a program that only uses a
// generated client links.
func TestAClientLinksNeitherLanguageNorHTTP(t *testing.T) {
	t.Parallel()
	for driver, foreign := range map[string]string{"sqlite": "github.com/jackc/pgx/v5", "postgres": "zombiezen.com/go/sqlite"} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps",
			"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb", "github.com/gozen-dev/gozen/"+driver).Output()
		if err != nil {
			t.Fatal(err)
		}
		for path := range strings.FieldsSeq(string(out)) {
			for _, never := range []string{
				"net/http", "go/ast", "text/template", "ariga.io/atlas/sql/schema", foreign,
				"github.com/gozen-dev/gozen/syntax", "github.com/gozen-dev/gozen/check", "github.com/gozen-dev/gozen/server",
			} {
				if path == never {
					t.Errorf("with %s a client links %s", driver, path)
				}
			}
		}
	}
}

// TestDescriptorsAreNeverAssigned holds the package variables of generated code
// to be constants in all but name.
func TestDescriptorsAreNeverAssigned(t *testing.T) {
	t.Parallel()
	files, err := golang.Generate(load(t, "golden/schema.zmodel"), golang.Options{Import: "example.com/zdb"})
	if err != nil {
		t.Fatal(err)
	}
	assigned := regexp.MustCompile(`(?m)^\s+(User|Space|SpaceUser|List|Todo|Post|Tag)(\.\w+)* (=|\+=) `)
	for _, f := range files {
		if m := assigned.Find(f.Text); m != nil && strings.HasSuffix(f.Path, ".go") {
			t.Errorf("%s: %s", f.Path, m)
		}
		if bytes.Contains(f.Text, []byte("func init()")) {
			t.Errorf("%s has an init", f.Path)
		}
	}
}

func TestNamesThatGoCannotTellApartAreRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"two fields":            `model A { id Int @id  userId Int  user_id Int }`,
		"a model of the client": `model Client { id Int @id }`,
		"a model and a struct":  "model User { id Int @id }\nmodel UserCreate { id Int @id }",
	} {
		s, found := check.Source("x.zmodel", []byte("datasource db {\n provider = \"sqlite\"\n url = \"file:x\"\n}\n"+strings.ReplaceAll(text, "  ", "\n ")))
		if s == nil {
			t.Fatal(name, found)
		}
		if _, err := golang.Generate(s, golang.Options{Import: "example.com/zdb"}); err == nil || !strings.Contains(err.Error(), "@meta") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
