package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

func migrateResolveCommand() *cobra.Command {
	var m migrations
	var applied, rolledBack string
	cmd := &cobra.Command{
		Use:   "resolve",
		Short: "Write into the history what you know of a migration",
		Long: "Write into the history, without running anything, that a migration is applied or that it is not: for a\n" +
			"database whose tables were there before its history, or after a failure that was put in order by hand.",
		Example: "  gozen migrate resolve --applied 20240131100000_init",
		Args:    misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (applied == "") == (rolledBack == "") {
				return &usageError{errors.New("give either --applied or --rolled-back")}
			}
			files, err := m.existing()
			if err != nil {
				return err
			}
			database, err := m.database()
			if err != nil {
				return err
			}
			return migrate.Resolve(cmd.Context(), database, files, applied+rolledBack, applied != "")
		},
	}
	m.add(cmd)
	cmd.Flags().StringVar(&applied, "applied", "", "the `migration` that the database has")
	cmd.Flags().StringVar(&rolledBack, "rolled-back", "", "the `migration` that the database does not have")
	return cmd
}
