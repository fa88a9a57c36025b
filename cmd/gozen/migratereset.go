package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

// resetting is a run of gozen migrate reset.
type resetting struct {
	cmd             *cobra.Command
	migrations      migrations
	force, skipSeed bool
}

func migrateResetCommand() *cobra.Command {
	var r resetting
	cmd := &cobra.Command{
		Use:   "reset",
		Short: "Drop everything in the database, apply all migrations, and seed",
		Long: "Drop everything in the database of development, apply all migrations, and run what gozen db seed would\n" +
			"run, if there is such. It asks first; where nobody can answer, only --force does it. The database is\n" +
			"DATABASE_URL, or dev.db beside the schema.",
		Example: "  gozen migrate reset\n" +
			"  gozen migrate reset --force --skip-seed",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			r.cmd = cmd
			return r.run()
		},
	}
	r.migrations.add(cmd)
	cmd.Flags().BoolVar(&r.force, "force", false, "do not ask")
	cmd.Flags().BoolVar(&r.skipSeed, "skip-seed", false, "leave the database without rows")
	return cmd
}

func (r *resetting) run() error {
	src, err := findSchema(r.migrations.schema)
	if err != nil {
		return err
	}
	s, err := src.load(r.cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	files, err := r.migrations.existing()
	if err != nil {
		return err
	}
	database := databaseURL(src)
	if !r.force {
		if err := mayDrop(r.cmd, "reset", database, "gozen migrate reset --force"); err != nil {
			return err
		}
	}
	p := newProgress(r.cmd.ErrOrStderr(), false)
	done, err := migrate.Reset(r.cmd.Context(), database, files, s, migrate.DeployOptions{Progress: p.show})
	p.end()
	if told := tellDeployed(r.cmd.OutOrStdout(), done, false, shownDatabase(database), err); told != nil {
		return told
	}
	if err != nil || r.skipSeed {
		return refusedMigration(err)
	}
	seed := seeding{cmd: r.cmd}
	if there, err := seed.configured(filepath.Dir(src.root)); err != nil || !there {
		return err
	}
	return seed.run(src, nil)
}

// mayDrop asks whether all data of a database may go. Nobody is asked but at a
// terminal; elsewhere the command that says yes beforehand is told.
func mayDrop(cmd *cobra.Command, what, database, sure string) error {
	in, ok := cmd.InOrStdin().(*os.File)
	w := cmd.ErrOrStderr()
	if !ok || !terminal(in) || !terminal(w) {
		return &hinted{errors.New(what + " drops all data of " + shownDatabase(database) + ", and nobody is here to ask"), "if it may go: " + sure}
	}
	if !yes(in, w, "All data of "+shownDatabase(database)+" goes. Go on?") {
		return errors.New("nothing was done")
	}
	return nil
}
