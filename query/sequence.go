package query

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// referredFirst puts the rows of a createMany into an order in which none refers
// to a later one: databases look at foreign keys when a statement ends. Rows that
// refer to each other in a circle come in one run, and each other row in one of
// its own. Rows that need no other place keep theirs.
func referredFirst(m *schema.Model, rows []*pendingRow, relations []*schema.Field) []run {
	s := &sequence{rows: rows, anyone: &pendingRow{}, at: make(map[*pendingRow]int, len(rows)), low: make(map[*pendingRow]int, len(rows))}
	for _, f := range relations {
		byKey := make(map[string]*pendingRow, len(rows))
		for _, r := range rows {
			if k, ok := r.key(f.Relation.References); ok {
				byKey[k] = r
			}
		}
		s.links = append(s.links, link{fields: f.Relation.Fields, defaults: filledByUser(m, f), byKey: byKey})
	}
	for _, r := range rows {
		if s.at[r] == 0 {
			s.add(r)
		}
	}
	return s.runs
}

// filledByUser are the fields of a relation's key that what the user has stands for
// where they are not given: which row that is nobody knows yet.
func filledByUser(m *schema.Model, f *schema.Field) []string {
	return slices.DeleteFunc(slices.Clone(f.Relation.Fields), func(name string) bool {
		d := m.Field(name).Default
		return d == nil || d.Auth == nil
	})
}

// sequence is an order of rows in the making: Tarjan's, of the rows' references.
type sequence struct {
	rows  []*pendingRow
	links []link
	runs  []run
	// anyone stands for a row that is not known, and so refers to all.
	anyone *pendingRow
	// at is when a row was come to, low the first of the open rows that is reached from it.
	at, low map[*pendingRow]int
	open    []*pendingRow // come to, and not in a run yet
}

// run is rows that one statement has to write.
type run struct {
	rows []*pendingRow
	// guessed says that they may do without: one of them refers to what the user has,
	// which may be none of them.
	guessed bool
}

// link is a relation among the rows: the fields that hold a key, and whose it is.
type link struct {
	fields   []string
	defaults []string // those of them that the user may fill
	byKey    map[string]*pendingRow
}

const settled = -1 // low of a row that is in a run

// add adds a row after those that it refers to.
func (s *sequence) add(r *pendingRow) {
	s.at[r] = len(s.at) + 1
	s.low[r] = s.at[r]
	s.open = append(s.open, r)
	s.refer(r)
	if s.low[r] == s.at[r] {
		s.close(slices.Index(s.open, r))
	}
}

// refer follows what a row refers to.
func (s *sequence) refer(r *pendingRow) {
	if r == s.anyone {
		for _, x := range s.rows {
			s.follow(r, x)
		}
		return
	}
	for _, l := range s.links {
		switch k, ok := r.key(l.fields); {
		case ok && l.byKey[k] != nil:
			s.follow(r, l.byKey[k])
		case !ok && r.leaves(l.defaults):
			s.follow(r, s.anyone)
		}
	}
}

// close makes a run of the open rows from the i-th on.
func (s *sequence) close(i int) {
	for _, x := range s.open[i:] {
		s.low[x] = settled
	}
	all := slices.Clone(s.open[i:])
	rows := slices.DeleteFunc(slices.Clone(all), func(x *pendingRow) bool { return x == s.anyone })
	s.open = s.open[:i]
	slices.SortFunc(rows, func(a, b *pendingRow) int { return cmp.Compare(a.index, b.index) })
	if len(rows) > 0 {
		s.runs = append(s.runs, run{rows: rows, guessed: len(rows) < len(all)})
	}
}

func (s *sequence) follow(r, to *pendingRow) {
	if s.at[to] == 0 {
		s.add(to)
	}
	if s.low[to] != settled {
		s.low[r] = min(s.low[r], s.low[to])
	}
}

// key is what a row holds in the fields, as text. It has none where one is NULL,
// or is left to the database.
func (r *pendingRow) key(fields []string) (string, bool) {
	var key []byte
	for _, name := range fields {
		v := r.value(name)
		if v == nil {
			return "", false
		}
		key = fmt.Appendf(key, "%q,", fmt.Sprint(v))
	}
	return string(key), true
}

func (r *pendingRow) field(name string) int {
	return slices.IndexFunc(r.fields, func(f *schema.Field) bool { return f.Name == name })
}

// value is what a row gives for a field, nil when it gives none.
func (r *pendingRow) value(name string) any {
	if i := r.field(name); i >= 0 {
		return r.values[i]
	}
	return nil
}

// leaves reports a row that does not give one of the fields.
func (r *pendingRow) leaves(fields []string) bool {
	return slices.ContainsFunc(fields, func(name string) bool { return r.field(name) < 0 })
}
