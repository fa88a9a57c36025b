package openapi

import (
	"bytes"
	"encoding/json"
	"slices"
)

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{m.name, m.value} {
			if j > 0 {
				b.WriteByte(':')
			}
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// get returns a member's value, nil when there is none.
func (o object) get(name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// with returns o and one member more.
func (o object) with(name string, value any) object {
	return append(slices.Clip(o), member{name, value})
}

// typed is the schema of a simple type.
func typed(name string) object { return object{{"type", name}} }

// formatted is the schema of a string in a format.
func formatted(format string) object { return object{{"type", "string"}, {"format", format}} }

// list is the schema of an array.
func list(items object) object { return object{{"type", "array"}, {"items", items}} }

// oneOrMore is the schema of a value or an array of them.
func oneOrMore(items object) object { return object{{"anyOf", []any{items, list(items)}}} }

// nullable is the schema of a value that may be null.
func nullable(s object) object { return object{{"anyOf", []any{s, typed("null")}}} }

// closed is the schema of an object with these members and no others.
func closed(properties object, required ...string) object {
	return record(properties, required...).with("additionalProperties", false)
}

// record is the schema of an object with these members.
func record(properties object, required ...string) object {
	o := object{{"type", "object"}, {"properties", properties}}
	if len(required) > 0 {
		o = o.with("required", required)
	}
	return o
}
