// Command gozen-oracle holds the engine against package oracle: it makes
// random schemas, rules, users and requests, asks both, and reports the first
// request to which they answer differently, cut down to a small script.
// With -worlds it asks the same of pairs of databases that differ in nothing but
// what the user may not see.
//
//	go run ./cmd/gozen-oracle -db sqlite -cases 20000 -seed 1
//
// It exits with 1 on a difference and with 2 when it is misused or cannot run.
// With -db postgres it makes a database of its own on the server that
// GOZEN_TEST_POSTGRES or DATABASE_URL names.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// settings say what to compare.
type settings struct {
	db      string // sqlite or postgres
	server  string // of PostgreSQL
	cases   int
	seed    uint64
	first   uint64 // the schema to begin with: each has its own stream of numbers
	differs int    // how many differences to look for before giving up
	reads   bool
	worlds  bool
	raw     bool // do not make differences smaller
	bent    bool // the oracle sorts NULL where the database does not, for a test
}

func run(ctx context.Context, args []string, out, problems io.Writer) int {
	set := settings{server: os.Getenv("GOZEN_TEST_POSTGRES")}
	if set.server == "" {
		set.server = os.Getenv("DATABASE_URL")
	}
	flags := flag.NewFlagSet("gozen-oracle", flag.ContinueOnError)
	flags.SetOutput(problems)
	flags.StringVar(&set.db, "db", "sqlite", "database: sqlite or postgres")
	flags.IntVar(&set.cases, "cases", 20_000, "requests that must reach a verdict")
	flags.Uint64Var(&set.seed, "seed", 1, "where the random numbers start")
	flags.Uint64Var(&set.first, "first", 0, "the schema to begin with, to see a difference again")
	flags.IntVar(&set.differs, "differences", 1, "differences to report before stopping")
	flags.BoolVar(&set.reads, "reads", false, "compare reads only")
	flags.BoolVar(&set.raw, "raw", false, "report differences as they were found, not made smaller")
	flags.BoolVar(&set.worlds, "worlds", false, "ask the same of two databases that differ in what is hidden")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return 2
	}
	different, err := set.compare(ctx, out)
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(problems, "gozen-oracle: error: %v\n", err)
		return 2
	}
	if different > 0 {
		return 1
	}
	return 0
}

// compare runs what the settings ask for and says how many differences it found.
func (set settings) compare(ctx context.Context, out io.Writer) (different int, err error) {
	if set.worlds {
		sum, err := compareWorlds(ctx, set, out)
		fmt.Fprintln(out, sum)
		return sum.different, err
	}
	sum, err := compareAll(ctx, set, out)
	fmt.Fprintf(out, "%s\n%s", sum, sum.families)
	return sum.different, err
}
