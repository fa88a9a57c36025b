package lsp

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/syntax"
)

// The kinds of completions, by the protocol's numbers.
const (
	kindFunction = 3
	kindField    = 5
	kindVariable = 6
	kindModel    = 7
	kindModule   = 9
	kindProperty = 10
	kindValue    = 12
	kindEnum     = 13
	kindKeyword  = 14
	kindFile     = 17
	kindMember   = 20 // of an enum
	kindType     = 22
	kindOperator = 24 // attributes
)

type completionOption struct {
	Label    string    `json:"label"`
	Kind     int       `json:"kind"`
	Detail   string    `json:"detail,omitempty"`
	Doc      *markup   `json:"documentation,omitempty"`
	Sort     string    `json:"sortText,omitempty"`
	Format   int       `json:"insertTextFormat,omitempty"`
	Edit     *textEdit `json:"textEdit,omitempty"`
	snippet  string    // what is inserted where clients know snippets
	plain    string    // and where they do not; the label when empty
	priority byte      // 'a' comes first
}

type completionList struct {
	Incomplete bool               `json:"isIncomplete"`
	Items      []completionOption `json:"items"`
}

// formatSnippet says that the inserted text has places to fill in.
const formatSnippet = 2

// completion answers what may be written at a place.
func (s *server) completion(p placeParams) (any, error) {
	list := completionList{Items: []completionOption{}}
	name := nameOfURI(p.TextDocument.URI)
	doc := s.docs.open[name]
	if doc == nil {
		return list, nil
	}
	// The text as it is now is analysed only where its declarations are asked
	// for: in a rule, the answer comes from a text that is completed first.
	t := newText(doc.text)
	spot := &spot{project: s.projects.of(name), name: name, text: t, offset: t.offset(p.Position)}
	c := newCursor(spot)
	if c.comment {
		return list, nil
	}
	edit := spot.text.spanned(c.from, spot.offset)
	for _, o := range c.options() {
		o.Edit = &textEdit{Range: edit, NewText: o.Label}
		if o.plain != "" {
			o.Edit.NewText = o.plain
		}
		if o.snippet != "" && s.client.TextDocument.Completion.Item.Snippets {
			o.Edit.NewText, o.Format = o.snippet, formatSnippet
		}
		o.Sort = string(o.priority+'a') + o.Label
		list.Items = append(list.Items, o)
	}
	return list, nil
}

// cursor is the place of a completion and what stands before it. The text
// around it is seldom correct, so its structure is found in the tokens.
type cursor struct {
	*spot
	from    int    // where the word that is being written starts
	word    string // as far as it is written
	comment bool
	open    string // the string that the place is in, from its quote; "" outside

	before []syntax.Token // all tokens before the word
	after  []syntax.Token
	frames []frame // the brackets around the place, outermost first
	header []syntax.Token
}

// frame is an open bracket.
type frame struct {
	bracket string
	index   int // of its token
}

func newCursor(s *spot) *cursor {
	c := &cursor{spot: s, from: s.offset}
	tokens, comments := syntax.Tokens(s.name, s.text.src)
	for _, k := range comments {
		line := strings.HasPrefix(k.Text, "//")
		if k.At.Start() < s.offset && (s.offset < k.At.End() || line && s.offset == k.At.End()) {
			c.comment = true
		}
	}
	for i, k := range tokens {
		if k.At.End() < s.offset || k.At.End() == s.offset && !wordy(k.Text) {
			continue
		}
		if k.At.Start() < s.offset {
			c.enter(k)
			c.before, c.after = tokens[:i], tokens[i+1:]
		} else {
			c.before, c.after = tokens[:i], tokens[i:]
		}
		break
	}
	if c.before == nil && c.after == nil {
		c.before = tokens
	}
	c.markAt()
	c.nest()
	return c
}

// wordy reports whether a token may go on at its end: a name, or a string that
// is not closed.
func wordy(text string) bool {
	last := text[len(text)-1]
	if text[0] == '"' || text[0] == '\'' {
		return len(text) == 1 || last != text[0]
	}
	return last == '_' || last >= '0' && last <= '9' || last >= 'a' && last <= 'z' || last >= 'A' && last <= 'Z'
}

// enter takes the token that the place is in for the word.
func (c *cursor) enter(k syntax.Token) {
	written := k.Text[:c.offset-k.At.Start()]
	if k.Text[0] == '"' || k.Text[0] == '\'' {
		c.open = written
		return
	}
	c.from, c.word = k.At.Start(), written
}

// markAt adds at signs that have no name yet, which are no token, to the word.
func (c *cursor) markAt() {
	src := c.text.src
	for c.open == "" && c.from > 0 && src[c.from-1] == '@' && c.offset-c.from == len(c.word) && !strings.HasPrefix(c.word, "@") {
		n := 1
		for n < 3 && c.from-n > 0 && src[c.from-n-1] == '@' {
			n++
		}
		c.from -= n
		c.word = strings.Repeat("@", n) + c.word
	}
}

// nest finds the brackets around the place and the declaration's words before
// the first of them. What was left open is closed by the brace behind it, or by
// the next block attribute.
func (c *cursor) nest() {
	start := 0
	for i, k := range c.before {
		switch {
		case k.Text == "{" || k.Text == "(" || k.Text == "[":
			if len(c.frames) == 0 && k.Text == "{" {
				c.header = c.before[start:i]
			}
			c.frames = append(c.frames, frame{k.Text, i})
		case k.Text == "}":
			for n := len(c.frames); n > 0; n-- {
				if c.frames[n-1].bracket == "{" {
					c.frames = c.frames[:n-1]
					break
				}
			}
			if len(c.frames) == 0 {
				start = i + 1
			}
		case k.Text == ")" || k.Text == "]":
			if n := len(c.frames); n > 0 && (c.frames[n-1].bracket == "(") == (k.Text == ")") && c.frames[n-1].bracket != "{" {
				c.frames = c.frames[:n-1]
			}
		case strings.HasPrefix(k.Text, "@@") && len(c.frames) > 1 && c.firstOnLine(i):
			c.frames = c.frames[:1]
		}
	}
	if len(c.frames) == 0 {
		c.header = c.before[start:]
	}
}

func (c *cursor) firstOnLine(i int) bool {
	return i == 0 || c.before[i-1].At.EndPos().Line < c.before[i].At.Pos().Line
}

// previous returns the text of the token n before the word, counted from 1.
func (c *cursor) previous(n int) string {
	if n > len(c.before) {
		return ""
	}
	return c.before[len(c.before)-n].Text
}

// line returns the tokens before the word on its line.
func (c *cursor) line() []syntax.Token {
	line := c.text.position(c.from).Line
	i := len(c.before)
	for i > 0 && c.text.position(c.before[i-1].At.Start()).Line == line {
		i--
	}
	return c.before[i:]
}

// declaring returns the keyword of the declaration that the header starts.
func (c *cursor) declaring() string {
	for i, k := range slices.Backward(c.header) {
		if i+1 < len(c.header) && slices.Contains(declarators(), k.Text) {
			return k.Text
		}
	}
	return ""
}

// declarators are the words that a name of a declaration follows.
func declarators() []string {
	return []string{
		"datasource", "generator", "plugin", "model", "view", "type", "enum", "function", "procedure", "attribute",
	}
}

// options finds out what the place is in, and asks who knows.
func (c *cursor) options() []completionOption {
	switch {
	case c.open != "":
		return c.inString()
	case len(c.frames) == 0:
		return c.topLevel()
	case c.attributeFrame() >= 0:
		return c.inAttribute()
	case c.frames[0].bracket == "(":
		return c.inSignature()
	}
	switch c.declaring() {
	case "model", "view", "type":
		return c.inModel()
	case "enum":
		return c.inEnum()
	case "datasource", "generator", "plugin":
		return c.inBlock(c.declaring())
	}
	return nil
}

// attributeFrame returns the index of the frame that holds the arguments of an
// attribute, or -1.
func (c *cursor) attributeFrame() int {
	for i, f := range c.frames {
		if f.bracket == "(" && f.index > 0 && strings.HasPrefix(c.before[f.index-1].Text, "@") {
			return i
		}
	}
	return -1
}
