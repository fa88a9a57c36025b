package syntax_test

import (
	"bytes"
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

var update = flag.Bool("update", false, "rewrite the goldens of the printer")

// form formats text that has no errors.
func form(t *testing.T, src []byte) []byte {
	t.Helper()
	out, diags := syntax.Format("a.zmodel", src)
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags.Err(), src)
	}
	return out
}

func TestFormatGoldens(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/format/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d goldens, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := form(t, a.Files[0].Data)
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "out.zmodel", Data: got})
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(a.Files[1].Data), string(got)); d != "" {
				t.Error(d)
			}
			keepsEverything(t, a.Files[0].Data)
		})
	}
}

func TestFormatEnds(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"an empty file stays empty", "", ""},
		{"blank lines alone are nothing", "\ufeff \r\n\n\t", ""},
		{"comments alone are a file", "\n\n// a\n\n\n/* b */\n\n", "// a\n\n/* b */\n"},
		{"the last line gets its end", "enum E { A }", "enum E {\n    A\n}\n"},
		{
			"the byte order mark and carriage returns go", "\ufeff// a\r\nmodel A {\r\n\tid Int @id // b \r\n/*\r\n* c\r\n*/\r\n}\r\n",
			"// a\nmodel A {\n    id Int @id // b\n    /*\n     * c\n     */\n}\n",
		},
		{
			"a carriage return in a string is content", "type A {\r\na String @default('b\r\n c')\r\n}",
			"type A {\n    a String @default('b\r\n c')\n}\n",
		},
		{"a file with errors has no form", "enum E { A\n", "none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, _ := syntax.Format("a.zmodel", []byte(tt.in))
			if keepsEverything(t, []byte(tt.in)) != (tt.want != "none") {
				t.Errorf("got %q", got)
			} else if d := cmp.Diff(strings.TrimSuffix(tt.want, "none"), string(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

// keepsEverything wants the form of src to be a fixed point with the same tree,
// comments and warnings. It reports whether src has a form.
func keepsEverything(t *testing.T, src []byte) bool {
	t.Helper()
	before, diags := syntax.Parse("a.zmodel", src)
	out, fdiags := syntax.Format("a.zmodel", src)
	if d := cmp.Diff(diags, fdiags); d != "" {
		t.Errorf("Format reports otherwise than Parse: %s", d)
	}
	if diags.HasErrors() {
		if out != nil {
			t.Error("a file with errors has a form")
		}
		return false
	}
	after, odiags := syntax.Parse("a.zmodel", out)
	if d := cmp.Diff(diags.Codes(), odiags.Codes()); d != "" {
		t.Fatalf("other findings: %s\n%s\n---\n%s", d, src, out)
	}
	everything := cmp.Exporter(func(reflect.Type) bool { return true })
	noPlaces := cmpopts.IgnoreTypes(diag.Span{}, uint32(0)) // the ends of nodes are the only numbers
	if d := cmp.Diff([]any{before.Imports, before.Decls}, []any{after.Imports, after.Decls}, everything, noPlaces); d != "" {
		t.Errorf("another tree: %s\n%s\n---\n%s", d, src, out)
	}
	if d := cmp.Diff(comments(before), comments(after)); d != "" {
		t.Errorf("other comments: %s\n%s\n---\n%s", d, src, out)
	}
	if d := cmp.Diff(string(out), string(form(t, out))); d != "" {
		t.Errorf("not idempotent: %s\n%s", d, src)
	}
	if n := len(out); n > 0 && (out[0] == '\n' || out[n-1] != '\n' || bytes.HasSuffix(out, []byte("\n\n"))) {
		t.Errorf("blank lines around %q", out)
	}
	return true
}

// comments returns the comments of f without the blanks around their lines.
func comments(f *syntax.File) []string {
	var texts []string
	for _, c := range f.Comments {
		lines := strings.Split(c.Text, "\n")
		for i, l := range lines {
			lines[i] = strings.Trim(l, " \t\r\f\v")
		}
		texts = append(texts, strings.Join(lines, "\n"))
	}
	return texts
}

// corpus returns every schema that the repository's tests and examples hold.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".zmodel"):
			texts[path], err = os.ReadFile(path)
		case strings.HasSuffix(path, ".txtar"), strings.Contains(path, "testdata") && strings.HasSuffix(path, ".txt"):
			a, aerr := txtar.ParseFile(path)
			err = aerr
			for _, f := range archive(a) {
				texts[path+":"+f.Name] = f.Data
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func archive(a *txtar.Archive) []txtar.File {
	var schemas []txtar.File
	if a != nil {
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".zmodel") {
				schemas = append(schemas, f)
			}
		}
	}
	return schemas
}

func TestFormatKeepsTheCorpus(t *testing.T) {
	t.Parallel()
	formed := 0
	for name, src := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			if keepsEverything(t, src) {
				formed++
			}
		})
	}
	if formed < 300 {
		t.Errorf("only %d schemas have a form", formed)
	}
}

// TestFormatIsOneForm wants line ends, the byte order mark and blanks at the ends
// of lines not to matter.
func TestFormatIsOneForm(t *testing.T) {
	t.Parallel()
	variants := map[string]func(src []byte) []byte{
		"CRLF":        func(src []byte) []byte { return bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n")) },
		"BOM":         func(src []byte) []byte { return append([]byte("\xef\xbb\xbf"), src...) },
		"indentation": func(src []byte) []byte { return regexp.MustCompile(`(?m)^[ \t]+|[ \t]+$`).ReplaceAll(src, nil) },
		"blank lines": func(src []byte) []byte { return bytes.ReplaceAll(src, []byte("\n\n"), []byte("\n \t\n\n\n")) },
	}
	lines := regexp.MustCompile(`(?s)/\*|"[^"\n]*\n|'[^'\n]*\n`) // what white space means something in, or seems to
	for name, src := range corpus(t) {
		if _, diags := syntax.Parse(name, src); diags.HasErrors() || lines.Match(src) {
			continue
		}
		for what, change := range variants {
			if d := cmp.Diff(string(form(t, src)), string(form(t, change(src)))); d != "" {
				t.Errorf("%s: %s: %s", name, what, d)
			}
		}
	}
}

// TestFormatTakesCommentsEverywhere puts comments and line breaks of every kind
// between the tokens of the corpus.
func TestFormatTakesCommentsEverywhere(t *testing.T) {
	t.Parallel()
	token := regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/|"(\\.|[^"\\])*"|'(\\.|[^'\\])*'|@+[\w.]+|[+-]?\d+(\.\d+)?|\w+|[=!<>]=|&&|\|\||\S`)
	gaps := []string{
		" ", " ", " ", " ", " ", "\n", "\n\n\n", " /* in */ ", "\n/* own */\n", " // tail\n", "\n// own\n\n",
		" /// doc\n", "\n /// doc\n", " /* two\n lines */ ", "\n/**\n* stars\n*/\n", " /* a */ /* b */ // c\n", "\r\n\f",
	}
	r := rand.New(rand.NewPCG(1, 2))
	formed := 0
	for name, src := range corpus(t) {
		if len(src) > 20_000 {
			continue
		}
		tokens := token.FindAllString(string(src), -1)
		for range 3 {
			var b strings.Builder
			calm := r.IntN(len(gaps)) // some variants have few comments
			for _, tok := range tokens {
				b.WriteString(tok)
				gap := gaps[max(r.IntN(len(gaps))-calm, 0)]
				if strings.HasPrefix(tok, "//") {
					gap = "\n" + gap
				}
				b.WriteString(gap)
			}
			if keepsEverything(t, []byte(b.String())) {
				formed++
			}
			if t.Failed() {
				t.Fatal(name)
			}
		}
	}
	if formed < 500 {
		t.Errorf("only %d variants have a form", formed)
	}
}

func TestExamplesAreInTheirForm(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../examples/*/*.zmodel")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d examples, %v", len(names), err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(form(t, src)), string(src)); d != "" {
			t.Errorf("%s: run gozen format: %s", name, d)
		}
	}
}

// TestFormatDocument holds the example of docs/format.md to what Format does.
func TestFormatDocument(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```zmodel\n(.*?)```").FindAllSubmatch(doc, -1)
	if len(blocks) != 2 {
		t.Fatalf("want a schema before and after, got %d", len(blocks))
	}
	if d := cmp.Diff(string(blocks[1][1]), string(form(t, blocks[0][1]))); d != "" {
		t.Error(d)
	}
}

func TestFormatIsLinear(t *testing.T) {
	t.Parallel()
	inputs := map[string]string{
		"a wide type":     "model A {\nw Unsupported('" + strings.Repeat("x", 1<<18) + "') @id\n" + strings.Repeat("i Int @id\n", 1<<14) + "}",
		"a long list":     "plugin p { a = [" + strings.Repeat("1, ", 1<<18) + "1] }",
		"many attributes": "model A { a Int " + strings.Repeat("@b\n", 1<<18) + "}",
		"many comments":   "model A { a Int " + strings.Repeat("/* c */", 1<<18) + "}",
	}
	for name, src := range inputs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := len(form(t, []byte(src))); got > 8*len(src) {
				t.Errorf("%d bytes became %d", len(src), got)
			}
		})
	}
}

func FuzzFormat(f *testing.F) {
	for _, src := range corpus(f) {
		if len(src) < 4000 {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) { keepsEverything(t, src) })
}
