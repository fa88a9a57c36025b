package pattern

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// translate writes a JavaScript pattern in Go's syntax. The two agree but for
// the dot, what \s matches, empty classes, escapes, and [ inside a class.
func translate(pattern string) (string, error) {
	t := translator{in: units(pattern)}
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

var (
	errLook = errors.New("look-ahead may only stand right behind a leading ^, look-behind right before a closing $, and flags nowhere")
	errBack = errors.New("back-references are not supported")
)

type translator struct {
	in    string
	pos   int
	out   strings.Builder
	class bool // inside [ ]
}

// What \s matches, and what it does not: a class of Go has no difference.
const (
	space    = `\s\v\p{Z}\x{FEFF}`
	notSpace = `\x00-\x08\x0E-\x1F\x21-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E}` +
		`\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{FEFE}\x{FF00}-\x{10FFFF}`
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
		return errLook
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
		return t.take(n, notSpace)
	case r == 'S':
		return t.take(n, "["+notSpace+"]")
	case r == 'b' && t.class:
		return t.take(n, `\x08`)
	case (r == 'b' || r == 'B') && !t.class:
		return t.take(n, `\`+string(r))
	case r == '0' && t.pos+n < len(t.in) && '0' <= t.in[t.pos+n] && t.in[t.pos+n] <= '9':
		return errors.New("octal escapes are not supported")
	case r == '0':
		return t.take(n, `\x00`)
	case '1' <= r && r <= '9', r == 'k':
		return errBack
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

// code translates \xHH and \uHHHH; without the digits it is the letter itself.
func (t *translator) code(n, digits int) error {
	rest := t.in[t.pos+n:]
	if len(rest) < digits || strings.Trim(rest[:digits], "0123456789abcdefABCDEF") != "" {
		return t.take(n, t.in[t.pos+1:t.pos+n])
	}
	r, err := strconv.ParseUint(rest[:digits], 16, 32)
	if err != nil {
		return err
	}
	return t.take(n+digits, fmt.Sprintf(`\x{%x}`, half(rune(r))))
}
