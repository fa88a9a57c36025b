package query

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

func (d *decoder) optionalWhere(m *schema.Model, o *Object, p *path) Cond {
	n := o.Get("where")
	if n == nil {
		return nil
	}
	return d.where(m, n, p.key("where"))
}

// where decodes a condition on rows of m. An empty one is nil.
func (d *decoder) where(m *schema.Model, n Node, p *path) Cond {
	return d.condition(scope{model: m}, n, p)
}

// scope is what a condition is about: a row of a model, which may be looked at
// alone, without what is related, or, for a having, a group of rows that agree
// in the fields of by.
type scope struct {
	model   *schema.Model
	alone   bool
	grouped bool
	by      []FieldCall
}

// groups reports whether f is one of the fields that groups agree in.
func (s scope) groups(f *schema.Field) bool {
	_, ok := s.grouping(f)
	return ok
}

// grouping returns f as the groups agree in it.
func (s scope) grouping(f *schema.Field) (FieldCall, bool) {
	i := slices.IndexFunc(s.by, func(c FieldCall) bool { return c.Field == f })
	if i < 0 {
		return FieldCall{}, false
	}
	return s.by[i], true
}

// names reports whether the condition may be about a field.
func (s scope) names(f *schema.Field) bool { return !s.alone && !s.grouped || isScalar(f) }

// condition decodes a condition. An empty one is nil.
func (d *decoder) condition(s scope, n Node, p *path) Cond {
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	if p, ok = d.nest(p); !ok {
		return nil
	}
	var all And
	for i := range o.Members {
		all = d.clause(all, s, &o.Members[i], p)
	}
	return all.reduced()
}

// reduced returns the simplest condition that means the same.
func (a And) reduced() Cond {
	switch len(a) {
	case 0:
		return nil
	case 1:
		return a[0]
	default:
		return a
	}
}

// clause adds what one member of a condition says.
func (d *decoder) clause(all And, s scope, x *Member, p *path) And {
	if x.absent() {
		return all
	}
	var c Cond
	f := s.model.Field(x.Name)
	switch {
	case d.visible(f) && f.Encrypted:
		d.sealed(f, p.key(x.Name))
		return all
	case d.visible(f) && s.grouped && s.names(f):
		c = d.groupFilter(s, f, x.Value, p.key(x.Name))
	case d.visible(f) && s.names(f) && hasParams(f):
		c = d.calledFilter(s, f, x.Value, p.key(x.Name))
	case d.visible(f) && s.names(f):
		c = d.fieldFilter(s, FieldCall{Field: f}, x.Value, p.key(x.Name))
	case x.Name == "AND":
		return append(all, d.conditions(s, x.Value, p.key("AND"))...)
	case x.Name == "OR":
		c = d.or(s, x.Value, p.key("OR"))
	case x.Name == "NOT":
		for _, y := range d.conditions(s, x.Value, p.key("NOT")) {
			all = append(all, Not{X: y})
		}
	default:
		d.unknownFields(s.model, &Object{Members: []Member{*x}}, p, s.names, "AND", "OR", "NOT")
	}
	if c == nil {
		return all
	}
	return append(all, c)
}

// sealed reports an encrypted field where rows would be told apart by it: equal
// values are stored differently.
func (d *decoder) sealed(f *schema.Field, p *path) {
	if f.Encrypted {
		d.issue(p, "Invalid input: the field is encrypted and cannot be compared or sorted by")
	}
}

func isField(*schema.Field) bool { return true }

// conditions decodes what AND and NOT take: one condition or an array of them.
// Empty ones are dropped; those that say nothing otherwise are true.
func (d *decoder) conditions(s scope, n Node, p *path) []Cond {
	if items, ok := n.(Array); ok {
		return d.conditionList(s, items, p)
	}
	o, ok := d.object(n, p)
	if !ok || o.empty() {
		return nil
	}
	return []Cond{orTrue(d.condition(s, o, p))}
}

func (d *decoder) conditionList(s scope, items Array, p *path) []Cond {
	if !d.batch(len(items), p) {
		return nil
	}
	var list []Cond
	for i, x := range items {
		if o, ok := x.(*Object); ok && o.empty() {
			continue
		}
		list = append(list, orTrue(d.condition(s, x, p.item(i))))
	}
	return list
}

// or decodes the array of OR. With no condition left it is false: who asks for
// one of nothing gets nothing.
func (d *decoder) or(s scope, n Node, p *path) Cond {
	items, ok := n.(Array)
	if !ok {
		d.expected(p, "array", n)
		return nil
	}
	list := d.conditionList(s, items, p)
	if len(list) == 1 {
		return list[0]
	}
	return Or(list)
}

// orTrue makes the absence of a condition a condition.
func orTrue(c Cond) Cond {
	if c == nil {
		return And{}
	}
	return c
}

// calledFilter decodes {args} and filters beside it.
func (d *decoder) calledFilter(row scope, f *schema.Field, n Node, p *path) Cond {
	args, rest, ok := d.called(f, n, p)
	if !ok || len(rest.Members) == 0 {
		return nil
	}
	return d.fieldFilter(row, FieldCall{f, args}, rest, p)
}

// fieldFilter decodes what a where says of one field; nil is true.
func (d *decoder) fieldFilter(row scope, of FieldCall, n Node, p *path) Cond {
	f := of.Field
	switch {
	case f.IsRelation() && f.Type.List:
		return d.toManyFilter(f, n, p)
	case f.IsRelation():
		return d.toOneFilter(f, n, p)
	case f.Type.Kind == schema.Custom:
		return d.typedFilter(whole(of), f.Type, n, p)
	case f.Type.Kind == schema.JSON && !f.Type.List:
		return d.jsonFilter(whole(of), n, p)
	case f.Type.List:
		return d.listFilter(row, of, n, p)
	default:
		return d.scalarFilter(operandOf(row, of, NoFunction), n, p, false)
	}
}

// toManyFilter decodes some, every and none.
func (d *decoder) toManyFilter(f *schema.Field, n Node, p *path) Cond {
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	var all And
	for _, q := range [...]struct {
		name  string
		quant Quantifier
	}{{"some", Some}, {"every", Every}, {"none", None}} {
		if x := o.Get(q.name); x != nil {
			all = append(all, &Related{Field: f, Quant: q.quant, Cond: d.where(d.target(f), x, p.key(q.name))})
		}
	}
	d.only(o, p, "some", "every", "none")
	return all.reduced()
}

// toOneFilter decodes is and isNot, a condition on the related row itself, and
// null, which is the same as {is: null}.
func (d *decoder) toOneFilter(f *schema.Field, n Node, p *path) Cond {
	if _, null := n.(Null); null {
		return d.unrelated(f, p)
	}
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	is, isNot := o.Get("is"), o.Get("isNot")
	if is == nil && isNot == nil {
		return &Related{Field: f, Quant: Is, Cond: d.where(d.target(f), o, p)}
	}
	var all And
	if is != nil {
		all = append(all, d.relatedIs(f, is, p.key("is")))
	}
	if isNot != nil {
		if _, null := isNot.(Null); null && d.unrelated(f, p.key("isNot")) != nil {
			all = append(all, &Related{Field: f, Quant: Is})
		} else if !null {
			all = append(all, &Related{Field: f, Quant: IsNot, Cond: d.where(d.target(f), isNot, p.key("isNot"))})
		}
	}
	d.only(o, p, "is", "isNot")
	return all.reduced()
}

func (d *decoder) relatedIs(f *schema.Field, n Node, p *path) Cond {
	if _, null := n.(Null); null {
		return d.unrelated(f, p)
	}
	return &Related{Field: f, Quant: Is, Cond: d.where(d.target(f), n, p)}
}

// unrelated is the condition that no row is related: that none exists that
// matches everything.
func (d *decoder) unrelated(f *schema.Field, p *path) Cond {
	if !f.Type.Optional {
		d.expected(p, "object", Null{})
		return nil
	}
	return &Related{Field: f, Quant: IsNot}
}
