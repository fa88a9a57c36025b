package oracle

import (
	"errors"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// failed is an error of the database.
func failed(m *schema.Model, code string) error {
	return &query.Error{Reason: query.DBQueryError, Code: code, Model: m.Name, Message: code}
}

// The codes of constraints.
const (
	taken    = "P2002" // a unique key
	dangling = "P2003" // a foreign key
	absent   = "P2011" // a required field
	parted   = "P2014" // a required relation
)

// key is a unique key with the model that declares it, among whose rows it is
// unique.
type key struct {
	fields []string
	of     *schema.Model
}

// keys lists the unique keys of a model, the id first.
func (db *Database) keys(m *schema.Model) []key {
	levels := db.chain(m)
	list := []key{{m.ID, levels[len(levels)-1]}}
	for _, l := range levels {
		for _, u := range l.Uniques {
			if l.Field(u.Fields[0]).Base == "" {
				list = append(list, key{u.Fields, l})
			}
		}
	}
	return list
}

// conflicts returns another row that has the same unique key.
func (db *Database) conflicts(r *row) *row {
	for _, key := range db.keys(r.m) {
		mine := fields(r, r.m, key.fields, stored)
		if mine == nil {
			continue
		}
		for _, x := range db.kept(key.of) {
			if x == r {
				continue
			}
			if theirs := fields(x, x.m, key.fields, stored); theirs != nil && sameAll(mine, theirs) {
				return x
			}
		}
	}
	return nil
}

// sound checks the constraints of a row as it is, all of them: which one a
// database meets first is its own business.
func (db *Database) sound(r *row) error {
	var broken []error
	for _, f := range r.m.Fields {
		if f.Stored() && !f.Type.Optional && !f.Type.List && r.v[f.Name] == nil {
			broken = append(broken, failed(r.m, db.lack(r.m, f)))
		}
	}
	if db.conflicts(r) != nil {
		db.said.note("the key of a " + r.m.Name + " is taken")
		broken = append(broken, failed(r.m, taken))
	}
	if db.dangles(r) {
		broken = append(broken, failed(r.m, dangling))
	}
	return errors.Join(broken...)
}

// lack is the code of a required field without a value. Only what takes a row out
// of a relation leaves the keys of one without.
func (db *Database) lack(m *schema.Model, f *schema.Field) string {
	if slices.ContainsFunc(m.Fields, func(g *schema.Field) bool { return g.Relation != nil && slices.Contains(g.Relation.Fields, f.Name) }) {
		return parted
	}
	return absent
}

// dangles reports a row that refers to one which is not there.
func (db *Database) dangles(r *row) bool {
	return slices.ContainsFunc(r.m.Fields, func(f *schema.Field) bool {
		return f.Relation != nil && f.Relation.Owner() && fields(r, r.m, f.Relation.Fields, stored) != nil &&
			!slices.ContainsFunc(db.kept(db.holder(f)), func(x *row) bool { return db.names(r, f, x) })
	})
}

// holder is the model in whose table the key is that a relation refers to: a base,
// maybe, of the one that it leads to.
func (db *Database) holder(f *schema.Field) *schema.Model {
	m := db.s.Model(f.Relation.Target)
	if key := m.Field(f.Relation.References[0]); key.Base != "" && !m.IsID(key) {
		return db.s.Model(key.Base)
	}
	return m
}

// refers reports whether the foreign key of f that r holds is that of x.
func (db *Database) refers(r *row, f *schema.Field, x *row) bool {
	return slices.Contains(db.chain(x.m), db.s.Model(f.Relation.Target)) && db.names(r, f, x)
}

// names reports whether r holds what x has in the fields that f refers to.
func (db *Database) names(r *row, f *schema.Field, x *row) bool {
	mine, theirs := fields(r, r.m, f.Relation.Fields, stored), fields(x, x.m, f.Relation.References, stored)
	return mine != nil && theirs != nil && sameAll(mine, theirs)
}

// circles reports whether the keys of new rows lead from one of them to a row,
// by way of others.
func (db *Database) circles(from, to *row, rows, way []*row) bool {
	return slices.ContainsFunc(from.m.Fields, func(f *schema.Field) bool {
		return f.Relation != nil && f.Relation.Owner() && slices.ContainsFunc(rows, func(x *row) bool {
			return x != from && !slices.Contains(way, x) && db.refers(from, f, x) && (x == to || db.circles(x, to, rows, append(way, x)))
		})
	})
}

// referring lists the relations by which rows of other models point at m.
func (db *Database) referring(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	levels := db.chain(m)
	for _, x := range db.s.Models {
		for _, f := range x.Fields {
			if f.Base == "" && f.Relation != nil && f.Relation.Owner() && slices.Contains(levels, db.holder(f)) {
				list = append(list, f)
			}
		}
	}
	return list
}

// owner is the model that declares a foreign key.
func (db *Database) owner(f *schema.Field) *schema.Model {
	return db.s.Model(db.s.Model(f.Relation.Target).Field(f.Relation.Opposite).Relation.Target)
}

// pointing returns the rows whose foreign key f holds the key values.
func (db *Database) pointing(f *schema.Field, key []any) []*row {
	var list []*row
	m := db.owner(f)
	for _, x := range db.kept(m) {
		if theirs := fields(x, m, f.Relation.Fields, stored); theirs != nil && sameAll(key, theirs) {
			list = append(list, x)
		}
	}
	return list
}

// remove deletes rows: by marking them where the schema says so, of which those
// that point at them know nothing, or as the database does, with what the schema
// says of those. Rows of which a key forbids it stay, and all others, too.
func (db *Database) remove(rows ...*row) error {
	var doomed []*row
	for _, r := range rows {
		if f := r.m.DeletedAt(); f != nil {
			r.v[f.Name] = db.d.Now
		} else {
			doomed = append(doomed, r)
		}
	}
	for i := 0; i < len(doomed); i++ {
		for _, f := range db.referring(doomed[i].m) {
			for _, x := range db.pointers(doomed[i], f) {
				if f.Relation.OnDelete == schema.Cascade && !slices.Contains(doomed, x) {
					doomed = append(doomed, x)
				}
			}
		}
	}
	if db.torn(doomed) {
		return ErrOpen
	}
	for _, r := range doomed {
		if err := db.release(r, doomed); err != nil {
			return err
		}
	}
	for _, r := range doomed {
		db.rows[r.m.Name] = slices.DeleteFunc(db.rows[r.m.Name], func(x *row) bool { return x == r })
	}
	for name := range db.links {
		db.links[name] = slices.DeleteFunc(db.links[name], func(l link) bool {
			return slices.Contains(doomed, l.a) || slices.Contains(doomed, l.b)
		})
	}
	return nil
}

func (db *Database) pointers(r *row, f *schema.Field) []*row {
	key := fields(r, r.m, f.Relation.References, stored)
	if key == nil {
		return nil
	}
	return db.pointing(f, key)
}

// torn reports a row that goes with others and is to lose two keys to them, too:
// PostgreSQL looks at all keys of a row that it has written before, maybe when what
// takes the row along is gone already.
func (db *Database) torn(doomed []*row) bool {
	lost := map[*row]int{}
	for _, r := range doomed {
		for _, f := range db.referring(r.m) {
			if f.Relation.OnDelete != schema.SetNull {
				continue
			}
			for _, x := range db.pointers(r, f) {
				lost[x]++
				if lost[x] > 1 && slices.Contains(doomed, x) {
					return true
				}
			}
		}
	}
	return false
}

// falls reports rows of which one goes because another does. Whether it counts
// as deleted is the database's business.
func (db *Database) falls(rows []*row) bool {
	for _, r := range rows {
		if r.m.DeletedAt() != nil {
			continue
		}
		for _, f := range db.referring(r.m) {
			for _, x := range db.pointers(r, f) {
				if x != r && f.Relation.OnDelete == schema.Cascade && (len(rows) > 1) {
					return true
				}
			}
		}
	}
	return false
}

// release does what the keys that point at a doomed row ask for. Whether
// Restrict minds a row that goes at the same time, databases see differently.
func (db *Database) release(r *row, doomed []*row) error {
	for _, f := range db.referring(r.m) {
		for _, x := range db.pointers(r, f) {
			gone := slices.Contains(doomed, x)
			switch f.Relation.OnDelete {
			case schema.Cascade:
			case schema.SetNull:
				for _, name := range f.Relation.Fields {
					x.v[name] = nil
				}
				if err := db.sound(x); err != nil && !gone {
					return err
				}
			default:
				if gone {
					return ErrOpen
				}
				return failed(r.m, dangling)
			}
		}
	}
	return nil
}

// moved lets the rows follow that pointed at a row before its key changed.
func (db *Database) moved(r *row, before map[string]any) error {
	for _, f := range db.referring(r.m) {
		old := fields(&row{m: r.m, v: before}, r.m, f.Relation.References, stored)
		now := fields(r, r.m, f.Relation.References, stored)
		if old == nil || now != nil && sameAll(old, now) {
			continue
		}
		for _, x := range db.pointing(f, old) {
			// A row whose own id goes along: which the request goes on with is open.
			if f.Relation.OnUpdate != schema.Cascade || slices.ContainsFunc(f.Relation.Fields, func(name string) bool { return slices.Contains(x.m.ID, name) }) {
				return ErrOpen
			}
			was := x.values()
			for i, name := range f.Relation.Fields {
				x.v[name] = r.v[f.Relation.References[i]]
			}
			if x != r {
				if err := db.moved(x, was); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
