package openapi

import (
	"strconv"

	"github.com/gozen-dev/gozen/schema"
)

// out is the schema of a value in an answer.
func (d *document) out(t schema.ValueType) object {
	if t.List {
		t.List, t.Optional = false, false
		return list(d.out(t))
	}
	s := d.outOne(t)
	if t.Optional {
		return nullable(s)
	}
	return s
}

func (d *document) outOne(t schema.ValueType) object {
	switch t.Kind {
	case schema.BigInt:
		return formatted("int64").with("description", "digits, annotated as bigint")
	case schema.Decimal:
		return formatted("decimal").with("description", "annotated as Decimal")
	case schema.Bytes:
		return list(object{{"type", "integer"}, {"minimum", 0}, {"maximum", 255}}).with("description", "annotated as Uint8Array")
	default:
		return d.same(t)
	}
}

// in is the schema of a value in a request; null is one where it may be.
func (d *document) in(t schema.ValueType) object {
	if t.List {
		t.List, t.Optional = false, false
		return list(d.in(t))
	}
	s := d.inOne(t)
	if t.Optional {
		return nullable(s)
	}
	return s
}

func (d *document) inOne(t schema.ValueType) object {
	switch t.Kind {
	case schema.BigInt:
		return object{{"type", []string{"integer", "string"}}, {"description", "a number, or digits annotated as bigint"}}
	case schema.Decimal:
		return object{{"type", []string{"number", "string"}}}
	case schema.Bytes:
		return object{{"anyOf", []any{list(typed("integer")), typed("string")}}, {"description", "numbers annotated as Uint8Array, or base64 annotated as Bytes"}}
	default:
		return d.same(t)
	}
}

// same is the schema of a value that is written as it is read.
func (d *document) same(t schema.ValueType) object {
	switch t.Kind {
	case schema.String:
		return typed("string")
	case schema.Boolean:
		return typed("boolean")
	case schema.Int:
		return typed("integer")
	case schema.Float:
		return typed("number")
	case schema.DateTime:
		return formatted("date-time")
	case schema.EnumKind:
		return d.enum(t.Name)
	case schema.Custom:
		return d.custom(t.Name)
	case schema.ModelKind:
		return d.entity(d.c.Schema.Model(t.Name))
	case schema.Void:
		return typed("null")
	default:
		return object{} // whatever JSON can say
	}
}

func (d *document) enum(name string) object {
	return d.ref(name, func() object {
		e := d.c.Schema.Enum(name)
		values := make([]string, len(e.Values))
		for i, v := range e.Values {
			values[i] = v.Name
		}
		return described(object{{"type", "string"}, {"enum", values}}, e.Doc)
	})
}

func (d *document) custom(name string) object {
	return d.ref(name, func() object {
		t := d.c.Schema.Type(name)
		properties := object{}
		var required []string
		for _, f := range t.Fields {
			if f.IsRelation() {
				continue
			}
			properties = properties.with(f.Name, described(d.out(f.Type), description(f.Doc, f.Attributes)))
			if !f.Type.Optional {
				required = append(required, f.Name)
			}
		}
		if t.Strict {
			return described(closed(properties, required...), t.Doc)
		}
		return described(record(properties, required...), t.Doc)
	})
}

// entity is the component of a model's rows as RPC has them. Which members are
// there, a request's select, include and omit say.
func (d *document) entity(m *schema.Model) object {
	if !d.v.reads(m) {
		return object{}
	}
	return d.ref(m.Name+d.rows, func() object {
		properties := object{}
		for _, f := range d.v.shown(m) {
			properties = properties.with(f.Name, d.shownAs(f))
		}
		return described(record(properties), description(m.Doc, m.Attributes))
	})
}

// shownAs is the schema of a field in answers. One that a rule hides from some is
// null then.
func (d *document) shownAs(f *schema.Field) object {
	t := f.Type
	if f.IsRelation() && !t.List || ruled(f, schema.OpRead) && !t.List {
		t.Optional = true
	}
	s := d.out(t)
	if f.IsRelation() {
		s = d.relation(f)
	}
	return described(s, description(f.Doc, f.Attributes))
}

func (d *document) relation(f *schema.Field) object {
	s := d.entity(d.v.target(f))
	if f.Type.List {
		return list(s)
	}
	return nullable(s)
}

// validated is in for a field, with what its validations say that JSON Schema can.
func (d *document) validated(f *schema.Field) object {
	t := f.Type
	optional := t.Optional
	if t.List {
		return d.in(t)
	}
	t.Optional = false
	s := d.in(t)
	for _, v := range f.Validations {
		s = constrained(s, v)
	}
	if optional {
		return nullable(s)
	}
	return s
}

func constrained(s object, v *schema.Validation) object {
	switch v.Name {
	case "email":
		return s.with("format", "email")
	case "url":
		return s.with("format", "uri")
	case "uuid":
		return s.with("format", "uuid")
	case "datetime":
		return s.with("format", "date-time")
	case "date":
		return s.with("format", "date")
	case "regex":
		if text, ok := argument(v, 0).(string); ok {
			return s.with("pattern", text)
		}
	case "length":
		return bounded(bounded(s, "minLength", argument(v, 0)), "maxLength", argument(v, 1))
	case "gt":
		return bounded(s, "exclusiveMinimum", argument(v, 0))
	case "gte":
		return bounded(s, "minimum", argument(v, 0))
	case "lt":
		return bounded(s, "exclusiveMaximum", argument(v, 0))
	case "lte":
		return bounded(s, "maximum", argument(v, 0))
	default: // what JSON Schema has no word for
	}
	return s
}

func argument(v *schema.Validation, i int) any {
	if i >= len(v.Args) || v.Args[i] == nil {
		return nil
	}
	return v.Args[i].Value
}

func bounded(s object, name string, value any) object {
	number, ok := value.(schema.Number)
	if !ok {
		return s
	}
	f, err := strconv.ParseFloat(string(number), 64)
	if err != nil {
		return s
	}
	return s.with(name, f)
}
