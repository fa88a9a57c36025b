package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/syntax"
)

// standardInput is the argument that stands for it.
const standardInput = "-"

// formatting is a run of gozen format.
type formatting struct {
	cmd         *cobra.Command
	diff, check bool
}

func formatCommand() *cobra.Command {
	var f formatting
	cmd := &cobra.Command{
		Use:   "format [FILE...]",
		Short: "Bring schemas into their canonical form",
		Long: "Bring schemas into their canonical form: files are rewritten in place, and those that changed are\n" +
			"named on standard output. Without files it is the schema that gozen dev would find, with the files\n" +
			"that it imports; with - it is standard input, and the result goes to standard output.\n" +
			"A file with syntax errors is not touched, and the exit code is 1.",
		Example: "  gozen format\n" +
			"  gozen format --diff schema.zmodel\n" +
			"  gozen format --check              # in CI: names what is not formatted\n" +
			"  gozen format - < schema.zmodel    # for editors",
		ValidArgsFunction: completeFiles("zmodel"),
		RunE: func(cmd *cobra.Command, files []string) error {
			f.cmd = cmd
			return f.run(files)
		},
	}
	cmd.Flags().BoolVarP(&f.diff, "diff", "d", false, "change nothing, print a unified diff")
	cmd.Flags().BoolVar(&f.check, "check", false, "change nothing, name the files that would change; if there are any, the exit code is 1")
	return cmd
}

func (f *formatting) run(files []string) error {
	if slices.Contains(files, standardInput) && len(files) > 1 {
		return &usageError{errors.New("- is standard input, and no file can stand beside it")}
	}
	if len(files) == 0 {
		found, err := schemaFiles()
		if err != nil {
			return err
		}
		files = found
	}
	var wrong error
	for _, file := range files {
		if err := f.format(file); err != nil {
			report(f.cmd.ErrOrStderr(), err)
			wrong = errReported
		}
	}
	return wrong
}

// schemaFiles returns the files of the usual schema. What is installed beside
// it is not the author's to format, and a missing import is for gozen check.
func schemaFiles() ([]string, error) {
	src, err := findSchema("")
	if h := (*hinted)(nil); errors.As(err, &h) {
		return nil, &hinted{h.err, "name the files: gozen format path/to/schema.zmodel"}
	}
	if err != nil {
		return nil, err
	}
	src.compile()
	maps.DeleteFunc(src.texts, func(file string, text []byte) bool {
		installed := slices.Contains(strings.Split(filepath.ToSlash(file), "/"), "node_modules")
		return file != src.root && (text == nil || installed)
	})
	return slices.Sorted(maps.Keys(src.texts)), nil
}

func (f *formatting) format(file string) error {
	name, src, err := f.read(file)
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	form, found := syntax.Format(name, src)
	if found.HasErrors() {
		shown := source{root: name, texts: map[string][]byte{name: src}}
		return errors.Join(errReported, shown.show(f.cmd.ErrOrStderr(), found))
	}
	same := bytes.Equal(src, form)
	switch {
	case f.diff:
		err = f.print(unified(name, src, form))
	case f.check && !same:
		err = f.print([]byte(name + "\n"))
	case f.check:
	case file == standardInput:
		err = f.print(form)
	case !same:
		if err = replaceFile(file, form); err == nil {
			err = f.print([]byte(name + "\n"))
		}
	}
	if err == nil && f.check && !same {
		return errReported
	}
	return err
}

// read returns a file's text, and its name for people.
func (f *formatting) read(file string) (name string, src []byte, err error) {
	if file == standardInput {
		src, err = io.ReadAll(f.cmd.InOrStdin())
		return "<stdin>", src, err
	}
	src, err = os.ReadFile(file)
	return file, src, err
}

func (f *formatting) print(text []byte) error {
	if _, err := f.cmd.OutOrStdout().Write(text); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// replaceFile gives a file a new text in one step: whoever reads it, and a
// machine that stops, finds the old text or the new one. What a link points to
// is replaced, not the link.
func replaceFile(path string, text []byte) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("rewrite: %w", err)
	}
	info, err := os.Stat(target)
	if err != nil {
		return fmt.Errorf("rewrite: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return fmt.Errorf("rewrite: %w", err)
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), target)
	}
	if err != nil {
		return fmt.Errorf("rewrite %s: %w", path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}
