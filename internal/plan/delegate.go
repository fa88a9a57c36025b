package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// A row of a model that extends a delegate base lies in several tables: its
// own, and one for each base, all with the same id. Plans and rules treat it
// as one row, of a source whose bases are joined to it; only what writes must
// know the tables apart, and does so last: see [Parts].

// NewSource makes an occurrence of a model's table, and of those of its bases.
// Aliases counts on from the last alias that was given out.
func NewSource(s *schema.Schema, m *schema.Model, aliases *int) *Source {
	*aliases++
	src := &Source{Alias: *aliases, Model: m}
	if base := BaseOf(s, m); base != nil {
		src.Base = NewSource(s, base, aliases)
	}
	return src
}

// BaseOf returns the delegate base that m extends, or nil.
func BaseOf(s *schema.Schema, m *schema.Model) *schema.Model {
	if m.Delegate == nil || m.Delegate.Base == "" {
		return nil
	}
	return s.Model(m.Delegate.Base)
}

// SubsOf returns the models that extend m directly.
func SubsOf(s *schema.Schema, m *schema.Model) []*schema.Model {
	if m.Delegate == nil {
		return nil
	}
	subs := make([]*schema.Model, len(m.Delegate.Subs))
	for i, name := range m.Delegate.Subs {
		subs[i] = s.Model(name)
	}
	return subs
}

// Holder returns the source whose table holds the field: s, or one of its
// bases. The id is in every table.
func (s *Source) Holder(f *schema.Field) *Source {
	if f.Base == "" || s.Model.IsID(f) {
		return s
	}
	for s.Model.Name != f.Base && s.Base != nil {
		s = s.Base
	}
	return s
}

// Tables returns the source and its bases, the outermost base last.
func (s *Source) Tables() []*Source {
	var all []*Source
	for ; s != nil; s = s.Base {
		all = append(all, s)
	}
	return all
}

// merges plans the levels that add to rows of a delegate base what the models
// extending it have themselves. Each is read through its own source, and so
// under its own rules: a sub-model that denies leaves the base's fields.
func (b *builder) merges(m *schema.Model, parent *Read, above rows) {
	for _, sub := range SubsOf(b.schema, m) {
		if fields := OwnFields(sub); len(fields) > 0 && !sub.Ignore {
			parent.Children = append(parent.Children, b.merge(sub, parent, above, fields))
		}
		b.merges(sub, parent, above)
	}
}

func (b *builder) merge(sub *schema.Model, parent *Read, above rows, fields []*schema.Field) *Child {
	c := &Child{Merge: true}
	for _, f := range parent.Model.IDFields() {
		c.ParentKey = append(c.ParentKey, b.column(parent.Select, &Column{Source: parent.Select.From, Field: f}))
	}
	mk := func() *Select {
		up := above()
		up.Columns = Columns(up.From, parent.Model.IDFields())
		bare(up)
		src := b.source(sub)
		return &Select{From: src, Where: &InSelect{Columns: Columns(src, sub.IDFields()), Select: up}}
	}
	c.Read = b.level(sub, mk, &query.Selection{Fields: fields})
	for _, f := range sub.IDFields() {
		c.ChildKey = append(c.ChildKey, b.column(c.Read.Select, &Column{Source: c.Read.Select.From, Field: f}))
	}
	return c
}

// OwnFields are the fields of a sub-model that a base shows by default: those
// that no base has, but for what its own default selection leaves out too.
func OwnFields(m *schema.Model) []*schema.Field {
	var own []*schema.Field
	for _, f := range m.Fields {
		if f.Base == "" && !f.IsRelation() && !f.Omit && !f.Ignore && len(f.Params) == 0 && f.Type.Kind != schema.Unsupported {
			own = append(own, f)
		}
	}
	return own
}
