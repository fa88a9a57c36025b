package main_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const first = `datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}

model Note {
    id   Int    @id @default(autoincrement())
    text String

    @@allow('all', true)
}
`

// TestAChangedSchemaIsServedAtOnce edits a schema under a running gozen dev:
// a good change is served, a bad one is printed and the last good one goes on.
func TestAChangedSchemaIsServedAtOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "schema.zmodel")
	edit(t, file, first)
	p := start(t, []string{"DATABASE_URL="}, "dev", "--schema", file)
	b := newBrowser(t, p)
	want(t, b.post(t, "note/create", `{"data":{"text":"kept"}}`), http.StatusCreated, `"text":"kept"`)
	want(t, b.get(t, "note/findMany", `{"select":{"done":true}}`), http.StatusUnprocessableEntity, `done`)

	edit(t, file, strings.Replace(first, "text String", "text String\n    done Boolean @default(false)", 1))
	t.Logf("the reload took %s", reloaded(t, p, "reloaded "))
	want(t, b.get(t, "note/findMany", `{"select":{"text":true,"done":true}}`), http.StatusOK, `{"data":[{"text":"kept","done":false}]}`)

	edit(t, file, strings.Replace(first, "text String", "text Strng", 1))
	if line, ok := p.errs.find(file + ":8:"); !ok || !strings.Contains(line, ": error ZM") {
		t.Errorf("no diagnostic for the bad schema: %s", p.errs)
	}
	want(t, b.get(t, "note/findMany", `{"select":{"text":true,"done":true}}`), http.StatusOK, `"done":false`)

	edit(t, file, first)
	if line, ok := p.errs.find("gozen: error: changes that can lose data"); !ok || !strings.Contains(line, "Note.done") {
		t.Errorf("no refusal of the lost column: %s", p.errs)
	}
	want(t, b.get(t, "note/findMany", `{"select":{"done":true}}`), http.StatusOK, `"done":false`)
}

func TestTheSecretIsMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "schema.zmodel")
	edit(t, file, first)
	env := []string{"DATABASE_URL=", "AUTH_SECRET="}
	start(t, env, "dev", "--schema", file).stop(t)
	kept := filepath.Join(dir, ".auth-secret")
	before, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(kept)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 || len(before) < 32 {
		t.Errorf("mode %o, %d bytes", info.Mode().Perm(), len(before))
	}
	start(t, env, "dev", "--schema", file).stop(t)
	after, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if string(after) != string(before) {
		t.Error("the second run made another secret")
	}
}

// edit replaces a file as editors do: a new one in place of the old.
func edit(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
}

// reloaded waits for the line that says so and returns how long it took.
func reloaded(t *testing.T, p *process, line string) time.Duration {
	t.Helper()
	begin := time.Now()
	if _, ok := p.out.find(line); !ok {
		t.Fatalf("no line %q:\n%s%s", line, p.out, p.errs)
	}
	return time.Since(begin)
}

func want(t *testing.T, got reply, status int, holds string) {
	t.Helper()
	if got.status != status || !strings.Contains(got.text, holds) {
		t.Fatalf("got %d %s\nwant %d with %s", got.status, got.text, status, holds)
	}
}
