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
			c.report(CodeDuplicate, d.Ident(), "%s is declared more than once in this file", name).Related =
				[]diag.Related{{Span: first.Ident().Span(), Message: "first declared here"}}
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
	c.report(CodeDuplicateImport, first.Ident(), "%s is already declared in an imported file", name).Related =
		[]diag.Related{{Span: d.Ident().Span(), Message: "also declared here"}}
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
		return fmt.Sprintf("it is declared in %s: import that file here", d.Span().File)
	}
	return ""
}

// maxHints bounds how often candidates are compared: a file with thousands of
// unknown names needs no more of them, and stays cheap.
const maxHints = 50

// maxChoices is how many candidates are listed when none is near.
const maxChoices = 12

// suggest returns a hint with the candidate nearest to name, if one is near, or
// with all of them when they are few.
func (c *checker) suggest(name string, candidates func() []string) string {
	if c.hints++; c.hints > maxHints {
		return ""
	}
	best, least := "", len(name)/3+1
	all := candidates()
	for _, cand := range all {
		if d := distance(strings.ToLower(name), strings.ToLower(cand), least); d < least || d == least && best == "" && d < len(name) {
			best, least = cand, d
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf("did you mean %q?", best)
	case len(all) > 0 && len(all) <= maxChoices:
		return "there is " + strings.Join(all, ", ")
	}
	return ""
}

// distance is the edit distance of a and b, or limit+1 when it is greater. The
// limit keeps it cheap when a hostile schema has thousands of long names.
func distance(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 || len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(prev[j]+cost, prev[j+1]+1, row[j]+1)
		}
		prev = row
	}
	return prev[len(b)]
}
