// Package syntax reads and writes ZModel text: a scanner, a tree, a hand-written
// recursive-descent parser, and a printer.
//
//	file, diags := syntax.Parse("schema.zmodel", src)
//	text, diags := syntax.Format("schema.zmodel", src)
//
// [Parse] accepts the union of ZenStack's two dialects; words that only one of
// them reserves (with, mutation, procedure, Void, Undefined) are keywords only
// where the grammar needs them. It never panics, takes linear time, bounds the
// nesting it follows, and reports all errors of a file in one run. The tree
// knows the span of every node and keeps every comment.
//
// [Format] brings a file into its one canonical form. It changes white space
// and nothing that a reader of the tree could notice.
//
// Names mean nothing here: package check resolves them.
package syntax

import "github.com/gozen-dev/gozen/diag"

// Parse parses one file. The tree is never nil; when the list has errors, it
// holds what could be understood.
func Parse(filename string, src []byte) (*File, diag.List) {
	p := parse(filename, src)
	return p.file, p.diags
}

// parse is Parse for the printer, which needs the tokens too.
func parse(filename string, src []byte) *parser {
	s := scan(filename, src)
	p := &parser{file: s.file, toks: s.toks, diags: s.diags, badLines: map[int]bool{}}
	for _, d := range s.diags {
		p.badLines[d.Span.Start.Line] = true
	}
	p.parseFile()
	p.diags.Sort()
	return p
}
