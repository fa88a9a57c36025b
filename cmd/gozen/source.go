package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
)

// source is a schema on disk: its root file and, once compiled, every file
// that was read for it.
type source struct {
	root  string
	texts map[string][]byte
}

// findSchema returns the root file that path names, or the first usual one
// when path is empty.
func findSchema(path string) (*source, error) {
	if path != "" {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("schema: %w", err)
		}
		return &source{root: path}, nil
	}
	for _, usual := range []string{"schema.zmodel", filepath.Join("zenstack", "schema.zmodel")} {
		if _, err := os.Stat(usual); err == nil {
			return &source{root: usual}, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("schema: %w", err)
		}
	}
	return nil, &hinted{
		errors.New("no schema.zmodel here and none in zenstack/"),
		"name the schema's file: --schema path/to/schema.zmodel; or begin with one: gozen init",
	}
}

// schemaFlag adds the flag that names a schema.
func schemaFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "schema", "", "schema `file` (default schema.zmodel or zenstack/schema.zmodel)")
	complete(cmd, "schema", completeFiles("zmodel"))
}

// compile checks the schema as it is on disk now. The schema is nil when the
// diagnostics hold an error.
func (s *source) compile() (*schema.Schema, diag.List) {
	s.texts = map[string][]byte{}
	read := check.Reader(s.root)
	return check.Files(s.root, func(path string) ([]byte, error) {
		text, err := read(path)
		// A file that is missing now may come: it is watched too.
		s.texts[path] = text
		return text, err
	})
}

// load is compile for a command that needs the schema: what was found is
// printed, and a schema with errors is an error.
func (s *source) load(w io.Writer) (*schema.Schema, error) {
	compiled, found := s.compile()
	if err := s.show(w, found); err != nil {
		return nil, fmt.Errorf("print diagnostics: %w", err)
	}
	if compiled == nil {
		return nil, errReported
	}
	return compiled, nil
}

// portable is what was loaded with its files named from the folder of the root
// file, so that what is generated is the same wherever the command is run.
func (s *source) portable() *schema.Schema {
	dir, root := filepath.Split(s.root)
	compiled, _ := check.Files(root, func(path string) ([]byte, error) {
		text, ok := s.texts[dir+path]
		if !ok || text == nil {
			return nil, fs.ErrNotExist
		}
		return text, nil
	})
	return compiled
}

// show prints diagnostics: with the source line and a mark under it when
// people read, one line each when a program does.
func (s *source) show(w io.Writer, l diag.List) error {
	p := diag.Printer{}
	if terminal(w) {
		p.Source = func(file string) []byte { return s.texts[file] }
		p.Color = colourful(os.Getenv)
	}
	return p.Print(w, l)
}

// colourful reports whether a terminal is to have colours: unless its user does
// not want them (no-color.org), or it says that it knows none.
func colourful(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}
