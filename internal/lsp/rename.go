package lsp

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

type renameParams struct {
	placeParams
	NewName string `json:"newName"`
}

// prepareRename answers which text a rename at a place would change.
func (s *server) prepareRename(p placeParams) (any, error) {
	spot := s.at(p.TextDocument.URI, p.Position)
	if spot == nil {
		return nil, nil
	}
	_, at, err := spot.renamed()
	if err != nil {
		return nil, err
	}
	return spot.text.of(at), nil
}

// renamed returns the declaration that a rename at a place is about, and the
// name there without its at signs.
func (s *spot) renamed() (syntax.Node, diag.Span, error) {
	d, at := s.named()
	n, ok := nameOf(d)
	switch {
	case !ok:
		return nil, at, refuse("there is no name here")
	case !s.ours(n):
		return nil, at, refuse("%s belongs to the language", n.Text)
	case s.project.analyze().Diagnostics.HasErrors():
		// What the checker could not understand may hold names that it does not know of.
		return nil, at, refuse("the schema has errors: a rename could miss a place")
	}
	return d, bareName(s.file.Source, at), nil
}

// bareName returns the part of an attribute's name behind its at signs.
func bareName(src string, at diag.Span) diag.Span {
	start := at.Start()
	for start < at.End() && src[start] == '@' {
		start++
	}
	return at.With(start, at.End())
}

// rename answers the changes that give a declaration another name everywhere.
// It tries them first: a name that is taken, or that would make another name
// mean something else, is refused with the reason.
func (s *server) rename(p renameParams) (any, error) {
	spot := s.at(p.TextDocument.URI, p.Position)
	if spot == nil {
		return nil, refuse("the file is not open")
	}
	d, _, err := spot.renamed()
	if err != nil {
		return nil, err
	}
	newName := strings.TrimLeft(p.NewName, "@")
	if !identifier(newName) {
		return nil, refuse("%q is no name: letters, digits and _ make one", p.NewName)
	}
	places := spot.places(d)
	if err := spot.try(d, places, newName); err != nil {
		return nil, err
	}
	edit := workspaceEdit{Changes: map[string][]textEdit{}}
	for _, at := range places {
		uri := s.docs.uri(at.File())
		edit.Changes[uri] = append(edit.Changes[uri], textEdit{spot.project.text(at.File()).of(at), newName})
	}
	return edit, nil
}

// identifier reports whether text can be a name. Which words are taken is left
// to the checker.
func identifier(text string) bool {
	for i, c := range text {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return text != ""
}

// places returns where the name of d stands, in order of files and places.
func (s *spot) places(d syntax.Node) []diag.Span {
	a := s.project.analyze()
	n, _ := nameOf(d)
	spans := []diag.Span{n.At}
	for _, u := range a.Uses {
		if u.Decl == d {
			spans = append(spans, u.At)
		}
	}
	for i, at := range spans {
		spans[i] = bareName(fileNamed(a, at.File()).Source, at)
	}
	slices.SortFunc(spans, func(a, b diag.Span) int {
		return cmp.Or(strings.Compare(a.File(), b.File()), cmp.Compare(a.Start(), b.Start()))
	})
	return spans
}

// try makes the changes on a copy and wants the schema to be as it was.
func (s *spot) try(d syntax.Node, places []diag.Span, newName string) error {
	a := s.project.analyze()
	texts := map[string][]byte{}
	n, _ := nameOf(d)
	declared := bareName(fileNamed(a, n.At.File()).Source, n.At)
	moved := 0 // by how much the declaration moves
	for _, at := range slices.Backward(places) {
		src, ok := texts[at.File()]
		if !ok {
			src = []byte(fileNamed(a, at.File()).Source)
		}
		texts[at.File()] = slices.Concat(src[:at.Start()], []byte(newName), src[at.End():])
		if at.File() == declared.File() && at.Start() < declared.Start() {
			moved += len(newName) - (at.End() - at.Start())
		}
	}
	after := s.project.with(texts)
	for _, found := range after.Diagnostics {
		if found.Severity == diag.Error {
			return refuse("%s cannot be called %s: %s", n.Text, newName, found.Message)
		}
	}
	if uses(after, declared.File(), declared.Start()+moved) != len(places)-1 || len(after.Uses) != len(a.Uses) {
		return refuse("%s cannot be called %s: some name would mean something else", n.Text, newName)
	}
	return nil
}

// uses counts the uses of what is declared at an offset of a file.
func uses(a *check.Analysis, file string, offset int) int {
	count := 0
	for _, u := range a.Uses {
		if n, ok := nameOf(u.Decl); ok && n.At.File() == file && covers(n, offset) {
			count++
		}
	}
	return count
}
