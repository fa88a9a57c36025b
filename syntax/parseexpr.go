package syntax

import "github.com/gozen-dev/gozen/diag"

// parseExpr parses an expression of any kind. It returns nil only after an
// error.
//
// ZModel gives && and || one precedence, left-associative: stored rules must
// not change their meaning, so it stays, and package check warns where the two
// meet without parentheses.
func (p *parser) parseExpr() Expr {
	if p.depth == 0 {
		p.ops = 0
	}
	return p.parseBinary(0)
}

// enter counts one level of nesting; it fails the parser when there are too many.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > maxDepth && !p.failed {
		p.report(CodeTooDeep, p.span(p.cur), "the expression is nested more than %d deep", maxDepth)
		p.fail()
	}
	return !p.failed
}

// operator counts one operator of the outermost expression.
func (p *parser) operator() {
	p.ops++
	if p.ops > maxOperators && !p.failed {
		p.report(CodeTooDeep, p.span(p.cur), "the expression has more than %d operators", maxOperators)
		p.fail()
	}
}

// binaryLevels is how many precedence levels binaryLevel knows.
const binaryLevels = 4

// binaryLevel reports whether t is an operator of the given level, counted
// from the loosest.
func (p *parser) binaryLevel(t token, level int) bool {
	switch level {
	case 0:
		return t.kind == andAnd || t.kind == orOr
	case 1:
		return t.kind == equal || t.kind == unequal
	case 2:
		return t.kind >= less && t.kind <= greaterEqual
	default:
		return t.kind == ident && p.text(t) == "in"
	}
}

func (p *parser) parseBinary(level int) Expr {
	if level == binaryLevels {
		return p.parsePredicate()
	}
	x := p.parseBinary(level + 1)
	for x != nil && p.binaryLevel(p.cur, level) {
		p.operator()
		op := p.advance()
		y := p.parseBinary(level + 1)
		if y == nil {
			return nil
		}
		x = &Binary{at: between(x, y), Op: p.text(op), opAt: uint32(op.start), L: x, R: y}
	}
	return x
}

func between(x, y Expr) at {
	s := x.Span()
	return at{s.With(s.Start(), y.Span().End())}
}

func (p *parser) parsePredicate() Expr {
	x := p.parseAccess()
	for x != nil && (p.is(question) || p.is(bang) || p.is(caret)) && p.peek(1).kind == lbrack {
		p.operator()
		quant := p.text(p.advance())
		p.advance()
		pr := &Predicate{X: x, Quant: quant}
		if p.isName(p.cur, false) && p.peek(1).kind == comma {
			pr.Binding = p.name()
			p.advance()
		}
		if p.enter() {
			pr.Cond = p.parseExpr()
			p.depth--
		}
		p.expect(rbrack)
		if p.failed {
			return nil
		}
		pr.span = p.from(x)
		x = pr
	}
	return x
}

func (p *parser) parseAccess() Expr {
	x := p.parsePrimary()
	for x != nil && p.is(dot) {
		p.operator()
		p.advance()
		name := p.memberName()
		if p.failed {
			return nil
		}
		x = &Access{at: at{p.from(x)}, X: x, Member: name}
	}
	return x
}

func (p *parser) parsePrimary() Expr {
	if !p.enter() {
		return nil
	}
	defer func() { p.depth-- }()
	t := p.cur
	switch t.kind {
	case str:
		return p.stringLit()
	case number:
		p.advance()
		return &NumberLit{at: at{p.span(t)}, Text: p.text(t)}
	case lparen:
		return p.parseGroup()
	case lbrack:
		return p.parseList()
	case lbrace:
		return p.parseObject()
	case bang:
		p.operator()
		p.advance()
		x := p.parseAccess()
		if x == nil {
			return nil
		}
		return &Not{at: at{p.since(t.start)}, X: x}
	case ident:
		return p.parseWord(t)
	}
	p.unexpected("an expression")
	return nil
}

func (p *parser) parseGroup() Expr {
	start := p.advance().start
	x := p.parseExpr()
	p.expect(rparen)
	if p.failed {
		return nil
	}
	if b, ok := x.(*Binary); ok {
		b.Grouped = true
	}
	if s, ok := x.(interface{ setSpan(diag.Span) }); ok {
		s.setSpan(p.since(start))
	}
	return x
}

func (p *parser) parseWord(t token) Expr {
	here := at{p.span(t)}
	switch p.text(t) {
	case "true", "false":
		p.advance()
		return &BoolLit{at: here, Value: p.text(t) == "true"}
	case "null":
		p.advance()
		return &NullLit{here}
	case "this":
		p.advance()
		return &This{here}
	}
	if p.peek(1).kind == lparen && p.peek(3).kind != colon {
		return p.parseCall()
	}
	if !p.isName(t, true) {
		p.unexpected("an expression")
		return nil
	}
	return p.notFailed(p.parseLabelled())
}

func (p *parser) parseCall() Expr {
	start := p.cur.start
	c := &Call{Func: p.name()}
	p.expect(lparen)
	c.Args = p.parseExprs(rparen)
	p.expect(rparen)
	c.span = p.since(start)
	return p.notFailed(c)
}

func (p *parser) parseList() Expr {
	start := p.advance().start
	l := &ListLit{Items: p.parseExprs(rbrack)}
	p.expect(rbrack)
	l.span = p.since(start)
	return p.notFailed(l)
}

// parseExprs parses expressions parted by commas, without a trailing one.
func (p *parser) parseExprs(end kind) []Expr {
	var xs []Expr
	if p.is(end) {
		return nil
	}
	for {
		xs = append(xs, p.parseExpr())
		if !p.accept(comma) {
			return xs
		}
	}
}

func (p *parser) parseObject() Expr {
	start := p.advance().start
	o := &ObjectLit{}
	for !p.is(rbrace) && !p.is(eof) {
		e := &Entry{}
		if p.is(str) {
			lit := p.stringLit()
			e.Key = Name{Text: lit.Value, At: lit.span}
		} else {
			e.Key = p.name()
		}
		p.expect(colon)
		e.Value = p.parseExpr()
		o.Entries = append(o.Entries, e)
		if !p.accept(comma) {
			break
		}
	}
	p.expect(rbrace)
	o.span = p.since(start)
	return p.notFailed(o)
}

// notFailed keeps half an expression from reaching the tree.
func (p *parser) notFailed(x Expr) Expr {
	if p.failed {
		return nil
	}
	return x
}
