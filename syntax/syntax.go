// Package syntax reads and writes ZModel text: a scanner, a tree, a hand-written
// recursive-descent parser, and a printer.
//
//	file, diags := syntax.Parse("schema.zmodel", src)
//	text, diags := syntax.Format("schema.zmodel", src)
//
// [Parse] accepts the union of ZenStack's two dialects; words that only one of
// them reserves (with, mutation, procedure, Void, Undefined) are keywords only
// where the grammar needs them. It never panics, takes linear time, bounds the
// nesting it follows and the text it takes, and reports all errors of a file in one run. The tree
// knows the span of every node and keeps every comment.
//
// [Format] brings a file into its one canonical form. It changes white space
// and nothing that a reader of the tree could notice.
//
// Names mean nothing here: package check resolves them.
package syntax

import "github.com/gozen-dev/gozen/diag"

// Parse parses one file. The tree is never nil; when the list has errors, it
// holds what could be understood. Names and strings in it are pieces of one copy
// of the text, its Source, which lives as long as any of them.
func Parse(filename string, src []byte) (*File, diag.List) {
	s := newScanner(filename, src)
	p := &parser{src: s, file: s.file}
	p.move(0)
	p.parseFile()
	return p.file, p.found()
}
