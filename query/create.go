package query

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// createArgument decodes the data of a create, which may be left out when no
// field needs to be given.
func (d *decoder) createArgument(m *schema.Model, o *Object, p *path) *Data {
	n := o.Get("data")
	if n != nil {
		return d.createData(m, n, p, nil)
	}
	before := len(d.issues)
	data := d.createData(m, &Object{}, p, nil)
	if len(d.issues) > before {
		d.issues = d.issues[:before]
		d.expected(p, "object", nil)
	}
	return data
}

// createData decodes what a create writes. For a nested create, via is the
// field of m that leads back to the parent: the nesting implies it.
func (d *decoder) createData(m *schema.Model, n Node, p *path, via *schema.Field) *Data {
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	if p, ok = d.nest(p); !ok {
		return nil
	}
	data := &Data{Model: m, Path: p.String()}
	for _, f := range m.Fields {
		if !d.writable(m, f, via) {
			continue
		}
		x := o.Get(f.Name)
		switch {
		case x == nil:
			d.require(m, f, o, p, via)
		case f.IsRelation():
			d.oneWay(f, o, p)
			data.relate(d.createRelation(f, x, p.key(f.Name)))
		default:
			if v, ok := d.assigned(f, x, p.key(f.Name)); ok {
				data.Sets = append(data.Sets, Set{Field: f, Value: d.slot(v)})
			}
		}
	}
	d.unknownFields(m, o, p, func(f *schema.Field) bool { return d.writable(m, f, via) })
	d.partsInOrder(m, func(name string) any { return d.given(data, name) })
	return data
}

// given is the value that data gives a field, nil when it gives none.
func (d *decoder) given(data *Data, name string) any {
	for _, s := range data.Sets {
		if s.Field.Name == name {
			return d.values[s.Value]
		}
	}
	return nil
}

func (data *Data) relate(w *RelationWrite) {
	if w != nil && len(w.Writes) > 0 {
		data.Relations = append(data.Relations, w)
	}
}

// writable reports whether data may name the field.
func (d *decoder) writable(m *schema.Model, f, via *schema.Field) bool {
	if !d.visible(f) || f.Computed || f == via || d.discriminator(m, f) {
		return false
	}
	return via == nil || !slices.Contains(via.Relation.Fields, f.Name)
}

// discriminator reports whether f names the concrete model of a delegate
// hierarchy that m belongs to.
func (d *decoder) discriminator(m *schema.Model, f *schema.Field) bool {
	for m != nil && m.Delegate != nil {
		if m.Delegate.Discriminator == f.Name {
			return true
		}
		m = d.s.Model(m.Delegate.Base)
	}
	return false
}

// require reports a field that a create must give and does not.
func (d *decoder) require(m *schema.Model, f *schema.Field, o *Object, p *path, via *schema.Field) {
	if f.IsRelation() || f.Type.Optional || f.Type.List || f.Default != nil || f.UpdatedAt {
		return
	}
	if !d.throughRelation(m, f, o, via) {
		d.expected(p.key(f.Name), typeName(f.Type), nil)
	}
}

// throughRelation reports whether a foreign key gets its value from its
// relation: from the relation's object in o, or from the parent.
func (d *decoder) throughRelation(m *schema.Model, f *schema.Field, o *Object, via *schema.Field) bool {
	if o == nil {
		return false
	}
	for _, r := range m.Fields {
		if !r.IsRelation() || !slices.Contains(r.Relation.Fields, f.Name) {
			continue
		}
		if x, ok := o.Get(r.Name).(*Object); ok && !x.empty() && r != via {
			return true
		}
	}
	return false
}

// oneWay reports a relation that is given both as an object and by its foreign
// key.
func (d *decoder) oneWay(f *schema.Field, o *Object, p *path) {
	for _, name := range f.Relation.Fields {
		if o.Get(name) != nil {
			d.issue(p.key(f.Name), "Invalid input: \""+f.Name+"\" and \""+name+"\" cannot both be given")
		}
	}
}

// assigned decodes a value that the field takes, nil for NULL.
func (d *decoder) assigned(f *schema.Field, n Node, p *path) (any, bool) {
	switch {
	case n == DBNull && f.Type.Kind == schema.JSON && f.Type.Optional:
		return nil, true
	case f.Type.Kind == schema.Custom:
		if _, null := n.(Null); (null || n == DBNull) && f.Type.Optional {
			return nil, true
		}
		return d.typed(f.Type, n, p)
	case f.Type.List:
		if o, ok := n.(*Object); ok && o.Get("set") != nil {
			d.only(o, p, "set")
			n, p = o.Get("set"), p.key("set")
		}
		return d.list(f.Type, n, p)
	}
	if _, null := n.(Null); null && f.Type.Optional && f.Type.Kind != schema.JSON {
		return nil, true
	}
	return d.scalar(f.Type, n, p)
}

// typeName is what a message calls a field's type.
func typeName(t schema.ValueType) string {
	switch t.Kind {
	case schema.String, schema.EnumKind:
		return "string"
	case schema.Int, schema.Float:
		return "number"
	case schema.BigInt:
		return "bigint"
	case schema.Boolean:
		return "boolean"
	case schema.DateTime:
		return "date"
	case schema.Bytes:
		return "Uint8Array"
	case schema.Custom:
		return "object"
	default:
		return t.Kind.String()
	}
}
