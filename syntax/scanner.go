package syntax

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/gozen-dev/gozen/diag"
)

// whiteSpace is what means nothing between tokens, but for line breaks.
const whiteSpace = " \t\r\f\v"

// scanner cuts a whole file into tokens and comments in one pass.
type scanner struct {
	file  *File
	src   []byte
	off   int
	line  int
	bol   int // offset of the current line's first byte
	from  int // first comment that no token has taken yet
	toks  []token
	diags diag.List
	// open tells for which quote a string was found to run to the end of the
	// file; the next one is then ended by its line without searching again,
	// which keeps hostile input linear.
	open [2]bool
}

func scan(filename string, src []byte) *scanner {
	s := &scanner{
		file: &File{Name: filename, Source: src},
		src:  src,
		line: 1,
		toks: make([]token, 0, len(src)/4+1),
	}
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		s.off, s.bol = 3, 3
	}
	for s.next() {
	}
	s.encoding()
	return s
}

// encoding refuses text that is not UTF-8: a string of it could not be carried
// in any later form of the schema.
func (s *scanner) encoding() {
	if utf8.Valid(s.src) {
		return
	}
	off := 0
	for off < len(s.src) {
		r, size := utf8.DecodeRune(s.src[off:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		off += size
	}
	head := s.src[:off]
	s.off, s.line, s.bol = off, bytes.Count(head, []byte("\n"))+1, bytes.LastIndexByte(head, '\n')+1
	start := s.pos()
	s.off++
	s.errorf(start, "unexpected byte %#x: the file is not UTF-8", s.src[off])
}

func (s *scanner) pos() diag.Pos {
	return diag.Pos{Offset: s.off, Line: s.line, Col: s.off - s.bol + 1}
}

// at returns the byte n places ahead, 0 behind the end.
func (s *scanner) at(n int) byte {
	if s.off+n < len(s.src) {
		return s.src[s.off+n]
	}
	return 0
}

func (s *scanner) newline() {
	s.line++
	s.bol = s.off
}

func (s *scanner) emit(k kind, start diag.Pos) {
	n := len(s.file.Comments)
	s.toks = append(s.toks, token{kind: k, from: int32(s.from), to: int32(n), start: start, end: s.pos()})
	s.from = n
}

func (s *scanner) errorf(start diag.Pos, format string, args ...any) {
	s.diags = append(s.diags, diag.Diagnostic{
		Code:    CodeCharacter,
		Span:    diag.Span{File: s.file.Name, Start: start, End: s.pos()},
		Message: fmt.Sprintf(format, args...),
	})
}

// next scans white space, a comment or a token; it reports false at the end.
func (s *scanner) next() bool {
	start := s.pos()
	if s.off >= len(s.src) {
		s.emit(eof, start)
		return false
	}
	switch c := s.src[s.off]; {
	case c == '\n':
		s.off++
		s.newline()
	case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
		s.off++
	case identStart(c):
		s.ident()
		s.emit(ident, start)
	case c >= '0' && c <= '9', (c == '+' || c == '-') && digit(s.at(1)):
		s.number()
		s.emit(number, start)
	case c == '"' || c == '\'':
		s.str(c, start)
	case c == '@':
		s.attr(start)
	case c == '/' && (s.at(1) == '/' || s.at(1) == '*'):
		s.comment(start)
	default:
		s.punctuation(start)
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
func (s *scanner) attr(start diag.Pos) {
	n := 1
	for n < 3 && s.at(n) == '@' {
		n++
	}
	if !identStart(s.at(n)) {
		s.off += n
		s.errorf(start, "unexpected character '@': an attribute needs a name right behind it")
		return
	}
	s.off += n
	s.ident()
	for s.at(0) == '.' && identStart(s.at(1)) {
		s.off++
		s.ident()
	}
	s.emit(attr1+kind(n-1), start)
}

func (s *scanner) comment(start diag.Pos) {
	if s.at(1) == '*' {
		end := bytes.Index(s.src[s.off+2:], []byte("*/"))
		if end < 0 {
			s.off += 2
			s.errorf(start, "unexpected character '/': the comment is not closed")
			s.skipTo(len(s.src))
			return
		}
		s.skipTo(s.off + 2 + end + 2)
	} else if end := bytes.IndexByte(s.src[s.off:], '\n'); end >= 0 {
		s.off += end
	} else {
		s.off = len(s.src)
	}
	span := diag.Span{File: s.file.Name, Start: start, End: s.pos()}
	text := string(bytes.TrimRight(s.src[start.Offset:s.off], "\r"))
	s.file.Comments = append(s.file.Comments, &Comment{Text: text, At: span})
}

// skipTo moves on to offset end, counting lines.
func (s *scanner) skipTo(end int) {
	for s.off < end {
		s.off++
		if s.src[s.off-1] == '\n' {
			s.newline()
		}
	}
}

// str scans a string, which may hold line breaks. One without an end is taken
// to stop at its line's, so that the rest of the file is still read.
func (s *scanner) str(quote byte, start diag.Pos) {
	q := 0
	if quote == '"' {
		q = 1
	}
	end := -1
	if !s.open[q] {
		end = stringEnd(s.src, s.off+1, quote)
	}
	if end < 0 {
		s.open[q] = true
		s.off++
		s.errorf(start, "unexpected character %q: the string is not closed", rune(quote))
		if eol := bytes.IndexByte(s.src[s.off:], '\n'); eol >= 0 {
			s.off += eol
		} else {
			s.off = len(s.src)
		}
		s.emit(str, start)
		s.toks[len(s.toks)-1].bad = true
		return
	}
	s.skipTo(end)
	if i := bytes.Index(s.src[start.Offset:end], []byte("\\\n")); i >= 0 {
		s.errorf(start, "unexpected line break behind a backslash in a string")
	}
	s.emit(str, start)
}

// stringEnd returns the offset behind the quote that ends the string whose
// content starts at off, or -1.
func stringEnd(src []byte, off int, quote byte) int {
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

func (s *scanner) punctuation(start diag.Pos) {
	k, n := punctuation(s.src[s.off], s.at(1))
	if n > 0 {
		s.off += n
		s.emit(k, start)
		return
	}
	r, size := utf8.DecodeRune(s.src[s.off:])
	s.off += size
	if m := len(s.diags); m > 0 && s.diags[m-1].Span.End == start {
		s.diags[m-1].Span.End = s.pos() // one report for a run of them
		return
	}
	s.errorf(start, "unexpected character %q", r)
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
