package syntax

import (
	"strings"

	"github.com/gozen-dev/gozen/diag"
)

// tab is one level of indentation.
const tab = 4

// Format returns the canonical form of a file, which docs/format.md describes.
// The form of a form is itself; [Parse] reads it as the same tree but for the
// spans, with the same comments in the same places. The text is nil when the
// list has errors: what was not understood is not touched.
//
// The printer does not print the tree. A comment may stand between any two
// tokens, and no tree has a place for all of them; so it prints the tokens, each
// byte for byte and in their order, and decides about the gaps alone: nothing, a
// blank, a line break, or the start of an aligned column. What it must know of
// the tree for that is little and stands in [marks]. Parentheses, quotes and the
// order of declarations are thus safe by construction, and a gap is decided by
// what stands around it and by the author's line breaks in it, which the result
// has in the same gaps: that is why a second run changes nothing.
func Format(filename string, src []byte) ([]byte, diag.List) {
	file, diags := Parse(filename, src)
	if diags.HasErrors() {
		return nil, diags
	}
	s := newScanner(filename, src)
	p := &printer{src: s, toks: s.all(), comments: file.Comments, marks: markFile(file)}
	for i := range p.toks {
		if !p.superfluous(i) {
			p.gap(i)
			p.token(i)
		}
	}
	return render(p.rows), diags
}

// printer turns tokens into rows.
type printer struct {
	src      *scanner
	toks     []token
	comments []*Comment
	marks    marks

	rows   []*row
	indent int   // of the current line, which may be a later one of the current row
	open   []int // for each open bracket, the indentation of the line that it stands on
	decl   place // of the declaration or import before
}

// mark is the place of token i; what precedes the file is none.
func (p *printer) mark(i int) place {
	if i < 0 || p.toks[i].kind == eof {
		return inline
	}
	return p.marks[int(p.toks[i].start)]
}

// before returns the comments in front of token i.
func (p *printer) before(i int) []*Comment {
	return p.comments[p.toks[i].from:p.toks[i].to]
}

// superfluous reports whether token i can go: the semicolon behind an import, and
// a comma before a bracket that closes on the same line. One with a comment
// before it stays, since the comment would move to the next token with it.
func (p *printer) superfluous(i int) bool {
	if len(p.before(i)) > 0 {
		return false
	}
	switch p.toks[i].kind {
	case semicolon:
		return true
	case comma:
		next := p.toks[i+1]
		return closes(next.kind) && next.line == p.toks[i].endLine && len(p.before(i+1)) == 0
	}
	return false
}

// token prints token i behind its gap.
func (p *printer) token(i int) {
	t := p.toks[i]
	if t.kind == eof {
		return
	}
	if opens(t.kind) && !p.opensBody(i) {
		p.open = append(p.open, p.indent)
	}
	if closes(t.kind) && p.mark(i) != bodyEnd {
		p.open = p.open[:len(p.open)-1]
	}
	if at := p.mark(i); at.topLevel() {
		p.decl = at
	}
	p.row().write(p.src.textOf(t))
}

// opensBody reports whether token i is the brace before members. It is no
// bracket: what is in it has rows of its own.
func (p *printer) opensBody(i int) bool {
	return p.toks[i].kind == lbrace && p.mark(i+1).inBody()
}

// row is the current row.
func (p *printer) row() *row { return p.rows[len(p.rows)-1] }

// start begins a row.
func (p *printer) start(kind rowKind, indent int, blank bool) {
	p.indent = indent
	p.rows = append(p.rows, &row{kind: kind, indent: indent, blank: blank, cells: make([][]byte, 1)})
}

// wrap continues the current row on a new line.
func (p *printer) wrap(indent int, blank bool) {
	p.indent = indent
	if blank {
		p.row().write("\n")
	}
	p.row().write("\n" + strings.Repeat(" ", indent))
}

// comment prints a comment at the place that its gap has chosen. In a block
// comment whose lines all start with a star, the stars go below each other; in
// any other the author's indentation may be a picture, and stays.
func (p *printer) comment(c *Comment) {
	lines := strings.Split(c.Text, "\n")
	stars := true
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, whiteSpace)
		stars = stars && (i == 0 || strings.HasPrefix(strings.TrimLeft(l, whiteSpace), "*"))
	}
	if stars {
		for i := range lines[1:] {
			lines[i+1] = strings.Repeat(" ", p.indent+1) + strings.TrimLeft(lines[i+1], whiteSpace)
		}
	}
	p.row().write(strings.Join(lines, "\n"))
}

// line reports whether c runs to the end of its line.
func (c *Comment) line() bool { return strings.HasPrefix(c.Text, "//") }

// lines counts the lines that c takes.
func (c *Comment) lines() int { return c.At.EndPos().Line - c.At.Pos().Line + 1 }

func opens(k kind) bool { return k == lparen || k == lbrack || k == lbrace }

func closes(k kind) bool { return k == rparen || k == rbrack || k == rbrace }
