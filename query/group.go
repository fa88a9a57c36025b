package query

import "github.com/gozen-dev/gozen/schema"

// groupBy decodes the arguments of a groupBy. Its where is on rows, its having,
// order and page are on groups.
func (d *decoder) groupBy(op *Op, o *Object, p *path) {
	op.By = d.by(op.Model, o.Get("by"), p.key("by"))
	op.Where = d.optionalWhere(op.Model, o, p)
	if n := o.Get("having"); n != nil {
		op.Having = d.condition(scope{model: op.Model, grouped: true, by: op.By}, n, p.key("having"))
	}
	if n := o.Get("orderBy"); n != nil {
		op.Page.OrderBy = d.orders(n, p.key("orderBy"), func(list []Order, x *Member, p *path) []Order {
			return d.groupOrder(list, op, x, p)
		})
	}
	d.cut(&op.Page, o, p)
	op.Aggregates = d.aggregates(op.Model, o, p)
}

// by decodes a field or an array of them. One that is named again says nothing
// new.
func (d *decoder) by(m *schema.Model, n Node, p *path) []FieldCall {
	items, ok := n.(Array)
	if !ok {
		return d.groupable(nil, m, n, p)
	}
	if len(items) == 0 {
		d.issue(p, "Too small: expected array to have >=1 items")
	}
	if len(items) > len(m.Fields) {
		d.issue(p, "Too big: the list is longer than the model has fields")
		return nil
	}
	var list []FieldCall
	for i, x := range items {
		list = d.groupable(list, m, x, p.item(i))
	}
	return list
}

// groupable adds a field to group by, whose values the caller then sees: its
// name, or {field, args}.
func (d *decoder) groupable(list []FieldCall, m *schema.Model, n Node, p *path) []FieldCall {
	o, called := n.(*Object)
	if called {
		n = o.Get("field")
	}
	name, _ := n.(String)
	f := m.Field(string(name))
	switch {
	case !d.visible(f) || f.IsRelation():
		d.issue(p, "Invalid option: expected the name of a scalar field")
		return list
	case hasParams(f) != called:
		d.issue(p, "Invalid input: a field is grouped by as {field, args} exactly where it has parameters")
		return list
	}
	d.sealed(f, p)
	if !d.mayShow(f, p) {
		return list
	}
	if !called {
		return d.grouped(list, FieldCall{Field: f}, p)
	}
	args, ok := d.fieldArguments(f, o.Get(argsKey), p.key(argsKey))
	d.only(o, p, "field", argsKey)
	if !ok {
		return list
	}
	return d.grouped(list, FieldCall{f, args}, p)
}

func (d *decoder) grouped(list []FieldCall, c FieldCall, p *path) []FieldCall {
	there, again := scope{by: list}.grouping(c.Field)
	if !again {
		return append(list, c)
	}
	if hasParams(c.Field) && !d.sameArguments(c.Field, there.Args, c.Args) {
		d.issue(p, "Invalid input: a group has one value of a field, with one set of arguments")
	}
	return list
}

// groupFilter decodes what a having says of one field: filters on functions of
// it and, if it is in by, on the field itself.
func (d *decoder) groupFilter(s scope, f *schema.Field, n Node, p *path) Cond {
	var all And
	of := FieldCall{Field: f}
	if hasParams(f) {
		args, rest, ok := d.called(f, n, p)
		if !ok || len(rest.Members) == 0 {
			return nil
		}
		of.Args, n = args, rest
	}
	if o, ok := n.(*Object); ok {
		var own *Object
		if all, own = d.functionFilters(s, of, o, p); len(own.Members) == 0 {
			return all.reduced()
		}
		n = own
	}
	if of, ok := d.agreed(s.by, of, p); !ok {
		d.issue(p, "Invalid input: a field that is not in \"by\" can only be filtered by a function of it")
	} else if c := d.fieldFilter(s, of, n, p); c != nil {
		all = append(all, c)
	}
	return all.reduced()
}

// agreed returns a field of by as the groups agree in it. With other arguments
// it is another value, which is reported.
func (d *decoder) agreed(by []FieldCall, c FieldCall, p *path) (FieldCall, bool) {
	there, ok := scope{by: by}.grouping(c.Field)
	if ok && hasParams(c.Field) && !d.sameArguments(c.Field, there.Args, c.Args) {
		d.issue(p.key(argsKey), "Invalid input: expected the arguments that the field has in \"by\"")
	}
	return there, ok
}

// functionFilters decodes the members of o that are functions of f, and returns
// the others.
func (d *decoder) functionFilters(s scope, of FieldCall, o *Object, p *path) (all And, rest *Object) {
	f := of.Field
	rest = &Object{}
	for i := range o.Members {
		x := &o.Members[i]
		fn, ok := parseFunction(x.Name)
		switch {
		case x.absent():
		case !ok:
			rest.Members = append(rest.Members, *x)
		case !fn.takes(f):
			d.unknown(x.Name, p, functionNames(f))
		default:
			if c := d.scalarFilter(operandOf(s, of, fn), x.Value, p.key(x.Name), false); c != nil {
				all = append(all, c)
			}
		}
	}
	return all, rest
}

// functionNames lists the functions that take f.
func functionNames(f *schema.Field) []string {
	var names []string
	for fn := CountOf; fn <= MaxOf; fn++ {
		if fn.takes(f) {
			names = append(names, fn.String())
		}
	}
	return names
}

// groupOrder adds the sort key of one member: a field of by, or a function.
func (d *decoder) groupOrder(list []Order, op *Op, x *Member, p *path) []Order {
	if fn, ok := parseFunction(x.Name); ok {
		return d.oneKey(list, x.Value, p.key(x.Name), func(list []Order, x *Member, p *path) []Order {
			return d.functionOrder(list, op.Model, fn, x, p)
		})
	}
	f := op.Model.Field(x.Name)
	keys := func(f *schema.Field) bool { return isScalar(f) && orderable(f) }
	switch {
	case !d.visible(f) || !keys(f):
		d.unknownFields(op.Model, &Object{Members: []Member{*x}}, p, keys, "_count", "_avg", "_sum", "_min", "_max")
		return list
	case !scope{by: op.By}.groups(f):
		d.issue(p.key(x.Name), "Invalid input: groups can only be sorted by a field in \"by\" or by a function of a field")
		return list
	default:
		before := len(list)
		list = d.orderByField(list, f, nil, x.Value, p.key(x.Name))
		if len(list) > before {
			there, _ := d.agreed(op.By, FieldCall{f, list[before].Args}, p.key(x.Name))
			list[before].Args = there.Args
		}
		return list
	}
}

// functionOrder adds a sort key that is a function of a field or, as _all, the
// number of rows.
func (d *decoder) functionOrder(list []Order, m *schema.Model, fn Function, x *Member, p *path) []Order {
	if fn == CountOf && x.Name == "_all" {
		desc, ok := d.direction(x.Value, p.key("_all"))
		if !ok {
			return list
		}
		return append(list, Order{Of: CountOf, Desc: desc})
	}
	f := m.Field(x.Name)
	if !d.visible(f) || !fn.takes(f) {
		d.unknownFields(m, &Object{Members: []Member{*x}}, p, fn.takes)
		return list
	}
	before := len(list)
	list = d.orderByField(list, f, nil, x.Value, p.key(x.Name))
	if len(list) > before {
		list[before].Of = fn
	}
	return list
}
