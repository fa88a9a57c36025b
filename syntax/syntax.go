// Package syntax reads ZModel text: a scanner, a tree, and a hand-written
// recursive-descent parser.
//
//	file, diags := syntax.Parse("schema.zmodel", src)
//
// [Parse] accepts the union of ZenStack's two dialects; words that only one of
// them reserves (with, mutation, procedure, Void, Undefined) are keywords only
// where the grammar needs them. It never panics, takes linear time, bounds the
// nesting it follows, and reports all errors of a file in one run. The tree
// knows the span of every node and keeps every comment, so that a printer can
// reproduce the file.
//
// Names mean nothing here: package check resolves them.
package syntax

import "github.com/gozen-dev/gozen/diag"

// Parse parses one file. The tree is never nil; when the list has errors, it
// holds what could be understood.
func Parse(filename string, src []byte) (*File, diag.List) {
	s := scan(filename, src)
	p := &parser{file: s.file, toks: s.toks, diags: s.diags, badLines: map[int]bool{}}
	for _, d := range s.diags {
		p.badLines[d.Span.Start.Line] = true
	}
	p.parseFile()
	p.diags.Sort()
	return p.file, p.diags
}
