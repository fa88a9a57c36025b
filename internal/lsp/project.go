package lsp

import (
	"cmp"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/syntax"
)

// project is a schema: a root file and everything that it imports.
type project struct {
	root     string
	analysis *check.Analysis // nil when something has changed
	imports  string          // what imports what, as it was last
	reads    map[string]bool // files that were asked for, found or not
	texts    map[string]*text
	docs     *documents
}

// projects finds the schema that a file belongs to.
type projects struct {
	docs    *documents
	folders []string
	byRoot  map[string]*project
	roots   map[string]string // of each open file
}

// of returns the project of an open file, or of one that an open file's project
// has read; nil for others.
func (ps *projects) of(name string) *project {
	if root, ok := ps.roots[name]; ok {
		return ps.byRoot[root]
	}
	for _, root := range slices.Sorted(maps.Keys(ps.byRoot)) {
		if p := ps.byRoot[root]; p.reads[name] {
			return p
		}
	}
	return nil
}

// changed notes that a file has another text now.
func (ps *projects) changed(name string) {
	for _, p := range ps.byRoot {
		if p.reads[name] {
			p.analysis = nil
		}
	}
}

// forget notes that any file may have changed.
func (ps *projects) forget() {
	for _, p := range ps.byRoot {
		p.analysis = nil
	}
}

// rearrange finds the root of every open file anew, and keeps the projects that
// are still needed.
func (ps *projects) rearrange() {
	g := &imports{docs: ps.docs, of: map[[2]string][]string{}}
	clear(ps.roots)
	needed := map[string]*project{}
	for name := range ps.docs.open {
		root := ps.findRoot(g, name)
		ps.roots[name] = root
		if needed[root] = ps.byRoot[root]; needed[root] == nil {
			needed[root] = &project{root: root, docs: ps.docs}
		}
	}
	ps.byRoot = needed
}

// findRoot returns the file that a schema with this file starts from. An import
// only ever leads to the same folder or below, so the root lies in the file's
// folder or above it, inside of the workspace.
func (ps *projects) findRoot(g *imports, name string) string {
	if !isFile(name) {
		return name
	}
	best := name
	for _, dir := range ps.foldersAbove(name) {
		for _, candidate := range ps.schemaFiles(dir) {
			if candidate != name && g.reaches(candidate, name) && ps.better(g, candidate, best, name) {
				best = candidate
			}
		}
	}
	return best
}

// better reports whether a is a likelier root of a file than b: who imports the
// other; in a cycle the one with the usual name, then the higher one.
func (ps *projects) better(g *imports, a, b, name string) bool {
	ab, ba := g.reaches(a, b), g.reaches(b, a)
	if ab != ba {
		return ab
	}
	usual := func(n string) int {
		if path.Base(n) == "schema.zmodel" {
			return 0
		}
		return 1
	}
	depth := func(n string) int { return strings.Count(n, "/") }
	return cmp.Or(cmp.Compare(usual(a), usual(b)), cmp.Compare(depth(a), depth(b)), strings.Compare(a, b)) < 0
}

// maxLevels bounds how many folders above a file are searched for its root.
const maxLevels = 16

// foldersAbove returns a file's folder and those above it in the workspace.
func (ps *projects) foldersAbove(name string) []string {
	dir := path.Dir(name)
	dirs := []string{dir}
	for _, f := range ps.folders {
		for d := dir; within(d, f) && d != f && len(dirs) < maxLevels; {
			d = path.Dir(d)
			dirs = append(dirs, d)
		}
	}
	return dirs
}

func within(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, strings.TrimSuffix(dir, "/")+"/")
}

// maxFiles bounds how many schema files of one folder are looked at.
const maxFiles = 200

// schemaFiles returns the schema files in a folder, and those that are open but
// not there yet.
func (ps *projects) schemaFiles(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		entries = nil // a folder that is not there has no files
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".zmodel") && len(names) < maxFiles {
			names = append(names, path.Join(dir, e.Name()))
		}
	}
	for name := range ps.docs.open {
		if path.Dir(name) == dir && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// imports is what imports what, read as it is asked for.
type imports struct {
	docs *documents
	of   map[[2]string][]string // by the root and the importing file
}

// direct returns what a file imports in the schema of a root: nothing outside of
// the root's folder.
func (g *imports) direct(root, name string) []string {
	key := [2]string{root, name}
	if to, ok := g.of[key]; ok {
		return to
	}
	g.of[key] = nil
	src, err := g.docs.read(root, name)
	if err != nil {
		return nil
	}
	tree, _ := syntax.Parse(name, src)
	for _, imp := range tree.Imports {
		if to := imported(name, imp.Path.Value); within(to, path.Dir(root)) {
			g.of[key] = append(g.of[key], to)
		}
	}
	return g.of[key]
}

// imported is the file that an import in another names.
func imported(from, target string) string {
	if !strings.HasSuffix(target, ".zmodel") {
		target += ".zmodel"
	}
	return path.Join(path.Dir(from), target)
}

// reaches reports whether from imports to, directly or through others.
func (g *imports) reaches(from, to string) bool {
	seen := map[string]bool{}
	for todo := []string{from}; len(todo) > 0; {
		name := todo[0]
		todo = todo[1:]
		for _, n := range g.direct(from, name) {
			if n == to {
				return true
			}
			if !seen[n] {
				seen[n] = true
				todo = append(todo, n)
			}
		}
	}
	return false
}

// analyze returns the analysis of the texts as they are now.
func (p *project) analyze() *check.Analysis {
	if p.analysis == nil {
		p.reads, p.texts = map[string]bool{}, map[string]*text{}
		p.analysis = check.Analyze(p.root, func(name string) ([]byte, error) {
			p.reads[name] = true
			return p.docs.read(p.root, name)
		})
	}
	return p.analysis
}

// with returns the analysis of the project with one text replaced, which is
// kept nowhere.
func (p *project) with(replaced map[string][]byte) *check.Analysis {
	return check.Analyze(p.root, func(name string) ([]byte, error) {
		if src, ok := replaced[name]; ok {
			return src, nil
		}
		return p.docs.read(p.root, name)
	})
}

// file returns the tree of a file, or nil.
func (p *project) file(name string) *syntax.File { return fileNamed(p.analyze(), name) }

func fileNamed(a *check.Analysis, name string) *syntax.File {
	for _, f := range a.Files {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// text returns the text of a file as it was analysed.
func (p *project) text(name string) *text {
	t := p.texts[name]
	if t == nil {
		t = newText(nil)
		if f := p.file(name); f != nil {
			t = newText([]byte(f.Source))
		}
		p.texts[name] = t
	}
	return t
}

// rewired reports whether the files import each other in another way than the
// last time: then the open files may have other roots.
func (p *project) rewired() bool {
	var b strings.Builder
	for _, f := range p.analyze().Files {
		b.WriteString(f.Name)
		for _, imp := range f.Imports {
			b.WriteString("\x00" + imp.Path.Value)
		}
		b.WriteByte('\n')
	}
	before := p.imports
	p.imports = b.String()
	return before != "" && before != p.imports
}
