package js_test

import (
	"os"
	"path/filepath"
	"testing"
)

// reactNotes is the folder of the example.
const reactNotes = "../examples/react-notes"

// TestReactNotes builds the page of ZenStack's React hooks and has people use
// it: each with a Chromium of his own, in front of `gozen serve`.
func TestReactNotes(t *testing.T) {
	browser(t)
	watch(t)
	install(t, reactNotes)
	gozen := filepath.Join(t.TempDir(), "gozen")
	run(t, "..", nil, "go", "build", "-o", gozen, "./cmd/gozen")
	run(t, reactNotes, nil, gozen, "generate", "--ts", "src/gozen", "--check")
	run(t, reactNotes, nil, "npm", "run", "--silent", "build")
	run(t, reactNotes, []string{"GOZEN_BIN=" + gozen}, "npm", "run", "--silent", "test")
}

// browser skips a test that wants Chromium where there is none.
func browser(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: browser tests are not run")
	}
	path := os.Getenv("CHROMIUM")
	if path == "" {
		path = "/usr/bin/chromium"
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("Chromium is not there: %v", err)
		}
		t.Skipf("the browser test is not run: %v (install Chromium, or say where it is with CHROMIUM)", err)
	}
}
