package query

import (
	"cmp"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// nestedKind returns the nested write that clients call name, 0 for none.
func nestedKind(name string) NestedKind {
	names := nestedNames()
	return NestedKind(slices.Index(names[:], name) + 1)
}

// String returns the nested write's name as clients write it.
func (k NestedKind) String() string { return nestedNames()[k-1] }

// nestedNames returns the nested writes' names, in the order of their kinds.
func nestedNames() [11]string {
	return [...]string{
		"set", "disconnect", "delete", "deleteMany", "update", "updateMany", "upsert", "connect", "connectOrCreate",
		"create", "createMany",
	}
}

// nestedKinds lists the nested writes that a relation takes.
func (d *decoder) nestedKinds(f *schema.Field, updating bool) []NestedKind {
	kinds := []NestedKind{NestedCreate, NestedConnect, NestedConnectOrCreate}
	if f.Type.List && f.Relation.Join == nil {
		kinds = append(kinds, NestedCreateMany)
	}
	if !updating {
		return kinds
	}
	kinds = append(kinds, NestedUpdate, NestedUpsert)
	if f.Type.List {
		kinds = append(kinds, NestedSet, NestedUpdateMany, NestedDelete, NestedDeleteMany)
	} else if f.Type.Optional {
		kinds = append(kinds, NestedDelete)
	}
	if d.severable(f) {
		kinds = append(kinds, NestedDisconnect)
	}
	return kinds
}

// severable reports whether rows can be unlinked without being deleted: the
// foreign key, on whichever side it is, can be NULL.
func (d *decoder) severable(f *schema.Field) bool {
	switch {
	case f.Relation.Join != nil:
		return true
	case f.Relation.Owner():
		return f.Type.Optional
	default:
		return d.opposite(f).Type.Optional
	}
}

// inseparable says what to do instead of a disconnect that no row can survive.
func (d *decoder) inseparable(f *schema.Field) string {
	if f.Relation.Owner() {
		return "Unrecognized key: \"disconnect\" (the relation is required: connect another row)"
	}
	return "Unrecognized key: \"disconnect\" (a row of " + f.Relation.Target + " cannot be without: connect it to another row, or delete it)"
}

func (d *decoder) opposite(f *schema.Field) *schema.Field {
	return d.target(f).Field(f.Relation.Opposite)
}

func (d *decoder) createRelation(f *schema.Field, n Node, p *path) *RelationWrite {
	return d.relation(f, n, p, false)
}

func (d *decoder) updateRelation(f *schema.Field, n Node, p *path) *RelationWrite {
	return d.relation(f, n, p, true)
}

// relation decodes the nested writes of one relation.
func (d *decoder) relation(f *schema.Field, n Node, p *path, updating bool) *RelationWrite {
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	if d.target(f).View {
		d.refuse("model \"" + f.Relation.Target + "\" is a view, which cannot be written")
		return nil
	}
	kinds := d.nestedKinds(f, updating)
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.String()
	}
	w := &RelationWrite{Field: f}
	for i := range o.Members {
		x := &o.Members[i]
		if k := nestedKind(x.Name); !x.absent() && slices.Contains(kinds, k) {
			w.Writes = append(w.Writes, d.nested(f, k, x.Value, p.key(x.Name))...)
		}
	}
	if updating && !d.severable(f) && o.Get("disconnect") != nil {
		names = append(names, "disconnect")
		d.issue(p, d.inseparable(f))
	}
	d.only(o, p, names...)
	d.oneTarget(f, o, p)
	slices.SortStableFunc(w.Writes, func(a, b *Nested) int { return cmp.Compare(a.Kind, b.Kind) })
	return w
}

// oneTarget reports two ways of giving a to-one relation its row.
func (d *decoder) oneTarget(f *schema.Field, o *Object, p *path) {
	if f.Type.List {
		return
	}
	given := 0
	for _, name := range [...]string{"create", "connect", "connectOrCreate", "upsert"} {
		if o.Get(name) != nil {
			given++
		}
	}
	if given > 1 {
		d.issue(p, "Invalid input: expected one of \"create\", \"connect\", \"connectOrCreate\", \"upsert\"")
	}
}

// nested decodes the nested writes of one kind, in the order given.
func (d *decoder) nested(f *schema.Field, k NestedKind, n Node, p *path) []*Nested {
	if k == NestedSet {
		return d.nestedSet(f, n, p)
	}
	if k == NestedCreateMany {
		return d.nestedCreateMany(f, n, p)
	}
	if !f.Type.List {
		return d.nestedOne(f, k, n, p)
	}
	var list []*Nested
	d.each(n, p, func(x Node, q *path) {
		list = append(list, d.nestedOne(f, k, x, q)...)
	})
	return list
}

// each calls do for the one value or every value of an array.
func (d *decoder) each(n Node, p *path, do func(Node, *path)) {
	items, ok := n.(Array)
	if !ok {
		do(n, p)
		return
	}
	if !d.batch(len(items), p) {
		return
	}
	for i, x := range items {
		if len(d.issues) >= maxIssues {
			return
		}
		do(x, p.item(i))
	}
}

// nestedOne decodes one nested write: of a to-one relation, or of one member
// of a to-many relation's list.
func (d *decoder) nestedOne(f *schema.Field, k NestedKind, n Node, p *path) []*Nested {
	target, via := d.target(f), d.opposite(f)
	w := &Nested{Kind: k}
	switch k {
	case NestedCreate:
		d.creatable(target)
		w.Create = d.createData(target, n, p, via)
	case NestedConnect:
		w.Unique, w.Where = d.uniqueWhere(target, n, p)
	case NestedConnectOrCreate:
		d.makeable(target)
		d.connectOrCreate(w, f, n, p)
	case NestedDisconnect, NestedDelete:
		return d.remove(w, f, n, p)
	case NestedDeleteMany:
		w.Where = d.where(target, n, p)
	case NestedUpdate:
		d.nestedUpdate(w, f, n, p)
	case NestedUpdateMany:
		d.nestedUpdateMany(w, f, n, p)
	case NestedUpsert:
		d.makeable(target)
		d.nestedUpsert(w, f, n, p)
	default:
		panic("query: unknown nested write")
	}
	return []*Nested{w}
}

func (d *decoder) creatable(m *schema.Model) {
	if why := uncreatable(m); why != "" {
		d.refuse(why)
	}
}

// makeable is creatable for what creates a row only if there is none.
func (d *decoder) makeable(m *schema.Model) {
	if !abstract(m) {
		d.creatable(m)
	}
}
