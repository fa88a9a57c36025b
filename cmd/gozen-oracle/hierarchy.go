package main

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// extend turns a model into the base of others, some of which are bases again.
func (z *zmodel) extend(base *entity, depth int) {
	label := fmt.Sprintf("kind%d", depth)
	base.lines = append(base.lines, label+" String", "@@delegate("+label+")")
	base.label = label
	for range 1 + z.d.n(2) {
		e := &entity{name: fmt.Sprintf("M%d", len(z.models)), base: base, id: base.id}
		z.models = append(z.models, e)
		base.subs = append(base.subs, e.name)
		for k := range 1 + z.d.n(2) {
			z.scalar(e, depth*10+k)
		}
		if depth < 2 && z.d.chance(20) {
			z.extend(e, depth+1)
		}
	}
}

// inherit gives rules the members that a model has from its base, which comes
// before it.
func (z *zmodel) inherit() {
	for _, e := range z.models {
		if e.base != nil {
			e.fields = append(slices.Clone(e.base.fields), e.fields...)
			e.nulls, e.lists = append(slices.Clone(e.base.nulls), e.nulls...), append(slices.Clone(e.base.lists), e.lists...)
			e.links = append(slices.Clone(e.base.links), e.links...)
		}
	}
}

// root is the outermost base.
func (e *entity) root() *entity {
	for e.base != nil {
		e = e.base
	}
	return e
}

// abstract reports a delegate base, of which there are no rows but those of the
// models that extend it.
func abstract(m *schema.Model) bool { return m.Delegate != nil && m.Delegate.Discriminator != "" }

// labels reports whether a field says which model extends a base: nobody writes it.
func labels(s *schema.Schema, m *schema.Model, f *schema.Field) bool {
	return slices.ContainsFunc(lineage(s, m), func(x *schema.Model) bool {
		return x.Delegate != nil && x.Delegate.Discriminator == f.Name
	})
}

// settable lists the scalar fields that a request may write.
func settable(s *schema.Schema, m *schema.Model) []*schema.Field {
	return slices.DeleteFunc(scalars(m), func(f *schema.Field) bool { return f.Computed || labels(s, m, f) })
}

// concrete lists the models of which rows of m can really be.
func concrete(s *schema.Schema, m *schema.Model) []*schema.Model {
	if !abstract(m) {
		return []*schema.Model{m}
	}
	var list []*schema.Model
	for _, name := range m.Delegate.Subs {
		list = append(list, concrete(s, s.Model(name))...)
	}
	return list
}

// stored returns the rows of a model and of those that extend it.
func (a *asker) stored(m *schema.Model) []map[string]any {
	var list []map[string]any
	for _, c := range concrete(a.s, m) {
		list = append(list, a.state.Rows[c.Name]...)
	}
	return list
}

// lineage lists a model and its bases.
func lineage(s *schema.Schema, m *schema.Model) []*schema.Model {
	list := []*schema.Model{m}
	for m.Delegate != nil && m.Delegate.Base != "" {
		m = s.Model(m.Delegate.Base)
		list = append(list, m)
	}
	return list
}
