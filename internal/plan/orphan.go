package plan

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// When the database deletes a row of a sub-model because a row that it refers
// to is deleted, only the sub-model's own table has the foreign key: the parts
// in the bases would stay, as rows of no model. Deletions that reach so far
// delete those rows from their outermost base first, farthest ones before
// those that lead to them. Where relations lead in a circle no statement
// reaches all; there the parts that were left are looked for afterwards.

// cascade is a set of rows that a deletion takes along: those of Model whose
// Field refers to a row of the set before. The first set has neither.
type cascade struct {
	from  *cascade
	model *schema.Model
	field *schema.Field
}

// orphans finds what a deletion would leave parts of.
type orphans struct {
	schema *schema.Schema
	rows   *Frame // that are to be deleted
	before []Step
	after  []*Delete
	frames *int
	sets   int
	// seen are the models that circle has come by, swept those looked through.
	seen, swept map[*schema.Model]bool
}

// maxSets bounds how many ways of getting to a row are told apart. What lies
// beyond is looked for afterwards, as in a circle.
const maxSets = 100

// orphansOf returns the steps around a deletion of the frame's rows.
func orphansOf(s *schema.Schema, rows *Frame, frames *int) (before, after []Step) {
	o := &orphans{schema: s, rows: rows, frames: frames, seen: map[*schema.Model]bool{}, swept: map[*schema.Model]bool{}}
	if !slices.ContainsFunc(s.Models, o.loses) {
		return nil, nil
	}
	o.follow(&cascade{model: rows.Model}, nil)
	if len(o.after) > 0 {
		after = []Step{&Repeat{Deletes: o.after}}
	}
	return o.before, after
}

// loses reports whether rows of m can lose a part to a cascade.
func (o *orphans) loses(m *schema.Model) bool {
	return BaseOf(o.schema, m) != nil && slices.ContainsFunc(m.Fields, cascades)
}

// follow goes on from a set of rows to those that the database deletes with
// them. Path holds the models on the way.
func (o *orphans) follow(c *cascade, path []*schema.Model) {
	if o.sets++; o.sets > maxSets || slices.Contains(path, c.model) {
		o.circle(c.model)
		return
	}
	o.each(c.model, func(m *schema.Model, f *schema.Field) {
		next := &cascade{from: c, model: m, field: f}
		o.follow(next, append(slices.Clip(path), c.model))
		if BaseOf(o.schema, m) != nil {
			o.remove(next)
		}
	})
}

// circle sweeps all that may go with rows of m, however far away.
func (o *orphans) circle(m *schema.Model) {
	if o.seen[m] {
		return
	}
	o.seen[m] = true
	o.each(m, func(m *schema.Model, _ *schema.Field) {
		if BaseOf(o.schema, m) != nil && !o.swept[m] {
			o.swept[m] = true
			o.sweep(m)
		}
		o.circle(m)
	})
}

// each calls f for the relations by which rows go with one of m: those that
// lead to m, to a base of it, or to what a row of m may be at the same time.
func (o *orphans) each(m *schema.Model, f func(*schema.Model, *schema.Field)) {
	for _, holder := range o.schema.Models {
		for _, field := range holder.Fields {
			if cascades(field) {
				if t := o.schema.Model(field.Relation.Target); extends(o.schema, m, t) || extends(o.schema, t, m) {
					f(holder, field)
				}
			}
		}
	}
}

// extends reports whether m is base or a model below it.
func extends(s *schema.Schema, m, base *schema.Model) bool {
	for ; m != nil; m = BaseOf(s, m) {
		if m == base {
			return true
		}
	}
	return false
}

// cascades reports whether rows with the field are deleted with the row that
// it refers to. An inherited field counts where it is stored.
func cascades(f *schema.Field) bool {
	return f.IsRelation() && f.Base == "" && f.Relation.Owner() && f.Relation.OnDelete == schema.Cascade
}

func rootOf(s *schema.Schema, m *schema.Model) *schema.Model {
	for base := m; base != nil; base = BaseOf(s, base) {
		m = base
	}
	return m
}

// remove deletes the rows of a set from their outermost base.
func (o *orphans) remove(c *cascade) {
	aliases := 0
	root := &Source{Model: rootOf(o.schema, c.model), Deleted: true}
	set := o.set(c, c.model, &aliases)
	set.Columns = Columns(set.From, c.model.IDFields())
	o.before = append(o.before, &Delete{
		Target: root, Where: &InSelect{Columns: Columns(root, root.Model.IDFields()), Select: set},
	})
}

// set selects the parts that the rows of a set have as rows of m, a model of
// the same hierarchy, without columns.
func (o *orphans) set(c *cascade, m *schema.Model, aliases *int) *Select {
	src := NewSource(o.schema, m, aliases).WithDeleted()
	if c.from == nil {
		return &Select{From: src, Where: partOf(src, o.rows)}
	}
	if m != c.model {
		own := o.set(c, c.model, aliases)
		own.Columns = Columns(own.From, c.model.IDFields())
		return &Select{From: src, Where: &InSelect{Columns: Columns(src, m.IDFields()), Select: own}}
	}
	e := EndsOf(o.schema, m, c.field)
	to := o.set(c.from, e.Target, aliases)
	to.Columns = Columns(to.From, e.That)
	return &Select{From: src, Where: &InSelect{Columns: Columns(src, e.This), Select: to}}
}

// sweep deletes, when all is done, the rows of m's base that say they are of m
// and are not.
func (o *orphans) sweep(m *schema.Model) {
	aliases := 0
	base := NewSource(o.schema, BaseOf(o.schema, m), &aliases).WithDeleted()
	aliases++
	sub := &Source{Alias: aliases, Model: m, Deleted: true}
	kind := base.Model.Field(base.Model.Delegate.Discriminator)
	left := &Select{Columns: Columns(base, base.Model.IDFields()), From: base, Where: And{
		&Compare{
			Op: Eq, L: &Column{Source: base, Field: kind},
			R: &Param{From: &Constant{V: m.Delegate.Value}, Type: kind.Type}, Type: kind.Type,
		},
		&Not{X: &Exists{Select: &Select{From: sub, Where: equal(
			Columns(sub, m.IDFields()), Columns(base, base.Model.IDFields()), m.IDFields(),
		)}}},
	}}
	root := &Source{Model: rootOf(o.schema, m), Deleted: true}
	*o.frames++
	o.after = append(o.after, &Delete{
		Out: &Frame{ID: *o.frames, Model: root.Model, Fields: root.Model.IDFields()}, Target: root, Where: &InSelect{Columns: Columns(root, root.Model.IDFields()), Select: left},
	})
}
