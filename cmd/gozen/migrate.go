package main

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

func migrateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Change databases by files of SQL that are kept with the program",
		Long: "Change databases by files of SQL that are kept with the program. The files and the table that says\n" +
			"which were applied are Prisma's: a folder of migrations and a database that Prisma has made go on here.",
		Example: "  gozen migrate dev --name add_notes   # while you write: make a migration of what changed, and apply it\n" +
			"  gozen migrate deploy                 # in production: apply what is new",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(migrateDevCommand(), migrateDeployCommand(), migrateResetCommand(), migrateStatusCommand(), migrateDownCommand(), migrateDiffCommand(), migrateResolveCommand())
	return cmd
}

// migrations are the flags that the commands of migrate have in common.
type migrations struct {
	schema, dir string
}

func (m *migrations) add(cmd *cobra.Command) {
	schemaFlag(cmd, &m.schema)
	cmd.Flags().StringVar(&m.dir, "migrations", "", "`folder` of the migrations (default migrations beside the schema, or prisma/migrations)")
	complete(cmd, "migrations", completeFolders)
}

func completeFolders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// folder returns the folder of the migrations. It need not exist, and neither
// need the schema: a server has only the files that it applies.
func (m *migrations) folder() (string, error) {
	if m.dir != "" {
		return m.dir, nil
	}
	beside := "."
	if src, err := findSchema(m.schema); err == nil {
		beside = filepath.Dir(src.root)
	} else if m.schema != "" {
		return "", err
	}
	usual := filepath.Join(beside, "migrations")
	for _, dir := range []string{usual, filepath.Join(beside, "prisma", "migrations"), filepath.Join("prisma", "migrations")} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
	}
	return usual, nil
}

// existing is [migrations.folder] for commands that need files.
func (m *migrations) existing() (fs.FS, error) {
	dir, err := m.folder()
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, &hinted{errors.New("no folder " + dir), "gozen migrate dev makes it; or name the folder: --migrations path/to/migrations"}
	}
	return os.DirFS(dir), nil
}

// refusedMigration adds to a refusal what to do about it.
func refusedMigration(err error) error {
	wrong, ok := errors.AsType[*migrate.HistoryError](err)
	switch {
	case errors.Is(err, migrate.ErrNoHistory):
		return &hinted{err, "for each migration whose tables are there: gozen migrate resolve --applied NAME"}
	case !ok:
		return err
	}
	switch m := wrong.Migrations[0]; m.Stage {
	case migrate.Edited:
		return &hinted{err, "restore the file as it was applied, and put the change into a new migration"}
	case migrate.Missing:
		return &hinted{err, "get the file back, or forget the migration: gozen migrate resolve --rolled-back " + m.Name}
	default:
		return &hinted{err, "put the database in order, then: gozen migrate resolve --applied " + m.Name + " (or --rolled-back)"}
	}
}

// accepted asks whether data may be lost: the flag says so, or somebody at a
// terminal.
func accepted(cmd *cobra.Command, flag bool, lost []string) bool {
	in, ok := cmd.InOrStdin().(*os.File)
	w := cmd.ErrOrStderr()
	if flag || !ok || !terminal(in) || !terminal(w) {
		return flag
	}
	say(w, "This loses data:\n")
	for _, l := range lost {
		say(w, "  %s\n", l)
	}
	return yes(in, w, "Go on?")
}

// yes asks a question of somebody at a terminal.
func yes(in io.Reader, w io.Writer, question string) bool {
	say(w, "%s [y/N] ", question)
	line, _ := bufio.NewReader(in).ReadString('\n') // what is not read is not yes
	line = strings.ToLower(strings.TrimSpace(line))
	return line == "y" || line == "yes"
}
