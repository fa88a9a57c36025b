package lsp

import (
	"github.com/gozen-dev/gozen/syntax"
)

// definition answers where the name at a place is declared. What the language
// itself declares is nowhere: a hover says what it is.
func (s *server) definition(p placeParams) (any, error) {
	spot := s.at(p.TextDocument.URI, p.Position)
	if spot == nil {
		return nil, nil
	}
	d, _ := spot.named()
	if f, ok := d.(*syntax.File); ok {
		return s.location(spot.project, f.Whole()), nil
	}
	if n, ok := nameOf(d); ok && spot.ours(n) {
		return s.location(spot.project, n.At), nil
	}
	return nil, nil
}

// ours reports whether a name is declared in the project's files, not in the
// library.
func (s *spot) ours(n syntax.Name) bool {
	return n.At.File() != s.project.analyze().Library.Name
}

type referenceParams struct {
	placeParams
	Context struct {
		IncludeDeclaration bool `json:"includeDeclaration"`
	} `json:"context"`
}

// references answers where a declaration is used, over all files of the schema.
func (s *server) references(p referenceParams) (any, error) {
	found := []location{}
	spot := s.at(p.TextDocument.URI, p.Position)
	if spot == nil {
		return found, nil
	}
	d, _ := spot.named()
	if d == nil {
		return found, nil
	}
	if n, ok := nameOf(d); ok && p.Context.IncludeDeclaration && spot.ours(n) {
		found = append(found, s.location(spot.project, n.At))
	}
	for _, u := range spot.project.analyze().Uses {
		if u.Decl == d {
			found = append(found, s.location(spot.project, u.At))
		}
	}
	return found, nil
}
