package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

// takingBack is a run of gozen migrate down.
type takingBack struct {
	cmd        *cobra.Command
	migrations migrations
	options    migrate.DownOptions
	acceptLoss bool
	write      bool
	shadow     string
	asJSON     bool
}

func migrateDownCommand() *cobra.Command {
	var t takingBack
	cmd := &cobra.Command{
		Use:   "down",
		Short: "Take the last migration back by its down.sql",
		Long: "Take the last migration back by its down.sql, or several. gozen migrate dev writes that file; you may\n" +
			"change it, or write it, and --write makes those that are missing, of migrations that Prisma made, say.\n" +
			"What a file says it loses has to be accepted.",
		Example: "  gozen migrate down\n" +
			"  gozen migrate down --to 20240131100000_init   # this one stays the last\n" +
			"  gozen migrate down --write                    # only write the files that are missing",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			t.cmd = cmd
			if t.options.To != "" && cmd.Flags().Changed("steps") {
				return &usageError{errors.New("--to and --steps say the same: choose one")}
			}
			if t.options.Steps < 1 {
				return &usageError{errors.New("--steps is at least 1")}
			}
			return t.run()
		},
	}
	t.migrations.add(cmd)
	cmd.Flags().IntVar(&t.options.Steps, "steps", 1, "`how many` migrations are taken back")
	cmd.Flags().StringVar(&t.options.To, "to", "", "the `migration` that stays the last one")
	cmd.Flags().BoolVar(&t.acceptLoss, "accept-data-loss", false, "take back what loses data, too")
	cmd.Flags().BoolVar(&t.write, "write", false, "take nothing back; write down.sql where it is missing")
	shadowFlag(cmd, &t.shadow)
	cmd.Flags().BoolVar(&t.asJSON, "json", false, "print the names as JSON")
	return cmd
}

func (t *takingBack) run() error {
	files, err := t.migrations.existing()
	if err != nil {
		return err
	}
	database, err := t.migrations.database()
	if err != nil {
		return err
	}
	if t.write {
		return t.writeFiles(database)
	}
	p := newProgress(t.cmd.ErrOrStderr(), t.asJSON)
	t.options.Accept = func(lost []string) bool {
		p.end()
		return accepted(t.cmd, t.acceptLoss, lost)
	}
	t.options.Progress = p.show
	done, err := migrate.Down(t.cmd.Context(), database, files, t.options)
	p.end()
	if done != nil {
		if err := t.tell(done); err != nil {
			return err
		}
	}
	return refusedDown(err)
}

func (t *takingBack) tell(done *migrate.TakenBack) error {
	if t.asJSON {
		return writeJSON(t.cmd.OutOrStdout(), done)
	}
	for _, name := range done.Migrations {
		say(t.cmd.OutOrStdout(), "took back %s\n", name)
	}
	return nil
}

func (t *takingBack) writeFiles(database string) error {
	dir, err := t.migrations.folder()
	if err != nil {
		return err
	}
	written, err := migrate.WriteDown(t.cmd.Context(), database, dir, t.shadow)
	for _, name := range written {
		say(t.cmd.OutOrStdout(), "created %s\n", name)
	}
	return err
}

func refusedDown(err error) error {
	if _, ok := errors.AsType[*migrate.DataLossError](err); ok {
		return &hinted{err, "if the data may go: gozen migrate down --accept-data-loss"}
	}
	if _, ok := errors.AsType[*migrate.NoDownError](err); ok {
		return &hinted{err, "write it, or let it be written: gozen migrate down --write"}
	}
	if err == nil {
		return nil
	}
	return refusedMigration(err)
}
