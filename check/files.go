package check

import (
	_ "embed"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

//go:embed library.zmodel
var library []byte

// libraryName is the name of the library's file: one that no file has.
const libraryName = "zmodel:library"

// file is a loaded file with the names that it can see.
type file struct {
	tree    *syntax.File
	decls   map[string]syntax.Decl
	imports []*file
	lib     *file // nil for the library itself
	values  map[string]*enum
	attrs   map[attrName]*attrDecl // see attrDecl
}

// loader follows imports from the root. Paths are kept relative to the root's
// folder, and none may leave it: compiling a schema reads no other file of the
// machine. Files may import each other in a circle, as both of ZenStack's versions
// let them: an import makes names visible and is not a step of any order. What
// must not be circular is inheritance, mixins and check(), which are errors.
type loader struct {
	c    *checker
	dir  string
	read func(path string) ([]byte, error)
	seen map[string]*file // by path in small letters: not every file system tells ./A from ./a
}

func (c *checker) load(root string, read func(path string) ([]byte, error)) {
	tree, _ := syntax.Parse(libraryName, library)
	c.lib = &file{tree: tree}
	dir, base := path.Split(strings.ReplaceAll(root, `\`, "/"))
	l := &loader{c: c, dir: dir, read: read, seen: map[string]*file{}}
	src, err := read(root)
	if err != nil {
		at := diag.NewFile(root, nil).Span(0, 0)
		c.reportAt(CodeImport, diag.Error, at, "cannot read the schema: %v", err)
		return
	}
	l.parse(base, root, src)
}

// parse adds a file and, behind it, those that it imports.
func (l *loader) parse(rel, name string, src []byte) *file {
	tree, diags := syntax.Parse(name, src)
	l.c.hintParser(src, diags)
	l.c.diags = append(l.c.diags, diags...)
	f := &file{tree: tree, lib: l.c.lib}
	l.seen[strings.ToLower(rel)] = f
	l.c.files = append(l.c.files, f)
	for _, imp := range tree.Imports {
		if g := l.follow(rel, imp); g != nil {
			f.imports = append(f.imports, g)
		}
	}
	return f
}

func (l *loader) follow(from string, imp *syntax.Import) *file {
	target := imp.Path.Value
	if !strings.HasSuffix(target, ".zmodel") {
		target += ".zmodel"
	}
	rel := path.Join(path.Dir(from), target)
	if path.IsAbs(target) || strings.Contains(target, `\`) || rel == ".." || strings.HasPrefix(rel, "../") {
		l.c.report(CodeImportOutside, imp.Path, "cannot import %q: it is outside the schema's folder", imp.Path.Value).Hint = "move the file into the folder of the root file, or the root file up"
		return nil
	}
	if f := l.seen[strings.ToLower(rel)]; f != nil {
		l.c.info.use(imp.Path, f.tree)
		return f
	}
	src, err := l.read(l.dir + rel)
	if err != nil {
		l.unreadable(imp, rel, err)
		return nil
	}
	f := l.parse(rel, l.dir+rel, src)
	l.c.info.use(imp.Path, f.tree)
	return f
}

// unreadable reports an import whose file cannot be had, and why.
func (l *loader) unreadable(imp *syntax.Import, rel string, err error) {
	if errors.Is(err, fs.ErrNotExist) {
		l.c.report(CodeImport, imp.Path, "cannot find schema file %q", rel).Hint = "imports are relative to the file that they stand in"
		return
	}
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	l.c.report(CodeImport, imp.Path, "cannot read schema file %q: %v", rel, err).Hint = "an import is a file in the schema's folder; links must not lead out of it"
}
