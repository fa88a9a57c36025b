package exec

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/internal/dialect"
)

// Rows collects the rows of one level as Go structs. Generated code has one
// for each model, so that no row is looked at by reflection.
type Rows interface {
	// GozenScan appends the row at hand.
	GozenScan(s *Scan)
	// GozenRelate gives row i what it has of a relation, or of a model that
	// extends this one: these rows of from. It returns an empty collection for
	// such rows; where from is nil, that is all it does.
	GozenRelate(i int, name string, from Rows, rows []int) Rows
	// GozenPick keeps these rows, in this order.
	GozenPick(rows []int)
}

// Typed is a [Sink] that scans rows into structs.
type Typed struct {
	Rows Rows
	// Each takes the rows one by one, where that can be: Rows then holds the one at
	// hand and no other. Else it takes all of them at once.
	Each func() error

	program *program
	secrets *secrets
	levels  []typedRows
	n       int
}

type typedRows struct {
	links
	rows Rows
	scan Scan
	n    int
}

func (s *Typed) reset(r *run) {
	s.program, s.secrets, s.n = r.program, r.secrets, 0
	s.levels = make([]typedRows, len(r.program.levels))
	s.Rows.GozenPick(nil)
	if len(r.program.levels) > 0 {
		s.below(0, s.Rows)
	}
}

// below gives each level its collection.
func (s *Typed) below(n int, rows Rows) {
	s.levels[n].rows = rows
	s.levels[n].scan.outputs, s.levels[n].scan.secrets = s.program.levels[n].outputs, s.secrets
	for _, c := range s.program.levels[n].children {
		if below := rows.GozenRelate(0, s.name(c), nil, nil); below != nil {
			s.below(c.level, below)
		}
	}
}

// name is what a collection calls the rows below: the relation, or the model
// that adds its own members.
func (s *Typed) name(c child) string {
	if c.merge {
		return s.program.levels[c.level].read.Model.Name
	}
	return c.name
}

func (s *Typed) rows() int { return s.n }

// streams reports whether each row goes out when it has been read: nothing is
// read below it, and the last row is not read first.
func (s *Typed) streams() bool {
	return s.Each != nil && len(s.levels) == 1 && !s.program.levels[0].reverse
}

func (s *Typed) row(n int, r dialect.Row) error {
	lv := &s.levels[n]
	if lv.rows == nil {
		return nil
	}
	if n == 0 {
		s.n++
	}
	lv.n++
	lv.add(s.program.levels[n], r)
	lv.scan.row, lv.scan.next = r, 0
	lv.rows.GozenScan(&lv.scan)
	if err := lv.scan.done(); err != nil {
		return err
	}
	if n > 0 || !s.streams() {
		return nil
	}
	err := s.Each()
	s.Rows.GozenPick(nil)
	return err
}

func (s *Typed) finish(r *run, _ int) error {
	// Those below come first: a row is copied to where it belongs.
	for n := len(s.levels) - 1; n >= 0; n-- {
		lv := &s.levels[n]
		if lv.rows == nil {
			continue
		}
		for i, c := range s.program.levels[n].children {
			s.relate(lv, i, c)
		}
	}
	if len(s.levels) == 0 {
		return nil
	}
	top := s.levels[0].top(r, s.n)
	if s.program.levels[0].reverse {
		slices.Reverse(top)
	}
	if s.streams() {
		return nil
	}
	if !slices.IsSorted(top) {
		s.Rows.GozenPick(top)
	}
	if s.Each == nil {
		return nil
	}
	return s.Each()
}

func (s *Typed) relate(lv *typedRows, i int, c child) {
	below, name := &s.levels[c.level], s.name(c)
	if below.rows == nil {
		return
	}
	for row := range lv.n {
		related := below.links.rows(lv.down[i][row])
		if s.program.levels[c.level].reverse && len(related) > 1 {
			related = slices.Clone(related)
			slices.Reverse(related)
		}
		lv.rows.GozenRelate(row, name, below.rows, related)
	}
}

// errStale is for a program whose generated code does not fit its schema.
func errStale(field string) error {
	return fmt.Errorf("the generated client does not know field %q: run gozen generate", field)
}
