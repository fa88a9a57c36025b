package lsp

import (
	"sort"
	"unicode/utf8"

	"github.com/gozen-dev/gozen/diag"
)

// text is a file's text with the places of its lines. The protocol counts
// lines from 0, by all three kinds of line ends, and in a line UTF-16 code
// units; everything else here counts bytes.
type text struct {
	src    []byte
	starts []int // offset of each line's first byte
}

func newText(src []byte) *text {
	t := &text{src: src, starts: []int{0}}
	for i, c := range src {
		if c == '\n' || c == '\r' && (i+1 == len(src) || src[i+1] != '\n') {
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

// position returns the place of an offset, which is cut to the text.
func (t *text) position(offset int) position {
	offset = max(0, min(offset, len(t.src)))
	line := sort.SearchInts(t.starts, offset+1) - 1
	units := 0
	for i := t.starts[line]; i < offset; {
		r, n := utf8.DecodeRune(t.src[i:])
		units += width(r)
		i += n
	}
	return position{line, units}
}

// offset returns the byte at a place. One behind the end of its line, or of the
// text, is that end; one inside of a character is its start.
func (t *text) offset(p position) int {
	if p.Line < 0 || p.Line >= len(t.starts) {
		if p.Line < 0 {
			return 0
		}
		return len(t.src)
	}
	i, end := t.starts[p.Line], t.lineEnd(p.Line)
	for units := p.Character; units > 0 && i < end; {
		r, n := utf8.DecodeRune(t.src[i:])
		if units -= width(r); units < 0 {
			break
		}
		i += n
	}
	return i
}

// lineEnd returns where a line ends, before the bytes that end it.
func (t *text) lineEnd(line int) int {
	end := len(t.src)
	if line+1 < len(t.starts) {
		end = t.starts[line+1]
	}
	for end > t.starts[line] && (t.src[end-1] == '\n' || t.src[end-1] == '\r') {
		end--
	}
	return end
}

// width is the number of UTF-16 code units of r. What is no UTF-8 became one
// replacement character on its way into the editor.
func width(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// spanned returns the range between two offsets.
func (t *text) spanned(from, to int) textRange {
	return textRange{t.position(from), t.position(to)}
}

// of returns the range of a span. A span without a place is the start.
func (t *text) of(s diag.Span) textRange {
	return t.spanned(s.Start(), s.End())
}
