package js_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheGuideIsTheExample wants each line of the guide's code in the file of
// the example that the block names, which the browser tests run.
func TestTheGuideIsTheExample(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../docs/authjs.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```ts\n// (src/[^\n]*)\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	if len(blocks) < 4 {
		t.Fatalf("%d blocks of the guide name a file", len(blocks))
	}
	for _, block := range blocks {
		text, err := os.ReadFile(filepath.Join(nextjsTodo, block[1]))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(block[2]) {
			if line = strings.TrimRight(line, "\n"); strings.TrimSpace(line) != "…" && !strings.Contains(string(text), line+"\n") {
				t.Errorf("%s lacks a line of docs/authjs.md: %s", block[1], line)
			}
		}
	}
}
