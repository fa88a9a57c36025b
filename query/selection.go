package query

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// selection decodes select, include and omit, which stand side by side in o.
// Members are put in the order of the schema.
func (d *decoder) selection(m *schema.Model, o *Object, p *path) *Selection {
	q, ok := d.nest(p)
	if !ok {
		return nil
	}
	sel, inc, omit := notNull(o.Get("select")), notNull(o.Get("include")), notNull(o.Get("omit"))
	if sel != nil && inc != nil {
		d.issue(p, "\"select\" and \"include\" cannot be used together")
	}
	if sel != nil && omit != nil {
		d.issue(p, "\"select\" and \"omit\" cannot be used together")
	}
	s := &Selection{}
	if sel != nil {
		d.selected(s, m, sel, q.key("select"))
		return s
	}
	s.Whole = true
	d.defaults(s, m, omit, q.key("omit"))
	if inc != nil {
		d.included(s, m, inc, q.key("include"))
	}
	return s
}

// notNull makes null the same as absent.
func notNull(n Node) Node {
	if _, null := n.(Null); null {
		return nil
	}
	return n
}

// selected decodes a select: only what it names, and something at least.
func (d *decoder) selected(s *Selection, m *schema.Model, n Node, p *path) {
	o, ok := d.object(n, p)
	if !ok {
		return
	}
	before := len(d.issues)
	for _, f := range m.Fields {
		x := o.Get(f.Name)
		if x == nil || !d.visible(f) {
			continue
		}
		if f.IsRelation() {
			d.relationSelect(s, f, x, p.key(f.Name))
		} else if hasParams(f) {
			d.callSelect(s, f, x, p.key(f.Name))
		} else if d.bool(x, p.key(f.Name)) && d.mayShow(f, p.key(f.Name)) {
			s.Fields = append(s.Fields, f)
		}
	}
	d.relationsAndCounts(s, m, o, p, isField)
	if len(d.issues) == before && len(s.Fields)+len(s.Calls)+len(s.Relations)+len(s.Counts) == 0 {
		d.issue(p, "\"select\" must have at least one truthy value")
	}
}

// callSelect decodes what a select or an include says of a field with parameters.
func (d *decoder) callSelect(s *Selection, f *schema.Field, n Node, p *path) {
	if call, ok := d.onlyCalled(f, n, p); ok && d.mayShow(f, p) {
		s.Calls = append(s.Calls, call)
	}
}

// mayShow reports an omitted field that the caller may not bring back.
func (d *decoder) mayShow(f *schema.Field, p *path) bool {
	if f.Omit && !d.lim.AllowOmitOverride && !d.lim.ShowOmitted {
		d.issue(p, "Invalid input: the field is omitted and cannot be selected")
		return false
	}
	return true
}

// defaults are all scalar fields but the omitted ones and those that want arguments.
func (d *decoder) defaults(s *Selection, m *schema.Model, omit Node, p *path) {
	o := &Object{}
	if omit != nil {
		var ok bool
		if o, ok = d.object(omit, p); !ok {
			return
		}
	}
	s.Fields = slices.Grow(s.Fields, len(m.Fields))
	for _, f := range m.Fields {
		if !isPlain(f) || !d.visible(f) {
			continue
		}
		leave := f.Omit && !d.lim.ShowOmitted
		if x := o.Get(f.Name); x != nil {
			leave = d.bool(x, p.key(f.Name))
			if !leave && !d.mayShow(f, p.key(f.Name)) {
				continue
			}
		}
		if !leave {
			s.Fields = append(s.Fields, f)
		}
	}
	d.unknownFields(m, o, p, isPlain)
}

func isScalar(f *schema.Field) bool { return !f.IsRelation() }

func isToMany(f *schema.Field) bool { return f.IsRelation() && f.Type.List }

// included decodes an include: relations, and fields with parameters, besides
// the default fields.
func (d *decoder) included(s *Selection, m *schema.Model, n Node, p *path) {
	o, ok := d.object(n, p)
	if !ok {
		return
	}
	for _, f := range m.Fields {
		x := o.Get(f.Name)
		switch {
		case x == nil || !d.visible(f):
		case f.IsRelation():
			d.relationSelect(s, f, x, p.key(f.Name))
		case hasParams(f):
			d.callSelect(s, f, x, p.key(f.Name))
		}
	}
	d.relationsAndCounts(s, m, o, p, func(f *schema.Field) bool { return !isPlain(f) })
}

// relationsAndCounts decodes _count and reports what is unknown.
func (d *decoder) relationsAndCounts(s *Selection, m *schema.Model, o *Object, p *path, keep func(*schema.Field) bool) {
	if len(d.fieldNames(m, isToMany)) == 0 {
		d.unknownFields(m, o, p, keep)
		return
	}
	if x := o.Get("_count"); x != nil {
		s.Counts = d.counts(m, x, p.key("_count"))
	}
	d.unknownFields(m, o, p, keep, "_count")
}

// counts decodes a _count: true for every to-many relation, or a select.
func (d *decoder) counts(m *schema.Model, n Node, p *path) []*RelationCount {
	var list []*RelationCount
	if all, ok := n.(Bool); ok {
		for _, f := range m.Fields {
			if bool(all) && isToMany(f) && d.visible(f) {
				list = append(list, &RelationCount{Field: f})
			}
		}
		return list
	}
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	d.only(o, p, "select")
	q, before := p.key("select"), len(d.issues)
	sel, ok := d.object(o.Get("select"), q)
	if !ok {
		return nil
	}
	for _, f := range m.Fields {
		if x := sel.Get(f.Name); x != nil && isToMany(f) && d.visible(f) {
			list = d.count(list, f, x, q.key(f.Name))
		}
	}
	d.unknownFields(m, sel, q, isToMany)
	if len(d.issues) == before && len(list) == 0 {
		d.issue(q, "\"select\" must have at least one truthy value")
	}
	return list
}

func (d *decoder) count(list []*RelationCount, f *schema.Field, n Node, p *path) []*RelationCount {
	if yes, ok := n.(Bool); ok {
		if yes {
			list = append(list, &RelationCount{Field: f})
		}
		return list
	}
	o, ok := d.object(n, p)
	if !ok {
		return list
	}
	d.only(o, p, "where")
	return append(list, &RelationCount{Field: f, Where: d.optionalWhere(d.target(f), o, p)})
}

// relationSelect decodes what a select or an include says of a relation.
func (d *decoder) relationSelect(s *Selection, f *schema.Field, n Node, p *path) {
	o := &Object{}
	if yes, ok := n.(Bool); ok {
		if !yes {
			return
		}
	} else if o, ok = d.object(n, p); !ok {
		return
	}
	r := &RelationSelect{Field: f, Page: NoPage()}
	names := []string{"select", "include", "omit"}
	if f.Type.List || f.Type.Optional {
		r.Where = d.optionalWhere(d.target(f), o, p)
		names = append(names, "where")
	}
	if f.Type.List {
		r.Page = d.page(d.target(f), o, p)
		names = append(names, "orderBy", "skip", "take", "cursor", "distinct")
	}
	r.Select = d.selection(d.target(f), o, p)
	d.only(o, p, names...)
	s.Relations = append(s.Relations, r)
}

// countSelection decodes the select of a count: true for the plain number.
func (d *decoder) countSelection(m *schema.Model, n Node, p *path) *CountSelection {
	if n == nil {
		return nil
	}
	if yes, ok := n.(Bool); ok && bool(yes) {
		return nil
	}
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	c := &CountSelection{All: d.bool(o.Get("_all"), p.key("_all"))}
	for _, f := range m.Fields {
		x := o.Get(f.Name)
		switch {
		case x == nil || !isScalar(f) || !d.visible(f):
		case hasParams(f):
			if call, ok := d.onlyCalled(f, x, p.key(f.Name)); ok {
				c.Calls = append(c.Calls, call)
			}
		case d.bool(x, p.key(f.Name)):
			c.Fields = append(c.Fields, f)
		}
	}
	d.unknownFields(m, o, p, isScalar, "_all")
	if !c.All && len(c.Fields)+len(c.Calls) == 0 {
		d.issue(p, "\"select\" must have at least one truthy value")
	}
	return c
}
