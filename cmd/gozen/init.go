package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// beginning is a run of gozen init.
type beginning struct {
	cmd                             *cobra.Command
	dir                             string
	target, provider, module, local string
}

// The programs that a beginning can be for.
const (
	forGo   = "go"
	forNext = "nextjs"
)

func initCommand() *cobra.Command {
	var b beginning
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Begin: a schema with users and rules, and a program that uses it",
		Long: "Begin in this folder or another one: write a small schema with users and rules. For a Go program,\n" +
			"also a module, the schema's client, a database and a main.go that runs; for a Next.js app, which is\n" +
			"what a folder with a package.json is, the steps that are left are printed.\n\n" +
			"Nothing is asked, and nothing that is there is written over. The database is a SQLite file, dev.db,\n" +
			"unless DATABASE_URL or --provider says otherwise.",
		Example: "  gozen init\n" +
			"  gozen init notes --module example.com/notes\n" +
			"  gozen init --provider postgresql\n" +
			"  gozen init --for nextjs",
		Args: misuse(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			b.cmd, b.dir = cmd, "."
			if len(args) > 0 {
				b.dir = args[0]
			}
			return b.run()
		},
	}
	cmd.Flags().StringVar(&b.target, "for", "", "go or nextjs: the `program` that is to use the schema")
	cmd.Flags().StringVar(&b.provider, "provider", "", "sqlite or postgresql: the `database`")
	cmd.Flags().StringVar(&b.module, "module", "", "the new Go module's `path` (default the folder's name)")
	cmd.Flags().StringVar(&b.local, "replace", "", "take Gozen's Go packages from a `checkout`, not from a release")
	complete(cmd, "for", completeWords(forGo, forNext))
	complete(cmd, "provider", completeWords("sqlite", "postgresql"))
	return cmd
}

func (b *beginning) run() error {
	if err := b.decide(); err != nil {
		return err
	}
	if err := os.MkdirAll(b.dir, 0o755); err != nil { //nolint:gosec // a folder for source files
		return fmt.Errorf("init: %w", err)
	}
	schema := filepath.Join(b.dir, "schema.zmodel")
	if _, err := os.Lstat(schema); err == nil {
		return &hinted{fmt.Errorf("%s exists", schema), "serve it: gozen dev --schema " + schema}
	}
	if b.target == forNext {
		return b.next(schema)
	}
	return b.golang(schema)
}

// decide settles what the flags leave open.
func (b *beginning) decide() error {
	if b.target == "" {
		b.target = forGo
		if _, err := os.Stat(filepath.Join(b.dir, "package.json")); err == nil {
			b.target = forNext
		}
	}
	if b.target != forGo && b.target != forNext {
		return &usageError{fmt.Errorf("--for is go or nextjs, not %q", b.target)}
	}
	if b.provider == "" {
		b.provider = "sqlite"
		if strings.HasPrefix(os.Getenv("DATABASE_URL"), "postgres") {
			b.provider = "postgresql"
		}
	}
	if b.provider != "sqlite" && b.provider != "postgresql" {
		return &usageError{fmt.Errorf("--provider is sqlite or postgresql, not %q", b.provider)}
	}
	return nil
}

// write writes a new file of a starter, with values for what it leaves open. A
// file that is there is left alone, and told of.
func (b *beginning) write(path, text string, values ...string) error {
	text = strings.NewReplacer(values...).Replace(text)
	err := createFile(path, []byte(text))
	if errors.Is(err, fs.ErrExist) {
		say(b.cmd.OutOrStdout(), "kept %s, which was there\n", path)
		return nil
	}
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	say(b.cmd.OutOrStdout(), "wrote %s\n", path)
	return nil
}

// next says what is left to do.
func (b *beginning) next(schema string) error {
	if err := b.write(schema, starterSchema, "«provider»", b.provider); err != nil {
		return err
	}
	say(b.cmd.OutOrStdout(), "%s", nextSteps(b.dir))
	return nil
}

// nextSteps is how a Next.js app comes to use a schema in its folder.
func nextSteps(dir string) string {
	return "\nnext:\n" + enter(dir) +
		"  npm install @gozen/client\n" +
		"  gozen generate --ts src/gozen      # the types; again when the schema changes, or with --watch\n" +
		"  export GOZEN_SERVICE_KEY=$(openssl rand -base64 33)\n" +
		"  gozen dev                          # beside next dev, which gets the same key and\n" +
		"                                     # GOZEN_URL=http://127.0.0.1:3000; move one of them: --listen\n\n" +
		"and in the app:\n" +
		"  import { createClient, enhance } from '@gozen/client'\n" +
		"  import { schema } from './gozen/schema'\n" +
		"  const db = enhance(createClient({ schema }), { user: session?.user })\n" +
		"  await db.note.findMany()           // what the rules let this user see\n"
}

// enter is the step into a folder, where it is another.
func enter(dir string) string {
	if dir == "." {
		return ""
	}
	return "  cd " + dir + "\n"
}
