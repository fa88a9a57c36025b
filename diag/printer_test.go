package diag_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/diag"
)

func TestMarksStandBelowWhatTheyMean(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 150) + "bad" + strings.Repeat("c", 150)
	tests := []struct {
		name, line string
		from, to   int // columns
		want       string
	}{
		{"behind a tab", "a\t@x", 3, 5, "a   @x\n    ^~"},
		{"over a tab", "@x(\t1)", 1, 7, "@x( 1)\n^~~~~~"},
		{"behind wide characters", "a '漢字' @x", 12, 14, "a '漢字' @x\n         ^~"},
		{"over wide characters", "a '漢字'", 3, 11, "a '漢字'\n  ^~~~~~"},
		{"behind a combining mark", "e\u0301 @x", 5, 7, "e\u0301 @x\n  ^~"},
		{"behind a control character", "\x1b[31m @x", 7, 9, "\ufffd[31m @x\n      ^~"},
		{"behind a turn of direction", "\u202e @x", 5, 7, "\ufffd @x\n  ^~"},
		{"on indentation", "\t\tx", 1, 2, "        x\n^~~~"},
		{"beyond the line's end", "ab", 9, 9, ""},
		{"of no width", "ab", 3, 3, "ab\n  ^"},
		{
			"in the middle of a long line", long, 151, 154,
			"…" + long[70:270] + "…\n" + strings.Repeat(" ", 81) + "^~~",
		},
		{"at the start of a long line", long, 1, 3, long[:200] + "…\n^~"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			at := diag.NewFile("a", []byte(tt.line)).Span(tt.from-1, tt.to-1)
			var b strings.Builder
			l := diag.List{{Code: "ZM0101", Span: at, Message: "no"}}
			if err := diag.Render(&b, l, func(string) []byte { return []byte(tt.line) }); err != nil {
				t.Fatal(err)
			}
			_, got, _ := strings.Cut(b.String(), "\n")
			got = strings.TrimPrefix(strings.ReplaceAll(strings.TrimSuffix(got, "\n"), "\n\t", "\n"), "\t")
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestColour(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	p := diag.Printer{Color: true, Source: func(string) []byte { return []byte("id Itn") }}
	at := diag.NewFile("a", []byte("id Itn")).Span(3, 6)
	err := p.Print(&b, diag.List{{Code: "ZM0204", Span: at, Message: "unknown type \x1b[2J", Hint: "Int?"}})
	if err != nil {
		t.Fatal(err)
	}
	want := "a:1:4: \x1b[1;31merror ZM0204\x1b[0m: \x1b[1munknown type \ufffd[2J\x1b[0m\n" +
		"\tid Itn\n\t   \x1b[1;31m^~~\x1b[0m \x1b[36mInt?\x1b[0m\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(diag.List{
		{Code: "ZM0201", Span: span(2, 1, 3), Message: "twice", Related: []diag.Related{{Span: span(1, 1, 2), Message: "first"}}},
		{Code: "ZM0301", Severity: diag.Warning, Span: file().Whole(), Message: "no datasource", Hint: "add one"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"code":"ZM0201","severity":"error","span":{"file":"a.zmodel",` +
		`"start":{"offset":13,"line":2,"col":1},"end":{"offset":15,"line":2,"col":3}},"message":"twice",` +
		`"related":[{"span":{"file":"a.zmodel","start":{"offset":0,"line":1,"col":1},` +
		`"end":{"offset":1,"line":1,"col":2}},"message":"first"}]},` +
		`{"code":"ZM0301","severity":"warning","span":{"file":"a.zmodel"},"message":"no datasource","hint":"add one"}]`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	errors, warnings := diag.List{{}, {Severity: diag.Warning}, {}}.Count()
	if errors != 2 || warnings != 1 {
		t.Error(errors, warnings)
	}
}

// FuzzRender wants every place in every text to be shown in bounded space, with
// nothing in it that a terminal obeys, also when the text is not the one that the
// place was found in.
func FuzzRender(f *testing.F) {
	f.Add([]byte("id Int\t@x"), []byte(""), 7, 9)
	f.Add([]byte("漢字\r\n\x1b[2J"), []byte("\n\n"), 8, 17)
	f.Add([]byte(strings.Repeat("é", 300)), []byte(strings.Repeat("x", 400)), 300, 304)
	f.Fuzz(func(t *testing.T, src, found []byte, start, end int) {
		if len(found) == 0 {
			found = src
		}
		at := diag.NewFile("a", found).Span(start, end)
		l := diag.List{{Code: "ZM0101", Span: at, Message: "no", Hint: string(src)}}
		var b strings.Builder
		if err := diag.Render(&b, l, func(string) []byte { return src }); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		if !utf8.ValidString(out) || strings.ContainsAny(out, "\x1b\r\u202e") {
			t.Errorf("sent to the terminal: %q", out)
		}
		if limit := 8*200 + 4*len(src) + 200; len(out) > 4*limit || strings.Count(out, "\n") > 3 {
			t.Errorf("%d bytes for %d", len(out), len(src))
		}
	})
}
