package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/gozen-dev/gozen/migrate"
)

//go:embed starter/schema.zmodel
var starterSchema string

//go:embed starter/main.go.txt
var starterMain string

// ignored are the files of development that belong to one machine.
const ignored = "dev.db*\n.auth-secret\n"

// gozenModule is the module that generated clients import.
const gozenModule = "github.com/gozen-dev/gozen"

// golang begins a Go program: when it is done, go run works.
func (b *beginning) golang(schema string) error {
	release, err := b.release()
	if err != nil {
		return err
	}
	if _, err := exec.LookPath("go"); err != nil {
		return &hinted{errors.New("there is no go command"), "install Go 1.26 or newer (https://go.dev/dl), or begin with --for nextjs"}
	}
	client := filepath.Join(b.dir, "zdb")
	abs, err := filepath.Abs(client)
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	if _, err := importOf(abs); err != nil {
		if err := b.write(filepath.Join(b.dir, "go.mod"), "module "+b.modulePath(filepath.Dir(abs))+"\n\ngo 1.26\n"); err != nil {
			return err
		}
	}
	importPath, err := importOf(abs)
	if err != nil {
		return err
	}
	if err := b.sources(schema, strings.TrimSuffix(importPath, "/zdb")); err != nil {
		return err
	}
	g := generation{cmd: b.cmd, golang: client}
	src := &source{root: schema}
	if err := g.run(src); err != nil {
		return err
	}
	pushed, err := b.push(src)
	if err != nil {
		return err
	}
	if err := b.require(release); err != nil {
		return err
	}
	say(b.cmd.OutOrStdout(), "%s", goSteps(b.dir, pushed))
	return nil
}

// sources writes the files that the program's author goes on with.
func (b *beginning) sources(schema, importPath string) error {
	driver, url := "sqlite", `cmp.Or(os.Getenv("DATABASE_URL"), "file:dev.db")`
	if b.provider == "postgresql" {
		driver, url = "postgres", `os.Getenv("DATABASE_URL")`
	}
	main := starterMain
	if driver == "postgres" {
		main = strings.Replace(main, "\t\"cmp\"\n", "", 1)
	}
	return errors.Join(
		b.write(schema, starterSchema, "«provider»", b.provider),
		b.write(filepath.Join(b.dir, "main.go"), main,
			"«name»", importPath[strings.LastIndexByte(importPath, '/')+1:], "«import»", importPath, "«driver»", driver, "«url»", url),
		b.write(filepath.Join(b.dir, ".gitignore"), ignored),
	)
}

// push makes the tables where that is surely right: in a new SQLite file. A
// database that somebody has named is told of in the next steps.
func (b *beginning) push(src *source) (bool, error) {
	if os.Getenv("DATABASE_URL") != "" || b.provider != "sqlite" {
		return false, nil
	}
	s, err := src.load(b.cmd.ErrOrStderr())
	if err != nil {
		return false, err
	}
	database := databaseURL(src)
	done, err := migrate.Push(b.cmd.Context(), database, s, migrate.Options{})
	if err != nil {
		return false, refusedPush(err)
	}
	for _, c := range done.Changes {
		say(b.cmd.OutOrStdout(), "%s: %s\n", strings.TrimPrefix(database, "file:"), c)
	}
	return true, nil
}

// goSteps is what comes after a beginning in Go.
func goSteps(dir string, pushed bool) string {
	steps := "\nnext:\n" + enter(dir)
	if !pushed {
		steps += "  gozen db push       # make the tables in the database at DATABASE_URL\n"
	}
	return steps +
		"  go run .            # three people, the same notes, and what each of them sees\n" +
		"  gozen dev           # the same over HTTP, with sign-in; again whenever the schema changes\n" +
		"  gozen generate      # after a change of the schema: the client anew\n"
}

// modulePath is the new module's path: a folder's name, as far as it can be one.
func (b *beginning) modulePath(dir string) string {
	if b.module != "" {
		return b.module
	}
	name := regexp.MustCompile(`[^a-z0-9._-]+`).ReplaceAllString(strings.ToLower(filepath.Base(dir)), "-")
	if name = strings.Trim(name, "-._"); name == "" {
		return "app"
	}
	return name
}

// release returns what go mod edit is told of Gozen's module: the version of
// this command, or the checkout that it was built from.
func (b *beginning) release() ([]string, error) {
	local := b.local
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Sum != "" && local == "" {
		return []string{"-require=" + gozenModule + "@" + info.Main.Version}, nil
	}
	if _, file, _, ok := runtime.Caller(0); ok && local == "" {
		local = filepath.Dir(filepath.Dir(filepath.Dir(file)))
	}
	if text, err := os.ReadFile(filepath.Join(local, "go.mod")); err != nil || moduleOf(text) != gozenModule {
		if b.local != "" {
			return nil, &usageError{fmt.Errorf("--replace %s: there is no checkout of %s", b.local, gozenModule)}
		}
		return nil, &hinted{
			errors.New("this gozen was not installed from a release, and the checkout that it was built from is not known"),
			"say where the checkout is: gozen init --replace path/to/gozen",
		}
	}
	abs, err := filepath.Abs(local)
	if err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	return []string{"-require=" + gozenModule + "@v0.0.0", "-replace=" + gozenModule + "=" + abs}, nil
}

// require adds Gozen's module, and what it needs, to the program's. A module that
// has it already keeps the version that it has.
func (b *beginning) require(release []string) error {
	steps := [][]string{append([]string{"mod", "edit"}, release...), {"mod", "tidy"}}
	if b.goCommand(nil, "list", "-m", gozenModule).Run() == nil {
		steps = steps[1:]
	}
	for _, args := range steps {
		if err := b.goCommand(b.cmd.ErrOrStderr(), args...).Run(); err != nil {
			return &hinted{
				fmt.Errorf("go %s: %w", strings.Join(args[:2], " "), err),
				"the files are written; when go mod tidy has found the modules, go run . works",
			}
		}
	}
	say(b.cmd.OutOrStdout(), "go.mod: %s\n", gozenModule)
	return nil
}

// goCommand is a call of the go command in the program's folder.
func (b *beginning) goCommand(out io.Writer, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(b.cmd.Context(), "go", args...) //nolint:gosec // the arguments are our own
	cmd.Dir, cmd.Stdout, cmd.Stderr = b.dir, out, out
	return cmd
}
