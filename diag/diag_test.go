package diag_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/diag"
)

const source = "model Post {\n\tid Int @id\n\ttitle Ströng @shiny\n}\n"

// span is the piece of a line of source from one column to another.
func span(line, from, to int) diag.Span {
	start := 0
	for range line - 1 {
		start += strings.IndexByte(source[start:], '\n') + 1
	}
	return file().Span(start+from-1, start+to-1)
}

func file() *diag.File { return diag.NewFile("a.zmodel", []byte(source)) }

func TestRender(t *testing.T) {
	t.Parallel()
	text := func(string) []byte { return []byte(source) }
	none := func(string) []byte { return nil }
	tests := []struct {
		name   string
		d      diag.Diagnostic
		source func(string) []byte
		want   string
	}{
		{
			"a marked word with its hint",
			diag.Diagnostic{Code: "ZM0701", Span: span(2, 9, 12), Message: "no", Hint: "did you mean @unique?"},
			text,
			"a.zmodel:2:9: error ZM0701: no\n\tid Int @id\n\t       ^~~ did you mean @unique?\n",
		},
		{
			"columns are bytes but marks stand below runes",
			diag.Diagnostic{Code: "ZM0701", Span: span(3, 16, 22), Message: "no"},
			text,
			"a.zmodel:3:16: error ZM0701: no\n\ttitle Ströng @shiny\n\t             ^~~~~~\n",
		},
		{
			"without sources only the line",
			diag.Diagnostic{Code: "ZM1901", Severity: diag.Warning, Span: span(2, 9, 12), Message: "hm", Hint: "x"},
			nil,
			"a.zmodel:2:9: warning ZM1901: hm (x)\n",
		},
		{
			"a file that is not at hand keeps the hint",
			diag.Diagnostic{Code: "ZM0301", Span: file().Whole(), Message: "no datasource", Hint: "add one"},
			none,
			"a.zmodel: error ZM0301: no datasource\n\tadd one\n",
		},
		{
			"a place behind the end of the text",
			diag.Diagnostic{Code: "ZM0102", Span: span(5, 1, 1), Message: "unexpected end"},
			text,
			"a.zmodel:5:1: error ZM0102: unexpected end\n\t\n\t^\n",
		},
		{
			"a related place",
			diag.Diagnostic{
				Code: "ZM0201", Span: span(2, 2, 4), Message: "twice",
				Related: []diag.Related{{Span: span(1, 1, 6), Message: "first here"}},
			},
			text,
			"a.zmodel:2:2: error ZM0201: twice\n\tid Int @id\n\t^~\na.zmodel:1:1: first here\n\tmodel Post {\n\t^~~~~\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			if err := diag.Render(&b, diag.List{tt.d}, tt.source); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, b.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSortOrdersAndDropsRepeats(t *testing.T) {
	t.Parallel()
	one, other := file().Span(0, 1), file().Span(9, 10)
	l := diag.List{
		{Code: "ZM0202", Span: other},
		{Code: "ZM0201", Span: other},
		{Code: "ZM0201", Span: one, Message: "first"},
		{Code: "ZM0201", Span: one.With(0, 1), Message: "again"},
	}
	l.Sort()
	if d := cmp.Diff([]diag.Code{"ZM0201", "ZM0201", "ZM0202"}, l.Codes()); d != "" {
		t.Error(d)
	}
}

func TestErrHoldsErrorsOnly(t *testing.T) {
	t.Parallel()
	l := diag.List{{Code: "ZM1901", Severity: diag.Warning, Span: span(1, 1, 2), Message: "w"}}
	if err := l.Err(); err != nil {
		t.Errorf("warnings became an error: %v", err)
	}
	l = append(l, diag.Diagnostic{Code: "ZM0101", Span: span(2, 1, 2), Message: "e"})
	if d := cmp.Diff("a.zmodel:2:1: error ZM0101: e", l.Err().Error()); d != "" {
		t.Error(d)
	}
}
