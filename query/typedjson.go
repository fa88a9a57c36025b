package query

import (
	"time"

	"github.com/gozen-dev/gozen/schema"
)

// typed decodes a value of a typed-JSON field. Declared members are checked and
// brought to one form, others are kept unless the type is strict.
func (d *decoder) typed(t schema.ValueType, n Node, p *path) (any, bool) {
	before := len(d.issues)
	d.member(t, n, p)
	if len(d.issues) > before {
		return nil, false
	}
	text, complaint := appendJSON(nil, d.normal(t, n))
	if complaint != "" {
		return d.issue(p, complaint)
	}
	return JSON(text), true
}

// member checks a value inside typed JSON.
func (d *decoder) member(t schema.ValueType, n Node, p *path) {
	if t.List {
		items, ok := n.(Array)
		if !ok {
			d.expected(p, "array", n)
			return
		}
		t.List = false
		for i, x := range items {
			d.member(t, x, p.item(i))
		}
		return
	}
	switch t.Kind {
	case schema.Custom:
		d.members(d.s.Type(t.Name), n, p)
	case schema.Bytes:
		// JSON has no bytes: inside it they are the text that the caller chose.
		d.scalar(schema.ValueType{Kind: schema.String}, n, p)
	case schema.JSON, schema.ModelKind, schema.Unsupported, schema.Any, schema.Object:
	default:
		d.scalar(t, n, p)
	}
}

func (d *decoder) members(t *schema.Type, n Node, p *path) {
	o, ok := d.object(n, p)
	if !ok {
		return
	}
	for _, f := range t.Fields {
		v := o.Get(f.Name)
		switch v.(type) {
		case nil:
			if f.Type.Optional || f.Default != nil {
				continue
			}
		case Null:
			if f.Type.Optional {
				continue
			}
		}
		d.member(f.Type, v, p.key(f.Name))
	}
	if t.Strict {
		d.only(o, p, memberNames(t)...)
	}
}

func memberNames(t *schema.Type) []string {
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
	}
	return names
}

// NormalJSON returns a value of the typed-JSON type t, such as a field's default,
// in the form in which [Decode] gives all such values. What is no JSON stays as it is.
func NormalJSON(s *schema.Schema, t schema.ValueType, text JSON) JSON {
	n, err := ParseJSON([]byte(text))
	if err != nil {
		return text
	}
	d := &decoder{s: s}
	normal, err := EncodeJSON(d.normal(t, n))
	if err != nil {
		return text
	}
	return normal
}

// normal returns a value of type t in the form in which all such values are
// stored, so that they compare as text: a DateTime in UTC with milliseconds, a
// Decimal as the text of its digits. What is not of its type stays as it is.
func (d *decoder) normal(t schema.ValueType, n Node) Node {
	if items, ok := n.(Array); ok && t.List {
		t.List = false
		out := make(Array, len(items))
		for i, x := range items {
			out[i] = d.normal(t, x)
		}
		return out
	}
	switch t.Kind {
	case schema.Custom:
		if o, ok := n.(*Object); ok && !t.List {
			return d.normalMembers(d.s.Type(t.Name), o)
		}
	case schema.DateTime:
		if s, ok := n.(String); ok {
			if v, ok := ParseDateTime(string(s)); ok {
				return String(jsonTime(v))
			}
		}
	case schema.Decimal:
		if s, ok := numberText(n); ok {
			if text, ok := plain(s); ok {
				return String(text)
			}
		}
	default:
	}
	return n
}

func (d *decoder) normalMembers(t *schema.Type, o *Object) Node {
	out := &Object{Members: make([]Member, len(o.Members))}
	for i, m := range o.Members {
		if f := t.Field(m.Name); f != nil {
			m.Value = d.normal(f.Type, m.Value)
		}
		out.Members[i] = m
	}
	return out
}

// jsonTime is an instant as JSON has it.
func jsonTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
