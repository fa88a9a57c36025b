package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBugsApply finds the bug whose place has changed before make power does,
// which takes an hour.
func TestBugsApply(t *testing.T) {
	t.Parallel()
	patches, err := filepath.Glob("testdata/bugs/*.patch")
	if err != nil || len(patches) < 20 {
		t.Fatal(len(patches), err)
	}
	for _, name := range patches {
		patch, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for file, hunks := range replaced(string(patch)) {
			text, err := os.ReadFile(filepath.Join("../..", file))
			if err != nil {
				t.Error(err)
			}
			for _, hunk := range hunks {
				if !strings.Contains(string(text), hunk) {
					t.Errorf("%s: not in %s, write the patch anew:\n%s", filepath.Base(name), file, hunk)
				}
			}
		}
	}
}

// replaced returns by file the lines that each hunk of a patch finds there.
func replaced(patch string) map[string][]string {
	files, file := map[string][]string{}, ""
	for line := range strings.Lines(patch) {
		hunks := files[file]
		switch {
		case strings.HasPrefix(line, "--- a/"):
			file = strings.TrimSpace(strings.TrimPrefix(line, "--- a/"))
		case strings.HasPrefix(line, "@@"):
			files[file] = append(hunks, "")
		case len(hunks) > 0 && (line[0] == ' ' || line[0] == '-'):
			hunks[len(hunks)-1] += line[1:]
		}
	}
	return files
}
