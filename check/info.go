package check

import (
	"cmp"
	"slices"

	"github.com/gozen-dev/gozen/syntax"
)

// info keeps what the passes learn about names, for [Analyze]. A nil one keeps
// nothing: compiling a schema needs none of it.
type info struct {
	uses     []Use
	scopes   map[syntax.Expr]*Scope
	elements map[*syntax.Predicate]*syntax.Model
	params   map[*syntax.Arg]*syntax.Param
	members  map[*syntax.Field]*member
}

func newInfo() *info {
	return &info{
		scopes:   map[syntax.Expr]*Scope{},
		elements: map[*syntax.Predicate]*syntax.Model{},
		params:   map[*syntax.Arg]*syntax.Param{},
		members:  map[*syntax.Field]*member{},
	}
}

// use notes that the name at n stands for decl. Names in the library are not the user's.
func (i *info) use(n syntax.Node, decl syntax.Node) {
	if i != nil && n.Span().File() != libraryName {
		i.uses = append(i.uses, Use{At: n.Span(), Decl: decl})
	}
}

// text notes that a string is the name of decl. One with escapes is not the
// name as written, and is left alone.
func (i *info) text(s *syntax.StringLit, decl syntax.Node) {
	if i == nil {
		return
	}
	at := s.Span()
	if at.End()-at.Start() != len(s.Value)+2 || at.Pos().Line != at.EndPos().Line {
		return
	}
	i.uses = append(i.uses, Use{At: at.With(at.Start()+1, at.End()-1), Decl: decl})
}

// argument notes which parameter an argument is for.
func (i *info) argument(arg *syntax.Arg, p *syntax.Param) {
	if i == nil {
		return
	}
	i.params[arg] = p
	if arg.Label != nil {
		i.use(*arg.Label, p)
	}
}

func (i *info) member(m *member) {
	if i != nil {
		i.members[m.decl] = m
	}
}

func (i *info) element(e *syntax.Predicate, k *container) {
	if i != nil {
		i.elements[e] = k.decl
	}
}

// bare notes what the bare name e may be. A rule that several models inherit is
// typed for each of them, but its names are those of where it is written.
func (i *info) bare(x *exprs, e *syntax.Ref, want *enum) {
	if i == nil || i.scopes[e] != nil {
		return
	}
	s := &Scope{Context: x.ctx.String()}
	if k, _ := x.container(); k != nil {
		s.Of = k.decl
	}
	if want != nil {
		s.Enum = want.decl
	}
	for _, outer := range x.scopes {
		if outer.binding != "" {
			s.Bindings = append(s.Bindings, outer.at)
		}
	}
	i.scopes[e] = s
}

// dotted notes what stands before the dot of e.
func (i *info) dotted(x *exprs, e *syntax.Access, t typ) {
	if i == nil || i.scopes[e] != nil || t.target == nil {
		return
	}
	k := t.target
	if t.this && x.decl != nil {
		k = x.decl // a rule of what is no model by itself sees the members written there
	}
	i.scopes[e] = &Scope{Of: k.decl, List: t.List, Context: x.ctx.String()}
}

// sorted returns the uses in order, each once.
func (i *info) sorted() []Use {
	slices.SortStableFunc(i.uses, func(a, b Use) int {
		return cmp.Or(
			cmp.Compare(a.At.File(), b.At.File()),
			cmp.Compare(a.At.Start(), b.At.Start()),
		)
	})
	return slices.CompactFunc(i.uses, func(a, b Use) bool { return a.At == b.At })
}

// sound returns f without what the parser could not finish, which no pass
// needs to know of then. What is whole stays the same node.
func sound(f *syntax.File) *syntax.File {
	out := *f
	out.Decls = nil
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *syntax.Model:
			m := *d
			m.Body = soundBody(d.Body)
			out.Decls = append(out.Decls, &m)
		case *syntax.Enum:
			e := *d
			e.Body = soundBody(d.Body)
			out.Decls = append(out.Decls, &e)
		case *syntax.Block:
			b := *d
			b.Options = slices.DeleteFunc(slices.Clone(d.Options), func(o *syntax.Option) bool {
				return o.Name.Text == "" || !whole(o.Value)
			})
			out.Decls = append(out.Decls, &b)
		case *syntax.Function, *syntax.AttributeDecl, *syntax.Procedure:
			out.Decls = append(out.Decls, d)
		}
	}
	return &out
}

func soundBody(body []syntax.Member) []syntax.Member {
	var out []syntax.Member
	for _, m := range body {
		switch m := m.(type) {
		case *syntax.Field:
			if m.Name.Text != "" {
				f := *m
				f.Attrs = soundAttributes(m.Attrs)
				out = append(out, &f)
			}
		case *syntax.EnumValue:
			if m.Name.Text != "" {
				v := *m
				v.Attrs = soundAttributes(m.Attrs)
				out = append(out, &v)
			}
		case *syntax.Attribute:
			out = append(out, soundAttribute(m))
		}
	}
	return out
}

func soundAttributes(attrs []*syntax.Attribute) []*syntax.Attribute {
	var out []*syntax.Attribute
	for _, a := range attrs {
		out = append(out, soundAttribute(a))
	}
	return out
}

func soundAttribute(a *syntax.Attribute) *syntax.Attribute {
	out := *a
	out.Args = slices.DeleteFunc(slices.Clone(a.Args), func(arg *syntax.Arg) bool { return !whole(arg.Value) })
	return &out
}

// whole reports whether e has all its parts. The parser keeps half an
// expression only in the lists of options.
func whole(e syntax.Expr) bool {
	switch e := e.(type) {
	case nil:
		return false
	case *syntax.ListLit:
		return !slices.ContainsFunc(e.Items, func(x syntax.Expr) bool { return !whole(x) })
	case *syntax.Ref:
		return e.Name.Text != "" && !slices.ContainsFunc(e.Labels(), func(l *syntax.Arg) bool { return !whole(l.Value) })
	}
	return true
}
