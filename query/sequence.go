package query

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// referredFirst puts the rows of a createMany into an order in which none refers
// to a later one, as far as there is such an order and their keys are in the
// request: each row is a statement, and databases look at foreign keys when a
// statement ends. Rows that need no other place keep theirs.
func referredFirst(rows []*pendingRow, relations []*schema.Field) []*pendingRow {
	s := &sequence{out: make([]*pendingRow, 0, len(rows)), seen: make(map[*pendingRow]bool, len(rows))}
	for _, f := range relations {
		byKey := make(map[string]*pendingRow, len(rows))
		for _, r := range rows {
			if k, ok := r.key(f.Relation.References); ok {
				byKey[k] = r
			}
		}
		s.links = append(s.links, link{fields: f.Relation.Fields, byKey: byKey})
	}
	for _, r := range rows {
		s.add(r)
	}
	return s.out
}

// sequence is an order of rows in the making.
type sequence struct {
	links []link
	out   []*pendingRow
	seen  map[*pendingRow]bool
}

// link is a relation among the rows: the fields that hold a key, and whose it is.
type link struct {
	fields []string
	byKey  map[string]*pendingRow
}

// add adds a row after those that it refers to. In a circle somebody is first.
func (s *sequence) add(r *pendingRow) {
	if s.seen[r] {
		return
	}
	s.seen[r] = true
	for _, l := range s.links {
		if k, ok := r.key(l.fields); ok && l.byKey[k] != nil {
			s.add(l.byKey[k])
		}
	}
	s.out = append(s.out, r)
}

// key is what a row holds in the fields, as text. It has none where one is NULL,
// or is left to the database.
func (r *pendingRow) key(fields []string) (string, bool) {
	var key []byte
	for _, name := range fields {
		i := slices.IndexFunc(r.fields, func(f *schema.Field) bool { return f.Name == name })
		if i < 0 || r.values[i] == nil {
			return "", false
		}
		key = fmt.Appendf(key, "%q,", fmt.Sprint(r.values[i]))
	}
	return string(key), true
}
