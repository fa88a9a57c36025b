package oracle

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// seen gives a field of a row as somebody sees it.
type seen func(r *row, f *schema.Field) any

// stored sees what is there.
func stored(r *row, f *schema.Field) any { return r.value(f.Name) }

// related returns the rows that f leads to from r, joined by what the two ends
// show to whom looks. A key with a NULL in it joins nothing.
func (db *Database) related(r *row, f *schema.Field, here, there seen) []*row {
	target := db.s.Model(f.Relation.Target)
	if f.Relation.Join != nil {
		return db.linked(r, f)
	}
	mine, theirs := ends(target, f)
	key := fields(r, db.level(r, f), mine, here)
	if key == nil {
		return nil
	}
	var list []*row
	for _, t := range db.all(target) {
		if other := fields(t, target, theirs, there); other != nil && sameAll(key, other) {
			list = append(list, t)
		}
	}
	return list
}

// ends returns the fields of both models that the relation joins.
func ends(target *schema.Model, f *schema.Field) (mine, theirs []string) {
	if f.Relation.Owner() {
		return f.Relation.Fields, f.Relation.References
	}
	back := target.Field(f.Relation.Opposite).Relation
	return back.References, back.Fields
}

// fields returns the values of a key, nil when one of them is NULL.
func fields(r *row, m *schema.Model, names []string, look seen) []any {
	list := make([]any, len(names))
	for i, n := range names {
		if list[i] = look(r, m.Field(n)); list[i] == nil {
			return nil
		}
	}
	return list
}

func sameAll(a, b []any) bool {
	for i := range a {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}

// linked returns the rows at the other end of a join table.
func (db *Database) linked(r *row, f *schema.Field) []*row {
	var list []*row
	for _, l := range db.links[f.Relation.Join.Table] {
		if f.Relation.Join.This == "A" && l.a == r {
			list = append(list, l.b)
		} else if f.Relation.Join.This == "B" && l.b == r {
			list = append(list, l.a)
		}
	}
	return slices.DeleteFunc(list, (*row).deleted)
}

// pair is the link between r and the row at the other end of f.
func pair(r *row, f *schema.Field, other *row) link {
	if f.Relation.Join.This == "A" {
		return link{r, other}
	}
	return link{other, r}
}
