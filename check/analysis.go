package check

import (
	"cmp"
	"slices"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// Analysis is a checked schema together with what tools ask about its text. It
// is made of text with errors too: then it knows what could be understood.
type Analysis struct {
	Schema      *schema.Schema // nil when Diagnostics has errors
	Diagnostics diag.List
	// Files are the trees of all files, the root's first. Where the text has
	// errors, what the parser could not finish is left out of them.
	Files   []*syntax.File
	Library *syntax.File // what the language declares itself
	Uses    []Use        // in order of file and place

	c *checker
}

// Use is a name in the text that stands for a declaration. Decl is a
// [*syntax.Model], [*syntax.Enum], [*syntax.Function], [*syntax.AttributeDecl],
// [*syntax.Field], [*syntax.EnumValue], [*syntax.Param], a [*syntax.Predicate]
// whose binding it is, or the [*syntax.File] that an import names.
type Use struct {
	At   diag.Span
	Decl syntax.Node
}

// Scope is what may stand at one place in an expression.
type Scope struct {
	// Of is whose members bare names are; behind a dot, what stands before it.
	Of *syntax.Model
	// List says that a list stands before the dot: it has no members.
	List bool
	// Bindings are the predicates whose names may be used, the outermost first.
	Bindings []*syntax.Predicate
	// Enum is whose values are expected; nil for none.
	Enum *syntax.Enum
	// Context is what the expression is for, as @@@expressionContext says it.
	Context string
}

// Analyze is [Files] for tools: it finds the same, goes on where the text has
// errors, and keeps what the names stand for.
func Analyze(root string, read func(path string) ([]byte, error)) *Analysis {
	c := newChecker()
	c.info = newInfo()
	c.load(root, read)
	a := &Analysis{c: c, Library: c.lib.tree}
	a.Schema, a.Diagnostics = c.run()
	for _, f := range c.files {
		a.Files = append(a.Files, f.tree)
	}
	a.Uses = c.info.sorted()
	return a
}

// UseAt returns the name at an offset of a file; one that ends there counts.
func (a *Analysis) UseAt(file string, offset int) (Use, bool) {
	i, _ := slices.BinarySearchFunc(a.Uses, offset, func(u Use, offset int) int {
		return cmp.Or(cmp.Compare(u.At.File(), file), cmp.Compare(u.At.Start(), offset))
	})
	for _, u := range a.Uses[max(i-1, 0):min(i+1, len(a.Uses))] {
		if u.At.File() == file && u.At.Start() <= offset && offset <= u.At.End() {
			return u, true
		}
	}
	return Use{}, false
}

// Scope returns what may stand in the place of e, a bare name or an access,
// or nil when nothing is known of it.
func (a *Analysis) Scope(e syntax.Expr) *Scope { return a.c.info.scopes[e] }

// Element returns the model whose rows the predicate p asks about, or nil.
func (a *Analysis) Element(p *syntax.Predicate) *syntax.Model { return a.c.info.elements[p] }

// Param returns the parameter that an argument of an attribute is for, or nil.
func (a *Analysis) Param(arg *syntax.Arg) *syntax.Param { return a.c.info.params[arg] }

// Fields returns the fields that m has, the inherited ones included.
func (a *Analysis) Fields(m *syntax.Model) []*syntax.Field {
	k := a.c.containers[m]
	if k == nil {
		return nil
	}
	fields := make([]*syntax.Field, len(k.members))
	for i, m := range k.members {
		fields[i] = m.decl
	}
	return fields
}

// Attributes returns the block attributes that hold for m, the inherited ones
// included.
func (a *Analysis) Attributes(m *syntax.Model) []*syntax.Attribute {
	k := a.c.containers[m]
	if k == nil {
		return nil
	}
	attrs := make([]*syntax.Attribute, len(k.attrs))
	for i, b := range k.attrs {
		attrs[i] = b.attr
	}
	return attrs
}

// Auth returns what auth() is, or nil.
func (a *Analysis) Auth() *syntax.Model {
	if a.c.auth == nil {
		return nil
	}
	return a.c.auth.decl
}

// Visible returns the declarations that f can name, the library's first.
func (a *Analysis) Visible(f *syntax.File) []syntax.Decl {
	var decls []syntax.Decl
	for _, g := range a.c.files {
		if g.tree == f {
			g.visible(func(d syntax.Decl) { decls = append(decls, d) })
		}
	}
	return decls
}

// Applies reports whether the attribute d may stand on a field.
func (a *Analysis) Applies(d *syntax.AttributeDecl, f *syntax.Field) bool {
	decl, m := a.c.attrs[d], a.c.info.members[f]
	return decl != nil && m != nil && d.Level == 1 && decl.fits(m)
}

// Context returns what the expressions in d's arguments are for, as
// @@@expressionContext says it, or "".
func (a *Analysis) Context(d *syntax.AttributeDecl) string {
	if decl := a.c.attrs[d]; decl != nil {
		return decl.context.String()
	}
	return ""
}

// Callable reports whether fn may be called in a context.
func (a *Analysis) Callable(fn *syntax.Function, context string) bool {
	decl := a.c.funcs[fn]
	return decl != nil && (context == "" || slices.Contains(decl.contexts, context))
}
