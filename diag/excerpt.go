package diag

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLine bounds how much of a source line is shown, and before how much of it
// stands before the mark: a schema on one line of a megabyte must not flood the
// terminal once per error.
const (
	maxLine = 200
	before  = 80
)

// tabWidth is how far apart the tab stops of an excerpt are. Tabs are shown as
// blanks, so that the mark stands right whatever the terminal makes of a tab.
const tabWidth = 4

// excerpt is a piece of a source line as it is shown, and from which column to
// which the mark goes.
type excerpt struct {
	text     string
	from, to int
}

// cut returns what is shown of line when its bytes from:to are marked: without
// the indentation, and without what is far from the mark.
func cut(line []byte, from, to int) excerpt {
	start := min(from, len(line)-len(bytes.TrimLeft(line, " \t")))
	end := len(line)
	head, tail := "", ""
	if end-start > maxLine {
		if from-start > before {
			start, head = boundary(line, from-before), "…"
		}
		if end-start > maxLine {
			end, tail = boundary(line, start+maxLine), "…"
		}
	}
	var s screen
	s.write(head)
	s.write(string(line[start:from]))
	x := excerpt{from: s.col}
	s.write(string(line[from:max(from, min(to, end))]))
	x.to = s.col
	s.write(string(line[max(from, min(to, end)):max(from, end)]))
	s.write(tail)
	x.text = s.text.String()
	return x
}

// boundary returns the start of the rune that offset i of line is in.
func boundary(line []byte, i int) int {
	for i > 0 && i < len(line) && !utf8.RuneStart(line[i]) {
		i--
	}
	return i
}

// screen lays text out in the columns of a terminal.
type screen struct {
	text strings.Builder
	col  int
}

func (s *screen) write(text string) {
	for _, c := range text {
		if c == '\t' {
			n := tabWidth - s.col%tabWidth
			s.text.WriteString(strings.Repeat(" ", n))
			s.col += n
			continue
		}
		c = visible(c)
		s.text.WriteRune(c)
		s.col += width(c)
	}
}

// visible returns c, or a sign in its place when it would move the cursor or
// turn the direction of the text: what a schema holds is shown, never obeyed.
func visible(c rune) rune {
	switch {
	case unicode.IsControl(c), c >= 0x200e && c <= 0x200f, c >= 0x2028 && c <= 0x202e, c >= 0x2066 && c <= 0x2069:
		return utf8.RuneError
	}
	return c
}

// width is how many columns a terminal gives to c: two for the wide characters
// of East Asia and for pictures, none for what is drawn onto its neighbour.
func width(c rune) int {
	switch {
	case c < 0x300:
		return 1
	case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case c >= 0x1100 && c <= 0x115f,
		c >= 0x2e80 && c <= 0xa4cf && c != 0x303f,
		c >= 0xac00 && c <= 0xd7a3,
		c >= 0xf900 && c <= 0xfaff,
		c >= 0xfe30 && c <= 0xfe6f,
		c >= 0xff00 && c <= 0xff60,
		c >= 0xffe0 && c <= 0xffe6,
		c >= 0x1f300 && c <= 0x1f64f,
		c >= 0x1f680 && c <= 0x1f6ff,
		c >= 0x1f900 && c <= 0x1f9ff,
		c >= 0x20000 && c <= 0x3fffd:
		return 2
	}
	return 1
}
