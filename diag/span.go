package diag

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// File is a text as places in it need it: its name, and where its lines begin.
// It does not keep the text, and never changes.
type File struct {
	name  string
	lines []uint32 // offset of each line's first byte
}

// MaxText is the length of the longest text that has places. It is thousands of
// times what anybody writes, and little enough to be read into memory.
const MaxText = 32 << 20

// byteOrderMark may stand before a text. No editor shows it, so the columns of
// the first line count from behind it.
const byteOrderMark = "\xef\xbb\xbf"

// NewFile returns the file of a text.
func NewFile(name string, text []byte) *File {
	text = text[:min(len(text), MaxText)]
	f := &File{name: name, lines: make([]uint32, 1, 1+bytes.Count(text, []byte("\n")))}
	if bytes.HasPrefix(text, []byte(byteOrderMark)) {
		f.lines[0] = uint32(len(byteOrderMark))
	}
	for off := 0; ; {
		n := bytes.IndexByte(text[off:], '\n')
		if n < 0 {
			return f
		}
		off += n + 1
		f.lines = append(f.lines, uint32(off))
	}
}

// Span is the text of f from the byte at start up to, not including, that at end.
// What is outside of any text is cut to what could be one.
func (f *File) Span(start, end int) Span {
	return Span{f, place(start), place(end)}
}

// Whole is f as such: a span without a place in it.
func (f *File) Whole() Span { return Span{file: f} }

// pos returns where an offset is.
func (f *File) pos(offset int) Pos {
	line, found := slices.BinarySearch(f.lines, uint32(offset))
	if !found {
		line = max(line-1, 0) // it is in the line before, or in the mark before the first
	}
	return Pos{Offset: offset, Line: line + 1, Col: max(offset-int(f.lines[line]), 0) + 1}
}

// Span is a piece of a file's text. It is two words, since a tree has one for
// everything in it; lines and columns are worked out when they are asked for.
type Span struct {
	file       *File
	start, end uint32 // offsets, plus one; 0 is no place
}

// place is an offset as a span keeps it.
func place(offset int) uint32 {
	return uint32(max(0, min(offset, MaxText))) + 1
}

// File is the name of the file, or nothing for the zero Span.
func (s Span) File() string {
	if s.file == nil {
		return ""
	}
	return s.file.name
}

// IsValid reports whether s is a place in a text.
func (s Span) IsValid() bool { return s.file != nil && s.start > 0 }

// Start is the offset of the first byte, 0 without a place.
func (s Span) Start() int { return int(max(s.start, 1)) - 1 }

// End is the offset behind the last byte, 0 without a place.
func (s Span) End() int { return int(max(s.end, 1)) - 1 }

// Pos is where s starts, the zero Pos without a place.
func (s Span) Pos() Pos { return s.pos(s.start) }

// EndPos is where s ends, the zero Pos without a place.
func (s Span) EndPos() Pos { return s.pos(s.end) }

func (s Span) pos(place uint32) Pos {
	if s.file == nil || place == 0 {
		return Pos{}
	}
	return s.file.pos(int(place) - 1)
}

// With is the span of the same file from start to end.
func (s Span) With(start, end int) Span { return Span{s.file, place(start), place(end)} }

// Equal reports whether s and t are the same place. Those of one [File] may be
// compared with == too; after a text is read again, it has another.
func (s Span) Equal(t Span) bool {
	return s.start == t.start && s.end == t.end && s.File() == t.File()
}

// String returns file:line:col, or only the file when the span has no place.
func (s Span) String() string {
	if !s.IsValid() {
		return s.File()
	}
	p := s.Pos()
	return fmt.Sprintf("%s:%d:%d", s.File(), p.Line, p.Col)
}

// MarshalJSON writes the file, and both ends as [Pos] where there are any.
func (s Span) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		File  string `json:"file"`
		Start Pos    `json:"start,omitzero"`
		End   Pos    `json:"end,omitzero"`
	}{s.File(), s.Pos(), s.EndPos()})
}

// Pos is a place in a text as people count. Lines and columns count from 1,
// columns in bytes. The zero Pos stands for no place.
type Pos struct {
	Offset int `json:"offset"`
	Line   int `json:"line"`
	Col    int `json:"col"`
}
