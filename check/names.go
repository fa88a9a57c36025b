package check

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// declare enters every declaration under its name, the library's first.
func (c *checker) declare() {
	c.declareFile(c.lib)
	for _, f := range c.files {
		c.declareFile(f)
		for name, d := range f.decls {
			c.declareGlobally(name, d)
		}
	}
}

func (c *checker) declareFile(f *file) {
	f.decls = make(map[string]syntax.Decl, len(f.tree.Decls))
	for _, d := range f.tree.Decls {
		name := declName(d)
		c.origin[d] = f
		if first := f.decls[name]; first != nil {
			c.report(CodeDuplicate, d.Ident(), "%s is declared more than once in this file", name).Related = []diag.Related{{Span: first.Ident().Span(), Message: "first declared here"}}
			continue
		}
		f.decls[name] = d
	}
}

// declName is the name that d is looked up by; attributes keep their at signs.
func declName(d syntax.Decl) string {
	if a, ok := d.(*syntax.AttributeDecl); ok {
		return strings.Repeat("@", a.Level) + a.Name.Text
	}
	return d.Ident().Text
}

// declareGlobally refuses a name that two files declare: all files become one
// schema. Attributes may be declared again, also the library's.
func (c *checker) declareGlobally(name string, d syntax.Decl) {
	first := c.symbols[name]
	if first == nil {
		c.symbols[name] = d
		return
	}
	if _, ok := d.(*syntax.AttributeDecl); ok {
		return
	}
	// The file that comes first imports the other, directly or through others;
	// the importing side is where the name can be changed.
	c.report(CodeDuplicateImport, first.Ident(), "%s is already declared in an imported file", name).Related = []diag.Related{{Span: d.Ident().Span(), Message: "also declared here"}}
}

// lookup returns what name means in f: its own declaration, one of a file it
// imports directly, or the library's.
func (f *file) lookup(name string) syntax.Decl {
	if d := f.decls[name]; d != nil {
		return d
	}
	for _, g := range f.imports {
		if d := g.decls[name]; d != nil {
			return d
		}
	}
	if f.lib != nil {
		return f.lib.decls[name]
	}
	return nil
}

// visible calls yield for every declaration that f can see, the library's first.
func (f *file) visible(yield func(syntax.Decl)) {
	if f.lib != nil {
		f.lib.visible(yield)
	}
	for _, d := range f.tree.Decls {
		yield(d)
	}
	for _, g := range f.imports {
		for _, d := range g.tree.Decls {
			yield(d)
		}
	}
}

// namesOf lists what f can see of the wanted declarations.
func (f *file) namesOf(want func(syntax.Decl) bool) []string {
	var names []string
	f.visible(func(d syntax.Decl) {
		if want(d) {
			names = append(names, declName(d))
		}
	})
	return names
}

// valueOwner returns the first enum visible in f that has this value.
func (c *checker) valueOwner(f *file, value string) *enum {
	if f.values == nil {
		f.values = map[string]*enum{}
		f.visible(func(d syntax.Decl) {
			e, ok := d.(*syntax.Enum)
			if !ok {
				return
			}
			for name := range c.enums[e].values {
				if f.values[name] == nil {
					f.values[name] = c.enums[e]
				}
			}
		})
	}
	return f.values[value]
}

// hiddenHint explains a name that exists, but in a file that f does not import.
func (c *checker) hiddenHint(name string) string {
	if d := c.symbols[name]; d != nil {
		return fmt.Sprintf("it is declared in %s: import that file here", d.Span().File())
	}
	return ""
}
