package query

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds how deep arrays and objects may nest in any JSON text, Json
// values included. What a request may nest is bounded further by [Limits].
const maxDepth = 256

// ParseJSON parses one JSON text strictly: no duplicate member names, no
// invalid UTF-8 or unpaired surrogates, nothing after the value.
func ParseJSON(data []byte) (Node, error) {
	p := &parser{data: data}
	p.space()
	n, err := p.value(0)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.pos < len(p.data) {
		return nil, p.fail("unexpected data after the value")
	}
	return n, nil
}

type parser struct {
	data []byte
	pos  int
}

func (p *parser) fail(what string) error {
	return fmt.Errorf("invalid JSON at byte %d: %s", p.pos, what)
}

func (p *parser) space() {
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// peek returns the next byte, or 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

func (p *parser) value(depth int) (Node, error) {
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth + 1)
	case c == '[':
		return p.array(depth + 1)
	case c == '"':
		s, err := p.text()
		return String(s), err
	case c == '-' || digit(c):
		return p.number()
	case c == 't':
		return Bool(true), p.word("true")
	case c == 'f':
		return Bool(false), p.word("false")
	case c == 'n':
		return Null{}, p.word("null")
	case p.pos >= len(p.data):
		return nil, p.fail("unexpected end")
	default:
		return nil, p.fail("expected a value")
	}
}

func (p *parser) word(w string) error {
	if len(p.data)-p.pos < len(w) || string(p.data[p.pos:p.pos+len(w)]) != w {
		return p.fail("expected a value")
	}
	p.pos += len(w)
	return nil
}

func (p *parser) object(depth int) (Node, error) {
	if depth > maxDepth {
		return nil, p.fail("nested too deep")
	}
	o := &Object{}
	var seen names
	p.pos++
	p.space()
	for first := true; p.peek() != '}'; first = false {
		if !first {
			if err := p.comma(); err != nil {
				return nil, err
			}
		}
		if p.peek() != '"' {
			return nil, p.fail("expected a member name")
		}
		at := p.pos
		name, err := p.text()
		if err != nil {
			return nil, err
		}
		if seen.has(o, name) {
			p.pos = at
			return nil, p.fail("duplicate member " + strconv.Quote(name))
		}
		v, err := p.member(depth)
		if err != nil {
			return nil, err
		}
		o.Members = append(o.Members, Member{Name: name, Value: v})
		p.space()
	}
	p.pos++
	return o, nil
}

// member parses what follows a member's name.
func (p *parser) member(depth int) (Node, error) {
	p.space()
	if p.peek() != ':' {
		return nil, p.fail("expected a colon")
	}
	p.pos++
	p.space()
	return p.value(depth)
}

func (p *parser) comma() error {
	if p.peek() != ',' {
		return p.fail("expected a comma or the end of the list")
	}
	p.pos++
	p.space()
	return nil
}

func (p *parser) array(depth int) (Node, error) {
	if depth > maxDepth {
		return nil, p.fail("nested too deep")
	}
	items := Array{}
	p.pos++
	p.space()
	for first := true; p.peek() != ']'; first = false {
		if !first {
			if err := p.comma(); err != nil {
				return nil, err
			}
		}
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
		p.space()
	}
	p.pos++
	return items, nil
}

// names finds duplicate member names: by looking through small objects, by a
// map in large ones, so that no object costs more than linear time.
type names map[string]struct{}

func (s *names) has(o *Object, name string) bool {
	if len(o.Members) < 16 {
		for i := range o.Members {
			if o.Members[i].Name == name {
				return true
			}
		}
		return false
	}
	if *s == nil {
		*s = make(names)
		for i := range o.Members {
			(*s)[o.Members[i].Name] = struct{}{}
		}
	}
	_, dup := (*s)[name]
	(*s)[name] = struct{}{}
	return dup
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func (p *parser) digits() bool {
	start := p.pos
	for digit(p.peek()) {
		p.pos++
	}
	return p.pos > start
}

func (p *parser) number() (Node, error) {
	start := p.pos
	if p.peek() == '-' {
		p.pos++
	}
	if p.peek() == '0' {
		p.pos++
	} else if !p.digits() {
		return nil, p.fail("expected a digit")
	}
	if p.peek() == '.' {
		p.pos++
		if !p.digits() {
			return nil, p.fail("expected a digit")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		if !p.digits() {
			return nil, p.fail("expected a digit")
		}
	}
	return Number(p.data[start:p.pos]), nil
}

// text parses a string; the common one without escapes is one copy.
func (p *parser) text() (string, error) {
	p.pos++
	start := p.pos
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == '"':
			raw := p.data[start:p.pos]
			if !utf8.Valid(raw) {
				return "", p.fail("invalid UTF-8")
			}
			p.pos++
			return string(raw), nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20:
			return "", p.fail("control character in a string")
		default:
			p.pos++
		}
	}
	return "", p.fail("unexpected end of a string")
}

// escaped parses the rest of a string that has an escape at the present place.
func (p *parser) escaped(start int) (string, error) {
	out := append([]byte(nil), p.data[start:p.pos]...)
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == '"':
			if !utf8.Valid(out) {
				return "", p.fail("invalid UTF-8")
			}
			p.pos++
			return string(out), nil
		case c == '\\':
			p.pos++
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		case c < 0x20:
			return "", p.fail("control character in a string")
		default:
			out = append(out, c)
			p.pos++
		}
	}
	return "", p.fail("unexpected end of a string")
}

func (p *parser) escape() (rune, error) {
	c := p.peek()
	p.pos++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return p.unicode()
	}
	return 0, p.fail("unknown escape")
}

// unicode parses \uXXXX, or two of them that make a surrogate pair.
func (p *parser) unicode() (rune, error) {
	r, err := p.hex()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if p.peek() == '\\' && p.pos+1 < len(p.data) && p.data[p.pos+1] == 'u' {
		p.pos += 2
		low, err := p.hex()
		if err != nil {
			return 0, err
		}
		if r := utf16.DecodeRune(r, low); r != utf8.RuneError {
			return r, nil
		}
	}
	return 0, p.fail("unpaired surrogate")
}

func (p *parser) hex() (rune, error) {
	if len(p.data)-p.pos < 4 {
		return 0, p.fail("expected four hexadecimal digits")
	}
	var r rune
	for _, c := range p.data[p.pos : p.pos+4] {
		switch {
		case digit(c):
			r = r<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case 'A' <= c && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, p.fail("expected four hexadecimal digits")
		}
	}
	p.pos += 4
	return r, nil
}
