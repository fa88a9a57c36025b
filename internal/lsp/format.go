package lsp

import (
	"bytes"

	"github.com/gozen-dev/gozen/syntax"
)

// formatting answers the changes that bring a file into its canonical form: one
// edit of the lines that differ, so that the cursor stays where it was. A file
// with syntax errors is left alone.
func (s *server) formatting(p documentParams) (any, error) {
	edits := []textEdit{}
	doc := s.docs.open[nameOfURI(p.TextDocument.URI)]
	if doc == nil {
		return edits, nil
	}
	formatted, diags := syntax.Format(nameOfURI(p.TextDocument.URI), doc.text)
	if diags.HasErrors() || bytes.Equal(formatted, doc.text) {
		return edits, nil
	}
	from, behind := difference(doc.text, formatted)
	t := newText(doc.text)
	return append(edits, textEdit{
		Range:   t.spanned(from, len(doc.text)-behind),
		NewText: string(formatted[from : len(formatted)-behind]),
	}), nil
}

// difference returns how many bytes are the same at the start and at the end of
// two texts, in whole lines.
func difference(a, b []byte) (from, behind int) {
	n := min(len(a), len(b))
	for from < n && a[from] == b[from] {
		from++
	}
	from = bytes.LastIndexByte(a[:from], '\n') + 1
	for behind < n-from && a[len(a)-1-behind] == b[len(b)-1-behind] {
		behind++
	}
	if i := bytes.IndexByte(a[len(a)-behind:], '\n'); i >= 0 {
		return from, behind - i - 1
	}
	return from, 0
}
