package query

import "github.com/gozen-dev/gozen/schema"

// uniqueKey is a key by which a client may name one row: a field, or a
// compound key under its name.
type uniqueKey struct {
	name   string
	fields []*schema.Field
}

func (k uniqueKey) compound() bool { return len(k.fields) > 1 }

// uniqueKeys lists the keys of m, the id first.
func (d *decoder) uniqueKeys(m *schema.Model) []uniqueKey {
	keys := make([]uniqueKey, 0, len(m.Uniques)+1)
	add := func(name string, fields []string) {
		k := uniqueKey{name: name}
		for _, n := range fields {
			f := m.Field(n)
			if !d.visible(f) {
				return
			}
			k.fields = append(k.fields, f)
		}
		if len(k.fields) == 1 {
			k.name = k.fields[0].Name
		}
		keys = append(keys, k)
	}
	if len(m.ID) > 0 {
		add(m.IDName, m.ID)
	}
	for _, u := range m.Uniques {
		add(u.Name, u.Fields)
	}
	return keys
}

// uniqueWhere decodes a where that must pin one row by a key. Its condition
// holds the key's equality, too; the rest of the where narrows further.
func (d *decoder) uniqueWhere(m *schema.Model, n Node, p *path) (*Unique, Cond) {
	return d.uniqueCond(scope{model: m}, n, p)
}

func (d *decoder) uniqueCond(s scope, n Node, p *path) (*Unique, Cond) {
	o, ok := d.object(n, p)
	if !ok {
		return nil, nil
	}
	if p, ok = d.nest(p); !ok {
		return nil, nil
	}
	keys := d.uniqueKeys(s.model)
	pinned := pinnedKey(keys, o)
	if pinned == nil {
		d.issue(p, "At least one unique field or field set must be set")
		d.unknownFields(s.model, o, p, s.names, logicalAnd(keys)...)
		return nil, nil
	}
	u := d.keyValues(pinned, o.Get(pinned.name), p.key(pinned.name))
	all := u.equalities()
	for i := range o.Members {
		if x := &o.Members[i]; x.Name != pinned.name {
			all = d.uniqueCondition(all, s, keys, x, p)
		}
	}
	return u, all.reduced()
}

// logicalAnd lists what a unique where knows besides fields.
func logicalAnd(keys []uniqueKey) []string {
	names := []string{"AND", "OR", "NOT"}
	for _, k := range keys {
		if k.compound() {
			names = append(names, k.name)
		}
	}
	return names
}

// pinnedKey returns the first key that o gives a value to be equal to.
func pinnedKey(keys []uniqueKey, o *Object) *uniqueKey {
	for i, k := range keys {
		n := o.Get(k.name)
		if k.compound() {
			if _, ok := n.(*Object); ok {
				return &keys[i]
			}
		} else if equalityValue(n) != nil {
			return &keys[i]
		}
	}
	return nil
}

// equalityValue returns the value of {f: v} or {f: {equals: v}}, or nil for
// null and for other operators, which do not pin a row.
func equalityValue(n Node) Node {
	if o, ok := n.(*Object); ok {
		if len(o.Members) != 1 {
			return nil
		}
		n = o.Get("equals")
	}
	switch n.(type) {
	case Null, Undefined, *Object:
		return nil
	}
	return n
}

// keyValues decodes the value of a key. Its slots are complete also when a
// value is at fault.
func (d *decoder) keyValues(k *uniqueKey, n Node, p *path) *Unique {
	u := &Unique{Fields: k.fields}
	if !k.compound() {
		v, _ := d.scalar(k.fields[0].Type, equalityValue(n), p)
		u.Slots = []Slot{d.slot(v)}
		return u
	}
	o, _ := d.object(n, p)
	if o == nil {
		o = &Object{}
	}
	names := make([]string, len(k.fields))
	for i, f := range k.fields {
		v, _ := d.scalar(f.Type, o.Get(f.Name), p.key(f.Name))
		u.Slots = append(u.Slots, d.slot(v))
		names[i] = f.Name
	}
	d.only(o, p, names...)
	return u
}

func (u *Unique) equalities() And {
	all := make(And, len(u.Fields))
	for i, f := range u.Fields {
		all[i] = &Compare{Field: f, Op: Equals, Value: u.Slots[i]}
	}
	return all
}

// uniqueCondition adds a member that narrows a unique where: a condition as in
// any where, or a further compound key.
func (d *decoder) uniqueCondition(all And, s scope, keys []uniqueKey, x *Member, p *path) And {
	for i := range keys {
		if k := &keys[i]; k.compound() && k.name == x.Name {
			if x.absent() {
				return all
			}
			return append(all, d.keyValues(k, x.Value, p.key(k.name)).equalities()...)
		}
	}
	return d.clause(all, s, x, p)
}

// cursor decodes the row to start from, and adds it to the page: a unique where
// that looks at the row alone.
func (d *decoder) cursor(page *Page, m *schema.Model, n Node, p *path) {
	page.Cursor, page.CursorWhere = d.uniqueCond(scope{model: m, alone: true}, n, p)
}
