package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gozen-dev/gozen/diag"
)

// whiteSpace is what means nothing between tokens, but for line breaks.
const whiteSpace = " \t\r\f\v"

// scanner cuts a file into tokens, one at a time, and collects its comments.
type scanner struct {
	file  *File
	src   string
	off   int
	line  int32
	from  int32 // first comment that no token has taken yet
	diags diag.List
	// strange is the end of the last run of characters that mean nothing.
	strange int
	// open tells for which quote a string was found to run to the end of the
	// file; the next one is then ended by its line without searching again,
	// which keeps hostile input linear.
	open [2]bool
}

func newScanner(filename string, src []byte) *scanner {
	s := &scanner{file: &File{Name: filename, text: diag.NewFile(filename, src)}, line: 1, strange: -1}
	if len(src) > diag.MaxText {
		s.errorf(0, 0, "the file is larger than %d MiB", diag.MaxText>>20)
		return s
	}
	s.src = string(src)
	s.file.Source = s.src
	if strings.HasPrefix(s.src, "\xef\xbb\xbf") {
		s.off = 3
	}
	s.encoding()
	return s
}

// encoding refuses text that is not UTF-8: a string of it could not be carried
// in any later form of the schema.
func (s *scanner) encoding() {
	if utf8.ValidString(s.src) {
		return
	}
	for off, r := range s.src {
		if r == utf8.RuneError && !strings.HasPrefix(s.src[off:], "\ufffd") {
			s.errorf(off, off+1, "unexpected byte %#x: the file is not UTF-8", s.src[off])
			return
		}
	}
}

// textOf is what t says, and spanOf where.
func (s *scanner) textOf(t token) string { return s.src[t.start:t.end] }

func (s *scanner) spanOf(t token) diag.Span { return s.file.text.Span(int(t.start), int(t.end)) }

// next returns the next token. At the end of the file that is eof, however often
// it is called.
func (s *scanner) next() token {
	for {
		t := token{start: int32(s.off), line: s.line}
		if !s.scan(&t) {
			continue
		}
		comments := int32(len(s.file.Comments))
		t.from, t.to, s.from = s.from, comments, comments // those since the last token
		t.end, t.endLine = int32(s.off), s.line
		return t
	}
}

// all returns all tokens, eof too.
func (s *scanner) all() []token {
	tokens := []token{s.next()}
	for tokens[len(tokens)-1].kind != eof {
		tokens = append(tokens, s.next())
	}
	return tokens
}

// at returns the byte n places ahead, 0 behind the end.
func (s *scanner) at(n int) byte {
	if s.off+n < len(s.src) {
		return s.src[s.off+n]
	}
	return 0
}

func (s *scanner) errorf(start, end int, format string, args ...any) {
	s.diags = append(s.diags, diag.Diagnostic{
		Code: CodeCharacter, Span: s.file.text.Span(start, end), Message: fmt.Sprintf(format, args...),
	})
}

// scan scans white space, a comment, what is unreadable, or a token, which it
// completes; then it reports true.
func (s *scanner) scan(t *token) bool {
	if s.off >= len(s.src) {
		t.kind = eof
		return true
	}
	switch c := s.src[s.off]; {
	case c == '\n':
		s.off++
		s.line++
		return false
	case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
		s.off++
		return false
	case identStart(c):
		s.ident()
		t.kind = ident
	case c >= '0' && c <= '9', (c == '+' || c == '-') && digit(s.at(1)):
		s.number()
		t.kind = number
	case c == '"' || c == '\'':
		t.kind, t.bad = str, !s.str(c)
	case c == '@':
		return s.attr(t)
	case c == '/' && (s.at(1) == '/' || s.at(1) == '*'):
		s.comment()
		return false
	default:
		return s.punctuation(t)
	}
	return true
}

func identStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func (s *scanner) ident() {
	for c := s.at(0); identStart(c) || digit(c); c = s.at(0) {
		s.off++
	}
}

func (s *scanner) number() {
	s.off++ // sign or first digit
	for digit(s.at(0)) {
		s.off++
	}
	if s.at(0) == '.' && digit(s.at(1)) {
		s.off++
		for digit(s.at(0)) {
			s.off++
		}
	}
}

// attr scans @a, @@a.b or @@@a; nothing may stand between its parts.
func (s *scanner) attr(t *token) bool {
	start, n := s.off, 1
	for n < 3 && s.at(n) == '@' {
		n++
	}
	s.off += n
	if !identStart(s.at(0)) {
		s.errorf(start, s.off, "unexpected character '@': an attribute needs a name right behind it")
		return false
	}
	s.ident()
	for s.at(0) == '.' && identStart(s.at(1)) {
		s.off++
		s.ident()
	}
	t.kind = attr1 + kind(n-1)
	return true
}

func (s *scanner) comment() {
	start := s.off
	if s.at(1) == '*' {
		n := strings.Index(s.src[start+2:], "*/")
		if n < 0 {
			s.errorf(start, start+2, "unexpected character '/': the comment is not closed")
			s.skipTo(len(s.src))
			return
		}
		s.skipTo(start + 2 + n + 2)
	} else {
		s.off = s.lineEnd()
	}
	s.file.Comments = append(s.file.Comments, &Comment{
		Text: strings.TrimRight(s.src[start:s.off], "\r"), At: s.file.text.Span(start, s.off),
	})
}

// lineEnd returns where the line ends that s is in.
func (s *scanner) lineEnd() int {
	if n := strings.IndexByte(s.src[s.off:], '\n'); n >= 0 {
		return s.off + n
	}
	return len(s.src)
}

// skipTo moves on to offset end, counting lines.
func (s *scanner) skipTo(end int) {
	s.line += int32(strings.Count(s.src[s.off:end], "\n"))
	s.off = end
}

// str scans a string, which may hold line breaks. One without an end, for which
// it reports false, is taken to stop at its line's, so that the rest of the file
// is still read.
func (s *scanner) str(quote byte) bool {
	q := 0
	if quote == '"' {
		q = 1
	}
	start, end := s.off, -1
	if !s.open[q] {
		end = stringEnd(s.src, start+1, quote)
	}
	if end < 0 {
		s.open[q] = true
		s.errorf(start, start+1, "unexpected character %q: the string is not closed", rune(quote))
		s.off = s.lineEnd()
		return false
	}
	s.skipTo(end)
	if strings.Contains(s.src[start:end], "\\\n") {
		s.errorf(start, end, "unexpected line break behind a backslash in a string")
	}
	return true
}

// stringEnd returns the offset behind the quote that ends the string whose
// content starts at off, or -1.
func stringEnd(src string, off int, quote byte) int {
	for off < len(src) {
		switch src[off] {
		case '\\':
			off++
		case quote:
			return off + 1
		}
		off++
	}
	return -1
}

func (s *scanner) punctuation(t *token) bool {
	k, n := punctuation(s.src[s.off], s.at(1))
	if n > 0 {
		s.off += n
		t.kind = k
		return true
	}
	start := s.off
	r, size := utf8.DecodeRuneInString(s.src[start:])
	s.off += size
	if s.strange == start { // one report for a run of them
		last := &s.diags[len(s.diags)-1]
		last.Span = last.Span.With(last.Span.Start(), s.off)
	} else {
		s.errorf(start, s.off, "unexpected character %q", r)
	}
	s.strange = s.off
	return false
}

func punctuation(c, next byte) (kind, int) {
	switch c {
	case '{':
		return lbrace, 1
	case '}':
		return rbrace, 1
	case '(':
		return lparen, 1
	case ')':
		return rparen, 1
	case '[':
		return lbrack, 1
	case ']':
		return rbrack, 1
	case ',':
		return comma, 1
	case ':':
		return colon, 1
	case ';':
		return semicolon, 1
	case '.':
		return dot, 1
	case '?':
		return question, 1
	case '^':
		return caret, 1
	}
	return operator(c, next)
}

func operator(c, next byte) (kind, int) {
	switch {
	case c == '=' && next == '=':
		return equal, 2
	case c == '!' && next == '=':
		return unequal, 2
	case c == '<' && next == '=':
		return lessEqual, 2
	case c == '>' && next == '=':
		return greaterEqual, 2
	case c == '&' && next == '&':
		return andAnd, 2
	case c == '|' && next == '|':
		return orOr, 2
	case c == '=':
		return assign, 1
	case c == '!':
		return bang, 1
	case c == '<':
		return less, 1
	case c == '>':
		return greater, 1
	}
	return eof, 0
}

// unquote returns the text that a string token stands for.
func unquote(text string) string {
	if len(text) < 2 || text[len(text)-1] != text[0] {
		return text[1:] // not closed, already reported
	}
	text = text[1 : len(text)-1]
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\\' && i+1 < len(text) {
			i++
			c = escape(text[i])
		}
		out = append(out, c)
	}
	return string(out)
}

func escape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'v':
		return '\v'
	case '0':
		return 0
	}
	return c
}
