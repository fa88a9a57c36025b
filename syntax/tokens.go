package syntax

import "github.com/gozen-dev/gozen/diag"

// Token is a word, a literal or a sign of a text as tools see it: a name with
// its at signs, a string with its quotes.
type Token struct {
	Text string
	At   diag.Span
}

// Tokens cuts a text into tokens and comments. What is unreadable is left out;
// a string without an end ends with its line.
func Tokens(filename string, src []byte) ([]Token, []*Comment) {
	s := scan(filename, src)
	tokens := make([]Token, 0, len(s.toks))
	for _, t := range s.toks {
		if t.kind != eof {
			text := string(src[t.start.Offset:t.end.Offset])
			tokens = append(tokens, Token{text, diag.Span{File: filename, Start: t.start, End: t.end}})
		}
	}
	return tokens, s.file.Comments
}
