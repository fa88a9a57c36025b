package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
)

func TestReaderStaysInItsFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"secret.zmodel":      "model Secret { id Int @id @@allow('all', true) }",
		"in/good.zmodel":     "import 'sub/part'\nimport 'inner'\n" + prelude,
		"in/sub/part.zmodel": "model Part { id Int @id @@allow('all', true) }",
		"in/out.zmodel":      "import 'link'\n" + prelude,
		"in/up.zmodel":       "import 'folder/secret'\n" + prelude,
		"in/dir.zmodel":      "import 'sub.zmodel'\n" + prelude,
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{
		"in/link.zmodel": "../secret.zmodel", "in/folder": "..", "in/inner.zmodel": "sub/part.zmodel", "root.zmodel": "in/good.zmodel",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "in/sub.zmodel"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, root, want string }{
		{"a link that stays inside, to a file that is loaded already", "in/good.zmodel", "ZM0202"},
		{"a link that leads out", "in/out.zmodel", `cannot read schema file "link.zmodel": path escapes from parent`},
		{"a folder that leads out", "in/up.zmodel", `cannot read schema file "folder/secret.zmodel": path escapes from parent`},
		{"a folder that is called like a file", "in/dir.zmodel", `cannot read schema file "sub.zmodel": it is not a regular file`},
		{"a root that is a folder", "in", "it is not a regular file"},
		{"no root at all", "in/none.zmodel", "no such file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root := filepath.Join(dir, tt.root)
			_, diags := check.Files(root, check.Reader(root))
			if got := lines(diags); !strings.Contains(got, tt.want) || strings.Contains(got, "Secret") {
				t.Error(got)
			}
		})
	}
}

func TestReaderReadsARootByALink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := prelude + "model A { id Int @id @@allow('all', true) }"
	if err := os.WriteFile(filepath.Join(dir, "a.zmodel"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, "b.zmodel")
	if err := os.Symlink("a.zmodel", root); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if s, diags := check.Files(root, check.Reader(root)); s == nil {
		t.Error(lines(diags))
	}
}
