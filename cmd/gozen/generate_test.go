package main_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestTheClientFollowsTheSchema edits a schema under gozen generate --watch: a
// good change is generated, a bad one is printed and leaves the client as it was.
func TestTheClientFollowsTheSchema(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "schema.zmodel")
	edit(t, file, first)
	edit(t, filepath.Join(dir, "go.mod"), "module example.com/app\n\ngo 1.26\n")
	out, errs, stop := watched(t, dir)

	if _, ok := out.find("watching 1 file"); !ok {
		t.Fatalf("it does not watch:\n%s%s", out, errs)
	}
	row := filepath.Join(dir, "zdb", "model", "note.go")
	lacks(t, row, "Done")

	edit(t, file, strings.Replace(first, "text String", "text Strng", 1))
	if _, ok := errs.find("schema.zmodel:8:"); !ok {
		t.Fatalf("no diagnostic for the bad schema: %s", errs)
	}
	lacks(t, row, "Done")

	// A second model makes the number of files another one, by which the end of
	// the round is known.
	edit(t, file, strings.Replace(first, "text String", "done Boolean @default(false)", 1)+"model Memo {\n id Int @id\n @@allow('all', true)\n}\n")
	if _, ok := errs.find("zdb: 7 files"); !ok {
		t.Fatalf("not generated again: %s", errs)
	}
	text, err := os.ReadFile(row)
	if err != nil || !strings.Contains(string(text), "Done") {
		t.Errorf("%v\n%s", err, text)
	}
	stop()
}

func lacks(t *testing.T, file, text string) {
	t.Helper()
	got, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(got), text) {
		t.Errorf("%s: %v, or it has %s", file, err, text)
	}
}

// watched runs gozen generate --watch. Stop ends it as an interrupt does, and
// wants an orderly end.
func watched(t *testing.T, dir string) (out, errs *lines, stop func()) {
	t.Helper()
	out, errs = newLines(), newLines()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), os.Getenv(binaryVariable), "generate", "--watch")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // it has ended, unless the test failed
	return out, errs, func() {
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("gozen ended with %v:\n%s", err, errs)
		}
	}
}
