package plan

import "github.com/gozen-dev/gozen/schema"

// Ends are the two sides of a relation as seen from one field: the fields of
// this model that equal those of the target. Many-to-many relations have
// the two ids, and a join table between them.
type Ends struct {
	Target     *schema.Model
	This, That []*schema.Field
	Join       *schema.Join
}

// EndsOf resolves relation field f of model m.
func EndsOf(s *schema.Schema, m *schema.Model, f *schema.Field) Ends {
	r := f.Relation
	target := s.Model(r.Target)
	switch {
	case r.Join != nil:
		return Ends{Target: target, This: m.IDFields(), That: target.IDFields(), Join: r.Join}
	case r.Owner():
		return Ends{Target: target, This: fieldsOf(m, r.Fields), That: fieldsOf(target, r.References)}
	default:
		o := target.Field(r.Opposite).Relation
		return Ends{Target: target, This: fieldsOf(m, o.References), That: fieldsOf(target, o.Fields)}
	}
}

// related selects the rows of the other end of f for the row that this stands
// for, without columns. The row is given by the expressions of its key.
func (b *builder) related(e Ends, this []Expr) (*Select, *Source) {
	src := b.source(e.Target)
	sel := &Select{From: src}
	if e.Join == nil {
		sel.Where = equal(Columns(src, e.That), this, e.That)
		return sel, src
	}
	j := b.join(e.Join)
	sel.Joins = []*Join{b.joined(e, j, src)}
	sel.Where = &Compare{Op: Eq, L: &Column{Source: j, Join: e.Join.This}, R: this[0], Type: e.This[0].Type}
	return sel, src
}

// joined joins the target of a many-to-many relation to its join table.
func (b *builder) joined(e Ends, j, target *Source) *Join {
	return &Join{Source: j, On: &Compare{
		Op: Eq, L: &Column{Source: j, Join: e.Join.Other},
		R: &Column{Source: target, Field: e.That[0]}, Type: e.That[0].Type,
	}}
}

// linked tells whether the row of src, at the target end, is related to the
// one row of the frame.
func (b *builder) linked(e Ends, src *Source, parent *Frame) Expr {
	if e.Join == nil {
		return equal(keys(src, e.That), cells(parent, e.This), e.That)
	}
	j := b.join(e.Join)
	return &Exists{Select: &Select{From: j, Where: And{
		&Compare{
			Op: Eq, L: &Column{Source: j, Join: e.Join.Other},
			R: &Column{Source: src, Field: e.That[0], Key: true}, Type: e.That[0].Type,
		},
		&Compare{Op: Eq, L: &Column{Source: j, Join: e.Join.This}, R: cells(parent, e.This)[0], Type: e.This[0].Type},
	}}}
}
