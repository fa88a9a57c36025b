package lsp

import (
	"os"
	"path"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// addImport imports a file that declares the unknown name: one of the schema's,
// or one that lies beside them.
func (s *server) addImport(spot *spot, d diag.Diagnostic) []fix {
	name := spot.file.Source[d.Span.Start():d.Span.End()]
	var fixes []fix
	for _, file := range s.importable(spot) {
		if !s.declares(spot, file, name) {
			continue
		}
		target := relative(path.Dir(spot.name), strings.TrimSuffix(file, ".zmodel"))
		at := 0
		if n := len(spot.file.Imports); n > 0 {
			at = spot.file.Imports[n-1].At.End()
		}
		text := "import \"" + target + "\"\n"
		if at > 0 {
			text = "\n" + strings.TrimSuffix(text, "\n")
		}
		fixes = append(fixes, fix{"Import " + name + " from " + target, spot.name, at, at, text})
	}
	return fixes
}

// importable lists the files that an import may name: none outside of the
// root's folder.
func (s *server) importable(spot *spot) []string {
	root := path.Dir(spot.project.root)
	if !isFile(spot.project.root) {
		return nil
	}
	var files []string
	for _, f := range spot.project.analyze().Files {
		files = append(files, f.Name)
	}
	for _, dir := range foldersBelow(root) {
		files = append(files, s.projects.schemaFiles(dir)...)
	}
	slices.Sort(files)
	return slices.DeleteFunc(slices.Compact(files), func(f string) bool {
		return f == spot.name || !within(f, root) || slices.ContainsFunc(spot.file.Imports, func(i *syntax.Import) bool {
			return imported(spot.name, i.Path.Value) == f
		})
	})
}

// maxFolders bounds how many folders are searched for a declaration.
const maxFolders = 200

// foldersBelow returns a folder and those in it, the nearest first.
func foldersBelow(root string) []string {
	dirs := []string{root}
	for i := 0; i < len(dirs); i++ {
		entries, err := os.ReadDir(dirs[i])
		if err != nil {
			continue // what cannot be listed has nothing to import
		}
		for _, e := range entries {
			if e.IsDir() && len(dirs) < maxFolders && !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" {
				dirs = append(dirs, path.Join(dirs[i], e.Name()))
			}
		}
	}
	return dirs
}

// declares reports whether a file has a declaration of this name.
func (s *server) declares(spot *spot, file, name string) bool {
	tree := spot.project.file(file)
	if tree == nil {
		src, err := s.docs.read(spot.project.root, file)
		if err != nil {
			return false
		}
		tree, _ = syntax.Parse(file, src)
	}
	return slices.ContainsFunc(tree.Decls, func(d syntax.Decl) bool {
		declared := d.Ident().Text
		if a, ok := d.(*syntax.AttributeDecl); ok {
			declared = strings.Repeat("@", a.Level) + declared
		}
		return declared == name
	})
}

// relative is the way from a folder to a file, as imports write it.
func relative(dir, file string) string {
	up := ""
	for !within(file, dir) {
		dir = path.Dir(dir)
		up += "../"
	}
	if up == "" {
		up = "./"
	}
	return up + strings.TrimPrefix(strings.TrimPrefix(file, dir), "/")
}
