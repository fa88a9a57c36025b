package query

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// operand is what a filter is about: a field, or in a having a function of it,
// which has a type of its own, or a member of typed Json.
type operand struct {
	*schema.Field
	args Slot
	row  scope // whose other fields it can be compared with
	of   Function
	at   *Inside // in typed Json
	Type schema.ValueType
}

func operandOf(row scope, of FieldCall, fn Function) operand {
	return operand{Field: of.Field, args: of.Args, row: row, of: fn, Type: fn.Type(of.Field)}
}

// scalarFilter decodes a value, which is to be equal, or operators.
func (d *decoder) scalarFilter(f operand, n Node, p *path, fold bool) Cond {
	if o, ok := n.(*Object); ok && !refers(f, n) {
		return d.operators(f, o, p, fold)
	}
	return d.equality(f, n, p, fold)
}

// equality decodes a value that the operand must have; null stands for NULL.
func (d *decoder) equality(f operand, n Node, p *path, fold bool) Cond {
	if _, null := n.(Null); null && f.Type.Optional {
		return f.isNull()
	}
	return d.compare(f, Equals, n, p, fold)
}

// plain reports whether the operand is a field itself.
func (f operand) plain() bool { return f.of == NoFunction && f.at == nil }

func (f operand) isNull() Cond {
	if f.at != nil {
		return &Absent{At: f.at}
	}
	return &IsNull{Of: f.of, Field: f.Field, Args: f.args}
}

// test is the comparison of the operand with a value.
func (f operand) test(op Operator, value Slot, fold bool) Cond {
	if f.at != nil {
		return &CompareJSON{At: f.at, Op: op, Value: value, Fold: fold}
	}
	return &Compare{Of: f.of, Field: f.Field, Args: f.args, Op: op, Value: value, Fold: fold}
}

func (d *decoder) compare(f operand, op Operator, n Node, p *path, fold bool) Cond {
	if refers(f, n) {
		return d.compareFields(f, op, n, p, fold)
	}
	v, ok := d.scalar(f.Type, n, p)
	if !ok {
		return nil
	}
	if f.at != nil {
		v = leafValue(v)
	}
	return f.test(op, d.slot(v), fold)
}

// operatorNames lists the operators of a scalar.
func (d *decoder) operatorNames(f operand) []string {
	switch f.Type.Kind {
	case schema.Boolean:
		return []string{"equals", "not"}
	case schema.Bytes, schema.EnumKind:
		return []string{"equals", "not", "in", "notIn"}
	default:
	}
	names := []string{"equals", "not", "in", "notIn", "lt", "lte", "gt", "gte", "between"}
	if f.Type.Kind == schema.String {
		names = append(names, "contains", "startsWith", "endsWith")
		if d.foldsCase() {
			names = append(names, "mode")
		}
		if f.Fuzzy && f.plain() {
			names = append(names, "fuzzy")
		}
		if f.FullText && f.plain() {
			names = append(names, "fts", "search")
		}
	}
	return names
}

// foldsCase reports whether the schema's database knows mode: "insensitive".
func (d *decoder) foldsCase() bool {
	return d.lim.FoldAlways || d.s.Provider == "postgresql" || d.s.Provider == "postgres" || d.s.Provider == "cockroachdb"
}

// operators decodes an object of operators, all of which must hold. fold is
// the mode of the object around it.
func (d *decoder) operators(f operand, o *Object, p *path, fold bool) Cond {
	names := d.operatorNames(f)
	if slices.Contains(names, "mode") {
		fold = d.mode(o, p, fold)
	}
	var all And
	for i := range o.Members {
		x := &o.Members[i]
		if x.absent() {
			continue
		}
		if !slices.Contains(names, x.Name) {
			d.unknown(x.Name, p, names)
		} else if c := d.operator(f, x.Name, x.Value, p.key(x.Name), fold); c != nil {
			all = append(all, c)
		}
	}
	return all.reduced()
}

func (d *decoder) mode(o *Object, p *path, fold bool) bool {
	n := o.Get("mode")
	switch n {
	case nil:
		return fold
	case String("default"):
		return false
	case String("insensitive"):
		return true
	}
	d.issue(p.key("mode"), "Invalid option: expected one of \"default\"|\"insensitive\"")
	return fold
}

// operator decodes one operator that the operand has.
func (d *decoder) operator(f operand, name string, n Node, p *path, fold bool) Cond {
	switch name {
	case "equals":
		return d.equality(f, n, p, fold)
	case "not":
		return d.not(f, n, p, fold)
	case "in":
		return d.in(f, n, p, fold)
	case "notIn":
		if c := d.in(f, n, p, fold); c != nil {
			return Not{X: c}
		}
		return nil
	case "lt":
		return d.compare(f, Lt, n, p, fold)
	case "lte":
		return d.compare(f, Lte, n, p, fold)
	case "gt":
		return d.compare(f, Gt, n, p, fold)
	case "gte":
		return d.compare(f, Gte, n, p, fold)
	case "between":
		return d.between(f, n, p, fold)
	case "contains":
		return d.compare(f, Contains, n, p, fold)
	case "startsWith":
		return d.compare(f, StartsWith, n, p, fold)
	case "endsWith":
		return d.compare(f, EndsWith, n, p, fold)
	case "fuzzy", "fts", "search":
		return d.search(f, name, n, p)
	case "mode":
		return nil
	default:
		panic("query: unknown operator")
	}
}

// not decodes the negation of a value or of operators. An empty object negates
// nothing, as an empty NOT does.
func (d *decoder) not(f operand, n Node, p *path, fold bool) Cond {
	p, ok := d.nest(p)
	if !ok {
		return nil
	}
	c := d.scalarFilter(f, n, p, fold)
	if c == nil {
		return nil
	}
	return Not{X: c}
}

func (d *decoder) in(f operand, n Node, p *path, fold bool) Cond {
	if refers(f, n) {
		return d.compareFields(f, In, n, p, fold)
	}
	v, ok := d.boundedList(f.Type, n, p)
	if !ok {
		return nil
	}
	if f.at != nil {
		v = leafValue(v)
	}
	return f.test(In, d.slot(v), fold)
}

// boundedList decodes a list of values to compare with.
func (d *decoder) boundedList(t schema.ValueType, n Node, p *path) (any, bool) {
	if items, ok := n.(Array); ok && d.lim.In > 0 && len(items) > d.lim.In {
		return d.issue(p, "Too big: the list is longer than the limit")
	}
	return d.list(t, n, p)
}

func (d *decoder) between(f operand, n Node, p *path, fold bool) Cond {
	items, ok := n.(Array)
	if !ok {
		d.expected(p, "array", n)
		return nil
	}
	if len(items) != 2 {
		d.issue(p, "Invalid input: expected array of two values")
		return nil
	}
	low := d.compare(f, Gte, items[0], p.item(0), fold)
	high := d.compare(f, Lte, items[1], p.item(1), fold)
	if low == nil || high == nil {
		return nil
	}
	return And{low, high}
}

// listFilter decodes a filter on a list of scalars.
func (d *decoder) listFilter(row scope, f FieldCall, n Node, p *path) Cond {
	o, ok := n.(*Object)
	if !ok {
		return d.listCompare(f, Equals, n, p)
	}
	var all And
	add := func(c Cond) {
		if c != nil {
			all = append(all, c)
		}
	}
	if x := o.Get("equals"); x != nil {
		add(d.listCompare(f, Equals, x, p.key("equals")))
	}
	if x := o.Get("has"); x != nil {
		add(d.compare(operandOf(row, f, NoFunction), Has, x, p.key("has"), false))
	}
	if x := o.Get("hasEvery"); x != nil {
		add(d.listCompare(f, HasEvery, x, p.key("hasEvery")))
	}
	if x := o.Get("hasSome"); x != nil {
		add(d.listCompare(f, HasSome, x, p.key("hasSome")))
	}
	if x := o.Get("isEmpty"); x != nil {
		add(d.isEmpty(f, x, p.key("isEmpty")))
	}
	d.only(o, p, "equals", "has", "hasEvery", "hasSome", "isEmpty")
	return all.reduced()
}

func (d *decoder) listCompare(f FieldCall, op Operator, n Node, p *path) Cond {
	v, ok := d.boundedList(f.Field.Type, n, p)
	if !ok {
		return nil
	}
	return &Compare{Field: f.Field, Args: f.Args, Op: op, Value: d.slot(v)}
}

// isEmpty makes false the negation of true, so that who plans it need not look
// at the value.
func (d *decoder) isEmpty(f FieldCall, n Node, p *path) Cond {
	b, ok := n.(Bool)
	if !ok {
		d.expected(p, "boolean", n)
		return nil
	}
	c := &Compare{Field: f.Field, Args: f.Args, Op: IsEmpty, Value: d.slot(true)}
	if !b {
		return Not{X: c}
	}
	return c
}
