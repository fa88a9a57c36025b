package lsp

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/syntax"
)

// dummy stands for the word that is being written while the checker is asked
// what could be there. No schema has such a name.
const dummy = "gozen__word"

// probe is the schema with a word at the cursor and closed brackets behind it,
// so that the parser can read what is half written.
type probe struct {
	analysis *check.Analysis
	file     *syntax.File
}

// probe analyses the text with word in the place of the one being written.
func (c *cursor) probe(word string) *probe {
	src := c.text.src
	behind := c.offset
	for behind < len(src) && partOfName(src[behind]) {
		behind++
	}
	patched := slices.Concat(src[:c.from], []byte(word+c.closers()), src[behind:])
	a := c.project.with(map[string][]byte{c.name: patched})
	f := fileNamed(a, c.name)
	if f == nil {
		f = &syntax.File{Name: c.name}
	}
	return &probe{a, f}
}

func partOfName(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// closers are the brackets that are open at the cursor and that nothing behind
// it closes. What follows is read up to the next member or declaration.
func (c *cursor) closers() string {
	var open []string // all that is open, those of the cursor first
	for _, f := range c.frames {
		if f.bracket != "{" {
			open = append(open, f.bracket)
		}
	}
	own := len(open) // how many of them are still to be closed
	var missing []string
	for i, k := range c.after {
		if own == 0 || k.Text == "}" || k.Text[0] == '@' && c.startsLine(i) {
			break
		}
		switch k.Text {
		case "(", "[":
			open = append(open, k.Text)
		case ")", "]":
			for len(open) > 0 && (open[len(open)-1] == "(") != (k.Text == ")") {
				if len(open) <= own { // it is missing inside of what is closed here
					missing = append(missing, open[len(open)-1])
				}
				open = open[:len(open)-1]
			}
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
			own = min(own, len(open))
		}
	}
	for i := own - 1; i >= 0; i-- {
		missing = append(missing, open[i])
	}
	var text strings.Builder
	for _, b := range missing {
		if b == "(" {
			text.WriteByte(')')
		} else {
			text.WriteByte(']')
		}
	}
	return text.String()
}

// startsLine reports whether the token i behind the cursor is the first of a line.
func (c *cursor) startsLine(i int) bool {
	line := c.text.position(c.offset).Line + 1 // tokens count from 1
	if i > 0 {
		line = c.after[i-1].At.EndPos().Line
	}
	return line < c.after[i].At.Pos().Line
}
