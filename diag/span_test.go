package diag_test

import (
	"math"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/diag"
)

func TestPlaces(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		offset     int
		want       diag.Pos
	}{
		{"the start", "ab\ncd", 0, diag.Pos{Offset: 0, Line: 1, Col: 1}},
		{"a line break is at the end of its line", "ab\ncd", 2, diag.Pos{Offset: 2, Line: 1, Col: 3}},
		{"a later line", "ab\ncd", 4, diag.Pos{Offset: 4, Line: 2, Col: 2}},
		{"the end", "ab\ncd", 5, diag.Pos{Offset: 5, Line: 2, Col: 3}},
		{"behind a last line break", "ab\n", 3, diag.Pos{Offset: 3, Line: 2, Col: 1}},
		{"an empty text", "", 0, diag.Pos{Offset: 0, Line: 1, Col: 1}},
		{"before the start", "ab", -1, diag.Pos{Offset: 0, Line: 1, Col: 1}},
		{"columns count bytes", "é!", 2, diag.Pos{Offset: 2, Line: 1, Col: 3}},
		{"columns count from behind the byte order mark", "\xef\xbb\xbfab", 4, diag.Pos{Offset: 4, Line: 1, Col: 2}},
		{"in the byte order mark", "\xef\xbb\xbfab", 1, diag.Pos{Offset: 1, Line: 1, Col: 1}},
		{"on the line behind a byte order mark", "\xef\xbb\xbf\nab", 4, diag.Pos{Offset: 4, Line: 2, Col: 1}},
		{"beyond every text", "ab", math.MaxInt, diag.Pos{Offset: diag.MaxText, Line: 1, Col: diag.MaxText + 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := diag.NewFile("a", []byte(tt.text)).Span(0, tt.offset)
			if d := cmp.Diff(tt.want, s.EndPos()); d != "" {
				t.Error(d)
			}
			if s.End() != tt.want.Offset {
				t.Errorf("the end is %d", s.End())
			}
		})
	}
}

func TestSpansWithoutAPlace(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]diag.Span{"": {}, "a.zmodel": file().Whole()} {
		if s.IsValid() || s.Pos() != (diag.Pos{}) || s.EndPos() != (diag.Pos{}) || s.Start() != 0 || s.End() != 0 {
			t.Errorf("%v has a place", s)
		}
		if s.String() != name || s.File() != name {
			t.Errorf("%q of %q instead of %q", s, s.File(), name)
		}
	}
	if !file().Span(0, 0).IsValid() {
		t.Error("the start of a file is no place")
	}
}

// TestSpansAreSmall holds the tree's memory: it has a span for every name.
func TestSpansAreSmall(t *testing.T) {
	t.Parallel()
	if size := unsafe.Sizeof(diag.Span{}); size > 16 {
		t.Errorf("a span takes %d bytes", size)
	}
}
