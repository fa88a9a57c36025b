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
	s := newScanner(filename, src)
	var tokens []Token
	for t := s.next(); t.kind != eof; t = s.next() {
		tokens = append(tokens, Token{s.textOf(t), s.spanOf(t)})
	}
	return tokens, s.file.Comments
}
