package oracle

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// A row of a model that extends a delegate base is one row here, of the model
// that it really is. Who asks for rows of a base comes to it all the same, and
// then the base's rules say whether it is read. What writes it asks the rules
// of its own model, whatever the level.

// chain lists a model and the bases that it extends, the outermost last.
func (db *Database) chain(m *schema.Model) []*schema.Model {
	list := []*schema.Model{m}
	for m.Delegate != nil && m.Delegate.Base != "" {
		m = db.s.Model(m.Delegate.Base)
		list = append(list, m)
	}
	return list
}

// all returns the rows of a model and of those that extend it, but for those that
// are marked as deleted.
func (db *Database) all(m *schema.Model) []*row {
	return slices.DeleteFunc(slices.Clone(db.kept(m)), (*row).deleted)
}

// kept returns all of them: a mark is nothing to the database, to its keys and to
// what they refer to.
func (db *Database) kept(m *schema.Model) []*row {
	if m.Delegate == nil || len(m.Delegate.Subs) == 0 {
		return db.rows[m.Name]
	}
	list := slices.Clone(db.rows[m.Name])
	for _, sub := range m.Delegate.Subs {
		list = append(list, db.kept(db.s.Model(sub))...)
	}
	return list
}

// has reports whether a row is stored.
func (db *Database) has(r *row) bool { return slices.Contains(db.rows[r.m.Name], r) }

// deleted reports a row that is marked as deleted.
func (r *row) deleted() bool {
	f := r.m.DeletedAt()
	return f != nil && r.v[f.Name] != nil
}

// level returns the model by which a field was asked for: that of the row, or a
// base of it.
func (db *Database) level(r *row, f *schema.Field) *schema.Model {
	for _, m := range db.chain(r.m) {
		if m.Field(f.Name) == f {
			return m
		}
	}
	return r.m
}

// addressed returns the level at which a row is written: what is above and at
// it counts as written, and what is below does not.
func (db *Database) addressed(x *row, data *query.Data, given map[string]any) *schema.Model {
	if data != nil {
		return data.Model
	}
	for name := range given {
		if base := x.m.Field(name).Base; base != "" {
			return db.s.Model(base)
		}
	}
	return x.m
}

// label sets the fields in which each base of a new row names what extends it.
func (db *Database) label(x *row) {
	levels := db.chain(x.m)
	for i, base := range levels[1:] {
		x.v[base.Delegate.Discriminator] = levels[i].Delegate.Value
	}
}

// selfish reports a new row whose part in a base's table points at its part in
// another table, which is not there yet when a database looks.
func (db *Database) selfish(x *row) bool {
	return slices.ContainsFunc(x.m.Fields, func(f *schema.Field) bool {
		return f.Base != "" && f.Relation != nil && f.Relation.Owner() && f.Relation.Target != f.Base &&
			db.refers(x, f, x)
	})
}

// merge adds to a row of a base what it has as the models below. Each level
// shows its own fields, to those who may read it as such.
func (r *request) merge(out map[string]any, x *row, base *schema.Model, s *query.Selection) {
	if !s.Whole {
		return
	}
	for _, m := range r.db.chain(x.m) {
		if m == base {
			return
		}
		if !r.c.readable(m, x) {
			continue
		}
		for _, f := range m.Fields {
			if f.Base == "" && f.Relation == nil && !f.Omit {
				out[f.Name] = output(f, r.c.shown(x, f))
			}
		}
	}
}
