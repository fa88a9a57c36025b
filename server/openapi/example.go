package openapi

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// example is a value of a field, such as one may meet.
func (d *document) value(f *schema.Field) any {
	t := f.Type
	if t.List {
		return []any{}
	}
	switch t.Kind {
	case schema.Int:
		return 1
	case schema.BigInt, schema.Decimal:
		return 1
	case schema.Float:
		return 1.5
	case schema.Boolean:
		return true
	case schema.DateTime:
		return "2024-05-01T12:00:00.000Z"
	case schema.EnumKind:
		if e := d.c.Schema.Enum(t.Name); len(e.Values) > 0 {
			return e.Values[0].Name
		}
		return ""
	case schema.String:
		return written(f)
	default:
		return nil
	}
}

// written is an example that the field's formats take.
func written(f *schema.Field) string {
	for _, v := range f.Validations {
		switch v.Name {
		case "email":
			return "ann@example.com"
		case "url":
			return "https://example.com"
		case "uuid":
			return "0189dcd5-5311-7d40-8db0-9496a2eef37b"
		case "datetime":
			return "2024-05-01T12:00:00Z"
		case "date":
			return "2024-05-01"
		case "time":
			return "12:00"
		case "phone":
			return "+4915112345678"
		}
	}
	return f.Name
}

// attributes are examples of the fields that a create must give.
func (d *document) needed(m *schema.Model) object {
	o := object{}
	for _, name := range required(m, d.writable(m, schema.OpCreate)) {
		if v := d.value(m.Field(name)); v != nil {
			o = o.with(name, v)
		}
	}
	return o
}

// change is an example of what an update gives: one field.
func (d *document) changed(m *schema.Model) object {
	for _, f := range scalars(d.writable(m, schema.OpUpdate)) {
		if v := d.value(f); v != nil && !m.IsID(f) && !f.UpdatedAt && !foreign(m, f) && f.Password == nil {
			return object{{f.Name, v}}
		}
	}
	return object{}
}

// pinned is an example of a unique where.
func (d *document) pinned(m *schema.Model) object {
	o := object{}
	for _, f := range m.IDFields() {
		o = o.with(f.Name, d.value(f))
	}
	if len(o) > 1 {
		return object{{m.IDName, o}}
	}
	return o
}

// example are arguments of an operation; nil where they say nothing.
func (d *document) example(m *schema.Model, k query.Kind) any {
	switch k {
	case query.FindUnique, query.Delete:
		return object{{"where", d.pinned(m)}}
	case query.FindMany:
		return object{{"orderBy", orderExample(m)}, {"take", 10}}
	case query.Create:
		return object{{"data", d.needed(m)}}
	case query.CreateMany, query.CreateManyAndReturn:
		return object{{"data", []any{d.needed(m)}}}
	case query.Update:
		return object{{"where", d.pinned(m)}, {"data", d.changed(m)}}
	case query.Upsert:
		return object{{"where", d.pinned(m)}, {"create", d.needed(m)}, {"update", d.changed(m)}}
	default:
		return nil
	}
}

func orderExample(m *schema.Model) any {
	if len(m.ID) == 0 {
		return []any{}
	}
	return object{{m.ID[0], "asc"}}
}
