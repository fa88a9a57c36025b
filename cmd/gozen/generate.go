package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/internal/gen/golang"
	"github.com/gozen-dev/gozen/schema"
)

// generation is a run of gozen generate.
type generation struct {
	cmd                                    *cobra.Command
	schema, golang, importPath, typescript string
	check, watch                           bool
	both                                   bool // --go was given beside --ts
}

func generateCommand() *cobra.Command {
	var g generation
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write the typed client of a schema",
		Long: "Write the typed client of a schema: a Go package with the queries, and package\n" +
			"model below it with the data. Files that an earlier run wrote and that are not\n" +
			"needed any more are removed; others are left alone.\n\n" +
			"For TypeScript, --ts writes schema.ts, the module from which @gozen/client knows\n" +
			"the types, and schema-lite.ts, the same for ZenStack's own hooks and fetch client;\n" +
			"without --go beside it, nothing else is written.\n\n" +
			"With --watch it goes on, and writes again whenever one of the schema's files\n" +
			"changes. A schema with errors changes nothing.",
		Example: "  gozen generate\n" +
			"  gozen generate --go ./internal/db --import example.com/app/internal/db\n" +
			"  gozen generate --ts ./src/gozen\n" +
			"  gozen generate --watch\n" +
			"  gozen generate --check   # in CI: fails when the files are stale",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			g.cmd, g.both = cmd, cmd.Flags().Changed("go")
			if g.check && g.watch {
				return &usageError{errors.New("--check writes nothing, and --watch goes on writing: choose one")}
			}
			src, err := findSchema(g.schema)
			if err != nil {
				return err
			}
			if g.watch {
				return g.follow(src)
			}
			return g.run(src)
		},
	}
	schemaFlag(cmd, &g.schema)
	cmd.Flags().StringVar(&g.golang, "go", "zdb", "the `folder` of the Go client; its name is the package's")
	cmd.Flags().StringVar(&g.importPath, "import", "", "the Go client's import `path` (default from go.mod)")
	cmd.Flags().StringVar(&g.typescript, "ts", "", "the `folder` of the TypeScript module")
	cmd.Flags().BoolVar(&g.check, "check", false, "write nothing; fail when files are missing or stale")
	cmd.Flags().BoolVar(&g.watch, "watch", false, "write again whenever the schema changes, until interrupted")
	return cmd
}

// run generates once.
func (g *generation) run(src *source) error {
	s, err := src.load(g.cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	if g.typescript != "" {
		if err := generateTypeScript(s, src.root, g.typescript, g.check); err != nil {
			return err
		}
		if !g.check {
			say(g.cmd.ErrOrStderr(), "%s: the TypeScript module\n", g.typescript)
		}
		if !g.both {
			return nil
		}
	}
	files, err := goClient(src.portable(), g.golang, g.importPath)
	if err != nil {
		return err
	}
	if g.check {
		return fresh(g.golang, files)
	}
	if err := writeClient(g.golang, files); err != nil {
		return err
	}
	say(g.cmd.ErrOrStderr(), "%s: %s\n", g.golang, plural(len(files), "file"))
	return nil
}

// follow generates whenever the schema changes, until the command is told to
// end. What is wrong is printed, and the files stay as they are.
func (g *generation) follow(src *source) (err error) {
	log := newLogger(g.cmd)
	watch, err := newWatcher(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, watch.close()) }()
	again := func() {
		report(g.cmd.ErrOrStderr(), g.run(src))
		if err := watch.follow(src); err != nil {
			log.Warn("watching schema files", slog.Any("error", err))
		}
		say(g.cmd.OutOrStdout(), "watching %s\n", plural(len(src.texts), "file"))
	}
	src.compile() // so that nothing that changes from now on is missed
	if err := watch.follow(src); err != nil {
		return err
	}
	again()
	watch.run(g.cmd.Context(), again)
	return nil
}

// goClient generates the Go client that goes to dir.
func goClient(s *schema.Schema, dir, importPath string) ([]golang.File, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if importPath == "" {
		if importPath, err = importOf(abs); err != nil {
			return nil, err
		}
	}
	files, err := golang.Generate(s, golang.Options{Package: filepath.Base(abs), Import: importPath})
	if err != nil {
		return nil, fmt.Errorf("generate: %w", err)
	}
	return files, nil
}

// importOf returns the import path of a folder: that of the module around it,
// and the way down.
func importOf(dir string) (string, error) {
	for root := dir; ; root = filepath.Dir(root) {
		text, err := os.ReadFile(filepath.Join(root, "go.mod"))
		if err == nil {
			below, err := filepath.Rel(root, dir)
			if err != nil {
				return "", err
			}
			if below == "." {
				return moduleOf(text), nil
			}
			return moduleOf(text) + "/" + filepath.ToSlash(below), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if root == filepath.Dir(root) {
			return "", &hinted{fmt.Errorf("no go.mod around %s", dir), "run go mod init first, or give the import path: --import example.com/app/zdb"}
		}
	}
}

// moduleOf returns the module path that a go.mod declares.
func moduleOf(text []byte) string {
	for line := range bytes.Lines(text) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(string(line)), "module "); ok {
			return strings.Trim(strings.TrimSpace(rest), `"`)
		}
	}
	return ""
}

// fresh reports files that differ from what would be written.
func fresh(dir string, files []golang.File) error {
	var stale []string
	for _, f := range files {
		there, err := os.ReadFile(filepath.Join(dir, f.Path))
		if err != nil || !bytes.Equal(there, f.Text) {
			stale = append(stale, f.Path)
		}
	}
	old, err := leftOver(dir, files)
	if err != nil {
		return err
	}
	if stale = append(stale, old...); len(stale) > 0 {
		return &hinted{fmt.Errorf("%s is stale: %s", dir, strings.Join(stale, ", ")), "run gozen generate --go " + dir}
	}
	return nil
}

// writeClient writes the files that have changed and removes those that are
// left from an earlier schema.
func writeClient(dir string, files []golang.File) error {
	if err := os.MkdirAll(filepath.Join(dir, "model"), 0o750); err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Path)
		if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, f.Text) {
			continue
		}
		if err := os.WriteFile(path, f.Text, 0o600); err != nil {
			return err
		}
	}
	old, err := leftOver(dir, files)
	if err != nil {
		return err
	}
	for _, path := range old {
		if err := os.Remove(filepath.Join(dir, path)); err != nil {
			return err
		}
	}
	return nil
}

// leftOver lists generated files that are not generated any more.
func leftOver(dir string, files []golang.File) ([]string, error) {
	now := map[string]bool{}
	for _, f := range files {
		now[f.Path] = true
	}
	var old []string
	for _, sub := range []string{"", "model"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			path := filepath.ToSlash(filepath.Join(sub, e.Name()))
			if now[path] || !strings.HasSuffix(path, ".go") {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				return nil, err
			}
			if bytes.HasPrefix(text, []byte(golang.Header)) {
				old = append(old, path)
			}
		}
	}
	return old, nil
}
