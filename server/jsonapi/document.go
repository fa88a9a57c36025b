package jsonapi

import (
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/schema"
)

// document writes an answer: the resources of rows, and beside them superjson's
// annotations of what plain JSON cannot say.
type document struct {
	h     *handler
	data  []byte
	path  []byte // of what is being written, from the document's root
	types []byte
}

// text appends JSON as it is.
func (d *document) text(s string) { d.data = append(d.data, s...) }

// member begins a member with the name, whose value f writes. First says that
// none stands before it.
func (d *document) member(name string, first bool, f func()) {
	if !first {
		d.data = append(d.data, ',')
	}
	d.data = append(wire.AppendString(d.data, name), ':')
	d.at(name, f)
}

// at writes what stands at a further segment of the path.
func (d *document) at(segment string, f func()) {
	end := len(d.path)
	if end > 0 {
		d.path = append(d.path, '.')
	}
	d.path = append(d.path, segment...)
	f()
	d.path = d.path[:end]
}

// value writes a value of a field.
func (d *document) value(v any, t schema.ValueType) {
	list, ok := v.([]any)
	if !ok || wire.Tag(t) == "" {
		d.data = wire.AppendValue(d.data, v, t)
		d.tag(v, t)
		return
	}
	t.List = false
	d.text("[")
	for i, x := range list {
		if i > 0 {
			d.text(",")
		}
		d.at(strconv.Itoa(i), func() { d.value(x, t) })
	}
	d.text("]")
}

func (d *document) tag(v any, t schema.ValueType) {
	tag := wire.Tag(t)
	if tag == "" || v == nil {
		return
	}
	if len(d.types) > 0 {
		d.types = append(d.types, ',')
	}
	d.types = append(append(wire.AppendString(d.types, d.path), ':'), tag...)
}

// identifier writes the members type and id of a row, without the braces.
func (d *document) identifier(res *resource, row map[string]any) {
	d.text(`"type":`)
	d.data = wire.AppendString(d.data, d.h.typeName(res.model))
	d.member("id", false, func() {
		if f := res.key.fields[0]; !res.key.compound() {
			d.value(row[f.Name], f.Type)
		} else if id, ok := res.key.text(row); ok {
			d.data = wire.AppendString(d.data, id)
		} else {
			d.text("null")
		}
	})
}

// identifiers writes the identifiers of what a relation holds.
func (d *document) identifiers(res *resource, related any) {
	switch related := related.(type) {
	case map[string]any:
		d.text("{")
		d.identifier(res, related)
		d.text("}")
	case []any:
		d.text("[")
		for i, row := range related {
			if i > 0 {
				d.text(",")
			}
			d.at(strconv.Itoa(i), func() { d.identifiers(res, row) })
		}
		d.text("]")
	default:
		d.text("null")
	}
}

// resource writes a row. Self is its own link; empty means the usual one.
func (d *document) resource(res *resource, row map[string]any, self string) {
	usual, known := d.h.self(res, row)
	if self == "" {
		self = usual
	}
	d.text("{")
	d.identifier(res, row)
	d.member("attributes", false, func() { d.attributes(res, row) })
	d.text(`,"links":{`)
	if known {
		d.text(`"self":`)
		d.data = wire.AppendString(d.data, self)
	}
	d.text("}")
	d.member("relationships", false, func() {
		d.text("{")
		for i, f := range res.relations {
			d.member(f.Name, i == 0, func() { d.relationship(res, f, row, usual, known) })
		}
		d.text("}")
	})
	d.text("}")
}

func (d *document) relationship(res *resource, f *schema.Field, row map[string]any, self string, known bool) {
	d.text(`{"links":{`)
	if known {
		d.text(`"self":`)
		d.data = wire.AppendString(d.data, self+"/"+relationships+"/"+f.Name)
		d.text(`,"related":`)
		d.data = wire.AppendString(d.data, self+"/"+f.Name)
	}
	d.text("}")
	if related, loaded := row[f.Name]; loaded {
		d.member("data", false, func() { d.identifiers(d.h.resources.of(f), related) })
	}
	d.text("}")
}

// attributes writes the fields of a row that are neither its id nor relations. A
// row of a polymorphic model has those of the model that it is of, too.
func (d *document) attributes(res *resource, row map[string]any) {
	d.text("{")
	first := true
	for _, f := range d.h.fields(res.model, row) {
		v, ok := row[f.Name]
		if !ok || f.IsRelation() || res.key.holds(f) {
			continue
		}
		d.member(f.Name, first, func() { d.value(v, f.Type) })
		first = false
	}
	d.text("}")
}

// fields lists the fields that a row of m may have.
func (h *handler) fields(m *schema.Model, row map[string]any) []*schema.Field {
	fields := m.Fields
	for at := m; at.Delegate != nil && at.Delegate.Discriminator != ""; {
		sub := h.concrete(at, row[at.Delegate.Discriminator])
		if sub == nil {
			break
		}
		fields = slices.Clip(fields)
		for _, f := range sub.Fields {
			if m.Field(f.Name) == nil && !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
		at = sub
	}
	return fields
}

// concrete returns the model that extends m and whose rows hold value in the
// discriminator.
func (h *handler) concrete(m *schema.Model, value any) *schema.Model {
	for _, name := range m.Delegate.Subs {
		if sub := h.schema.Model(name); sub.Delegate.Value == value {
			return sub
		}
	}
	return nil
}

// open begins the document of a list or a resource whose own link is self.
func (d *document) open(self string) {
	d.text(`{"jsonapi":{"version":"1.1"},"links":{"self":`)
	d.data = wire.AppendString(d.data, self)
}

// close ends the document. Members are those of meta beside the annotations.
func (d *document) close(members string) []byte {
	if members == "" && len(d.types) == 0 {
		return append(d.data, '}')
	}
	d.text(`,"meta":{` + members)
	if len(d.types) > 0 {
		if members != "" {
			d.text(",")
		}
		d.text(`"serialization":{"values":{`)
		d.data = append(d.data, d.types...)
		d.text(`},"v":1}`)
	}
	d.text("}}")
	return d.data
}

// total is the member of meta that says how many rows there are.
func total(n int) string { return `"total":` + strconv.Itoa(n) }

// rows returns the rows of a list.
func rows(list any) []map[string]any {
	items, _ := list.([]any)
	out := make([]map[string]any, 0, len(items))
	for _, x := range items {
		if row, ok := x.(map[string]any); ok {
			out = append(out, row)
		}
	}
	return out
}
