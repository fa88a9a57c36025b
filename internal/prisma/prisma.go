// Package prisma turns schemas of Prisma into ZModel.
//
//	text, notes := prisma.Convert([]prisma.File{{Name: "schema.prisma", Text: src}})
//
// ZModel has grown out of Prisma's language and shares nearly all of it, so a
// schema is edited and not written anew: comments, order and everything that
// means the same stay. What is left to the author, the rules, is prepared in
// every model; what was changed or not understood is told in notes, with its
// place in Prisma's file. Whether the result is a schema is for package check.
package prisma

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// File is one of the files that make up a schema.
type File struct {
	Name string
	Text []byte
}

// Note is something that the author should know about the conversion.
type Note struct {
	At   diag.Span
	Text string
	// Open says that something was not understood, and stands in the result as
	// it was.
	Open bool
}

// Convert returns the ZModel text of a schema, in its canonical form where all of
// it was understood.
func Convert(files []File) ([]byte, []Note) {
	c := &converter{}
	for _, f := range files {
		tree, diags := syntax.Parse(f.Name, f.Text)
		c.trees = append(c.trees, tree)
		c.notUnderstood(diags)
	}
	c.findUser()
	var out bytes.Buffer
	for _, tree := range c.trees {
		if out.Len() > 0 {
			out.WriteString("\n")
		}
		c.edits = nil
		c.convert(tree)
		out.WriteString(syntax.Apply(tree.Source, c.edits))
	}
	slices.SortStableFunc(c.notes, func(a, b Note) int {
		return cmp.Or(strings.Compare(a.At.File(), b.At.File()), cmp.Compare(a.At.Start(), b.At.Start()))
	})
	if form, diags := syntax.Format("schema.zmodel", out.Bytes()); !diags.HasErrors() {
		return form, c.notes
	}
	return out.Bytes(), c.notes
}

type converter struct {
	trees []*syntax.File
	user  string // the model that signs in, when there is one that looks so
	notes []Note
	edits []syntax.Edit
}

func (c *converter) note(at diag.Span, format string, args ...any) {
	c.notes = append(c.notes, Note{At: at, Text: fmt.Sprintf(format, args...)})
}

// notUnderstood notes the errors of the parser. Its warnings are about where
// documentation stands, which is corrected.
func (c *converter) notUnderstood(diags diag.List) {
	for _, d := range diags {
		if d.Severity == diag.Error {
			c.notes = append(c.notes, Note{At: d.Span, Text: "not understood: " + d.Message, Open: true})
		}
	}
}

// findUser looks for the model that auth() is about.
func (c *converter) findUser() {
	var first syntax.Decl
	for _, tree := range c.trees {
		for _, d := range tree.Decls {
			m, ok := d.(*syntax.Model)
			if !ok || m.Kind != syntax.ModelDecl {
				continue
			}
			if first == nil {
				first = m
			}
			if m.Name.Text == "User" {
				c.user = m.Name.Text
			}
		}
	}
	if first != nil && c.user == "" {
		c.note(first.Ident().At, "no model is called User: mark the one that signs in with @@auth, and rules can ask for auth()")
	}
}

func (c *converter) convert(tree *syntax.File) {
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *syntax.Block:
			c.block(tree, d)
		case *syntax.Model:
			c.rules(tree, d)
			c.autos(d)
		case *syntax.Enum, *syntax.Function, *syntax.AttributeDecl, *syntax.Procedure:
		default:
			panic("prisma: unknown declaration")
		}
	}
	c.documentation(tree)
}

// block leaves generators out, which make Prisma's own client, and gives the
// datasource's provider its one name.
func (c *converter) block(tree *syntax.File, b *syntax.Block) {
	at := b.Span()
	if b.Kind == syntax.Generator {
		end := at.End()
		for end < len(tree.Source) && strings.ContainsRune(" \t\r\n", rune(tree.Source[end])) {
			end++
		}
		c.edits = append(c.edits, syntax.Edit{Start: at.Start(), End: end})
		c.note(b.Name.At, "generator %s is left out: it makes Prisma's client", b.Name.Text)
		return
	}
	provider := b.Option("provider")
	if b.Kind != syntax.Datasource || provider == nil {
		return
	}
	if lit, ok := provider.Value.(*syntax.StringLit); ok && lit.Value == "postgres" {
		c.edits = append(c.edits, syntax.Edit{Start: lit.Span().Start(), End: lit.Span().End(), Text: `"postgresql"`})
	}
}

// autos notes the defaults that only MongoDB makes.
func (c *converter) autos(m *syntax.Model) {
	for _, member := range m.Body {
		f, ok := member.(*syntax.Field)
		if !ok {
			continue
		}
		for _, a := range f.Attrs {
			for _, arg := range a.Args {
				if call, ok := arg.Value.(*syntax.Call); ok && call.Func.Text == "auto" && a.Name.Text == "default" {
					c.notes = append(c.notes, Note{At: call.Span(), Text: "auto() is made by MongoDB: take cuid() or uuid()", Open: true})
				}
			}
		}
	}
}
