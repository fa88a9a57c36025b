package syntax

import "slices"

// sep is how two neighbours, tokens or comments, are parted.
type sep uint8

const (
	joined sep = iota // on one line
	broken            // by a line break
	parted            // by a blank line
)

// seps returns how the author parted what surrounds the comments before token i:
// the token before, each comment, and the token.
func (p *printer) seps(i int) []sep {
	last := 1
	if i > 0 {
		last = int(p.toks[i-1].endLine)
	}
	comments := p.before(i)
	s := make([]sep, 0, len(comments)+1)
	for _, c := range comments {
		s = append(s, sep(min(c.At.Pos().Line-last, int(parted))))
		last = c.At.EndPos().Line
	}
	return append(s, sep(min(int(p.toks[i].line)-last, int(parted))))
}

// gap prints what stands between token i and the one before.
func (p *printer) gap(i int) {
	at := p.mark(i)
	switch {
	case at == bodyEnd && p.toks[i-1].kind == lbrace && len(p.before(i)) == 0: // {}
	case at.topLevel() || at.inBody() || p.toks[i].kind == eof:
		p.between(i, at)
	default:
		p.within(i, at)
	}
}

// between prints the gap in front of something that has a row of its own.
// Comments stay on the line of the token before when the author put them there;
// one that shares its line with what follows stays there.
func (p *printer) between(i int, at place) {
	s := p.rowSeps(i, at)
	indent := 0
	if at.inBody() {
		indent = tab
	}
	for k, c := range p.before(i) {
		switch {
		case s[k] > joined || len(p.rows) == 0:
			p.start(remark, indent, s[k] == parted)
		case k == 0:
			p.row().end()
			p.row().write(" ")
		default:
			p.row().write(" ")
		}
		p.comment(c)
	}
	if p.toks[i].kind == eof {
		return
	}
	kind := single
	if at == memberStart {
		kind = aligned
	} else if at == bodyEnd {
		indent = 0
	}
	if last := s[len(s)-1]; last > joined || len(p.rows) == 0 {
		p.start(kind, indent, last == parted)
		return
	}
	p.row().kind = kind
	p.row().write(" ")
}

// rowSeps is seps with the breaks that rows need, and with one blank line
// between declarations, none at the ends of a body.
func (p *printer) rowSeps(i int, at place) []sep {
	s := p.seps(i)
	last := len(s) - 1
	if last > 0 && p.before(i)[last-1].lines() > 1 || at == bodyEnd {
		s[last] = max(s[last], broken)
	}
	if slices.Max(s) == joined && p.toks[i].kind != eof {
		s[0] = broken
	}
	if i > 0 && p.opensBody(i-1) {
		s[0] = min(s[0], broken)
	}
	if at == bodyEnd {
		s[last] = broken
	}
	if first := slices.IndexFunc(s, func(s sep) bool { return s > joined }); first >= 0 && p.partsFrom(at) {
		s[first] = parted
	}
	return s
}

// partsFrom reports whether a blank line must part what comes at the top level
// from what was there before. Imports may stand together, and so may those
// declarations that mostly take one line.
func (p *printer) partsFrom(at place) bool {
	return !at.inBody() && p.decl != inline && (p.decl != at || at == declStart)
}

// within prints the gap between two tokens of one row. Where a line may break,
// it breaks where the author broke it, and behind a line comment it must.
func (p *printer) within(i int, at place) {
	prev, t := p.toks[i-1], p.toks[i]
	if at == nextMixin && prev.kind != comma {
		p.row().write(",")
	}
	s, comments := p.wrapSeps(i, at), p.before(i)
	for k, c := range comments {
		switch {
		case s[k] > joined:
			p.wrap(p.deeper(), s[k] == parted)
		case k > 0 || c.line() || prev.kind != lparen && prev.kind != lbrack:
			p.row().write(" ")
		}
		p.comment(c)
	}
	switch last := s[len(s)-1]; {
	case last > joined:
		p.wrap(p.indentOf(t.kind), last == parted)
	case at == cellStart || t.kind == assign:
		p.row().nextCell()
	case len(comments) > 0 && (closes(t.kind) && t.kind != rbrace || t.kind == comma):
	case len(comments) > 0 || !p.tight(i):
		p.row().write(" ")
	}
}

// wrapSeps is seps without the breaks that the form does not have. Blank lines
// stay only inside brackets, and not at their ends.
func (p *printer) wrapSeps(i int, at place) []sep {
	s := p.seps(i)
	last := len(s) - 1
	for k := range s {
		if !p.breakable(i, at) {
			s[k] = joined
		}
		if k > 0 && p.before(i)[k-1].line() {
			s[k] = max(s[k], broken)
		}
		if len(p.open) == 0 || k == 0 && opens(p.toks[i-1].kind) || k == last && closes(p.toks[i].kind) {
			s[k] = min(s[k], broken)
		}
	}
	return s
}

// breakable reports whether the author may break the line before token i: inside
// brackets, around operators, behind commas, before attributes.
func (p *printer) breakable(i int, at place) bool {
	prev, t := p.toks[i-1].kind, p.toks[i].kind
	switch {
	case opens(prev) && closes(t):
		return len(p.before(i)) > 0
	case t >= attr1 && t <= attr3:
		return p.mark(i-1) != callableStart // there it is the declared name
	}
	return opens(prev) || closes(t) || prev == comma || at == nextMixin || p.operator(i-1) || p.operator(i)
}

// deeper is the indentation of a line that continues: one level more than the
// line with the innermost open bracket, so that two brackets opened on one line
// indent once.
func (p *printer) deeper() int {
	if n := len(p.open); n > 0 {
		return p.open[n-1] + tab
	}
	return p.row().indent + tab
}

// indentOf is the indentation of a line that starts with a token of kind k: a
// closing bracket goes below the line of its opening one.
func (p *printer) indentOf(k kind) int {
	switch n := len(p.open); {
	case closes(k) && n > 0:
		return p.open[n-1]
	case k == lbrace && n == 0:
		return p.row().indent
	}
	return p.deeper()
}

// operator reports whether token i stands between two operands.
func (p *printer) operator(i int) bool {
	k := p.toks[i].kind
	return k >= equal && k <= orOr || p.mark(i) == operatorWord
}

// tight reports whether nothing parts token i from the one before.
func (p *printer) tight(i int) bool {
	prev, t := p.toks[i-1].kind, p.toks[i].kind
	switch {
	case p.operator(i-1) || p.operator(i) || t >= attr1 && t <= attr3:
		return false
	case prev == lbrace || t == rbrace:
		return prev == lbrace && t == rbrace
	}
	switch prev {
	case lparen, lbrack, dot, bang, question, caret:
		return true
	}
	switch t {
	case rparen, rbrack, comma, colon, semicolon, dot, question, caret:
		return true
	case lparen, lbrack, bang: // behind an operand it calls, asks or lists; elsewhere an operand starts
		return prev != comma && prev != colon && prev != assign
	}
	return false
}
