package golang_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/gen/golang"
	"github.com/gozen-dev/gozen/schema"
)

var update = flag.Bool("update", false, "write the golden packages")

func load(t testing.TB, path string) *schema.Schema {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, found := check.Source(filepath.Base(path), text)
	if s == nil {
		t.Fatal(found)
	}
	return s
}

// TestPackagesAreFresh holds the packages that are checked in against what
// would be generated now.
func TestPackagesAreFresh(t *testing.T) {
	t.Parallel()
	const module = "github.com/gozen-dev/gozen/"
	for _, p := range []struct{ schema, dir, path string }{
		{"golden/schema.zmodel", "golden/zdb", module + "internal/gen/golang/golden/zdb"},
		{"kinds/schema.zmodel", "kinds/zdb", module + "internal/gen/golang/kinds/zdb"},
		{"lists/schema.zmodel", "lists/zdb", module + "internal/gen/golang/lists/zdb"},
		{"../../../examples/todo/schema.zmodel", "../../../examples/go-todo/zdb", module + "examples/go-todo/zdb"},
	} {
		files, err := golang.Generate(load(t, p.schema), golang.Options{Import: p.path})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			path := filepath.Join(p.dir, f.Path)
			there, err := os.ReadFile(path)
			switch {
			case err == nil && bytes.Equal(there, f.Text):
			case *update:
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, f.Text, 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("%s is stale: run go test ./internal/gen/golang -update", path)
			}
		}
	}
}
