package syntax

// place says what the tree knows about the gap in front of a token.
type place uint8

const (
	inline         place = iota // nothing: kinds and the author decide
	importStart                 // start of an import
	declStart                   // start of a declaration with a body
	callableStart               // start of a function, procedure or attribute, which mostly take one line
	memberStart                 // start of a field, an enum value or an option: an aligned row
	attributeStart              // start of a block attribute
	bodyEnd                     // the brace behind members
	cellStart                   // start of the next column of an aligned row
	operatorWord                // the word in between its operands; elsewhere it is a name
	nextMixin                   // a further name behind with, whose comma the grammar lets one leave out
)

// topLevel reports whether the token stands outside all declarations.
func (at place) topLevel() bool {
	return at == importStart || at == declStart || at == callableStart
}

// inBody reports whether the token starts a line between or behind members.
func (at place) inBody() bool {
	return at == memberStart || at == attributeStart || at == bodyEnd
}

// marks holds the places by the offset of their token.
type marks map[int]place

func markFile(f *File) marks {
	m := marks{}
	for _, i := range f.Imports {
		m.set(i, importStart)
	}
	for _, d := range f.Decls {
		m.decl(d)
	}
	return m
}

func (m marks) set(n Node, at place) { m[n.Span().Start()] = at }

func (m marks) end(n Node) { m[n.Span().End()-1] = bodyEnd }

func (m marks) decl(d Decl) {
	switch d := d.(type) {
	case *Block:
		m.set(d, declStart)
		for _, o := range d.Options {
			m.set(o, memberStart)
			m.expr(o.Value)
		}
		m.end(d)
	case *Model:
		m.set(d, declStart)
		for i, n := range d.Mixins {
			if i > 0 {
				m.set(n, nextMixin)
			}
		}
		m.body(d.Body)
		m.end(d)
	case *Enum:
		m.set(d, declStart)
		m.body(d.Body)
		m.end(d)
	case *Function:
		m.set(d, callableStart)
		m.expr(d.Body)
		m.callable(d.Params, d.Metas)
	case *Procedure:
		m.set(d, callableStart)
		m.callable(d.Params, d.Metas)
	case *AttributeDecl:
		m.set(d, callableStart)
		m.callable(d.Params, d.Metas)
	default:
		panic("syntax: unknown declaration")
	}
}

func (m marks) body(members []Member) {
	for _, n := range members {
		switch n := n.(type) {
		case *Field:
			m.set(n, memberStart)
			m.set(n.Type, cellStart)
			m.cells(n.Attrs)
		case *EnumValue:
			m.set(n, memberStart)
			m.cells(n.Attrs)
		case *Attribute:
			m.set(n, attributeStart)
			m.attrs([]*Attribute{n})
		default:
			panic("syntax: unknown member")
		}
	}
}

// cells marks attributes as the last column: the first starts it.
func (m marks) cells(attrs []*Attribute) {
	if len(attrs) > 0 {
		m.set(attrs[0], cellStart)
	}
	m.attrs(attrs)
}

func (m marks) callable(params []*Param, metas []*Attribute) {
	for _, p := range params {
		m.attrs(p.Metas)
	}
	m.attrs(metas)
}

func (m marks) attrs(attrs []*Attribute) {
	for _, a := range attrs {
		for _, arg := range a.Args {
			m.expr(arg.Value)
		}
	}
}

func (m marks) expr(e Expr) {
	Walk(e, func(e Expr) bool {
		if b, ok := e.(*Binary); ok && b.Op == "in" {
			m[int(b.opAt)] = operatorWord
		}
		return true
	})
}
