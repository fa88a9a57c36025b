package main

import (
	"errors"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

// pulling is a run of gozen db pull.
type pulling struct {
	cmd                 *cobra.Command
	schema, out, shadow string
	print               bool
}

func pullCommand() *cobra.Command {
	var p pulling
	cmd := &cobra.Command{
		Use:   "pull",
		Short: "Bring the schema to the database",
		Long: "Bring the schema to the database, and print what changed: tables, columns, keys and enums that the schema\n" +
			"lacks come in, what the database has no more goes, and all else stays as it was written, rules and\n" +
			"comments with it. Where there is no schema, one is written: its rules are left to write, and until then\n" +
			"nobody may do anything. The database is DATABASE_URL, or dev.db beside the schema.",
		Example: "  gozen db pull\n" +
			"  DATABASE_URL=postgres://localhost/shop gozen db pull --out shop.zmodel   # a new schema\n" +
			"  gozen db pull --print                # the database as a new schema, on standard output",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			p.cmd = cmd
			return p.run()
		},
	}
	schemaFlag(cmd, &p.schema)
	cmd.Flags().StringVarP(&p.out, "out", "o", "", "write a new schema to this `file`, which must not exist yet")
	cmd.Flags().BoolVar(&p.print, "print", false, "print a new schema and write nothing")
	shadowFlag(cmd, &p.shadow)
	return cmd
}

func (p *pulling) run() error {
	src, err := findSchema(p.schema)
	if p.print || p.out != "" || err != nil && p.schema == "" {
		return p.anew(src)
	}
	if err != nil {
		return err
	}
	return p.follow(src)
}

// anew writes a new schema. A schema that is there says only which database.
func (p *pulling) anew(src *source) error {
	var database string
	if src != nil {
		database = databaseURL(src)
	} else if u, err := requiredDatabaseURL(); err == nil {
		database = u
	} else {
		return err
	}
	at := newProgress(p.cmd.ErrOrStderr(), false)
	made, err := migrate.Pull(p.cmd.Context(), database, migrate.PullOptions{Progress: at.show})
	at.end()
	if err != nil {
		return nothingToPull(err)
	}
	name := p.out
	if name == "" && !p.print {
		name = "schema.zmodel"
	}
	if err := writeNew(p.cmd.OutOrStdout(), name, made.Text); err != nil {
		return err
	}
	p.tell(nil, made.Notes)
	return leftToDo(p.cmd.ErrOrStderr(), name, made.Text, nil)
}

// follow changes the files of the schema that is there.
func (p *pulling) follow(src *source) error {
	s, found := src.compile()
	if s == nil {
		return errors.Join(errReported, src.show(p.cmd.ErrOrStderr(), found))
	}
	old := migrate.Existing{Root: src.root, Files: map[string][]byte{}, Schema: s}
	for name, text := range src.texts {
		if text != nil {
			old.Files[name] = text
		}
	}
	at := newProgress(p.cmd.ErrOrStderr(), false)
	now, err := migrate.Follow(p.cmd.Context(), databaseURL(src), old, migrate.PullOptions{ShadowURL: p.shadow, Progress: at.show})
	at.end()
	if err != nil {
		return nothingToPull(err)
	}
	for _, name := range slices.Sorted(maps.Keys(now.Files)) {
		if err := replaceFile(name, now.Files[name]); err != nil {
			return err
		}
	}
	p.tell(now.Changes, now.Notes)
	if len(now.Changes) == 0 {
		say(p.cmd.OutOrStdout(), "%s is at the database\n", src.root)
		return nil
	}
	// A rule may speak of what is gone, and a new model has none.
	_, err = src.load(p.cmd.ErrOrStderr())
	return err
}

func (p *pulling) tell(changes, notes []string) {
	for _, c := range changes {
		say(p.cmd.OutOrStdout(), "%s\n", c)
	}
	for _, n := range notes {
		say(p.cmd.ErrOrStderr(), "gozen: note: %s\n", n)
	}
}

func nothingToPull(err error) error {
	if errors.Is(err, migrate.ErrNoTables) {
		return &hinted{err, "see that DATABASE_URL names the right one"}
	}
	return err
}
