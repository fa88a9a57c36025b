package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/internal/prisma"
)

func importCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Turn a Prisma schema into ZModel",
		Long: "Turn a Prisma schema, of one file or several, into ZModel. The result goes to standard output, or to a\n" +
			"new file with -o; what was changed and what is left to do, to standard error.\n" +
			"Prisma has no access rules: nobody may do anything with the result until they are written, and every\n" +
			"model has a place for them. The exit code is 1 when something was not understood.",
		Example: "  gozen import prisma/schema.prisma -o schema.zmodel\n" +
			"  gozen import prisma/schema/*.prisma > schema.zmodel",
		ValidArgsFunction: completeFiles("prisma"),
		Args:              misuse(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, names []string) error {
			files := make([]prisma.File, len(names))
			for i, name := range names {
				text, err := os.ReadFile(name)
				if err != nil {
					return fmt.Errorf("schema: %w", err)
				}
				files[i] = prisma.File{Name: name, Text: text}
			}
			text, notes := prisma.Convert(files)
			if err := writeNew(cmd.OutOrStdout(), out, text); err != nil {
				return err
			}
			return leftToDo(cmd.ErrOrStderr(), out, text, notes)
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "write this file, which must not exist yet")
	return cmd
}

// writeNew writes a file that is not there yet, or to w when it has no name:
// a schema with rules is never written over.
func writeNew(w io.Writer, name string, text []byte) error {
	if name == "" {
		if _, err := w.Write(text); err != nil {
			return fmt.Errorf("print: %w", err)
		}
		return nil
	}
	err := createFile(name, text)
	if errors.Is(err, fs.ErrExist) {
		return &hinted{fmt.Errorf("%s exists", name), "remove it, or name another file with -o"}
	}
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	return nil
}

// createFile writes a file of source text that is not there yet.
func createFile(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // sources are no secret
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// leftToDo tells what the conversion did, and what the checker says of its result.
func leftToDo(w io.Writer, name string, text []byte, notes []prisma.Note) error {
	var wrong error
	for _, n := range notes {
		say(w, "%s: %s\n", n.At, n.Text)
		if n.Open {
			wrong = errReported
		}
	}
	if name == "" {
		name = "schema.zmodel"
	}
	_, found := check.Source(name, bytes.Clone(text))
	ruleless := len(found)
	found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Code == check.CodeNoRules })
	ruleless -= len(found)
	if wrong == nil { // else they follow from what was not understood
		src := source{root: name, texts: map[string][]byte{name: text}}
		if err := src.show(w, found); err != nil {
			return fmt.Errorf("print diagnostics: %w", err)
		}
		if found.HasErrors() {
			wrong = errReported
		}
	}
	if ruleless > 0 {
		say(w, "%s: write the rules of %s\n", name, plural(ruleless, "model"))
	}
	return wrong
}
