package migrate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// statement is one statement of a migration file.
type statement struct {
	text string
	line int // where it begins, from 1
	// words are its first words outside of quotes and comments, in upper case.
	words []string
}

// keyWords is how many words of a statement tell what it is: the longest that
// matters is ALTER TYPE "a"."b" ADD VALUE, whose name is no word.
const keyWords = 8

// starts reports whether the statement begins with the given words.
func (s *statement) starts(words ...string) bool {
	if len(s.words) < len(words) {
		return false
	}
	for i, w := range words {
		if s.words[i] != w {
			return false
		}
	}
	return true
}

// has reports whether one of the statement's first words is w.
func (s *statement) has(w string) bool { return slices.Contains(s.words, w) }

// split divides a script into statements, as the command lines of the two
// databases do. A text that breaks the rules, like one with an open quote, is
// left to the database to refuse: its rest is the last statement.
func split(script string, d ddl.Dialect) []statement {
	s := &splitter{text: script, dialect: d, line: 1}
	for s.at < len(s.text) {
		s.step()
	}
	s.end()
	return s.out
}

// splitter walks over a script.
type splitter struct {
	text    string
	dialect ddl.Dialect
	at      int
	line    int

	out   []statement
	start int // of the statement, -1 or where its first word begins
	begun bool
	now   statement

	parens int    // open parentheses: a rule of PostgreSQL holds statements in them
	blocks int    // open BEGIN ATOMIC and CASE of a function's body
	last   string // the word or mark before, to see where a trigger ends
	before string // and that before it
}

// step goes over what stands next: a comment, a quoted text, a word or a mark.
func (s *splitter) step() {
	rest := s.text[s.at:]
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case strings.HasPrefix(rest, "--"):
		s.skip(through(rest, "\n", 2))
	case strings.HasPrefix(rest, "/*"):
		s.skip(s.blockComment(rest))
	case unicode.IsSpace(r) || r == '\ufeff':
		s.skip(size)
	case r == ';' && s.terminates():
		s.end()
		s.skip(size)
	default:
		s.begin()
		s.token(rest, r, size)
	}
}

// begin notes where a statement starts: comments before it are not its text.
func (s *splitter) begin() {
	if !s.begun {
		s.begun, s.start, s.now = true, s.at, statement{line: s.line}
	}
}

// token goes over a part of a statement.
func (s *splitter) token(rest string, r rune, size int) {
	switch {
	case r == '\'' && s.dialect == ddl.PostgreSQL && strings.EqualFold(s.last, "E") && s.at > 0 && (s.text[s.at-1]|0x20) == 'e':
		s.mark("'", escaped(rest))
	case r == '\'' || r == '"' || r == '`' && s.dialect == ddl.SQLite:
		s.mark(string(r), quotedLength(rest, rest[:1]))
	case r == '[' && s.dialect == ddl.SQLite:
		s.mark("[", through(rest, "]", 1))
	case r == '$' && s.dialect == ddl.PostgreSQL:
		s.mark("$", dollar(rest))
	case letter(r):
		s.word(rest)
	default:
		switch r {
		case '(':
			s.parens++
		case ')':
			s.parens = max(0, s.parens-1)
		}
		s.mark(string(r), size)
	}
}

// word goes over a word, and counts what opens and closes the body of a function.
func (s *splitter) word(rest string) {
	n := strings.IndexFunc(rest, func(r rune) bool { return !letter(r) && !unicode.IsDigit(r) && r != '$' })
	if n < 0 {
		n = len(rest)
	}
	w := strings.ToUpper(rest[:n])
	switch {
	case w == "ATOMIC" && s.last == "BEGIN", w == "CASE" && s.blocks > 0:
		s.blocks++
	case w == "END" && s.blocks > 0:
		s.blocks--
	}
	if len(s.now.words) < keyWords {
		s.now.words = append(s.now.words, w)
	}
	s.mark(w, n)
}

func (s *splitter) mark(what string, n int) {
	s.before, s.last = s.last, what
	s.skip(n)
}

func (s *splitter) skip(n int) {
	s.line += strings.Count(s.text[s.at:s.at+n], "\n")
	s.at += n
}

// terminates reports whether a semicolon ends the statement. The body of a
// trigger of SQLite ends with ; END ; and nothing else does.
func (s *splitter) terminates() bool {
	if s.dialect == ddl.SQLite {
		if !s.now.starts("CREATE") || !s.now.has("TRIGGER") || !s.begun {
			return true
		}
		if s.last == "END" && s.before == ";" {
			return true
		}
		s.before, s.last = s.last, ";"
		return false
	}
	return s.parens == 0 && s.blocks == 0
}

// end closes the statement, if one has begun.
func (s *splitter) end() {
	if s.begun {
		s.now.text = strings.TrimSpace(s.text[s.start:s.at])
		s.out = append(s.out, s.now)
	}
	s.begun, s.parens, s.blocks, s.last, s.before, s.now = false, 0, 0, "", "", statement{}
}

// blockComment returns the length of a comment; PostgreSQL's nest.
func (s *splitter) blockComment(rest string) int {
	if s.dialect != ddl.PostgreSQL {
		return through(rest, "*/", 2)
	}
	depth := 0
	for i := 0; i+1 < len(rest); i++ {
		switch rest[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(rest)
}

// through returns the length of text up to the end of mark, looked for after
// the first skip bytes.
func through(text, mark string, skip int) int {
	if i := strings.Index(text[skip:], mark); i >= 0 {
		return skip + i + len(mark)
	}
	return len(text)
}

// quotedLength returns the length of a quoted text, in which a doubled quote
// does not end it.
func quotedLength(text, quote string) int {
	n := 1
	for {
		n = through(text, quote, n)
		if n >= len(text) || !strings.HasPrefix(text[n:], quote) {
			return n
		}
		n++
	}
}

// escaped returns the length of a text in which a backslash escapes.
func escaped(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\'':
			if i+1 >= len(text) || text[i+1] != '\'' {
				return i + 1
			}
			i++
		}
	}
	return len(text)
}

// dollar returns the length of $tag$ … $tag$, or of the sign alone where it
// opens nothing.
func dollar(text string) int {
	n := strings.IndexByte(text[1:], '$') + 2
	if n < 2 || strings.ContainsFunc(text[1:n-1], func(r rune) bool { return !letter(r) && !unicode.IsDigit(r) }) ||
		n > 2 && unicode.IsDigit(rune(text[1])) {
		return 1
	}
	return through(text, text[:n], n)
}

func letter(r rune) bool { return r == '_' || unicode.IsLetter(r) }
