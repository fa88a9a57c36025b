package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
)

// The files beside the schema that say how a database gets its first rows.
const (
	configFile = "gozen.json"
	seedFile   = "seed.sql"
)

// seeding is a run of gozen db seed.
type seeding struct {
	cmd             *cobra.Command
	schema, command string
}

func seedCommand() *cobra.Command {
	var s seeding
	cmd := &cobra.Command{
		Use:        "seed [FILE.sql...]",
		SuggestFor: []string{"execute"},
		Short:      "Give the database its first rows",
		Long: "Give the database its first rows: by the files of SQL that are named, each in one transaction; else by\n" +
			"a command, of --command or of \"seed\" in gozen.json beside the schema, which finds the database in\n" +
			"DATABASE_URL; else by seed.sql beside the schema.",
		Example: "  gozen db seed\n" +
			"  gozen db seed testdata/users.sql\n" +
			"  gozen db seed --command \"go run ./seed\"",
		RunE: func(cmd *cobra.Command, files []string) error {
			s.cmd = cmd
			if len(files) > 0 && s.command != "" {
				return &usageError{errors.New("give either files or --command")}
			}
			src, err := findSchema(s.schema)
			if err != nil {
				return err
			}
			return s.run(src, files)
		},
		ValidArgsFunction: completeFiles("sql"),
	}
	schemaFlag(cmd, &s.schema)
	cmd.Flags().StringVar(&s.command, "command", "", "a `command line` for the shell that makes the rows")
	return cmd
}

func (s *seeding) run(src *source, files []string) error {
	beside := filepath.Dir(src.root)
	if len(files) > 0 {
		return s.sow(src, files)
	}
	command := s.command
	if command == "" {
		var err error
		if command, err = configuredSeed(filepath.Join(beside, configFile)); err != nil {
			return err
		}
	}
	if command != "" {
		return s.execute(databaseURL(src), command)
	}
	file := filepath.Join(beside, seedFile)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return &hinted{
			fmt.Errorf("no %s, and no \"seed\" in %s", file, filepath.Join(beside, configFile)),
			"write the file, or name a command: gozen db seed --command \"go run ./seed\"",
		}
	}
	return s.sow(src, []string{file})
}

// configured reports whether there is anything to run without files or a command.
func (s *seeding) configured(beside string) (bool, error) {
	command, err := configuredSeed(filepath.Join(beside, configFile))
	if err != nil || command != "" {
		return command != "", err
	}
	_, err = os.Stat(filepath.Join(beside, seedFile))
	return err == nil, nil
}

// configuredSeed returns the command that the file names, empty without one.
func configuredSeed(name string) (string, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("seed: %w", err)
	}
	var config struct {
		Seed string `json:"seed"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&config); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return config.Seed, nil
}

// sow runs files of SQL.
func (s *seeding) sow(src *source, files []string) error {
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("seed: %w", err)
		}
		p := newProgress(s.cmd.ErrOrStderr(), false)
		err = migrate.Seed(s.cmd.Context(), databaseURL(src), name, string(text), migrate.SeedOptions{Progress: p.show})
		p.end()
		if err != nil {
			return err
		}
		say(s.cmd.OutOrStdout(), "ran %s\n", name)
	}
	return nil
}

// execute runs a command line in the shell, as somebody at a prompt would.
func (s *seeding) execute(database, line string) error {
	c := exec.CommandContext(s.cmd.Context(), "sh", "-c", line) //nolint:gosec // the project's own command
	c.Env = append(os.Environ(), "DATABASE_URL="+database)
	c.Stdin, c.Stdout, c.Stderr = s.cmd.InOrStdin(), s.cmd.OutOrStdout(), s.cmd.ErrOrStderr()
	if err := c.Run(); err != nil {
		return fmt.Errorf("seed with %s: %w", line, err)
	}
	return nil
}
