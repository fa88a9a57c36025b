package pull

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/schema"
)

// relation is a foreign key, or a join table, as two fields.
type relation struct {
	key          *atlas.ForeignKey // nil for a join table
	join         *atlas.Table
	owner, other *model
	known        *schema.Field // the field that has it already
	name         string
	field, back  *field // of the owner, and of the other model
}

// relate makes the fields of all relations. Names that the schema has are
// taken before others are found.
func (b *builder) relate(joins []*atlas.Table) {
	for _, m := range b.models {
		// SQLite lists them backwards.
		at := func(fk *atlas.ForeignKey) int { return slices.Index(m.table.Columns, fk.Columns[0]) }
		keys := slices.SortedStableFunc(slices.Values(m.table.ForeignKeys), func(x, y *atlas.ForeignKey) int { return cmp.Compare(at(x), at(y)) })
		for _, fk := range keys {
			if r := b.foreign(m, fk); r != nil {
				b.relations = append(b.relations, r)
			}
		}
	}
	for _, t := range joins {
		a, bb := b.modelOf(keyOf(t, "A").RefTable), b.modelOf(keyOf(t, "B").RefTable)
		if a != nil && bb != nil && a.keyed && bb.keyed {
			b.relations = append(b.relations, &relation{join: t, owner: a, other: bb, known: b.knownJoin(a, t.Name)})
		}
	}
	for _, r := range b.relations {
		switch {
		case r.known != nil:
			r.field = &field{name: r.known.Name, relation: r}
		case r.join != nil:
			b.manyToMany(r)
		default:
			b.oneToMany(r)
		}
	}
}

func (b *builder) modelOf(t *atlas.Table) *model {
	for _, m := range b.models {
		if m.table == t || m.table.Name == t.Name && (t.Schema == nil || m.table.Schema.Name == t.Schema.Name) {
			return m
		}
	}
	return nil
}

func (b *builder) foreign(m *model, fk *atlas.ForeignKey) *relation {
	other := b.modelOf(fk.RefTable)
	if other == nil {
		b.note("%s of %s refers to %s, which is not among the tables", fk.Symbol, m.table.Name, fk.RefTable.Name)
		return nil
	}
	if !m.keyed || !other.keyed {
		return nil
	}
	r := &relation{key: fk, owner: m, other: other}
	if known := b.knownModel(m.table.Name); known != nil {
		if known.Delegate != nil && known.Delegate.Base == other.name && sameColumns(storedNames(known, known.ID), columnNames(fk.Columns)) {
			return nil // what ties a sub-model to its base is no relation
		}
		for _, f := range known.Fields {
			if f.Relation != nil && f.Relation.Owner() && sameColumns(storedNames(known, f.Relation.Fields), columnNames(fk.Columns)) {
				r.known = f
			}
		}
	}
	return r
}

func storedNames(m *schema.Model, fields []string) []string {
	out := make([]string, len(fields))
	for i, name := range fields {
		out[i] = m.Field(name).Column
	}
	return out
}

func (b *builder) knownJoin(a *model, table string) *schema.Field {
	if known := b.knownModel(a.table.Name); known != nil {
		for _, f := range known.Fields {
			if f.Relation != nil && f.Relation.Join != nil && f.Relation.Join.Table == table {
				return f
			}
		}
	}
	return nil
}

// crowd reports whether other relations connect the same two models.
func (b *builder) crowd(r *relation) bool {
	n := 0
	for _, o := range b.relations {
		if o.owner == r.owner && o.other == r.other || o.owner == r.other && o.other == r.owner {
			n++
		}
	}
	return n > 1 || r.owner == r.other
}

// oneToMany makes the fields for a foreign key.
func (b *builder) oneToMany(r *relation) {
	name := lowerFirst(r.other.name)
	if len(r.key.Columns) == 1 {
		if said := withoutID(r.key.Columns[0].Name); said != "" {
			name = lowerFirst(identifier(said))
		}
	}
	name = r.owner.taken.give(name)
	crowd := b.crowd(r)
	if crowd {
		r.name = r.owner.name + upperFirst(name)
	}
	typ := r.other.name
	if slices.ContainsFunc(r.key.Columns, func(c *atlas.Column) bool { return c.Type.Null }) {
		typ += "?"
	}
	r.field = &field{name: name, typ: typ, attrs: []string{"@relation(" + strings.Join(r.args(), ", ") + ")"}, relation: r}
	r.owner.fields = append(r.owner.fields, r.field)

	back := &field{relation: r, typ: r.owner.name + "[]"}
	called := plural(lowerFirst(r.owner.name))
	if r.single() {
		back.typ, called = r.owner.name+"?", lowerFirst(r.owner.name)
	}
	switch {
	case r.owner == r.other && name == "parent":
		called = "children"
	case crowd:
		called += "As" + upperFirst(name)
	}
	if r.name != "" {
		back.attrs = []string{"@relation(" + quote(r.name) + ")"}
	}
	back.name = r.other.taken.give(called)
	r.back = back
	r.other.fields = append(r.other.fields, back)
}

// single reports whether no two rows can have the same key.
func (r *relation) single() bool {
	names := columnNames(r.key.Columns)
	same := func(idx *atlas.Index) bool {
		var have []string
		for _, p := range idx.Parts {
			if p.C == nil {
				return false
			}
			have = append(have, p.C.Name)
		}
		return sameColumns(have, names)
	}
	t := r.owner.table
	return t.PrimaryKey != nil && same(t.PrimaryKey) ||
		slices.ContainsFunc(t.Indexes, func(idx *atlas.Index) bool { return idx.Unique && ddl.Expressible(idx) && same(idx) })
}

// args are the arguments of @relation on the owner's side.
func (r *relation) args() []string {
	var out []string
	if r.name != "" {
		out = append(out, quote(r.name))
	}
	out = append(out, "fields: ["+r.owner.list(columnNames(r.key.Columns))+"]", "references: ["+r.other.list(columnNames(r.key.RefColumns))+"]")
	out = append(out, r.actions()...)
	// A key that nobody named has a number.
	if s := r.key.Symbol; s != ddl.KeyName(r.owner.table.Name, columnNames(r.key.Columns), "_fkey") && !regexp.MustCompile(`^\d*$`).MatchString(s) {
		out = append(out, "map: "+quote(s))
	}
	return out
}

// actions are onDelete and onUpdate where they are not what a relation has
// when it says nothing.
func (r *relation) actions() []string {
	usual := schema.SetNull
	if slices.ContainsFunc(r.key.Columns, func(c *atlas.Column) bool { return !c.Type.Null }) {
		usual = schema.Restrict
	}
	var out []string
	if a := action(r.key.OnDelete); a != usual {
		out = append(out, "onDelete: "+string(a))
	}
	if a := action(r.key.OnUpdate); a != schema.Cascade {
		out = append(out, "onUpdate: "+string(a))
	}
	return out
}

func action(o atlas.ReferenceOption) schema.Action {
	switch o {
	case atlas.Cascade:
		return schema.Cascade
	case atlas.SetNull:
		return schema.SetNull
	case atlas.SetDefault:
		return schema.SetDefault
	case atlas.Restrict:
		return schema.Restrict
	default:
		return schema.NoAction
	}
}

// ordered reports whether a join table has its columns as a relation has them:
// A is of the model whose name comes first.
func (b *builder) ordered(t *atlas.Table) bool {
	a, bb := b.modelOf(keyOf(t, "A").RefTable), b.modelOf(keyOf(t, "B").RefTable)
	return a != nil && bb != nil && a.name <= bb.name
}

// manyToMany makes the fields for a join table. Where both ends are one model,
// the field whose name comes first is A's.
func (b *builder) manyToMany(r *relation) {
	name := strings.TrimPrefix(r.join.Name, "_")
	if self := r.owner == r.other; self || name != r.owner.name+"To"+r.other.name {
		r.name = name
	}
	ofA, ofB := plural(lowerFirst(r.other.name)), plural(lowerFirst(r.owner.name))
	switch {
	case r.owner == r.other:
		ofA, ofB = ofA+"A", ofB+"B"
	case b.crowd(r):
		ofA, ofB = ofA+"Of"+identifier(upperFirst(name)), ofB+"Of"+identifier(upperFirst(name))
	}
	r.field = &field{relation: r, name: r.owner.taken.give(ofA), typ: r.other.name + "[]"}
	r.back = &field{relation: r, name: r.other.taken.give(ofB), typ: r.owner.name + "[]"}
	if r.name != "" {
		r.field.attrs = []string{"@relation(" + quote(r.name) + ")"}
		r.back.attrs = r.field.attrs
	}
	r.owner.fields = append(r.owner.fields, r.field)
	r.other.fields = append(r.other.fields, r.back)
}
