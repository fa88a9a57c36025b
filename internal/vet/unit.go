package vet

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"runtime"
)

// unit is what go vet says of a package: where its files are, and the compiled
// form of those that it imports.
type unit struct {
	ID, ImportPath, GoVersion string
	GoFiles                   []string
	ImportMap                 map[string]string // as imported, to the package
	PackageFile               map[string]string // to the file of the compiled form
	VetxOnly                  bool              // a dependency: nothing is to be reported
	VetxOutput, Stdout        string

	SucceedOnTypecheckFailure bool
}

// diagnostic is a finding as go vet reads it.
type diagnostic struct {
	Posn    string `json:"posn"`
	End     string `json:"end"`
	Message string `json:"message"`
}

// Unit does for one package what go vet asks of its tool: it reads the unit
// that the file describes, and writes what it found as JSON. Go has no
// description of this but golang.org/x/tools/go/analysis/unitchecker, which
// this answers like.
func Unit(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	var u unit
	if err := json.Unmarshal(text, &u); err != nil {
		return fmt.Errorf("vet: %s: %w", file, err)
	}
	// Other packages need to know nothing of this one.
	if err := os.WriteFile(u.VetxOutput, nil, 0o600); err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	if u.VetxOnly || u.PackageFile[module] == "" {
		return nil
	}
	fset := token.NewFileSet()
	found, err := u.find(fset)
	if err != nil {
		if u.SucceedOnTypecheckFailure {
			return nil // the compiler tells it
		}
		return err
	}
	return u.write(fset, found)
}

// find reads and checks the package.
func (u *unit) find(fset *token.FileSet) ([]Finding, error) {
	var files []*ast.File
	for _, name := range u.GoFiles {
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Instances: map[*ast.Ident]types.Instance{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	compiled := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(u.PackageFile[path])
	})
	c := types.Config{Importer: imports{u.ImportMap, compiled}, GoVersion: u.GoVersion, Sizes: types.SizesFor("gc", runtime.GOARCH)}
	if _, err := c.Check(u.ImportPath, fset, files, info); err != nil {
		return nil, fmt.Errorf("vet: %w", err)
	}
	return Files(files, info), nil
}

// imports finds packages by the paths that files import them by.
type imports struct {
	paths    map[string]string
	compiled types.Importer
}

func (i imports) Import(path string) (*types.Package, error) {
	if to, ok := i.paths[path]; ok {
		path = to
	}
	return i.compiled.Import(path)
}

// write tells go vet what was found: under the package, under the analysis.
func (u *unit) write(fset *token.FileSet, found []Finding) error {
	if len(found) == 0 {
		return nil
	}
	list := make([]diagnostic, len(found))
	for i, f := range found {
		list[i] = diagnostic{fset.Position(f.Pos).String(), fset.Position(f.End).String(), f.Message}
	}
	text, err := json.MarshalIndent(map[string]map[string][]diagnostic{u.ID: {"gozen": list}}, "", "\t")
	if err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	if err := os.WriteFile(u.Stdout, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	return nil
}
