// Package js_test runs the tests of the npm packages below it, so that one
// `go test` is all there is to run.
package js_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
)

// TestClient runs the tests of @gozen/client against `gozen serve` on both
// databases. They start servers themselves: each file gets the command and an
// empty database.
func TestClient(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the tests of js/client are not run")
	}
	watch(t)
	gozen := buildClient(t)
	t.Run("types", func(t *testing.T) { run(t, "client", nil, "npm", "run", "--silent", "test:types") })
	t.Run("units", func(t *testing.T) { node(t, nil, tests(t, "test/*.test.mjs")...) })
	for _, file := range tests(t, "test/live/*.test.mjs") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".test.mjs"), func(t *testing.T) {
			gozentest.Each(t, func(t *testing.T, url string) {
				node(t, []string{"GOZEN_BIN=" + gozen, "GOZEN_DATABASE=" + url}, file)
			})
		})
	}
}

// buildClient builds @gozen/client and the command, whose path it returns.
func buildClient(t *testing.T) string {
	t.Helper()
	install(t, "client")
	gozen := filepath.Join(t.TempDir(), "gozen")
	run(t, "..", nil, "go", "build", "-o", gozen, "./cmd/gozen")
	run(t, "client", nil, "npm", "run", "--silent", "build")
	return gozen
}

// watch looks at every folder of the repository. go test keeps a result for as
// long as what the test opened stays the same, and what other programs open for
// it does not count.
func watch(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("..", func(_ string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{"node_modules", "dist", "bin", ".next", ".git"}, d.Name()):
			return fs.SkipDir
		default:
			return nil
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// install brings the packages that the lock file names. Where they cannot be
// had, as without a network, there is nothing to test.
func install(t *testing.T, dir string) {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: the tests of %s are not run", tool, filepath.Base(dir))
		}
	}
	lock, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	// npm writes this file last: younger than the lock, it says that all is there.
	if done, err := os.Stat(filepath.Join(dir, "node_modules/.package-lock.json")); err == nil && done.ModTime().After(lock.ModTime()) {
		return
	}
	if out, err := command(t, dir, nil, "npm", "ci", "--no-audit", "--no-fund").CombinedOutput(); err != nil {
		if bytes.Contains(out, []byte("EUSAGE")) {
			t.Fatalf("%s: package.json and its lock file are not of one mind: %s", dir, out)
		}
		t.Skipf("the tests of %s are not run: npm ci: %v\n%s", filepath.Base(dir), err, out)
	}
}

// tests returns the test files that match, relative to js/client.
func tests(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("client", pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests match %s: %v", pattern, err)
	}
	for i, f := range files {
		files[i] = strings.TrimPrefix(filepath.ToSlash(f), "client/")
	}
	return files
}

func node(t *testing.T, env []string, files ...string) {
	t.Helper()
	run(t, "client", env, "node", append([]string{"--test", "--test-reporter=spec"}, files...)...)
}

func run(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	if out, err := command(t, dir, env, name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func command(t *testing.T, dir string, env []string, name string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), env...)
	return c
}
