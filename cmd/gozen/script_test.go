package main_test

import (
	"context"
	"log/slog"
	"os"
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
			e.Setenv("PATH", filepath.Dir(os.Getenv(binaryVariable))+string(os.PathListSeparator)+os.Getenv("PATH"))
			return nil
		},
	})
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
