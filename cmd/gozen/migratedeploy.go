package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

func migrateDeployCommand() *cobra.Command {
	var m migrations
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "deploy",
		Short: "Apply the migrations that the database does not have yet",
		Long: "Apply the migrations that the database does not have yet, and name them. It asks nothing, does only what\n" +
			"the files say, and waits for others who migrate. A run that was killed is gone on with by the next.\n" +
			"The database is DATABASE_URL.",
		Example: "  DATABASE_URL=postgres://app@db/app gozen migrate deploy",
		Args:    misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := m.existing()
			if err != nil {
				return err
			}
			database, err := requiredDatabaseURL()
			if err != nil {
				return err
			}
			p := newProgress(cmd.ErrOrStderr(), asJSON)
			done, err := migrate.Deploy(cmd.Context(), database, files, migrate.DeployOptions{Progress: p.show})
			p.end()
			// What was applied before an error is told, too.
			if told := tellDeployed(cmd.OutOrStdout(), done, asJSON, shownDatabase(database), err); told != nil {
				return told
			}
			return refusedMigration(err)
		},
	}
	m.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the names as JSON")
	return cmd
}

func tellDeployed(w io.Writer, done *migrate.Deployed, asJSON bool, database string, failed error) error {
	switch {
	case done == nil:
	case asJSON:
		return writeJSON(w, done)
	case len(done.Applied) == 0 && failed == nil:
		say(w, "%s has all migrations\n", database)
	default:
		for _, name := range done.Applied {
			say(w, "applied %s\n", name)
		}
	}
	return nil
}
