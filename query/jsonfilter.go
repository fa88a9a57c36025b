package query

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// jsonNames lists the operators of Json values.
func (d *decoder) jsonNames() []string {
	names := []string{
		"equals", "not", "path", "string_contains", "string_starts_with", "string_ends_with",
		"array_contains", "array_starts_with", "array_ends_with", "lt", "lte", "gt", "gte",
	}
	if d.foldsCase() {
		names = append(names, "mode")
	}
	return names
}

// whole is the place of a field's whole value.
func whole(f FieldCall) Inside {
	return Inside{Field: f.Field, Args: f.Args, Path: NoSlot, Type: schema.ValueType{Kind: schema.JSON}}
}

// jsonFilter decodes a filter on a Json value: one that it must equal, or
// operators. Null markers become the conditions that they stand for, so that a
// condition's structure never depends on a value.
func (d *decoder) jsonFilter(at Inside, n Node, p *path) Cond {
	if o, ok := n.(*Object); ok {
		return d.jsonOperators(at, o, p)
	}
	return d.jsonEquals(at, n, p)
}

func (d *decoder) jsonOperators(at Inside, o *Object, p *path) Cond {
	d.only(o, p, d.jsonNames()...)
	if n := o.Get("path"); n != nil {
		steps, ok := d.jsonPath(n, p.key("path"))
		if !ok {
			return nil
		}
		at.Path = d.slot(steps)
	}
	fold := d.foldsCase() && d.mode(o, p, false)
	var all And
	for _, name := range d.jsonNames() {
		n := o.Get(name)
		if n == nil || name == "path" || name == "mode" {
			continue
		}
		if c := d.jsonOperator(at, name, n, p.key(name), fold); c != nil {
			all = append(all, c)
		}
	}
	return all.reduced()
}

func (d *decoder) jsonOperator(at Inside, name string, n Node, p *path, fold bool) Cond {
	switch name {
	case "equals":
		return d.jsonEquals(at, n, p)
	case "not":
		return d.jsonNot(at, n, p)
	case "string_contains":
		return d.jsonText(at, Contains, n, p, fold)
	case "string_starts_with":
		return d.jsonText(at, StartsWith, n, p, fold)
	case "string_ends_with":
		return d.jsonText(at, EndsWith, n, p, fold)
	case "array_contains":
		if _, ok := n.(Array); !ok {
			n = Array{n}
		}
		return d.jsonCompare(at, ArrayContains, n, p)
	case "array_starts_with":
		return d.jsonCompare(at, ArrayStartsWith, n, p)
	case "array_ends_with":
		return d.jsonCompare(at, ArrayEndsWith, n, p)
	default:
		return d.jsonOrder(at, name, n, p)
	}
}

// jsonCompare decodes a comparison with a value, which may be null.
func (d *decoder) jsonCompare(at Inside, op Operator, n Node, p *path) Cond {
	text, complaint := appendJSON(nil, n)
	if complaint != "" {
		d.issue(p, complaint)
		return nil
	}
	return &CompareJSON{At: &at, Op: op, Value: d.slot(JSON(text))}
}

func (d *decoder) jsonText(at Inside, op Operator, n Node, p *path, fold bool) Cond {
	v, ok := d.text(n, p)
	if !ok {
		return nil
	}
	return &CompareJSON{At: &at, Op: op, Value: d.slot(v), Fold: fold}
}

// jsonOrder decodes lt and its like, which order numbers among each other and
// texts among each other.
func (d *decoder) jsonOrder(at Inside, name string, n Node, p *path) Cond {
	switch n.(type) {
	case Number, BigInt, String:
		op := map[string]Operator{"lt": Lt, "lte": Lte, "gt": Gt, "gte": Gte}[name]
		return d.jsonCompare(at, op, n, p)
	}
	d.expected(p, "number or string", n)
	return nil
}

// jsonEquals decodes a whole value, or a marker. Behind a path null is either
// null: nothing, or the JSON value.
func (d *decoder) jsonEquals(at Inside, n Node, p *path) Cond {
	if _, null := n.(Null); null && at.Path != NoSlot {
		n = AnyNull
	}
	switch n {
	case DBNull:
		return at.absent()
	case JSONNull:
		return at.equals(d.slot(JSON("null")))
	case AnyNull:
		return Or{at.absent(), at.equals(d.slot(JSON("null")))}
	}
	v, ok := d.json(n, p)
	if !ok {
		return nil
	}
	return at.equals(d.slot(v))
}

// jsonNot decodes a negation. Only what is not the JSON value null includes
// rows without a value.
func (d *decoder) jsonNot(at Inside, n Node, p *path) Cond {
	c := d.jsonEquals(at, n, p)
	if c == nil {
		return nil
	}
	if n == JSONNull {
		return Or{at.absent(), Not{X: c}}
	}
	return Not{X: c}
}

// column reports whether the place is the whole value of a field.
func (at Inside) column() bool {
	return at.Field != nil && len(at.Members) == 0 && at.Path == NoSlot && at.Type.Kind == schema.JSON
}

func (at Inside) absent() Cond {
	if at.column() {
		return &IsNull{Field: at.Field, Args: at.Args}
	}
	return &Absent{At: &at}
}

func (at Inside) equals(value Slot) Cond {
	if at.column() {
		return &Compare{Field: at.Field, Args: at.Args, Op: Equals, Value: value}
	}
	return &CompareJSON{At: &at, Op: Equals, Value: value}
}

// member is the place of a member of the object at this one.
func (at Inside) member(name string, t schema.ValueType) Inside {
	at.Members = append(slices.Clip(at.Members), name)
	at.Type = t
	return at
}
