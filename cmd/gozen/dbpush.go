package main

import (
	"errors"
	"io"

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

func pushCommand() *cobra.Command {
	var path string
	var asJSON bool
	var o migrate.Options
	cmd := &cobra.Command{
		Use:   "push",
		Short: "Bring the database to the schema",
		Long: "Bring the database to the schema, in one transaction, and print what changed. What could lose\n" +
			"data is refused unless --accept-data-loss is given. The database is DATABASE_URL, or dev.db\n" +
			"beside the schema.",
		Example: "  gozen db push\n" +
			"  gozen db push --dry-run --json       # what would change, and the SQL that does it\n" +
			"  gozen db push --accept-data-loss",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return push(cmd, path, asJSON, o) },
	}
	schemaFlag(cmd, &path)
	cmd.Flags().BoolVar(&o.AcceptDataLoss, "accept-data-loss", false, "make changes that can lose data too")
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "print what would change and change nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the changes and the statements as one JSON object")
	return cmd
}

// pushed is what push --json prints.
type pushed struct {
	Changes    []string `json:"changes"`
	Statements []string `json:"statements"`
}

func push(cmd *cobra.Command, path string, asJSON bool, o migrate.Options) error {
	src, err := findSchema(path)
	if err != nil {
		return err
	}
	s, err := src.load(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	database := databaseURL(src)
	done, err := migrate.Push(cmd.Context(), database, s, o)
	if err != nil {
		return refusedPush(err)
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), pushed{append([]string{}, done.Changes...), append([]string{}, done.Statements...)})
	}
	changed(cmd.OutOrStdout(), done)
	if len(done.Changes) == 0 {
		say(cmd.OutOrStdout(), "%s is at the schema\n", shownDatabase(database))
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
	if _, ok := errors.AsType[*migrate.RowsError](err); ok {
		return &hinted{err, "give the field a @default or make it optional"}
	}
	return err
}
