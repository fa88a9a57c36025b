package query

import "github.com/gozen-dev/gozen/schema"

// typed decodes a value of a typed-JSON field. Declared members are checked,
// others are kept: the type describes, it does not close.
func (d *decoder) typed(t schema.ValueType, n Node, p *path) (any, bool) {
	before := len(d.issues)
	d.member(t, n, p)
	if len(d.issues) > before {
		return nil, false
	}
	text, complaint := appendJSON(nil, n)
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
}
