package query

import "github.com/gozen-dev/gozen/schema"

// The members of Prisma's reference to a field, which stands for a value in a
// filter: {"_ref": "createdAt", "_container": "Post"}.
const (
	refField = "_ref"
	refModel = "_container"
)

// refers reports whether n refers to a field that f is to be compared with.
func refers(f operand, n Node) bool {
	o, ok := n.(*Object)
	return ok && f.at == nil && o.Get(refField) != nil
}

// compareFields decodes the comparison of a field with another of the same row.
func (d *decoder) compareFields(f operand, op Operator, n Node, p *path, fold bool) Cond {
	other := d.reference(f.row, n.(*Object), p)
	if other == nil {
		return nil
	}
	want := f.Type
	want.Optional, want.List = false, op == In
	if has := other.Type; has.Kind != want.Kind || has.Name != want.Name || has.List != want.List {
		d.issue(p, "Invalid input: expected a field of type "+typeText(want)+", received "+other.Name+" of type "+typeText(has))
		return nil
	}
	return &CompareFields{Of: f.of, Field: f.Field, Args: f.args, Op: op, With: other, Fold: fold}
}

// reference decodes which field is meant. Only one of the same row has a value there.
func (d *decoder) reference(row scope, o *Object, p *path) *schema.Field {
	name, _ := o.Get(refField).(String)
	f := row.model.Field(string(name))
	switch model, given := o.Get(refModel).(String); {
	case given && string(model) != row.model.Name:
		d.issue(p, "Invalid input: expected a field of "+row.model.Name+", received one of "+string(model))
	case !d.visible(f) || f.IsRelation():
		d.issue(p.key(refField), "Invalid option: expected the name of a scalar field")
	case f.Encrypted:
		d.sealed(f, p)
	case hasParams(f):
		d.issue(p.key(refField), "Invalid option: a field that wants arguments cannot be referred to")
	case row.grouped && !row.groups(f):
		d.issue(p, "Invalid input: groups can only be compared with a field in \"by\"")
	default:
		d.only(o, p, refField, refModel)
		return f
	}
	return nil
}

// typeText is how a schema writes a type.
func typeText(t schema.ValueType) string {
	name := t.Name
	if name == "" {
		name = t.Kind.String()
	}
	if t.List {
		name += "[]"
	}
	return name
}
