package diag

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// maxLine bounds how much of a source line is shown: a schema on one line of a
// megabyte must not flood the terminal once per error.
const maxLine = 200

// Render writes each diagnostic of l with the source line that it is about.
// Source returns a file's text, or nil when it is not at hand; then, and for
// every diagnostic when source itself is nil, only the one-line form is written.
func Render(w io.Writer, l List, source func(file string) []byte) error {
	r := renderer{w: bufio.NewWriter(w), source: source, lines: map[string][][]byte{}}
	for _, d := range l {
		r.diagnostic(d)
	}
	return r.w.Flush()
}

// renderer splits each file into lines once, however many diagnostics it has.
type renderer struct {
	w      *bufio.Writer
	source func(file string) []byte
	lines  map[string][][]byte
}

func (r *renderer) diagnostic(d Diagnostic) {
	r.print(d.String(), "\n")
	if r.source == nil {
		return
	}
	if !r.excerpt(d.Span, d.Hint) && d.Hint != "" {
		r.print("\t", d.Hint, "\n")
	}
	for _, rel := range d.Related {
		r.print(rel.Span.String(), ": ", rel.Message, "\n")
		r.excerpt(rel.Span, "")
	}
}

// excerpt writes the line that s starts on and marks s below it; it reports
// false when there is no such line.
func (r *renderer) excerpt(s Span, hint string) bool {
	line, ok := r.line(s)
	col := s.Start.Col - 1
	if !ok || col > len(line) || col > maxLine {
		return false
	}
	end := len(line)
	if s.End.Line == s.Start.Line && s.End.Col-1 < end {
		end = s.End.Col - 1
	}
	lead := leading(line)
	if lead > col {
		lead = col
	}
	mark := "^"
	if n := utf8.RuneCount(line[col:max(col, min(end, maxLine))]); n > 1 {
		mark += strings.Repeat("~", n-1)
	}
	r.print("\t", string(line[lead:min(len(line), maxLine)]), "\n\t", blank(line[lead:col]), mark)
	if hint != "" {
		r.print(" ", hint)
	}
	r.print("\n")
	return true
}

func (r *renderer) line(s Span) ([]byte, bool) {
	lines, ok := r.lines[s.File]
	if !ok {
		if src := r.source(s.File); src != nil {
			lines = bytes.Split(src, []byte("\n"))
		}
		r.lines[s.File] = lines
	}
	if s.Start.Line < 1 || s.Start.Line > len(lines) {
		return nil, false
	}
	return bytes.TrimRight(lines[s.Start.Line-1], "\r"), true
}

// print ignores errors: the buffered writer keeps the first one for Flush.
func (r *renderer) print(parts ...string) {
	for _, p := range parts {
		_, _ = r.w.WriteString(p)
	}
}

func leading(line []byte) int {
	return len(line) - len(bytes.TrimLeft(line, " \t"))
}

// blank returns as much white space as text is wide, keeping tabs so that the
// mark stands right whatever width a tab has.
func blank(text []byte) string {
	var b strings.Builder
	for _, c := range string(text) {
		if c != '\t' {
			c = ' '
		}
		b.WriteRune(c)
	}
	return b.String()
}
