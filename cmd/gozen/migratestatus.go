package main

import (
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

func migrateStatusCommand() *cobra.Command {
	var m migrations
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Tell which migrations a database has",
		Long: "Tell which migrations a database has. The exit code is 0 when it has them all and nothing is wrong, and 1\n" +
			"otherwise. Nothing is changed.",
		Example: "  gozen migrate status || gozen migrate deploy",
		Args:    misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := m.existing()
			if err != nil {
				return err
			}
			database, err := m.database()
			if err != nil {
				return err
			}
			return status(cmd, database, files, asJSON)
		},
	}
	m.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the state as JSON")
	return cmd
}

// database is DATABASE_URL, or where there is a schema what development uses.
func (m *migrations) database() (string, error) {
	src, err := findSchema(m.schema)
	if err != nil {
		return requiredDatabaseURL()
	}
	return databaseURL(src), nil
}

func status(cmd *cobra.Command, database string, files fs.FS, asJSON bool) error {
	state, err := migrate.Status(cmd.Context(), database, files)
	if err != nil {
		return err
	}
	if asJSON {
		if err := writeJSON(cmd.OutOrStdout(), state); err != nil {
			return err
		}
	} else {
		for _, m := range state.Migrations {
			say(cmd.OutOrStdout(), "%-11s %s\n", m.Stage, m.Name)
		}
	}
	if !state.UpToDate {
		return errReported
	}
	return nil
}
