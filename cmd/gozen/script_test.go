package main_test

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"rows": makeRows},
		Setup: func(e *testscript.Env) error {
			for _, v := range goEnvironment(t) {
				name, value, _ := strings.Cut(v, "=")
				e.Setenv(name, value)
			}
			return nil
		},
	})
}

// goEnvironment lets scripts build programs that use this repository: with its
// command first in PATH, its caches, and modules from the cache before any
// other place. GOZEN_SOURCE is the repository, GOZEN_BIN where the command is.
func goEnvironment(t *testing.T) []string {
	t.Helper()
	source, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOMODCACHE", "GOCACHE", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	found := strings.Split(strings.TrimSpace(string(out)), "\n")
	bin := filepath.Dir(os.Getenv(binaryVariable))
	return []string{
		"GOZEN_SOURCE=" + source, "GOZEN_BIN=" + bin, "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
		"GOMODCACHE=" + found[0], "GOCACHE=" + found[1], "GOPROXY=file://" + found[0] + "/cache/download," + found[2],
		"GOSUMDB=off", "GOFLAGS=" + os.Getenv("GOFLAGS"), "GOTOOLCHAIN=local", "GOWORK=off",
	}
}

// makeRows is the script command rows FILE: it makes rows in dev.db without
// asking the rules of schema.zmodel. A line is a model and a create's data.
func makeRows(ts *testscript.TestScript, _ bool, args []string) {
	ctx := context.Background()
	s, found := check.Source("schema.zmodel", []byte(ts.ReadFile("schema.zmodel")))
	if s == nil {
		ts.Fatalf("%v", found)
	}
	conn, err := open.Open(ctx, "file:"+ts.MkAbs("dev.db"), s)
	ts.Check(err)
	defer func() { ts.Check(conn.Close()) }()
	db, err := rt.Open(s, conn, rt.Options{Logger: slog.New(slog.DiscardHandler)})
	ts.Check(err)
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		model, data, _ := strings.Cut(strings.TrimSpace(line), " ")
		node, err := query.ParseJSON([]byte(`{"data":` + data + `}`))
		ts.Check(err)
		op, err := query.Decode(s, s.Model(model), query.Create, node, query.Limits{})
		ts.Check(err)
		_, err = db.Unrestricted("test").JSON(ctx, op)
		ts.Check(err)
	}
}
