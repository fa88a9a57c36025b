package diag

import (
	"bufio"
	"bytes"
	"io"
)

// Render writes each diagnostic of l with the source line that it is about.
// Source returns a file's text, or nil when it is not at hand; then, and for
// every diagnostic when source itself is nil, only the one-line form is written,
// with the hint behind it in parentheses.
func Render(w io.Writer, l List, source func(file string) []byte) error {
	return Printer{Source: source}.Print(w, l)
}

// Printer writes diagnostics for people. The zero Printer writes one line each.
type Printer struct {
	// Source returns a file's text, or nil when it is not at hand.
	Source func(file string) []byte
	// Color marks severity, place and hint in the colours of a terminal.
	Color bool
}

// Print writes l to w. What comes from the schema is written so that it can do
// nothing to a terminal: control characters in it are shown, not sent.
func (p Printer) Print(w io.Writer, l List) error {
	r := renderer{w: bufio.NewWriter(w), Printer: p, lines: map[string][][]byte{}}
	for _, d := range l {
		r.diagnostic(d)
	}
	return r.w.Flush()
}

// paint is a colour of the terminal, as the parameters of its escape sequence.
type paint string

const (
	plain  paint = ""
	bold   paint = "1"
	red    paint = "1;31"
	yellow paint = "1;33"
	blue   paint = "1;34"
	cyan   paint = "36"
)

// renderer splits each file into lines once, however many diagnostics it has.
type renderer struct {
	Printer
	w     *bufio.Writer
	lines map[string][][]byte
}

func (r *renderer) diagnostic(d Diagnostic) {
	tint := red
	if d.Severity == Warning {
		tint = yellow
	}
	r.print(plain, d.Span.String(), ": ")
	r.print(tint, d.Severity.String(), " ", string(d.Code))
	r.print(plain, ": ")
	r.print(bold, d.Message)
	if r.Source == nil {
		if d.Hint != "" {
			r.print(plain, " (", d.Hint, ")")
		}
		r.newline()
		return
	}
	r.newline()
	if !r.excerpt(d.Span, tint, d.Hint) && d.Hint != "" {
		r.indent()
		r.print(cyan, d.Hint)
		r.newline()
	}
	for _, rel := range d.Related {
		r.print(plain, rel.Span.String(), ": ", rel.Message)
		r.newline()
		r.excerpt(rel.Span, blue, "")
	}
}

// excerpt writes the line that s starts on and marks s below it; it reports
// false when there is no such line.
func (r *renderer) excerpt(s Span, tint paint, hint string) bool {
	start, end := s.Pos(), s.EndPos()
	line, ok := r.line(s.File(), start.Line)
	from := start.Col - 1
	if !ok || from < 0 || from > len(line) {
		return false
	}
	to := len(line)
	if end.Line == start.Line {
		to = max(from, min(to, end.Col-1))
	}
	shown := cut(line, from, to)
	r.indent()
	r.print(plain, shown.text)
	r.newline()
	r.indent()
	r.blanks(shown.from)
	r.mark(tint, shown.to-shown.from)
	if hint != "" {
		r.print(plain, " ")
		r.print(cyan, hint)
	}
	r.newline()
	return true
}

func (r *renderer) line(file string, n int) ([]byte, bool) {
	lines, ok := r.lines[file]
	if !ok {
		if src := r.Source(file); src != nil {
			lines = bytes.Split(src, []byte("\n"))
		}
		r.lines[file] = lines
	}
	if n < 1 || n > len(lines) {
		return nil, false
	}
	line := bytes.TrimRight(lines[n-1], "\r")
	if n == 1 {
		line = bytes.TrimPrefix(line, []byte(byteOrderMark))
	}
	return line, true
}

// print writes text in one colour. It ignores errors: the buffered writer keeps
// the first one for Flush.
func (r *renderer) print(tint paint, parts ...string) {
	if r.Color && tint != plain {
		_, _ = r.w.WriteString("\x1b[" + string(tint) + "m")
	}
	for _, part := range parts {
		for _, c := range part {
			_, _ = r.w.WriteRune(visible(c))
		}
	}
	if r.Color && tint != plain {
		_, _ = r.w.WriteString("\x1b[0m")
	}
}

func (r *renderer) newline() { _ = r.w.WriteByte('\n') }

func (r *renderer) indent() { _ = r.w.WriteByte('\t') }

func (r *renderer) blanks(n int) {
	for range n {
		_ = r.w.WriteByte(' ')
	}
}

func (r *renderer) mark(tint paint, width int) {
	text := []byte{'^'}
	for range width - 1 {
		text = append(text, '~')
	}
	r.print(tint, string(text))
}
