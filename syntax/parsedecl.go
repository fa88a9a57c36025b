package syntax

import "slices"

func (p *parser) parseFile() {
	for !p.is(eof) {
		if p.isWord("import") && p.peek(1).kind == str && len(p.file.Decls) == 0 {
			p.file.Imports = append(p.file.Imports, p.parseImport())
		} else {
			p.parseDecl()
		}
		if p.failed {
			p.recover(false)
		}
	}
	p.checkDoc(p.cur)
}

func (p *parser) parseImport() *Import {
	start := p.advance().start
	n := &Import{Path: p.stringLit()}
	p.accept(semicolon)
	n.At = p.since(start)
	return n
}

func (p *parser) stringLit() *StringLit {
	t := p.expect(str)
	if p.failed {
		return &StringLit{}
	}
	return &StringLit{at: at{p.span(t)}, Value: unquote(p.text(t))}
}

// parseDecl parses a declaration and keeps what it could read of it.
func (p *parser) parseDecl() {
	doc, start, word := p.takeDoc(), p.cur.start, ""
	if p.is(ident) {
		word = p.text(p.cur)
	}
	head := Head{Doc: doc}
	var d Decl
	switch word {
	case "datasource":
		d = p.parseBlock(head, start, Datasource)
	case "generator":
		d = p.parseBlock(head, start, Generator)
	case "plugin":
		d = p.parseBlock(head, start, Plugin)
	case "abstract", "model":
		d = p.parseModel(head, start, ModelDecl)
	case "view":
		d = p.parseModel(head, start, ViewDecl)
	case "type":
		d = p.parseModel(head, start, TypeDecl)
	case "enum":
		d = p.parseEnum(head, start)
	case "function":
		d = p.parseFunction(head, start)
	case "mutation", "procedure":
		d = p.parseProcedure(head, start)
	case "attribute":
		d = p.parseAttributeDecl(head, start)
	case "import":
		p.unexpected("a declaration (imports stand before all declarations)")
		return
	default:
		p.unexpected("a declaration")
		return
	}
	if d.Ident().Text != "" {
		p.file.Decls = append(p.file.Decls, d)
	}
}

// name parses a name of a declaration, an option or a parameter.
func (p *parser) name() Name { return p.word("a name", false) }

// memberName parses a name of a field, an enum value or a member.
func (p *parser) memberName() Name { return p.word("a name", true) }

func (p *parser) word(want string, member bool) Name {
	t := p.cur
	if !p.isName(t, member) {
		p.unexpected(want)
		return Name{}
	}
	p.advance()
	return Name{Text: p.text(t), At: p.span(t)}
}

// isName reports whether t may be a name; a member may be called like a type.
func (p *parser) isName(t token, member bool) bool {
	if t.kind != ident {
		return false
	}
	text := p.text(t)
	return !hard(text) && (member || !typeWord(text))
}

func (p *parser) parseBlock(head Head, start int32, k BlockKind) Decl {
	p.advance()
	head.Name = p.name()
	b := &Block{Head: head, Kind: k}
	p.expect(lbrace)
	for !p.is(rbrace) && !p.is(eof) {
		b.Options = append(b.Options, p.parseOption(k))
	}
	p.expect(rbrace)
	b.At = p.since(start)
	return b
}

func (p *parser) parseOption(k BlockKind) *Option {
	o := &Option{Doc: p.takeDoc()}
	start := p.cur.start
	o.Name = p.name()
	p.expect(assign)
	o.Value = p.parseOptionValue(k)
	o.At = p.since(start)
	return o
}

// parseOptionValue parses what an option may hold: less than any expression.
func (p *parser) parseOptionValue(k BlockKind) Expr {
	t := p.cur
	switch t.kind {
	case str, number:
		return p.parsePrimary()
	case lbrack:
		if k != Plugin {
			return p.parseOptionList()
		}
		return p.parseExpr()
	case lbrace:
		if k == Plugin {
			return p.parseExpr()
		}
	case ident:
		switch word := p.text(t); {
		case word == "true" || word == "false":
			return p.parsePrimary()
		case k != Plugin && !hard(word) && p.peek(1).kind == lparen:
			return p.parseExpr()
		}
	}
	p.unexpected("a value")
	return nil
}

// parseOptionList parses a list of literals and of names with labels, such as
// [postgis(version: "3")].
func (p *parser) parseOptionList() Expr {
	start := p.expect(lbrack).start
	list := &ListLit{}
	for !p.is(rbrack) && !p.is(eof) {
		if p.is(ident) && !p.isWord("true") && !p.isWord("false") {
			list.Items = append(list.Items, p.parseLabelled())
		} else {
			list.Items = append(list.Items, p.parseOptionValue(Datasource))
		}
		if !p.accept(comma) {
			break
		}
	}
	p.expect(rbrack)
	list.span = p.since(start)
	return list
}

// parseLabelled parses a name that may have labels in parentheses.
func (p *parser) parseLabelled() Expr {
	start := p.cur.start
	r := &Ref{Name: p.memberName(), start: uint32(start)}
	if p.failed {
		r.Name.At = p.since(start)
	}
	if p.accept(lparen) {
		var labels []*Arg
		for !p.is(rparen) && !p.is(eof) {
			labels = append(labels, p.parseArg())
			if !p.accept(comma) {
				break
			}
		}
		p.expect(rparen)
		r.labels = &labels
	}
	r.end = p.last(start)
	return r
}

func (p *parser) parseModel(head Head, start int32, k ModelKind) Decl {
	m := &Model{Kind: k, Abstract: p.acceptWord("abstract")}
	if m.Abstract && !p.isWord("model") {
		p.unexpected("'model'")
	}
	p.advance()
	head.Name = p.name()
	m.Head = head
	for !p.failed && (p.isWord("extends") || p.isWord("with")) {
		if p.acceptWord("extends") {
			m.Bases = append(m.Bases, p.parseNames(true)...)
		} else {
			p.advance()
			m.Mixins = append(m.Mixins, p.parseNames(false)...)
		}
	}
	p.expect(lbrace)
	m.Body = p.parseBody(false, p.parseField)
	p.expect(rbrace)
	m.At = p.since(start)
	return m
}

// parseNames parses a list of names; after with, commas may be left out.
func (p *parser) parseNames(commas bool) []Name {
	names := []Name{p.name()}
	for !p.failed && p.is(comma) || !commas && p.isName(p.cur, false) {
		p.accept(comma)
		names = append(names, p.name())
	}
	return names
}

// parseBody parses members up to the closing brace, or up to the next
// declaration when the brace is missing. An error in one does not lose the others.
// Among enum values, attribute with an attribute behind it is one of them.
func (p *parser) parseBody(values bool, member func() Member) []Member {
	var body []Member
	if p.failed {
		return nil
	}
	for !p.is(rbrace) && !p.is(eof) {
		if p.firstOnLine() && p.startsDecl() && !(values && p.isWord("attribute")) {
			break
		}
		if p.is(attr2) {
			p.takeDoc() // it may have one, which nobody reads
			body = append(body, p.parseAttribute())
		} else {
			body = append(body, member())
		}
		if p.failed {
			p.recover(true)
		}
	}
	return slices.Clone(body) // without the room to grow
}

func (p *parser) parseField() Member {
	f := &Field{Doc: p.takeDoc()}
	start := p.cur.start
	f.Name = p.memberName()
	if p.is(lparen) {
		f.Params = p.parseParams(false)
	}
	f.Type = p.parseType(false)
	f.Attrs = p.parseAttributes(attr1)
	f.At = p.since(start)
	return f
}

func (p *parser) parseEnum(head Head, start int32) Decl {
	p.advance()
	head.Name = p.name()
	e := &Enum{Head: head}
	p.expect(lbrace)
	if p.is(rbrace) {
		p.unexpected("an enum value")
	}
	e.Body = p.parseBody(true, func() Member {
		v := &EnumValue{Doc: p.takeDoc()}
		start := p.cur.start
		v.Name = p.memberName()
		v.Attrs = p.parseAttributes(attr1)
		v.At = p.since(start)
		return v
	})
	p.expect(rbrace)
	e.At = p.since(start)
	return e
}

// parseType parses a type and its suffixes. In declarations of callables any
// word but true, false, this and null names a type.
func (p *parser) parseType(callable bool) FieldType {
	t := p.cur
	ft := FieldType{Name: Name{At: p.span(t)}, end: uint32(t.end)}
	if t.kind != ident || hard(p.text(t)) && !(callable && contextType(p.text(t))) {
		p.unexpected("a type")
		return ft
	}
	p.advance()
	ft.Name.Text = p.text(t)
	if ft.Name.Text == "Unsupported" && p.is(lparen) {
		p.advance()
		ft.Unsupported = p.parsePrimary()
		p.expect(rparen)
	}
	if p.accept(lbrack) {
		p.expect(rbrack)
		ft.List = true
	}
	ft.Optional = p.accept(question)
	ft.end = p.last(t.start)
	return ft
}

func contextType(word string) bool {
	return word == "FieldReference" || word == "TransitiveFieldReference" || word == "ContextType"
}

func (p *parser) parseAttributes(k kind) []*Attribute {
	var attrs []*Attribute
	for p.is(k) {
		attrs = append(attrs, p.parseAttribute())
	}
	return attrs
}

func (p *parser) parseAttribute() *Attribute {
	t := p.advance()
	level := int(t.kind-attr1) + 1
	a := &Attribute{Level: uint8(level), Name: p.attrName(t, level)}
	if p.accept(lparen) {
		for !p.is(rparen) && !p.is(eof) {
			a.Args = append(a.Args, p.parseArg())
			if !p.accept(comma) {
				break
			}
			if p.is(rparen) {
				p.unexpected("an argument")
			}
		}
		p.expect(rparen)
	}
	a.end = p.last(t.start)
	return a
}

// attrName is the name in an attribute token; its place includes the at signs.
func (p *parser) attrName(t token, level int) Name {
	return Name{Text: p.text(t)[level:], At: p.span(t)}
}

func (p *parser) parseArg() *Arg {
	a := &Arg{}
	if p.peek(1).kind == colon {
		label := p.name()
		a.Label = &label
		p.expect(colon)
	}
	a.Value = p.parseExpr()
	return a
}

func (p *parser) parseFunction(head Head, start int32) Decl {
	p.advance()
	head.Name = p.name()
	f := &Function{Head: head, Params: p.parseParams(false)}
	p.expect(colon)
	f.Returns = p.parseReturn()
	p.expect(lbrace)
	if !p.is(rbrace) {
		f.Body = p.parseExpr()
	}
	p.expect(rbrace)
	f.Metas = p.parseAttributes(attr3)
	f.At = p.since(start)
	return f
}

func (p *parser) parseProcedure(head Head, start int32) Decl {
	pr := &Procedure{Mutation: p.acceptWord("mutation")}
	if !p.isWord("procedure") {
		p.unexpected("'procedure'")
	}
	p.advance()
	head.Name = p.name()
	pr.Head = head
	pr.Params = p.parseParams(false)
	p.expect(colon)
	pr.Returns = p.parseReturn()
	pr.Metas = p.parseAttributes(attr3)
	pr.At = p.since(start)
	return pr
}

// parseReturn parses a return type, which has no optional form.
func (p *parser) parseReturn() FieldType {
	ft := p.parseType(true)
	if ft.Optional && !p.failed {
		p.move(p.at - 1)
		p.unexpected("a declaration (a return type is never optional)")
	}
	return ft
}

func (p *parser) parseAttributeDecl(head Head, start int32) Decl {
	p.advance()
	a := &AttributeDecl{}
	if t := p.cur; t.kind >= attr1 && t.kind <= attr3 {
		a.Level = int(t.kind-attr1) + 1
		head.Name = p.attrName(p.advance(), a.Level)
	} else {
		p.unexpected("an attribute name")
	}
	a.Head = head
	a.Params = p.parseParams(true)
	a.Metas = p.parseAttributes(attr3)
	a.At = p.since(start)
	return a
}

// parseParams parses declared parameters; those of attributes may be
// positional and carry meta attributes.
func (p *parser) parseParams(attribute bool) []*Param {
	var params []*Param
	p.expect(lparen)
	for !p.is(rparen) && !p.is(eof) {
		pr := &Param{Doc: p.takeDoc(), Positional: !attribute}
		start := p.cur.start
		if attribute && p.acceptWord("_") {
			pr.Positional = true
		}
		pr.Name = p.name()
		p.expect(colon)
		pr.Type = p.parseType(true)
		if attribute {
			pr.Metas = p.parseAttributes(attr3)
		}
		pr.At = p.since(start)
		params = append(params, pr)
		if !p.accept(comma) {
			break
		}
	}
	p.expect(rparen)
	return params
}
