package query

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/schema"
)

// updateData decodes what an update writes. For a nested update, via is the
// field of m that leads back to the parent; it stays as it is.
func (d *decoder) updateData(m *schema.Model, n Node, p *path, via *schema.Field) *Data {
	return d.update(m, n, p, via, func(f *schema.Field) bool { return d.writable(m, f, via) })
}

// updateScalars decodes the data of an updateMany, which has no relations.
func (d *decoder) updateScalars(m *schema.Model, n Node, p *path, via *schema.Field) *Data {
	return d.update(m, n, p, via, func(f *schema.Field) bool { return !f.IsRelation() && d.writable(m, f, via) })
}

func (d *decoder) update(m *schema.Model, n Node, p *path, via *schema.Field, keep func(*schema.Field) bool) *Data {
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	if p, ok = d.nest(p); !ok {
		return nil
	}
	data := &Data{Model: m, Path: p.String()}
	for _, f := range m.Fields {
		x := o.Get(f.Name)
		if x == nil || !keep(f) {
			continue
		}
		if f.IsRelation() {
			d.oneWay(f, o, p)
			data.relate(d.updateRelation(f, x, p.key(f.Name)))
		} else {
			d.change(data, f, x, p.key(f.Name))
		}
	}
	d.unknownFields(m, o, p, keep)
	return data
}

// change decodes the new value of a field, or the one operator that makes it.
func (d *decoder) change(data *Data, f *schema.Field, n Node, p *path) {
	o, ok := n.(*Object)
	if !ok || !d.hasOperators(f, o) {
		if v, ok := d.assigned(f, n, p); ok {
			data.Sets = append(data.Sets, Set{Field: f, Value: d.slot(v)})
		}
		return
	}
	given, name := 0, ""
	for i := range o.Members {
		if !o.Members[i].absent() {
			given, name = given+1, o.Members[i].Name
		}
	}
	d.only(o, p, changeNames(f)...)
	if given != 1 {
		d.issue(p, "Invalid input: expected exactly one operator")
		return
	}
	if op, ok := setOp(name); ok && slices.Contains(changeNames(f), name) {
		d.operand(data, f, op, o.Get(name), p.key(name))
	}
}

// hasOperators tells an object of operators from an object that is the value.
// On Json fields every object is a value; on typed-JSON fields {set: v} is an
// operator unless the type has a member of that name.
func (d *decoder) hasOperators(f *schema.Field, o *Object) bool {
	switch {
	case f.Type.Kind == schema.JSON && !f.Type.List:
		return false
	case f.Type.Kind == schema.Custom:
		return len(o.Members) == 1 && o.Get("set") != nil && d.s.Type(f.Type.Name).Field("set") == nil
	default:
		return true
	}
}

func changeNames(f *schema.Field) []string {
	switch {
	case f.Type.Kind == schema.Custom:
		return []string{"set"}
	case f.Type.List:
		return []string{"set", "push"}
	case f.Type.Kind.Numeric():
		return []string{"set", "increment", "decrement", "multiply", "divide"}
	default:
		return []string{"set"}
	}
}

func setOp(name string) (op SetOp, ok bool) {
	switch name {
	case "set":
		return Assign, true
	case "increment":
		return Increment, true
	case "decrement":
		return Decrement, true
	case "multiply":
		return Multiply, true
	case "divide":
		return Divide, true
	case "push":
		return Push, true
	}
	return 0, false
}

// operand decodes the operand of one operator of change.
func (d *decoder) operand(data *Data, f *schema.Field, op SetOp, n Node, p *path) {
	var v any
	var ok bool
	switch op {
	case Assign:
		v, ok = d.assigned(f, n, p)
	case Push:
		if _, many := n.(Array); !many {
			n = Array{n}
		}
		v, ok = d.list(f.Type, n, p)
	default:
		v, ok = d.scalar(f.Type, n, p)
		if ok && op == Divide && isZero(v) {
			_, ok = d.issue(p, "Invalid input: cannot divide by zero")
		}
	}
	if ok {
		data.Sets = append(data.Sets, Set{Field: f, Op: op, Value: d.slot(v)})
	}
}

func isZero(v any) bool {
	switch v := v.(type) {
	case int64:
		return v == 0
	case float64:
		return v == 0
	case decimal.Decimal:
		return v.IsZero()
	default:
		return false
	}
}
