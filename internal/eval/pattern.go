package eval

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// compilePattern compiles a JavaScript regular expression without flags. Go's
// engine runs in linear time, which is why look-around and back-references,
// which cannot, are errors.
func compilePattern(pattern string) (*regexp.Regexp, error) {
	text, err := translate(pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	return re, nil
}

// translate writes a JavaScript pattern in Go's syntax. The two agree but for
// the dot, what \s matches, empty classes, escapes, and [ inside a class.
func translate(pattern string) (string, error) {
	t := translator{in: pattern}
	for t.pos < len(t.in) {
		if err := t.next(); err != nil {
			return "", err
		}
	}
	if t.class {
		return "", errors.New("missing ]")
	}
	return t.out.String(), nil
}

type translator struct {
	in    string
	pos   int
	out   strings.Builder
	class bool // inside [ ]
}

const (
	space    = `\s\v\p{Z}\x{FEFF}`
	notSpace = `^` + space
)

func (t *translator) next() error {
	rest := t.in[t.pos:]
	switch c := rest[0]; {
	case c == '\\':
		return t.escape()
	case t.class && c == ']':
		t.class = false
		return t.take(1, "]")
	case t.class && c == '[':
		return t.take(1, `\[`)
	case t.class:
		return t.take(1, rest[:1])
	case strings.HasPrefix(rest, "[^]"):
		return t.take(3, `(?s:.)`)
	case strings.HasPrefix(rest, "[]"):
		return t.take(2, `[^\x00-\x{10FFFF}]`)
	case strings.HasPrefix(rest, "[^"):
		t.class = true
		return t.take(2, "[^")
	case c == '[':
		t.class = true
		return t.take(1, "[")
	case c == '.':
		return t.take(1, `[^\n\r\x{2028}\x{2029}]`)
	case strings.HasPrefix(rest, "(?") && !group(rest[2:]):
		return errors.New("look-around and inline flags are not supported")
	default:
		return t.take(1, rest[:1])
	}
}

// group reports whether what follows (? opens a plain or named group.
func group(s string) bool {
	return strings.HasPrefix(s, ":") ||
		strings.HasPrefix(s, "<") && !strings.HasPrefix(s, "<=") && !strings.HasPrefix(s, "<!")
}

// take replaces n bytes of the input.
func (t *translator) take(n int, with string) error {
	t.pos += n
	t.out.WriteString(with)
	return nil
}

func (t *translator) escape() error {
	if t.pos+1 >= len(t.in) {
		return errors.New("pattern ends in a backslash")
	}
	r, size := utf8.DecodeRuneInString(t.in[t.pos+1:])
	n := 1 + size
	switch {
	case strings.ContainsRune("dDwW", r):
		return t.take(n, `\`+string(r))
	case strings.ContainsRune("tnvfr", r):
		return t.take(n, `\`+string(r))
	case r == 's' && t.class:
		return t.take(n, space)
	case r == 's':
		return t.take(n, "["+space+"]")
	case r == 'S' && t.class:
		return errors.New(`\S inside a class is not supported`)
	case r == 'S':
		return t.take(n, "["+notSpace+"]")
	case r == 'b' && t.class:
		return t.take(n, `\x08`)
	case (r == 'b' || r == 'B') && !t.class:
		return t.take(n, `\`+string(r))
	case r == '0':
		return t.take(n, `\x00`)
	case '1' <= r && r <= '9', r == 'k':
		return errors.New("back-references are not supported")
	case r == 'x':
		return t.code(n, 2)
	case r == 'u':
		return t.code(n, 4)
	case r == 'c' && t.pos+n < len(t.in) && letter(t.in[t.pos+n]):
		return t.take(n+1, fmt.Sprintf(`\x%02x`, t.in[t.pos+n]&31))
	default:
		// Any other escaped character is that character.
		return t.take(n, quote(r))
	}
}

// quote writes a character that stands for itself, inside a class too, where
// QuoteMeta's idea of special characters lacks the hyphen.
func quote(r rune) string {
	if r < utf8.RuneSelf && !alphanumeric(byte(r)) && r > ' ' {
		return `\` + string(r)
	}
	return string(r)
}

// code translates \xHH and \uHHHH; without the digits it is the letter itself.
func (t *translator) code(n, digits int) error {
	rest := t.in[t.pos+n:]
	if len(rest) < digits || strings.Trim(rest[:digits], "0123456789abcdefABCDEF") != "" {
		return t.take(n, t.in[t.pos+1:t.pos+n])
	}
	return t.take(n+digits, `\x{`+rest[:digits]+`}`)
}
