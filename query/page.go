package query

import (
	"strconv"

	"github.com/gozen-dev/gozen/schema"
)

// page decodes orderBy, skip, take, cursor and distinct. Where an operation
// does not take one of them, its key is reported with the unknown ones.
func (d *decoder) page(m *schema.Model, o *Object, p *path) Page {
	page := NoPage()
	if n := o.Get("orderBy"); n != nil {
		page.OrderBy = d.orderBy(m, n, p.key("orderBy"))
	}
	d.cut(&page, o, p)
	if n := o.Get("cursor"); n != nil {
		d.cursor(&page, m, n, p.key("cursor"))
	}
	if n := o.Get("distinct"); n != nil {
		page.Distinct = d.distinct(m, n, p.key("distinct"))
	}
	return page
}

// cut decodes skip and take.
func (d *decoder) cut(page *Page, o *Object, p *path) {
	if n := o.Get("skip"); n != nil {
		if i, ok := d.number(n, p.key("skip"), 0); ok {
			page.Skip = d.slot(i)
		}
	}
	if n := o.Get("take"); n != nil {
		page.Take, page.Backward = d.take(n, p.key("take"))
	}
}

func (d *decoder) take(n Node, p *path) (take Slot, backward bool) {
	i, ok := d.number(n, p, -maxSafe)
	if !ok {
		return NoSlot, false
	}
	if i < 0 {
		i, backward = -i, true
	}
	if d.lim.Take > 0 && i > int64(d.lim.Take) {
		d.issue(p, "Too big: expected number to be <="+strconv.Itoa(d.lim.Take))
	}
	return d.slot(i), backward
}

// onlyFirst checks the take of a findFirst: 1, which changes nothing, or -1,
// which takes the last row.
func (d *decoder) onlyFirst(page Page, o *Object, p *path) Page {
	if page.Take == NoSlot {
		return page
	}
	if d.values[page.Take] != int64(1) {
		d.expected(p.key("take"), "1", o.Get("take"))
	}
	return page
}

// orderBy decodes one sort key of rows of m or an array of them.
func (d *decoder) orderBy(m *schema.Model, n Node, p *path) []Order {
	return d.orders(n, p, func(list []Order, x *Member, p *path) []Order {
		return d.orderKey(list, m, nil, x, p)
	})
}

// orderMember adds the sort key that one member of an orderBy says.
type orderMember func(list []Order, x *Member, p *path) []Order

// orders decodes one sort key or an array of them.
func (d *decoder) orders(n Node, p *path, key orderMember) []Order {
	items, ok := n.(Array)
	if !ok {
		return d.oneKey(nil, n, p, key)
	}
	if !d.batch(len(items), p) {
		return nil
	}
	var list []Order
	for i, x := range items {
		list = d.oneKey(list, x, p.item(i), key)
	}
	return list
}

// oneKey adds the sort key of one object, which has at most one member: the
// order of members means nothing in JSON, so two would be ambiguous.
func (d *decoder) oneKey(list []Order, n Node, p *path, key orderMember) []Order {
	o, ok := d.object(n, p)
	if !ok {
		return list
	}
	if p, ok = d.nest(p); !ok {
		return list
	}
	given := 0
	for i := range o.Members {
		x := &o.Members[i]
		if x.absent() {
			continue
		}
		if given++; given > 1 {
			d.issue(p, "Invalid input: expected one key in each orderBy object; use an array for more")
			return list
		}
		list = key(list, x, p)
	}
	return list
}

func (d *decoder) orderKey(list []Order, m *schema.Model, via []*schema.Field, x *Member, p *path) []Order {
	f := m.Field(x.Name)
	switch {
	case relevance(x.Name):
		return d.orderByRelevance(list, m, via, x, p)
	case !d.visible(f) || !orderable(f):
		d.unknownFields(m, &Object{Members: []Member{*x}}, p, orderable)
		return list
	case f.IsRelation() && f.Type.List:
		return d.orderByCount(list, f, via, x.Value, p.key(x.Name))
	case f.IsRelation():
		// A copy, since the paths of sibling keys must not share memory.
		next := append(append([]*schema.Field(nil), via...), f)
		return d.oneKey(list, x.Value, p.key(x.Name), func(list []Order, x *Member, p *path) []Order {
			return d.orderKey(list, d.target(f), next, x, p)
		})
	default:
		d.sealed(f, p.key(x.Name))
		return d.orderByField(list, f, via, x.Value, p.key(x.Name))
	}
}

// orderable reports whether rows can be sorted by the field or through it.
func orderable(f *schema.Field) bool {
	if f.IsRelation() {
		return true
	}
	return !f.Type.List && f.Type.Kind != schema.JSON && f.Type.Kind != schema.Custom && f.Type.Kind != schema.Bytes
}

func (d *decoder) orderByCount(list []Order, f *schema.Field, via []*schema.Field, n Node, p *path) []Order {
	o, ok := d.object(n, p)
	if !ok {
		return list
	}
	d.only(o, p, "_count")
	desc, ok := d.direction(o.Get("_count"), p.key("_count"))
	if !ok {
		return list
	}
	return append(list, Order{Path: via, Field: f, Count: true, Desc: desc})
}

func (d *decoder) orderByField(list []Order, f *schema.Field, via []*schema.Field, n Node, p *path) []Order {
	key := Order{Path: via, Field: f}
	var ok bool
	if hasParams(f) {
		args, rest, given := d.called(f, n, p)
		if !given {
			return list
		}
		key.Args, n = args, rest
	}
	if o, isObject := n.(*Object); isObject {
		key.Desc, ok = d.direction(o.Get("sort"), p.key("sort"))
		if f.Type.Optional || hasParams(f) {
			key.Nulls = d.nulls(o.Get("nulls"), p.key("nulls"))
			d.only(o, p, "sort", "nulls")
		} else {
			d.only(o, p, "sort")
		}
	} else {
		key.Desc, ok = d.direction(n, p)
	}
	if !ok {
		return list
	}
	return append(list, key)
}

func (d *decoder) direction(n Node, p *path) (desc, ok bool) {
	switch n {
	case String("asc"):
		return false, true
	case String("desc"):
		return true, true
	}
	d.issue(p, "Invalid option: expected one of \"asc\"|\"desc\"")
	return false, false
}

func (d *decoder) nulls(n Node, p *path) Nulls {
	switch n {
	case nil:
		return NullsDefault
	case String("first"):
		return NullsFirst
	case String("last"):
		return NullsLast
	}
	d.issue(p, "Invalid option: expected one of \"first\"|\"last\"")
	return NullsDefault
}

// distinct decodes a field's name or an array of them.
func (d *decoder) distinct(m *schema.Model, n Node, p *path) []*schema.Field {
	items, ok := n.(Array)
	if !ok {
		items = Array{n}
	}
	if !d.batch(len(items), p) {
		return nil
	}
	var fields []*schema.Field
	for i, x := range items {
		name, isText := x.(String)
		f := m.Field(string(name))
		q := p
		if ok {
			q = p.item(i)
		}
		if !isText || !d.visible(f) || f.IsRelation() {
			d.issue(q, "Invalid option: expected the name of a scalar field")
			continue
		}
		if hasParams(f) {
			d.issue(q, "Invalid option: a field that wants arguments cannot make rows distinct")
			continue
		}
		d.sealed(f, p)
		fields = append(fields, f)
	}
	return fields
}
