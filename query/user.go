package query

import (
	"github.com/gozen-dev/gozen/schema"
)

// DecodeUser makes the value of auth() of what a trusted caller says of its
// user: members that the auth model or type declares are decoded as its fields,
// related rows with theirs; others are kept as they are. Null and undefined are
// nobody. What cannot be the value of its field is an InvalidInput error.
func DecodeUser(s *schema.Schema, n Node) (map[string]any, error) {
	switch n.(type) {
	case nil, Null, Undefined:
		return nil, nil
	}
	d := &decoder{s: s}
	p := (&path{}).key("user")
	o, ok := d.object(n, p)
	if !ok {
		return nil, d.userError()
	}
	var fields func(string) *schema.Field
	if m := s.AuthModel(); m != nil {
		fields = m.Field
	} else if t := s.Type(s.Auth); t != nil {
		fields = t.Field
	}
	user := d.userObject(o, fields, p)
	return user, d.userError()
}

func (d *decoder) userError() error {
	if len(d.issues) == 0 {
		return nil
	}
	e := &Error{Reason: InvalidInput, Model: d.s.Auth, Issues: d.issues, Message: "Invalid user: "}
	for i, is := range d.issues {
		if i > 0 {
			e.Message += "; "
		}
		e.Message += is.Message + " at \"" + is.Path + "\""
	}
	return e
}

// userObject decodes an object whose fields may be declared. Each level of objects
// is one of the JSON text, whose depth is bounded.
func (d *decoder) userObject(o *Object, fields func(string) *schema.Field, p *path) map[string]any {
	out := make(map[string]any, len(o.Members))
	for i := range o.Members {
		m := &o.Members[i]
		if m.absent() {
			continue
		}
		var f *schema.Field
		if fields != nil {
			f = fields(m.Name)
		}
		if v := d.userMember(f, m.Value, p.key(m.Name)); v != nil {
			out[m.Name] = v
		}
	}
	return out
}

// userMember decodes the value of a field, nil when it is not known.
func (d *decoder) userMember(f *schema.Field, n Node, p *path) any {
	if _, null := n.(Null); null {
		return nil
	}
	if f == nil || f.Type.Kind == schema.Unsupported {
		return Logical(n)
	}
	if f.IsRelation() {
		return d.userRows(d.target(f).Field, f.Type.List, n, p)
	}
	if f.Type.Kind == schema.Custom && d.s.AuthModel() == nil {
		// Of a type that is not stored; a column's value stays Json, as in rows.
		return d.userRows(d.s.Type(f.Type.Name).Field, f.Type.List, n, p)
	}
	if f.Type.List {
		v, _ := d.list(f.Type, n, p)
		return v
	}
	v, _ := d.scalar(f.Type, asNumber(f.Type, n), p)
	return v
}

// asNumber reads an id that a session has kept as text.
func asNumber(t schema.ValueType, n Node) Node {
	s, ok := n.(String)
	if !ok || t.Kind != schema.Int && t.Kind != schema.BigInt {
		return n
	}
	if x, ok := parseNumeral(string(s)); !ok || !x.integer() {
		return n
	}
	return Number(s)
}

// userRows decodes an object with these fields, or a list of them.
func (d *decoder) userRows(fields func(string) *schema.Field, many bool, n Node, p *path) any {
	if !many {
		o, ok := d.object(n, p)
		if !ok {
			return nil
		}
		return d.userObject(o, fields, p)
	}
	items, ok := n.(Array)
	if !ok {
		d.expected(p, "array", n)
		return nil
	}
	list := make([]any, 0, len(items))
	for i, x := range items {
		if o, ok := d.object(x, p.item(i)); ok {
			list = append(list, d.userObject(o, fields, p.item(i)))
		}
	}
	return list
}
