package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestSQLite holds the engine against the oracle. A difference is a finding:
// its script belongs into rt/testdata once it is known who is wrong.
func TestSQLite(t *testing.T) {
	t.Parallel()
	set := settings{db: "sqlite", cases: 20_000, seed: 1, differs: 1}
	if testing.Short() {
		set.cases = 2_000
	}
	agree(t, set)
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	server := os.Getenv("GOZEN_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("GOZEN_TEST_POSTGRES is not set, and CI tests every database")
		}
		t.Skip("NOT TESTED on PostgreSQL: GOZEN_TEST_POSTGRES is not set (make test sets it)")
	}
	set := settings{db: "postgres", server: server, cases: 4_000, seed: 1, differs: 1}
	if testing.Short() {
		set.cases = 500
	}
	agree(t, set)
}

func agree(t *testing.T, set settings) {
	t.Helper()
	var out bytes.Buffer
	sum, err := compareAll(t.Context(), set, &out)
	if err != nil {
		t.Fatal(err)
	}
	if sum.different > 0 {
		t.Errorf("the engine and the oracle differ:\n%s", out.String())
	}
	if 100*sum.mixed < 40*sum.verdicts {
		t.Errorf("too few cases tell rules apart: %s", sum)
	}
	t.Log(sum)
}

// TestWorlds asks the same of databases that nobody may be able to tell apart.
func TestWorlds(t *testing.T) {
	t.Parallel()
	set := settings{db: "sqlite", cases: 5_000, seed: 1, differs: 1}
	if testing.Short() {
		set.cases = 500
	}
	var out bytes.Buffer
	sum, err := compareWorlds(t.Context(), set, &out)
	if err != nil {
		t.Fatal(err)
	}
	if sum.different > 0 {
		t.Errorf("an answer tells what is hidden:\n%s", out.String())
	}
	if sum.asked < set.cases || sum.worlds == 0 {
		t.Errorf("too little was asked: %s", sum)
	}
	t.Log(sum)
}

// TestDifferencesAreFound takes the oracle for one of another database: it
// sorts NULL elsewhere, and the comparison must notice and say so briefly.
func TestDifferencesAreFound(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	sum, err := compareAll(t.Context(), settings{db: "sqlite", cases: 20_000, seed: 3, differs: 1, bent: true}, &out)
	if err != nil {
		t.Fatal(err)
	}
	if sum.different != 1 {
		t.Fatalf("no difference: %s", sum)
	}
	for _, part := range []string{"group oracle", "schema\n", "\nend\n", "# the engine: ", "# again: -db sqlite -seed 3 -first "} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the report lacks %q:\n%s", part, out.String())
		}
	}
	if n := strings.Count(out.String(), "\n"); n > 60 {
		t.Errorf("the report has %d lines:\n%s", n, out.String())
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a short run", []string{"-cases", "100"}, 0, "100 cases on "},
		{"an unknown database", []string{"-db", "oracle"}, 2, "not sqlite or postgres"},
		{"an unknown flag", []string{"-x"}, 2, "-x"},
		{"an argument", []string{"x"}, 2, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if code := run(t.Context(), tt.args, &out, &out); code != tt.code {
				t.Errorf("want code %d, got %d", tt.code, code)
			}
			if !strings.Contains(out.String(), tt.says) {
				t.Errorf("want %q in %q", tt.says, out.String())
			}
		})
	}
}
