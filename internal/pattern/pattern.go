// Package pattern runs JavaScript's regular expressions, as new RegExp(text)
// without flags has them, in linear time: no pattern and no text makes a request
// hang. What cannot run so, back-references and most look-around, is refused
// when the schema is checked.
package pattern

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Pattern is a compiled regular expression. It never changes and may be used by
// many at once.
type Pattern struct {
	parts []part
}

// part is one condition on the whole text. A pattern without look-around is one
// part.
type part struct {
	re  *regexp.Regexp
	not bool
}

// Compile compiles a JavaScript regular expression. Look-ahead right behind the
// first ^ and look-behind right before the last $ are conditions on the whole
// text, and become parts of their own; any other look-around is an error.
func Compile(text string) (*Pattern, error) {
	p := &Pattern{}
	for _, c := range split(text) {
		source, err := translate(c.text)
		if err == nil {
			var re *regexp.Regexp
			if re, err = regexp.Compile(source); err == nil {
				p.parts = append(p.parts, part{re, c.not})
			}
		}
		if err != nil {
			return nil, fmt.Errorf("pattern %q: %w", text, err)
		}
	}
	return p, nil
}

// Match reports whether the pattern is found in the text.
func (p *Pattern) Match(text string) bool {
	text = units(text)
	for _, part := range p.parts {
		if part.re.MatchString(text) == part.not {
			return false
		}
	}
	return true
}

// astral is the first character that JavaScript has in two units, and unit is
// where in Unicode's last private plane this package keeps such a unit.
const (
	astral = 0x10000
	unit   = 0x100000
)

// units gives the characters beyond the basic plane the two halves that they
// are in JavaScript, where a dot matches one half.
func units(text string) string {
	for i := range len(text) {
		if text[i] >= 0xF0 {
			return halved(text)
		}
	}
	return text
}

func halved(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < astral {
			b.WriteRune(r)
			continue
		}
		high, low := utf16.EncodeRune(r)
		b.WriteRune(unit + high)
		b.WriteRune(unit + low)
	}
	return b.String()
}

// half is where a unit's number, written \uD83D, stands for a half character.
func half(r rune) rune {
	if utf16.IsSurrogate(r) {
		return unit + r
	}
	return r
}

// quote writes a character that stands for itself, inside a class too, where
// QuoteMeta's idea of special characters lacks the hyphen.
func quote(r rune) string {
	if r < utf8.RuneSelf && !alphanumeric(byte(r)) && r > ' ' {
		return `\` + string(r)
	}
	return string(r)
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func alphanumeric(c byte) bool { return letter(c) || '0' <= c && c <= '9' }
