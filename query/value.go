package query

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/schema"
)

// maxSafe is the greatest integer that a JSON number carries through
// JavaScript unharmed.
const maxSafe = 1<<53 - 1

// scalar decodes one value of a field's base type to what [Op.Values] holds.
// It reports an issue and returns false for anything else, null included.
func (d *decoder) scalar(t schema.ValueType, n Node, p *path) (any, bool) {
	switch t.Kind {
	case schema.String:
		return d.text(n, p)
	case schema.Boolean:
		if b, ok := n.(Bool); ok {
			return bool(b), true
		}
		return d.expected(p, "boolean", n)
	case schema.Int:
		return d.int(n, p)
	case schema.BigInt:
		return d.bigInt(n, p)
	case schema.Float:
		return d.float(n, p)
	case schema.Decimal:
		return d.decimal(n, p)
	case schema.DateTime:
		return d.dateTime(n, p)
	case schema.Bytes:
		if b, ok := n.(Bytes); ok {
			return []byte(b), true
		}
		return d.expected(p, "Uint8Array", n)
	case schema.EnumKind:
		return d.enum(t.Name, n, p)
	case schema.JSON:
		return d.json(n, p)
	case schema.Custom:
		return d.typed(t, n, p)
	default:
		panic("query: field of type " + t.Kind.String() + " holds no values")
	}
}

// list decodes an array of t's base type.
func (d *decoder) list(t schema.ValueType, n Node, p *path) (any, bool) {
	items, ok := n.(Array)
	if !ok {
		return d.expected(p, "array", n)
	}
	values := make([]any, 0, len(items))
	for i, x := range items {
		v, good := d.scalar(t, x, p.item(i))
		ok = ok && good
		values = append(values, v)
	}
	return values, ok
}

func (d *decoder) text(n Node, p *path) (any, bool) {
	s, ok := n.(String)
	if !ok {
		return d.expected(p, "string", n)
	}
	if complaint := textComplaint(string(s)); complaint != "" {
		return d.issue(p, complaint)
	}
	return string(s), true
}

func (d *decoder) int(n Node, p *path) (any, bool) {
	s, ok := n.(Number)
	if !ok {
		return d.expected(p, "number", n)
	}
	x, ok := parseNumeral(string(s))
	if !ok || !x.integer() {
		return d.issue(p, "Invalid input: expected int, received "+received(n))
	}
	i, ok := x.int64()
	if !ok || i > maxSafe || i < -maxSafe {
		return d.issue(p, "Invalid input: the integer is out of range")
	}
	return i, true
}

func (d *decoder) bigInt(n Node, p *path) (any, bool) {
	var s string
	switch n := n.(type) {
	case Number:
		s = string(n)
	case BigInt:
		s = string(n)
	default:
		return d.expected(p, "bigint", n)
	}
	x, ok := parseNumeral(s)
	if !ok || !x.integer() {
		return d.issue(p, "Invalid input: expected bigint, received "+received(n))
	}
	i, ok := x.int64()
	if !ok {
		return d.issue(p, "Invalid input: the integer is out of range")
	}
	return i, true
}

func (d *decoder) float(n Node, p *path) (any, bool) {
	s, ok := n.(Number)
	if !ok {
		return d.expected(p, "number", n)
	}
	f, ok := float(string(s))
	if !ok {
		return d.issue(p, "Invalid input: expected a finite number, received "+received(n))
	}
	return f, true
}

func (d *decoder) decimal(n Node, p *path) (any, bool) {
	s, ok := numberText(n)
	if !ok {
		return d.expected(p, "Decimal", n)
	}
	text, ok := plain(s)
	if !ok {
		return d.issue(p, "Invalid input: expected Decimal of at most 1000 digits, received "+received(n))
	}
	v, err := decimal.NewFromString(text)
	if err != nil {
		return d.issue(p, "Invalid input: expected Decimal, received "+received(n))
	}
	return v, true
}

// numberText is the text of what may be a number.
func numberText(n Node) (string, bool) {
	switch n := n.(type) {
	case Number:
		return string(n), true
	case String:
		return string(n), true
	case Decimal:
		return string(n), true
	case BigInt:
		return string(n), true
	default:
		return "", false
	}
}

// plain is a numeral without an exponent.
func plain(s string) (string, bool) {
	x, ok := parseNumeral(s)
	if !ok || !x.bounded() {
		return "", false
	}
	return string(x.appendPlain(nil)), true
}

func (d *decoder) dateTime(n Node, p *path) (any, bool) {
	switch n := n.(type) {
	case Date:
		t := time.Time(n).UTC()
		if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
			return d.issue(p, "Invalid input: expected date, received Invalid Date")
		}
		return t.Truncate(time.Millisecond), true
	case String:
		if t, ok := ParseDateTime(string(n)); ok {
			return t, true
		}
		return d.issue(p, "Invalid ISO datetime")
	default:
		return d.expected(p, "date", n)
	}
}

func (d *decoder) enum(name string, n Node, p *path) (any, bool) {
	e := d.s.Enum(name)
	if s, ok := n.(String); ok && e.Value(string(s)) != nil {
		return string(s), true
	}
	var b strings.Builder
	b.WriteString("Invalid option: expected one of ")
	for i, v := range e.Values {
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString("\"" + v.Name + "\"")
	}
	return d.issue(p, b.String())
}

// json decodes a value of a Json field. Null is refused: it does not say
// whether the JSON value null or no value is meant.
func (d *decoder) json(n Node, p *path) (any, bool) {
	switch n.(type) {
	case nil, Null, Undefined:
		return d.issue(p, "Invalid input: expected a Json value or one of DbNull, JsonNull, received "+received(n))
	}
	text, complaint := appendJSON(nil, n)
	if complaint != "" {
		return d.issue(p, complaint)
	}
	return JSON(text), true
}
