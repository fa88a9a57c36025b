package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"

	_ "embed"
)

//go:embed zdb/schema.json
var schemaJSON []byte

func TestTwoPeopleKeepTheirLists(t *testing.T) {
	t.Parallel()
	url := gozentest.SQLite(t)
	s, err := schema.Decode(schemaJSON)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ args, want, err string }{
		{"ann@example.com add Milk", "", ""},
		{"ann@example.com add Eggs", "", ""},
		{"bob@example.com list", "Things to do\n", ""},
		{"bob@example.com done Milk", "", `nothing to do called "Milk"`},
		{"ann@example.com done Milk", "", ""},
		{"ann@example.com list", "Things to do\n  [ ] Eggs\n  [x] Milk\n", ""},
		{"nobody list", "", "email: Invalid email address"},
		{"ann@example.com dance", "", `do not know how to ["dance"]`},
	} {
		var out strings.Builder
		got := ""
		if err := run(t.Context(), url, strings.Fields(step.args), &out); err != nil {
			got = err.Error()
		}
		if d := cmp.Diff(step.want, out.String()); d != "" {
			t.Errorf("%s: %s", step.args, d)
		}
		if got != step.err {
			t.Errorf("%s: error %q, want %q", step.args, got, step.err)
		}
	}
}
