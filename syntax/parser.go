package syntax

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/diag"
)

// maxDepth bounds nesting, maxOperators the operators of one expression: with
// both, every tree is shallow enough to be walked by recursion.
const (
	maxDepth     = 256
	maxOperators = 4096
)

// parser is a recursive-descent parser. After an error it is failed: it then
// sees nothing but the end of the file, so that every production returns at
// once, until [parser.recover] moves on to a place where parsing can resume.
type parser struct {
	file   *File
	toks   []token
	at     int
	failed bool
	depth  int
	ops    int // operators so far in the outermost expression
	doc    int // index of the token whose documentation was taken, plus one
	diags  diag.List

	badLines map[int]bool // those with an error of the scanner
}

func (p *parser) tok() token {
	if p.failed {
		return p.toks[len(p.toks)-1]
	}
	return p.toks[p.at]
}

// peek returns the token n behind the current one.
func (p *parser) peek(n int) token {
	if p.failed || p.at+n >= len(p.toks) {
		return p.toks[len(p.toks)-1]
	}
	return p.toks[p.at+n]
}

func (p *parser) is(k kind) bool { return p.tok().kind == k }

// isWord reports whether the current token is exactly this word.
func (p *parser) isWord(word string) bool {
	t := p.tok()
	return t.kind == ident && p.text(t) == word
}

func (p *parser) text(t token) string {
	return string(p.file.Source[t.start.Offset:t.end.Offset])
}

func (p *parser) span(t token) diag.Span {
	return diag.Span{File: p.file.Name, Start: t.start, End: t.end}
}

// since returns the span from start to the end of the token before the current.
func (p *parser) since(start diag.Pos) diag.Span {
	end := start
	if p.at > 0 && p.toks[p.at-1].end.Offset > start.Offset {
		end = p.toks[p.at-1].end
	}
	return diag.Span{File: p.file.Name, Start: start, End: end}
}

func (p *parser) advance() token {
	t := p.tok()
	if !p.failed && p.at < len(p.toks)-1 {
		p.checkDoc(t)
		p.at++
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
		return p.tok()
	}
	return p.advance()
}

// unexpected reports the current token and fails the parser. What only follows
// from an error of the scanner, on the same line or in the token before, is not
// reported.
func (p *parser) unexpected(want string) {
	if p.failed {
		return
	}
	t := p.tok()
	if !p.badLines[t.start.Line] && (p.at == 0 || !p.toks[p.at-1].bad) {
		found := t.kind.String()
		switch t.kind {
		case ident, number:
			found = "'" + p.text(t) + "'"
		case attr1, attr2, attr3:
			found = p.text(t)
		}
		p.report(CodeUnexpected, p.span(t), "unexpected %s, expected %s", found, want)
	}
	p.failed = true
}

func (p *parser) report(code diag.Code, at diag.Span, format string, args ...any) {
	p.diags = append(p.diags, diag.Diagnostic{Code: code, Span: at, Message: fmt.Sprintf(format, args...)})
}

// firstOnLine reports whether nothing but the token before stands on t's line.
func (p *parser) firstOnLine(i int) bool {
	return i == 0 || p.toks[i-1].end.Line < p.toks[i].start.Line
}

// recover leaves the failed state at the next token where a member, or where a
// declaration may start. Inside a body it stops before the closing brace too.
func (p *parser) recover(body bool) {
	p.failed, p.depth, p.ops = false, 0, 0
	from, braces := p.at, 0
	for ; p.toks[p.at].kind != eof; p.at++ {
		t := p.toks[p.at]
		switch {
		case p.firstOnLine(p.at) && p.startsDecl():
			return
		case t.kind == lbrace:
			braces++
		case t.kind == rbrace && braces > 0:
			braces--
			if braces == 0 && !body {
				p.at++
				return
			}
		case t.kind == rbrace:
			if body {
				return
			}
		case body && braces == 0 && t.kind == attr2 && p.firstOnLine(p.at):
			return // also right here: what was half written is the line before
		case braces > 0 || !body || p.at == from:
		case t.kind == attr2, t.kind == ident && p.firstOnLine(p.at) && p.peek(1).kind != colon:
			return
		}
	}
}

// startsDecl reports whether the current tokens are a keyword, the name behind
// it and an opening: a declaration, not a field that is called like a keyword.
func (p *parser) startsDecl() bool {
	t := p.toks[p.at]
	if t.kind != ident {
		return false
	}
	// A field may be called like a keyword, but nobody writes two on one line.
	sameLine := t.end.Line == p.peek(2).start.Line
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
	t := p.tok()
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
