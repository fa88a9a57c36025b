package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

// devMigration is a run of gozen migrate dev.
type devMigration struct {
	cmd        *cobra.Command
	migrations migrations
	options    migrate.DevOptions
	acceptLoss bool
	asJSON     bool
}

func migrateDevCommand() *cobra.Command {
	var m devMigration
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Make a migration of what changed in the schema, and apply it",
		Long: "Make a migration of what changed in the schema, and apply it to the database of development with all\n" +
			"that is pending. The SQL is a file for you to read, with down.sql beside it, which takes it back; both\n" +
			"are tried in a shadow database first. What would lose rows that are there is written and not applied,\n" +
			"unless you say yes. The database is DATABASE_URL, or dev.db beside the schema; PostgreSQL has to allow\n" +
			"the shadow to be created, or --shadow-database-url names an empty database.",
		Example: "  gozen migrate dev --name add_notes\n" +
			"  gozen migrate dev --create-only      # write the SQL, to change it before it is applied",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			m.cmd = cmd
			return m.run()
		},
	}
	m.migrations.add(cmd)
	cmd.Flags().StringVar(&m.options.Name, "name", "", "what the migration is called (default from what it does)")
	cmd.Flags().BoolVar(&m.options.CreateOnly, "create-only", false, "write the migration and do not apply it")
	cmd.Flags().BoolVar(&m.acceptLoss, "accept-data-loss", false, "apply it though it loses rows that are there")
	shadowFlag(cmd, &m.options.ShadowURL)
	cmd.Flags().BoolVar(&m.asJSON, "json", false, "print what was done as JSON")
	return cmd
}

func (m *devMigration) run() error {
	src, err := findSchema(m.migrations.schema)
	if err != nil {
		return err
	}
	s, err := src.load(m.cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	dir, err := m.migrations.folder()
	if err != nil {
		return err
	}
	p := newProgress(m.cmd.ErrOrStderr(), m.asJSON)
	m.options.Accept = func(lost []string) bool {
		p.end()
		return accepted(m.cmd, m.acceptLoss, lost)
	}
	m.options.Progress = p.show
	done, err := migrate.Dev(m.cmd.Context(), databaseURL(src), dir, s, m.options)
	p.end()
	if done != nil {
		if err := m.tell(done, dir); err != nil {
			return err
		}
	}
	if err != nil {
		return refusedDev(err, dir, done)
	}
	return m.generate(src, done)
}

func (m *devMigration) tell(done *migrate.Developed, dir string) error {
	out := m.cmd.OutOrStdout()
	if m.asJSON {
		return writeJSON(out, done)
	}
	for _, c := range done.Changes {
		say(out, "%s\n", c)
	}
	if done.Created != "" {
		say(out, "created %s\n", filepath.Join(dir, done.Created, "migration.sql"))
	}
	word := "applied"
	if done.Known {
		word = "the database has already"
	}
	for _, name := range done.Applied {
		say(out, "%s %s\n", word, name)
	}
	if done.Created == "" && len(done.Applied) == 0 {
		say(out, "the migrations are at the schema, and the database has them all\n")
	}
	for _, w := range done.Warnings {
		say(m.cmd.ErrOrStderr(), "gozen: warning: %s\n", w)
	}
	return nil
}

// generate writes the Go client again where it is in its usual place, and
// otherwise says how to.
func (m *devMigration) generate(src *source, done *migrate.Developed) error {
	if len(done.Changes) == 0 || m.options.CreateOnly {
		return nil
	}
	g := generation{cmd: m.cmd, golang: "zdb"}
	old, err := leftOver(g.golang, nil)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for the Go client: %w", err)
	}
	if len(old) == 0 {
		say(m.cmd.ErrOrStderr(), "next: gozen generate\n")
		return nil
	}
	return g.run(src)
}

// refusedDev adds to a refusal what to do about it.
func refusedDev(err error, dir string, done *migrate.Developed) error {
	file := ""
	if done != nil && done.Created != "" {
		file = filepath.Join(dir, done.Created, "migration.sql")
	}
	if _, ok := errors.AsType[*migrate.DataLossError](err); ok {
		return &hinted{err, "read " + file + "; run gozen migrate dev again to apply it, or remove its folder"}
	}
	if _, ok := errors.AsType[*migrate.RowsError](err); ok {
		return &hinted{err, "put into " + file + " what the rows need before it, then run gozen migrate dev again"}
	}
	if _, ok := errors.AsType[*migrate.DriftError](err); ok {
		return &hinted{err, "undo it, or begin anew: gozen migrate reset; or to keep it: gozen migrate diff --from migrations --to database, as a migration that gozen migrate resolve --applied names"}
	}
	return refusedMigration(err)
}
