package exec

import (
	"maps"
	"slices"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
)

// Values is a [Sink] that makes Go values: map[string]any for an entity,
// []any for a list, int64 for a number, bool, nil; scalars as
// query.Op.Values has them.
type Values struct {
	Result any

	program *program
	secrets *secrets
	levels  []valueRows
}

type valueRows struct {
	links
	entities []map[string]any
	number   int64
}

func (s *Values) reset(r *run) {
	s.program, s.secrets = r.program, r.secrets
	s.levels = make([]valueRows, len(r.program.levels))
	s.Result = nil
}

func (s *Values) rows() int {
	if len(s.levels) == 0 {
		return 0
	}
	return len(s.levels[0].entities)
}

func (s *Values) row(n int, r dialect.Row) error {
	lv, rows := s.program.levels[n], &s.levels[n]
	if lv.read.Shape == plan.Number {
		rows.number = r.Int64(0)
		return nil
	}
	rows.add(lv, r)
	entity := make(map[string]any, len(lv.outputs)+len(lv.children))
	into := entity
	for _, o := range lv.outputs {
		if o.open != "" {
			into = make(map[string]any)
			entity[o.under] = into
		}
		v, err := r.Value(o.column, o.t)
		if err != nil {
			return err
		}
		if v == nil && o.t.List {
			v = []any{}
		}
		if text, ok := v.(string); ok && o.sealed != nil {
			v = s.secrets.open(o.sealed, text)
		}
		into[o.name] = v
	}
	rows.entities = append(rows.entities, entity)
	return nil
}

func (s *Values) finish(r *run, count int) error {
	p := s.program.plan
	if p.Read == nil {
		s.Result = map[string]any{"count": int64(count)}
		return nil
	}
	switch p.Read.Shape {
	case plan.Truth:
		s.Result = s.rows() > 0
	case plan.Number:
		s.Result = s.levels[0].number
	case plan.Many:
		s.Result = s.array(0, s.levels[0].top(r, s.rows()))
	default:
		if s.rows() > 0 {
			s.Result = s.entity(0, 0)
		}
	}
	return nil
}

func (s *Values) array(n int, rows []int) []any {
	if s.program.levels[n].reverse {
		rows = slices.Clone(rows)
		slices.Reverse(rows)
	}
	list := make([]any, len(rows))
	for i, row := range rows {
		list[i] = s.entity(n, row)
	}
	return list
}

func (s *Values) entity(n, row int) map[string]any {
	lv, rows := s.program.levels[n], &s.levels[n]
	// A row may hang below several parents; each gets its own.
	entity := make(map[string]any, len(rows.entities[row])+len(lv.children))
	maps.Copy(entity, rows.entities[row])
	for i, c := range lv.children {
		related := s.levels[c.level].rows(rows.down[i][row])
		switch {
		case c.merge:
			for _, same := range related {
				maps.Copy(entity, s.entity(c.level, same))
			}
		case c.toMany:
			entity[c.name] = s.array(c.level, related)
		case len(related) == 0:
			entity[c.name] = nil
		default:
			entity[c.name] = s.entity(c.level, related[0])
		}
	}
	return entity
}
