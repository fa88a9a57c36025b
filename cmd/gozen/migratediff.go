package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

// comparing is a run of gozen migrate diff.
type comparing struct {
	cmd              *cobra.Command
	migrations       migrations
	from, to, shadow string
	exitCode, asJSON bool
}

func migrateDiffCommand() *cobra.Command {
	var c comparing
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "Print the SQL that leads from one state of the tables to another",
		Long: "Print the SQL that leads from one state of the tables to another: the schema's, that of the migrations,\n" +
			"or the database's. Nothing is changed; schema and migrations are tried in a shadow database.",
		Example: "  gozen migrate diff                                   # what the next migration would be\n" +
			"  gozen migrate diff --from migrations --to database   # what was changed by hand\n" +
			"  gozen migrate diff --from migrations --to schema --exit-code   # in CI: fails when one is missing",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c.cmd = cmd
			return c.run()
		},
	}
	c.migrations.add(cmd)
	cmd.Flags().StringVar(&c.from, "from", "migrations", "`side` to begin with: schema, migrations or database")
	cmd.Flags().StringVar(&c.to, "to", "schema", "`side` to arrive at: schema, migrations or database")
	for _, flag := range []string{"from", "to"} {
		complete(cmd, flag, completeWords("schema", "migrations", "database"))
	}
	shadowFlag(cmd, &c.shadow)
	cmd.Flags().BoolVar(&c.exitCode, "exit-code", false, "fail when there is a difference")
	cmd.Flags().BoolVar(&c.asJSON, "json", false, "print the difference in words and as SQL, as JSON")
	return cmd
}

// shadowFlag adds the flag that names a shadow database.
func shadowFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "shadow-database-url", os.Getenv("SHADOW_DATABASE_URL"),
		"`URL` of an empty database to try migrations in (default $SHADOW_DATABASE_URL, else one is made)")
}

func (c *comparing) run() error {
	from, err := c.side(c.from)
	if err != nil {
		return err
	}
	to, err := c.side(c.to)
	if err != nil {
		return err
	}
	database, err := c.migrations.database()
	if err != nil {
		return err
	}
	d, err := migrate.Diff(c.cmd.Context(), database, from, to, c.shadow)
	if err != nil {
		return err
	}
	if c.asJSON {
		err = writeJSON(c.cmd.OutOrStdout(), d)
	} else {
		_, err = fmt.Fprint(c.cmd.OutOrStdout(), d.Script)
	}
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if c.exitCode && d.Script != "" {
		return errReported
	}
	return nil
}

// side reads what --from and --to name.
func (c *comparing) side(name string) (migrate.Side, error) {
	switch name {
	case "schema":
		src, err := findSchema(c.migrations.schema)
		if err != nil {
			return nil, err
		}
		s, err := src.load(c.cmd.ErrOrStderr())
		if err != nil {
			return nil, err
		}
		return migrate.TheSchema{Schema: s}, nil
	case "migrations":
		// A folder that is not there yet makes nothing.
		dir, err := c.migrations.folder()
		if err != nil {
			return nil, err
		}
		return migrate.TheMigrations{Files: os.DirFS(dir)}, nil
	case "database":
		return migrate.TheDatabase{}, nil
	default:
		return nil, &usageError{fmt.Errorf("a side is schema, migrations or database, not %q", name)}
	}
}
