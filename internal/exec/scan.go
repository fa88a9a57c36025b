package exec

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Scan reads the row at hand into the fields of a struct. Its methods are
// called with the names of fields in the order of the schema; one that was not
// asked for, or is NULL, leaves its variable as it is.
type Scan struct {
	row     dialect.Row
	outputs []output
	secrets *secrets
	next    int
	err     error
	texts   strings.Builder // memory that the strings of several rows share
}

// A chunk of text is made for the strings of one row first, and larger while
// there are more: a string that is kept keeps its chunk.
const (
	firstTexts = 64
	mostTexts  = 4096
)

// kept returns a copy of b as a string.
func (s *Scan) kept(b []byte) string {
	if len(b) > mostTexts/4 {
		return string(b)
	}
	if s.texts.Cap()-s.texts.Len() < len(b) {
		size := min(max(2*s.texts.Cap(), firstTexts, len(b)), mostTexts)
		s.texts = strings.Builder{}
		s.texts.Grow(size)
	}
	s.texts.Write(b)
	all := s.texts.String()
	return all[len(all)-len(b):]
}

// column returns the column of a field, and whether there is a value in it.
func (s *Scan) column(name string) (int, bool) {
	if s.next >= len(s.outputs) || s.outputs[s.next].name != name {
		return 0, false
	}
	c := s.outputs[s.next].column
	s.next++
	return c, !s.row.Null(c)
}

// done reports what went wrong with a row: a value that cannot be read, or a
// column that nobody asked for.
func (s *Scan) done() error {
	if s.err == nil && s.next < len(s.outputs) {
		s.err = errStale(s.outputs[s.next].name)
	}
	return s.err
}

// Under reports whether what comes next stands in this member of the row.
func (s *Scan) Under(member string) bool {
	return s.next < len(s.outputs) && s.outputs[s.next].under == member
}

// Text reads a String or an enum's member.
func (s *Scan) Text(name string, to *string) {
	if c, ok := s.column(name); ok {
		*to = s.text(c)
	}
}

// text is the text of the column just found, opened if its field is encrypted.
func (s *Scan) text(c int) string {
	text := s.row.Text(c)
	if f := s.outputs[s.next-1].sealed; f != nil {
		return s.secrets.open(f, string(text))
	}
	return s.kept(text)
}

// NullText reads an optional String.
func (s *Scan) NullText(name string, to **string) {
	if c, ok := s.column(name); ok {
		*to = new(s.text(c))
	}
}

// Int reads an Int.
func (s *Scan) Int(name string, to *int) {
	if c, ok := s.column(name); ok {
		*to = int(s.row.Int64(c))
	}
}

// NullInt reads an optional Int.
func (s *Scan) NullInt(name string, to **int) {
	if c, ok := s.column(name); ok {
		*to = new(int(s.row.Int64(c)))
	}
}

// Int64 reads a BigInt.
func (s *Scan) Int64(name string, to *int64) {
	if c, ok := s.column(name); ok {
		*to = s.row.Int64(c)
	}
}

// NullInt64 reads an optional BigInt.
func (s *Scan) NullInt64(name string, to **int64) {
	if c, ok := s.column(name); ok {
		*to = new(s.row.Int64(c))
	}
}

// Float reads a Float.
func (s *Scan) Float(name string, to *float64) {
	if c, ok := s.column(name); ok {
		*to = s.row.Float64(c)
	}
}

// NullFloat reads an optional Float.
func (s *Scan) NullFloat(name string, to **float64) {
	if c, ok := s.column(name); ok {
		*to = new(s.row.Float64(c))
	}
}

// Bool reads a Boolean.
func (s *Scan) Bool(name string, to *bool) {
	if c, ok := s.column(name); ok {
		*to = s.row.Bool(c)
	}
}

// NullBool reads an optional Boolean.
func (s *Scan) NullBool(name string, to **bool) {
	if c, ok := s.column(name); ok {
		*to = new(s.row.Bool(c))
	}
}

// Time reads a DateTime.
func (s *Scan) Time(name string, to *time.Time) {
	if c, ok := s.column(name); ok {
		*to = s.row.Time(c)
	}
}

// NullTime reads an optional DateTime.
func (s *Scan) NullTime(name string, to **time.Time) {
	if c, ok := s.column(name); ok {
		*to = new(s.row.Time(c))
	}
}

// Decimal reads a Decimal and reports whether there was one.
func (s *Scan) Decimal(name string) (decimal.Decimal, bool) {
	c, ok := s.column(name)
	if !ok {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(string(s.row.Text(c)))
	s.Fail(err)
	return d, true
}

// Bytes reads Bytes and Json, as text.
func (s *Scan) Bytes(name string, to *[]byte) {
	if c, ok := s.column(name); ok {
		if t := s.outputs[s.next-1].t.Kind; t == schema.JSON || t == schema.Custom {
			*to = append([]byte{}, s.row.Text(c)...)
			return
		}
		*to = append([]byte{}, s.row.Bytes(c)...)
	}
}

// JSON reads a typed Json value into what to points at.
func (s *Scan) JSON(name string, to any) {
	if c, ok := s.column(name); ok {
		s.Fail(json.Unmarshal(s.row.Text(c), to))
	}
}

// List reads a list as logical values; it is empty where there is none.
func (s *Scan) List(name string) (list []any, asked bool) {
	before := s.next
	c, ok := s.column(name)
	if !ok {
		return nil, s.next > before
	}
	v, err := s.row.Value(c, s.outputs[before].t)
	s.Fail(err)
	list, _ = v.([]any)
	return list, true
}

// Value reads a field as [query.Op.Values] has it.
func (s *Scan) Value(name string) any {
	before := s.next
	c, ok := s.column(name)
	if !ok {
		return nil
	}
	if s.outputs[before].sealed != nil {
		return s.text(c)
	}
	v, err := s.row.Value(c, s.outputs[before].t)
	s.Fail(err)
	if text, ok := v.(query.JSON); ok {
		return string(text)
	}
	return v
}

// Fail notes what went wrong with the row; the first thing counts.
func (s *Scan) Fail(err error) {
	if s.err == nil {
		s.err = err
	}
}
