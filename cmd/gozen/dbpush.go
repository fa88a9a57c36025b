package main

import (
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

func dbCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "db",
		Short: "Bring database and schema together without migrations",
		Long:  "Bring database and schema together without migration files, for development.",
		Example: "  gozen db push\n" +
			"  gozen db push --dry-run\n" +
			"  gozen db pull",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(pushCommand(), pullCommand(), seedCommand())
	return cmd
}

// pushing is a run of gozen db push.
type pushing struct {
	cmd          *cobra.Command
	schema       string
	asJSON, sure bool
	options      migrate.Options
}

func pushCommand() *cobra.Command {
	var p pushing
	cmd := &cobra.Command{
		Use:   "push",
		Short: "Bring the database to the schema",
		Long: "Bring the database to the schema, in one transaction, and print what changed. What could lose\n" +
			"data is refused unless --accept-data-loss is given. With --force-reset all that the database has is\n" +
			"dropped first: it asks, and where nobody can answer, only --yes does it. The database is DATABASE_URL,\n" +
			"or dev.db beside the schema.",
		Example: "  gozen db push\n" +
			"  gozen db push --dry-run --json       # what would change, and the SQL that does it\n" +
			"  gozen db push --accept-data-loss\n" +
			"  gozen db push --force-reset          # an empty database, at the schema",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			p.cmd = cmd
			return p.run()
		},
	}
	schemaFlag(cmd, &p.schema)
	cmd.Flags().BoolVar(&p.options.AcceptDataLoss, "accept-data-loss", false, "make changes that can lose data too")
	cmd.Flags().BoolVar(&p.options.Reset, "force-reset", false, "drop all that the database has first")
	cmd.Flags().BoolVar(&p.sure, "yes", false, "with --force-reset: do not ask")
	cmd.Flags().BoolVar(&p.options.DryRun, "dry-run", false, "print what would change and change nothing")
	cmd.Flags().BoolVar(&p.asJSON, "json", false, "print the changes and the statements as one JSON object")
	return cmd
}

// pushed is what push --json prints.
type pushed struct {
	Changes    []string `json:"changes"`
	Statements []string `json:"statements"`
}

func (p *pushing) run() error {
	src, err := findSchema(p.schema)
	if err != nil {
		return err
	}
	s, err := src.load(p.cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	database := databaseURL(src)
	if p.options.Reset && !p.options.DryRun && !p.sure {
		if err := mayDrop(p.cmd, "--force-reset", database, "gozen db push --force-reset --yes"); err != nil {
			return err
		}
	}
	done, err := migrate.Push(p.cmd.Context(), database, s, p.options)
	if err != nil {
		return refusedPush(err)
	}
	if p.asJSON {
		return writeJSON(p.cmd.OutOrStdout(), pushed{append([]string{}, done.Changes...), append([]string{}, done.Statements...)})
	}
	changed(p.cmd.OutOrStdout(), done)
	if len(done.Changes) == 0 {
		say(p.cmd.OutOrStdout(), "%s is at the schema\n", shownDatabase(database))
	}
	return nil
}

func changed(w io.Writer, r *migrate.Result) {
	for _, c := range r.Changes {
		say(w, "%s\n", c)
	}
}

// refusedPush adds to the refusal of a push what to do about it.
func refusedPush(err error) error {
	if _, ok := errors.AsType[*migrate.DataLossError](err); ok {
		return &hinted{err, "if the data may go: gozen db push --accept-data-loss"}
	}
	if e, ok := errors.AsType[*migrate.RowsError](err); ok {
		return &hinted{err, strings.Join(e.Cures, "; ")}
	}
	return err
}
