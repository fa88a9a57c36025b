package check_test

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/schema"
)

// FuzzFiles wants imports to stay in the folder of the root, whatever they say,
// and each file to be read once.
func FuzzFiles(f *testing.F) {
	f.Add("db/s.zmodel", "import 'sub/b'", "import '../s'\nimport '../../x'")
	f.Add("s.zmodel", "import './/b'\nimport '/etc/passwd'", "import 'c:\\\\b'")
	f.Add("/a/../s", "import '..'\nimport ''", "import '.'")
	f.Fuzz(func(t *testing.T, root, first, others string) {
		dir, _ := path.Split(strings.ReplaceAll(root, `\`, "/"))
		reads := map[string]int{}
		s, diags := check.Files(root, func(name string) ([]byte, error) {
			reads[name]++
			rel, ok := strings.CutPrefix(name, dir)
			if name != root && (!ok || !filepath.IsLocal(rel)) {
				t.Errorf("read %q for the root %q", name, root)
			}
			switch {
			case name == root:
				return []byte(first), nil
			case len(reads) > 20:
				return nil, os.ErrNotExist
			}
			return []byte(others), nil
		})
		if (s == nil) != diags.HasErrors() {
			t.Fatalf("schema %t with diagnostics\n%s", s != nil, lines(diags))
		}
		for name, n := range reads {
			if n > 1 && name != root {
				t.Errorf("read %q %d times", name, n)
			}
		}
	})
}

// FuzzSource wants any text to be answered with a schema or with errors, and
// every schema to survive its JSON form.
func FuzzSource(f *testing.F) {
	for _, ex := range []string{"../examples/todo/schema.zmodel", "../examples/guide/schema.zmodel", "library.zmodel"} {
		src, err := os.ReadFile(ex)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	for _, tc := range corpus(f) {
		f.Add(tc.files["schema.zmodel"])
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, diags := check.Source("a.zmodel", src)
		if (s == nil) != diags.HasErrors() {
			t.Fatalf("schema %t with diagnostics\n%s", s != nil, lines(diags))
		}
		if s == nil {
			return
		}
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := schema.Decode(data); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
	})
}
