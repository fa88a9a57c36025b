package oracle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// Sight writes all that somebody may see of the database, and which rows they
// may change. Two databases of one sight are not to be told apart by reading,
// nor by writing as long as rules decide alike in both: see [Database.Decided].
func (db *Database) Sight(who Who) string {
	c := caller{db: db, who: who}
	var lines []string
	for _, m := range db.s.Models {
		for _, r := range db.all(m) {
			if c.readable(m, r) {
				lines = append(lines, m.Name+c.sight(m, r))
			}
			if r.m != m {
				continue
			}
			for _, op := range []schema.Ops{schema.OpUpdate, schema.OpDelete} {
				if c.may(r, op) {
					lines = append(lines, fmt.Sprint(operation(op), " ", r.name(), c.open(r)))
				}
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// sight writes what the caller sees of a row that they may read.
func (c caller) sight(m *schema.Model, r *row) string {
	var b strings.Builder
	for _, f := range m.Fields {
		switch {
		case f.Stored():
			fmt.Fprintf(&b, " %s=%v", f.Name, c.shown(r, f))
		case f.Relation != nil && f.Relation.Join != nil:
			var names []string
			for _, x := range c.related(r, f) {
				names = append(names, x.name())
			}
			slices.Sort(names)
			fmt.Fprintf(&b, " %s=%v", f.Name, names)
		}
	}
	return b.String()
}

// open writes the fields of a row that the caller may write.
func (c caller) open(r *row) string {
	var b strings.Builder
	for _, f := range r.m.Fields {
		if f.Stored() && c.mayField(r, f, schema.OpUpdate) {
			b.WriteString(" " + f.Name)
		}
	}
	return b.String()
}

// name tells a row from others.
func (r *row) name() string {
	var b strings.Builder
	b.WriteString(r.m.Name)
	for _, n := range r.m.ID {
		fmt.Fprintf(&b, "/%v", r.v[n])
	}
	return b.String()
}

// Log keeps what the rules say, for [Database.Decided].
func (db *Database) Log() { db.said.keep = true }

// Decided lists what the rules said of which row in the last request, but for
// the refusals that a row which is not there gets, too.
func (db *Database) Decided() string {
	list := slices.Clone(db.said.log)
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "\n")
}
