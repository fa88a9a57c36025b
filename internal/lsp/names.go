package lsp

import (
	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// spot is a place in an open file, with everything that is known there.
type spot struct {
	project *project
	name    string // of the file
	file    *syntax.File
	text    *text
	offset  int
}

// at finds the place that a request is about. It is nil when the file is not open.
func (s *server) at(uri string, p position) *spot {
	name := nameOfURI(uri)
	pr := s.projects.of(name)
	if pr == nil || pr.file(name) == nil {
		return nil
	}
	t := pr.text(name)
	return &spot{project: pr, name: name, file: pr.file(name), text: t, offset: t.offset(p)}
}

// named returns the declaration that the name at a place stands for or
// declares, and where that name is; nil when there is no such name.
func (s *spot) named() (syntax.Node, diag.Span) {
	if u, ok := s.project.analyze().UseAt(s.name, s.offset); ok {
		return u.Decl, u.At
	}
	var found syntax.Node
	var at diag.Span
	declared(s.file, func(n syntax.Name, d syntax.Node) {
		if n.At.Start() <= s.offset && s.offset <= n.At.End() {
			found, at = d, n.At
		}
	})
	return found, at
}

// nameOf returns the declared name of a declaration; false for a file, which
// has none.
func nameOf(d syntax.Node) (syntax.Name, bool) {
	switch d := d.(type) {
	case syntax.Decl:
		return d.Ident(), true
	case *syntax.Field:
		return d.Name, true
	case *syntax.EnumValue:
		return d.Name, true
	case *syntax.Param:
		return d.Name, true
	case *syntax.Predicate:
		return d.Binding, true
	}
	return syntax.Name{}, false
}

// declared calls yield for every name that a file declares.
func declared(f *syntax.File, yield func(syntax.Name, syntax.Node)) {
	for _, d := range f.Decls {
		yield(d.Ident(), d)
		for _, p := range params(d) {
			yield(p.Name, p)
		}
		for _, m := range members(d) {
			switch m := m.(type) {
			case *syntax.Field:
				yield(m.Name, m)
				for _, p := range m.Params {
					yield(p.Name, p)
				}
			case *syntax.EnumValue:
				yield(m.Name, m)
			case *syntax.Attribute:
			}
			bindings(m, yield)
		}
	}
}

// bindings calls yield for the names that the rules of a member bind.
func bindings(m syntax.Member, yield func(syntax.Name, syntax.Node)) {
	for _, a := range attributes(m) {
		for _, arg := range a.Args {
			syntax.Walk(arg.Value, func(e syntax.Expr) bool {
				if p, ok := e.(*syntax.Predicate); ok && p.Binding.Text != "" {
					yield(p.Binding, p)
				}
				return true
			})
		}
	}
}

// members returns the members of a declaration that has any.
func members(d syntax.Decl) []syntax.Member {
	switch d := d.(type) {
	case *syntax.Model:
		return d.Body
	case *syntax.Enum:
		return d.Body
	}
	return nil
}

// attributes returns the attributes of a member, or the one that it is.
func attributes(m syntax.Member) []*syntax.Attribute {
	switch m := m.(type) {
	case *syntax.Field:
		return m.Attrs
	case *syntax.EnumValue:
		return m.Attrs
	case *syntax.Attribute:
		return []*syntax.Attribute{m}
	}
	return nil
}

func params(d syntax.Decl) []*syntax.Param {
	switch d := d.(type) {
	case *syntax.Function:
		return d.Params
	case *syntax.AttributeDecl:
		return d.Params
	case *syntax.Procedure:
		return d.Params
	}
	return nil
}

// covers reports whether an offset is in n, or right behind it.
func covers(n syntax.Node, offset int) bool {
	s := n.Span()
	return s.Start() <= offset && offset <= s.End()
}

// declAt returns the declaration around an offset, or nil.
func declAt(f *syntax.File, offset int) syntax.Decl {
	for _, d := range f.Decls {
		if covers(d, offset) {
			return d
		}
	}
	return nil
}

// memberAt returns the member of d around an offset, or nil.
func memberAt(d syntax.Decl, offset int) syntax.Member {
	for _, m := range members(d) {
		if covers(m, offset) {
			return m
		}
	}
	return nil
}

// owner returns the model that declares a field, or the enum of a value.
func owner(a *check.Analysis, member syntax.Node) syntax.Decl {
	f := fileNamed(a, member.Span().File())
	if f == nil {
		f = a.Library
	}
	for _, d := range f.Decls {
		for _, m := range members(d) {
			if syntax.Node(m) == member {
				return d
			}
		}
	}
	return nil
}
