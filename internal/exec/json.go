package exec

import (
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/schema"
)

// JSON is a [Sink] that makes JSON text: rows go from the driver to bytes in
// one pass, and the levels' pieces are then copied together.
type JSON struct {
	// Prefix is put before every path of Types: "3." in the fourth result of a transaction.
	Prefix string
	// Data is the result. Types are the members of superjson's type map.
	Data, Types []byte

	program *program
	secrets *secrets
	levels  []jsonRows
	room    *[]jsonRows // levels, as the program keeps it between its runs
	found   int         // rows of the top level, once the result is made
}

// jsonRows are the rows of a level as the scalar members of their objects.
type jsonRows struct {
	links
	buf  []byte
	ends []int // row i is buf[ends[i-1]:ends[i]]
	tags []tag // the values that need an annotation, row by row
	next []int // for each row: where its tags begin
}

// tag names a value that needs an annotation: that of an output, or an element of it.
type tag struct{ output, element int }

// whole is the element of a tag for an output that is no list.
const whole = -1

func (s *JSON) reset(r *run) {
	p := r.program
	s.program, s.secrets = p, r.secrets
	spare, ok := p.spare.Get().(*[]jsonRows)
	if !ok {
		levels := make([]jsonRows, len(p.levels))
		spare = &levels
	}
	s.room, s.levels, s.found = spare, *spare, 0
	s.Data, s.Types = nil, nil
}

// spareSize is the length of text up to which a level's room is kept for the
// program's next run.
const spareSize = 1 << 20

// release hands the room for rows to the program's next run, which is likely
// to need as much.
func (s *JSON) release() {
	levels, room := s.levels, s.room
	s.found, s.levels, s.room = s.rows(), nil, nil
	for i := range levels {
		l := &levels[i]
		if cap(l.buf) > spareSize {
			return
		}
		l.buf, l.ends, l.tags, l.next = l.buf[:0], l.ends[:0], l.tags[:0], l.next[:0]
		l.clear()
	}
	s.program.spare.Put(room)
}

func (s *JSON) rows() int {
	if len(s.levels) == 0 {
		return s.found
	}
	return len(s.levels[0].ends)
}

func (s *JSON) row(n int, r dialect.Row) error {
	lv, rows := s.program.levels[n], &s.levels[n]
	if lv.read.Shape == plan.Number {
		rows.buf = strconv.AppendInt(rows.buf, r.Int64(0), 10)
		rows.ends = append(rows.ends, len(rows.buf))
		return nil
	}
	rows.add(lv, r)
	rows.next = append(rows.next, len(rows.tags))
	var err error
	for i, o := range lv.outputs {
		rows.buf = append(append(rows.buf, o.open...), o.key...)
		switch {
		case r.Null(o.column):
			rows.buf = append(rows.buf, o.null()...)
		case o.sealed != nil:
			rows.buf = wire.AppendString(rows.buf, []byte(s.secrets.open(o.sealed, string(r.Text(o.column)))))
		case o.tag != "" && o.t.List:
			if err = rows.list(r, i, o); err != nil {
				return err
			}
		default:
			if rows.buf, err = appendColumn(rows.buf, r, o.column, o.t); err != nil {
				return err
			}
			if o.tag != "" {
				rows.tags = append(rows.tags, tag{i, whole})
			}
		}
		if o.shut {
			rows.buf = append(rows.buf, '}')
		}
		rows.buf = append(rows.buf, ',')
	}
	rows.ends = append(rows.ends, len(rows.buf))
	return nil
}

// list appends a list whose elements need an annotation each.
func (l *jsonRows) list(r dialect.Row, i int, o output) error {
	v, err := r.Value(o.column, o.t)
	l.buf = wire.AppendValue(l.buf, v, o.t)
	elements, _ := v.([]any)
	for j, x := range elements {
		if x != nil {
			l.tags = append(l.tags, tag{i, j})
		}
	}
	return err
}

// appendColumn appends a column that is not NULL as JSON.
func appendColumn(b []byte, r dialect.Row, col int, t schema.ValueType) ([]byte, error) {
	if t.List && t.Kind != schema.Custom {
		v, err := r.Value(col, t)
		return wire.AppendValue(b, v, t), err
	}
	switch t.Kind {
	case schema.String, schema.EnumKind:
		return wire.AppendString(b, r.Text(col)), nil
	case schema.Int:
		return strconv.AppendInt(b, r.Int64(col), 10), nil
	case schema.Boolean:
		return strconv.AppendBool(b, r.Bool(col)), nil
	case schema.DateTime:
		if text := r.TimeText(col); text != nil {
			return append(append(append(b, '"'), text...), '"'), nil
		}
		return wire.AppendTime(b, r.Time(col)), nil
	case schema.JSON, schema.Custom:
		return append(b, r.Text(col)...), nil
	default:
		v, err := r.Value(col, t)
		return wire.AppendValue(b, v, t), err
	}
}

func (s *JSON) finish(r *run, count int) error {
	p := s.program.plan
	if p.Read == nil {
		s.Data = append(strconv.AppendInt([]byte(`{"count":`), int64(count), 10), '}')
		return nil
	}
	s.grow()
	defer s.release()
	switch p.Read.Shape {
	case plan.Truth:
		s.Data = strconv.AppendBool(nil, s.rows() > 0)
	case plan.Number:
		s.Data = append(s.Data, s.levels[0].buf...)
	case plan.Many:
		s.array(0, s.levels[0].top(r, s.rows()), []byte(s.Prefix))
	default:
		if s.rows() == 0 {
			s.Data = []byte("null")
			return nil
		}
		s.object(0, 0, []byte(s.Prefix))
	}
	return nil
}

// grow makes room for the result, near enough that its parts are copied once.
func (s *JSON) grow() {
	data, tags := 2, 0
	for i := range s.levels {
		l := &s.levels[i]
		data += len(l.buf) + len(l.ends)*(4+16*len(s.program.levels[i].children))
		tags += len(l.tags)
	}
	s.Data, s.Types = make([]byte, 0, data), make([]byte, 0, tags*annotation)
}

// annotation is about how long a member of the type map is.
const annotation = 36

func (s *JSON) array(n int, rows []int, path []byte) {
	s.Data = append(s.Data, '[')
	if s.program.levels[n].reverse {
		rows = slices.Clone(rows)
		slices.Reverse(rows)
	}
	for i, row := range rows {
		if i > 0 {
			s.Data = append(s.Data, ',')
		}
		s.object(n, row, append(strconv.AppendInt(path, int64(i), 10), '.'))
	}
	s.Data = append(s.Data, ']')
}

// object appends a row with its related rows. Path ends in a dot or is empty.
func (s *JSON) object(n, row int, path []byte) {
	s.Data = append(s.Data, '{')
	s.members(n, row, path)
	if last := len(s.Data) - 1; s.Data[last] == ',' {
		s.Data = s.Data[:last]
	}
	s.Data = append(s.Data, '}')
}

// members appends the members of a row's object, each with a comma behind it.
func (s *JSON) members(n, row int, path []byte) {
	lv, rows := s.program.levels[n], &s.levels[n]
	from := 0
	if row > 0 {
		from = rows.ends[row-1]
	}
	s.annotate(lv, rows, row, path)
	s.Data = append(s.Data, rows.buf[from:rows.ends[row]]...)
	for i, c := range lv.children {
		related := s.levels[c.level].rows(rows.down[i][row])
		if c.merge {
			for _, same := range related {
				s.members(c.level, same, path)
			}
			continue
		}
		s.Data = append(s.Data, c.key...)
		below := append(append(path, c.name...), '.')
		switch {
		case c.toMany:
			s.array(c.level, related, below)
		case len(related) == 0:
			s.Data = append(s.Data, "null"...)
		default:
			s.object(c.level, related[0], below)
		}
		s.Data = append(s.Data, ',')
	}
}

func (s *JSON) annotate(lv *level, rows *jsonRows, row int, path []byte) {
	to := len(rows.tags)
	if row+1 < len(rows.next) {
		to = rows.next[row+1]
	}
	for _, t := range rows.tags[rows.next[row]:to] {
		if len(s.Types) > 0 {
			s.Types = append(s.Types, ',')
		}
		o := lv.outputs[t.output]
		s.Types = append(append(append(s.Types, '"'), path...), o.path...)
		if t.element != whole {
			s.Types = strconv.AppendInt(append(s.Types, '.'), int64(t.element), 10)
		}
		s.Types = append(append(s.Types, `":`...), o.tag...)
	}
}
