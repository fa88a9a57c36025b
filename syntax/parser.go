package syntax

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
)

// maxDepth bounds nesting, maxOperators the operators of one expression: with
// both, every tree is shallow enough to be walked by recursion.
const (
	maxDepth     = 256
	maxOperators = 4096
)

// window is how many tokens the parser can see at once: the one before the
// current, and some behind it. The others are gone or not yet scanned: all of a
// file's tokens together are many times its text. A power of two.
const window = 8

// parser is a recursive-descent parser. After an error it is failed: it then
// sees nothing but the end of the file, so that every production returns at
// once, until [parser.recover] moves on to a place where parsing can resume.
type parser struct {
	src    *scanner
	file   *File
	toks   [window]token // the token with number i is toks[i%window]
	read   int           // how many were scanned
	at     int           // number of the current one
	cur    token         // the current one; the end of the file when failed
	failed bool
	depth  int
	ops    int // operators so far in the outermost expression
	doc    int // number of the token whose documentation was taken, plus one
	diags  diag.List
}

// number returns the token with number i, which is in the window.
func (p *parser) number(i int) token {
	for p.read <= i {
		p.toks[p.read&(window-1)] = p.src.next()
		p.read++
	}
	return p.toks[i&(window-1)]
}

// move makes the token with number i the current one.
func (p *parser) move(i int) { p.at, p.cur = i, p.number(i) }

// fail ends what is being parsed.
func (p *parser) fail() {
	p.failed = true
	p.cur = token{kind: eof, start: p.cur.start, end: p.cur.start}
}

// peek returns the token n behind the current one, at most window-2.
func (p *parser) peek(n int) token {
	if p.failed {
		return p.cur
	}
	return p.number(p.at + n)
}

func (p *parser) is(k kind) bool { return p.cur.kind == k }

// isWord reports whether the current token is exactly this word.
func (p *parser) isWord(word string) bool {
	t := p.cur
	return t.kind == ident && p.text(t) == word
}

func (p *parser) text(t token) string { return p.src.textOf(t) }

func (p *parser) span(t token) diag.Span { return p.src.spanOf(t) }

// since returns the span from start to the end of the token before the current.
func (p *parser) since(start int32) diag.Span {
	return p.file.text.Span(int(start), int(p.last(start)))
}

// last returns the end of the token before the current, but not before start.
func (p *parser) last(start int32) uint32 {
	end := start
	if p.at > 0 {
		end = max(end, p.number(p.at-1).end)
	}
	return uint32(end)
}

// from is since for what starts with x.
func (p *parser) from(x Expr) diag.Span {
	return x.Span().With(x.Span().Start(), int(p.number(p.at-1).end))
}

func (p *parser) advance() token {
	t := p.cur
	if t.kind != eof {
		p.checkDoc(t)
		p.move(p.at + 1)
	}
	return t
}

func (p *parser) accept(k kind) bool {
	if p.is(k) {
		p.advance()
		return true
	}
	return false
}

func (p *parser) acceptWord(word string) bool {
	if p.isWord(word) {
		p.advance()
		return true
	}
	return false
}

func (p *parser) expect(k kind) token {
	if !p.is(k) {
		p.unexpected(k.String())
		return p.cur
	}
	return p.advance()
}

// unexpected reports the current token and fails the parser. What only follows
// from an error of the scanner in the token before is not reported.
func (p *parser) unexpected(want string) {
	if p.failed {
		return
	}
	t := p.cur
	if p.at == 0 || !p.number(p.at-1).bad {
		found := t.kind.String()
		switch t.kind {
		case ident, number:
			found = "'" + p.text(t) + "'"
		case attr1, attr2, attr3:
			found = p.text(t)
		}
		p.report(CodeUnexpected, p.span(t), "unexpected %s, expected %s", found, want)
	}
	p.fail()
}

func (p *parser) report(code diag.Code, at diag.Span, format string, args ...any) {
	p.diags = append(p.diags, diag.Diagnostic{Code: code, Span: at, Message: fmt.Sprintf(format, args...)})
}

// found returns all that is to be reported, sorted. On a line with an error of
// the scanner, what the parser says only follows from that.
func (p *parser) found() diag.List {
	if len(p.src.diags) > 0 {
		bad := map[int]bool{}
		for _, d := range p.src.diags {
			bad[d.Span.Pos().Line] = true
		}
		p.diags = slices.DeleteFunc(p.diags, func(d diag.Diagnostic) bool {
			return d.Code == CodeUnexpected && bad[d.Span.Pos().Line]
		})
	}
	found := slices.Concat(p.src.diags, p.diags)
	found.Sort()
	return found
}

// firstOnLine reports whether the current token is the first of its line.
func (p *parser) firstOnLine() bool {
	return p.at == 0 || p.number(p.at-1).endLine < p.number(p.at).line
}

// recover leaves the failed state at the next token where a member, or where a
// declaration may start. Inside a body it stops before the closing brace too.
func (p *parser) recover(body bool) {
	p.failed, p.depth, p.ops = false, 0, 0
	from, braces := p.at, 0
	for p.move(from); !p.is(eof); p.move(p.at + 1) {
		t := p.cur
		switch {
		case p.firstOnLine() && p.startsDecl():
			return
		case t.kind == lbrace:
			braces++
		case t.kind == rbrace && braces > 0:
			braces--
			if braces == 0 && !body {
				p.move(p.at + 1)
				return
			}
		case t.kind == rbrace:
			if body {
				return
			}
		case body && braces == 0 && t.kind == attr2 && p.firstOnLine():
			return // also right here: what was half written is the line before
		case braces > 0 || !body || p.at == from:
		case t.kind == attr2, t.kind == ident && p.firstOnLine() && p.peek(1).kind != colon:
			return
		}
	}
}

// startsDecl reports whether the current tokens are a keyword, the name behind
// it and an opening: a declaration, not a field that is called like a keyword.
func (p *parser) startsDecl() bool {
	t := p.cur
	if t.kind != ident {
		return false
	}
	// A field may be called like a keyword, but nobody writes two on one line.
	sameLine := t.endLine == p.peek(2).line
	switch next := p.peek(1); p.text(t) {
	case "model", "type", "view", "enum", "datasource", "generator", "plugin":
		after := p.peek(2)
		return next.kind == ident &&
			(after.kind == lbrace || after.kind == ident && sameLine && p.heritage(after))
	case "function", "procedure":
		return next.kind == ident && p.peek(2).kind == lparen
	case "attribute":
		return next.kind >= attr1 && next.kind <= attr3
	case "abstract":
		return next.kind == ident && p.text(next) == "model" && p.peek(2).kind == ident && sameLine
	case "mutation":
		return next.kind == ident && p.text(next) == "procedure" && p.peek(2).kind == ident && sameLine
	}
	return false
}

func (p *parser) heritage(t token) bool {
	word := p.text(t)
	return word == "extends" || word == "with"
}

// takeDoc returns the documentation before the current token, which starts
// something that can carry one: its /// lines, or else a /** block */.
func (p *parser) takeDoc() string {
	t := p.cur
	p.doc = p.at + 1
	comments := p.file.Comments[t.from:t.to]
	var lines []string
	for _, c := range comments {
		if c.documents() {
			text := strings.TrimRight(c.Text, whiteSpace) // nobody sees blanks there, and the printer drops them
			lines = append(lines, strings.TrimLeft(strings.TrimLeft(text, "/"), " \t"))
		}
	}
	if len(lines) == 0 && len(comments) > 0 {
		return blockDoc(comments[len(comments)-1].Text)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// blockDoc returns the text of a /** comment */, or nothing.
func blockDoc(text string) string {
	if !strings.HasPrefix(text, "/**") || len(text) < 5 {
		return ""
	}
	lines := strings.Split(text[3:len(text)-2], "\n")
	for i, l := range lines {
		l = strings.TrimSpace(l)
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(l, "*"), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// checkDoc warns about a /// comment before t that nothing has taken.
func (p *parser) checkDoc(t token) {
	if p.doc == p.at+1 || t.from == t.to {
		return
	}
	for _, c := range p.file.Comments[t.from:t.to] {
		if c.documents() {
			p.diags = append(p.diags, diag.Diagnostic{
				Code: CodeLooseDoc, Severity: diag.Warning, Span: c.At,
				Message: "documentation comment is not attached to anything",
				Hint:    "use // for a plain comment",
			})
			return
		}
	}
}
