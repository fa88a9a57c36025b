package query

import (
	"slices"
	"time"

	"github.com/gozen-dev/gozen/schema"
)

// anyJSON is the type of a place of which nothing more is known.
func anyJSON() schema.ValueType { return schema.ValueType{Kind: schema.JSON} }

// typedFilter decodes a filter on typed Json: conditions on the members that
// its type declares, or operators of Json, or a whole value.
func (d *decoder) typedFilter(at Inside, t schema.ValueType, n Node, p *path) Cond {
	if _, null := n.(Null); null && t.Optional {
		return d.typedNull(at)
	}
	o, ok := n.(*Object)
	if !ok {
		return d.jsonEquals(at, d.normal(t, n), p)
	}
	names := d.typedNames(t)
	switch {
	case named(o, names):
		return d.typedMembers(at, t, o, p)
	case named(o, d.jsonNames()):
		return d.jsonOperators(at, d.normalOperands(t, o), p)
	case named(o, append(names, d.jsonNames()...)):
		d.issue(p, "Invalid input: operators of Json and members of the type cannot stand together")
	default:
		d.only(o, p, append(names, d.jsonNames()...)...)
	}
	return nil
}

// named reports whether every member of o is among names.
func named(o *Object, names []string) bool {
	for i := range o.Members {
		if x := &o.Members[i]; !x.absent() && !slices.Contains(names, x.Name) {
			return false
		}
	}
	return true
}

// normalOperands brings the values that are compared with a whole value of
// type t to the form in which such a value is stored.
func (d *decoder) normalOperands(t schema.ValueType, o *Object) *Object {
	if o.Get("path") != nil {
		return o
	}
	out := &Object{Members: slices.Clone(o.Members)}
	element := t
	element.List = false
	for i := range out.Members {
		x := &out.Members[i]
		switch x.Name {
		case "equals", "not":
			x.Value = d.normal(t, x.Value)
		case "array_starts_with", "array_ends_with":
			x.Value = d.normal(element, x.Value)
		case "array_contains":
			x.Value = d.normal(t, d.normal(element, x.Value))
		}
	}
	return out
}

// typedNames lists what a filter on a value of type t may name.
func (d *decoder) typedNames(t schema.ValueType) []string {
	if t.List {
		return []string{"some", "every", "none"}
	}
	names := []string{"is", "isNot"}
	for _, f := range d.s.Type(t.Name).Fields {
		names = append(names, f.Name)
	}
	return names
}

func (d *decoder) typedNull(at Inside) Cond {
	return Or{at.absent(), at.equals(d.slot(JSON("null")))}
}

// typedMembers decodes an object of conditions on the members of a value.
func (d *decoder) typedMembers(at Inside, t schema.ValueType, o *Object, p *path) Cond {
	p, ok := d.nest(p)
	if !ok {
		return nil
	}
	if t.List {
		return d.typedElements(at, t, o, p)
	}
	declared := d.s.Type(t.Name)
	var all And
	add := func(c Cond) {
		if c != nil {
			all = append(all, c)
		}
	}
	for _, f := range declared.Fields {
		if x := o.Get(f.Name); x != nil {
			add(d.memberFilter(at, f, x, p.key(f.Name)))
		}
	}
	if x := o.Get("is"); x != nil && declared.Field("is") == nil {
		add(d.typedIs(at, t, Is, x, p.key("is")))
	}
	if x := o.Get("isNot"); x != nil && declared.Field("isNot") == nil {
		add(d.typedIs(at, t, IsNot, x, p.key("isNot")))
	}
	return all.reduced()
}

// typedIs decodes is and isNot, which mean what they mean of a to-one relation:
// the value is there and matches, and the negation of that.
func (d *decoder) typedIs(at Inside, t schema.ValueType, q Quantifier, n Node, p *path) Cond {
	if _, null := n.(Null); null {
		switch {
		case !t.Optional:
			d.expected(p, "object", n)
			return nil
		case q == Is:
			return d.typedNull(at)
		default:
			return &Within{At: &at, Quant: Is}
		}
	}
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	return &Within{At: &at, Quant: q, Cond: d.typedFilter(at, t, o, p)}
}

// typedElements decodes some, every and none.
func (d *decoder) typedElements(at Inside, t schema.ValueType, o *Object, p *path) Cond {
	list := at
	list.Type = schema.ValueType{Kind: schema.JSON, List: true}
	element := schema.ValueType{Kind: t.Kind, Name: t.Name}
	var all And
	for _, q := range [...]struct {
		name  string
		quant Quantifier
	}{{"some", Some}, {"every", Every}, {"none", None}} {
		n := o.Get(q.name)
		if n == nil {
			continue
		}
		x, ok := d.object(n, p.key(q.name))
		if !ok {
			continue
		}
		c := d.typedFilter(Inside{Path: NoSlot, Type: anyJSON()}, element, x, p.key(q.name))
		all = append(all, &Within{At: &list, Quant: q.quant, Cond: c})
	}
	return all.reduced()
}

// memberFilter decodes what a filter says of one member.
func (d *decoder) memberFilter(at Inside, f *schema.Field, n Node, p *path) Cond {
	switch {
	case f.Type.Kind == schema.Custom:
		return d.typedFilter(at.member(f.Name, anyJSON()), f.Type, n, p)
	case f.Type.List:
		return d.memberList(at.member(f.Name, schema.ValueType{Kind: schema.JSON, List: true}), f, n, p)
	}
	leaf := leafType(f.Type)
	inside := at.member(f.Name, leaf)
	if leaf.Kind == schema.JSON {
		if _, null := n.(Null); null && f.Type.Optional {
			return d.typedNull(inside)
		}
		return d.jsonFilter(inside, n, p)
	}
	t := f.Type
	if t.Kind == schema.Bytes {
		t.Kind = schema.String
	}
	return d.scalarFilter(operand{Field: f, at: &inside, Type: t}, n, p, false)
}

// leafType is how a member of type t lies in JSON.
func leafType(t schema.ValueType) schema.ValueType {
	switch t.Kind {
	case schema.String, schema.EnumKind, schema.DateTime, schema.Bytes:
		return schema.ValueType{Kind: schema.String}
	case schema.Int, schema.BigInt, schema.Float, schema.Decimal:
		return schema.ValueType{Kind: schema.Decimal}
	case schema.Boolean:
		return schema.ValueType{Kind: schema.Boolean}
	default:
		return anyJSON()
	}
}

// leafValue is a value, or a list of them, as JSON has it.
func leafValue(v any) any {
	switch v := v.(type) {
	case time.Time:
		return jsonTime(v)
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = leafValue(x)
		}
		return out
	default:
		return v
	}
}

// memberList decodes a filter on a list of scalars in typed Json.
func (d *decoder) memberList(at Inside, f *schema.Field, n Node, p *path) Cond {
	o, ok := n.(*Object)
	if !ok {
		return d.memberListCompare(at, Equals, f, n, p)
	}
	var all And
	add := func(c Cond) {
		if c != nil {
			all = append(all, c)
		}
	}
	if x := o.Get("equals"); x != nil {
		add(d.memberListCompare(at, Equals, f, x, p.key("equals")))
	}
	if x := o.Get("has"); x != nil {
		add(d.memberListCompare(at, ArrayContains, f, Array{x}, p.key("has")))
	}
	if x := o.Get("hasEvery"); x != nil {
		add(d.memberListCompare(at, ArrayContains, f, x, p.key("hasEvery")))
	}
	if x := o.Get("hasSome"); x != nil {
		add(d.memberListCompare(at, ArrayOverlaps, f, x, p.key("hasSome")))
	}
	if x := o.Get("isEmpty"); x != nil {
		add(d.memberListEmpty(at, x, p.key("isEmpty")))
	}
	d.only(o, p, "equals", "has", "hasEvery", "hasSome", "isEmpty")
	return all.reduced()
}

func (d *decoder) memberListCompare(at Inside, op Operator, f *schema.Field, n Node, p *path) Cond {
	items, ok := n.(Array)
	if ok && d.lim.In > 0 && len(items) > d.lim.In {
		d.issue(p, "Too big: the list is longer than the limit")
		return nil
	}
	before := len(d.issues)
	d.member(f.Type, n, p)
	if len(d.issues) > before {
		return nil
	}
	return d.jsonCompare(at, op, d.normal(f.Type, n), p)
}

// memberListEmpty makes false the negation of true.
func (d *decoder) memberListEmpty(at Inside, n Node, p *path) Cond {
	b, ok := n.(Bool)
	if !ok {
		d.expected(p, "boolean", n)
		return nil
	}
	c := &CompareJSON{At: &at, Op: Equals, Value: d.slot(JSON("[]"))}
	if !b {
		return Not{X: c}
	}
	return c
}
