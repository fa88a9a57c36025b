package lsp_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/gozen-dev/gozen/internal/lsp"
	"github.com/gozen-dev/gozen/schema"
)

var update = flag.Bool("update", false, "write the answers of the server into testdata")

// TestFeatures runs the scripts in testdata: files with numbered places (§1),
// a line for each request, and what the server answers.
func TestFeatures(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s := &script{client: start(t, lsp.Config{Explain: explain}), marks: map[string]place{}}
			got := s.run(archive)
			s.bye()
			last := len(archive.Files) - 1
			if *update {
				archive.Files[last].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := gocmp.Diff(strings.Split(string(archive.Files[last].Data), "\n"), strings.Split(got, "\n")); d != "" {
				t.Error(d)
			}
		})
	}
}

// explain stands for the engine: it tells which rules it was asked to show.
func explain(s *schema.Schema, model string) (string, error) {
	return fmt.Sprintf("SELECT %s -- %d rules", model, len(s.Model(model).Rules)), nil
}

type script struct {
	*client
	marks map[string]place
	found []finding // in the file that was opened last
	out   strings.Builder
}

// run writes all files but the last, opens those that the script opens, and
// answers with the transcript.
func (s *script) run(a *txtar.Archive) string {
	texts := map[string]string{}
	for _, f := range a.Files[:len(a.Files)-1] {
		texts[f.Name] = s.takeMarks(string(f.Data))
		s.write(f.Name, texts[f.Name])
	}
	for line := range strings.Lines(string(a.Comment)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		fmt.Fprintf(&s.out, "> %s", line)
		name := words[1]
		if words[0] == "open" {
			s.open(name, texts[name])
			s.found = s.findings(name)
			continue
		}
		s.step(words[0], name, words[2:])
	}
	return s.out.String()
}

var mark = regexp.MustCompile(`§\d+`)

// takeMarks takes the places out of a text.
func (s *script) takeMarks(text string) string {
	for {
		at := mark.FindStringIndex(text)
		if at == nil {
			return text
		}
		line := strings.Count(text[:at[0]], "\n")
		column := text[strings.LastIndexByte(text[:at[0]], '\n')+1 : at[0]]
		s.marks[text[at[0]:at[1]]] = place{line, len(utf16.Encode([]rune(column)))}
		text = text[:at[0]] + text[at[1]:]
	}
}

func (s *script) step(what, name string, args []string) {
	s.t.Helper()
	var at place
	if len(args) > 0 && strings.HasPrefix(args[0], "§") {
		p, ok := s.marks[args[0]]
		if !ok {
			s.t.Fatalf("no place %s", args[0])
		}
		at, args = p, args[1:]
	}
	params := s.at(name, at)
	switch what {
	case "show":
		for _, f := range s.found {
			s.say("%s %d %s %s", f.Range, f.Severity, f.Code, strings.ReplaceAll(f.Message, "\n", " | "))
			for _, r := range f.Related {
				s.say("    %s %s %s", s.short(r.Location.URI), r.Location.Range, r.Message)
			}
		}
	case "hover":
		var r *struct {
			Contents struct{ Value string }
			Range    textRange
		}
		s.ask("textDocument/hover", params, &r, func() {
			if r == nil {
				s.say("nothing")
				return
			}
			s.say("%s %s", r.Range, r.Contents.Value)
		})
	case "definition":
		var r *location
		s.ask("textDocument/definition", params, &r, func() {
			if r == nil {
				s.say("nowhere")
				return
			}
			s.say("%s", s.located(*r))
		})
	case "references":
		params["context"] = object{"includeDeclaration": true}
		var r []location
		s.ask("textDocument/references", params, &r, func() {
			for _, l := range r {
				s.say("%s", s.located(l))
			}
		})
	case "symbols":
		var r []symbol
		s.ask("textDocument/documentSymbol", params, &r, func() { s.symbols("", r) })
	case "complete":
		s.complete(params, args)
	case "type":
		s.typed(name, at, strings.Join(args, " "))
	case "prepare":
		var r *textRange
		s.ask("textDocument/prepareRename", params, &r, func() { s.say("%v", r) })
	case "rename":
		params["newName"] = args[0]
		var r workspaceEdit
		s.ask("textDocument/rename", params, &r, func() { s.edits(r) })
	case "format":
		params["options"] = object{"tabSize": 4, "insertSpaces": true}
		var r []textEdit
		s.ask("textDocument/formatting", params, &r, func() {
			s.say("%d edits", len(r))
			s.say("%s", apply(s.texts[name], r))
		})
	case "fix":
		params["range"] = object{"start": at.params(), "end": at.params()}
		params["context"] = object{"diagnostics": []object{}}
		var r []struct {
			Title string
			Edit  workspaceEdit
		}
		s.ask("textDocument/codeAction", params, &r, func() {
			for _, a := range r {
				s.say("%s", a.Title)
				s.edits(a.Edit)
			}
		})
	default:
		s.t.Fatalf("no step is called %s", what)
	}
}

// ask makes a request and shows the result, or how it failed.
func (s *script) ask(method string, params, result any, show func()) {
	s.t.Helper()
	m := s.request(method, params)
	if m.Error != nil {
		s.say("error %d: %s", m.Error.Code, m.Error.Message)
		return
	}
	if err := json.Unmarshal(m.Result, result); err != nil {
		s.t.Fatalf("%s: %v in %s", method, err, m.Result)
	}
	show()
}

func (s *script) say(format string, args ...any) { fmt.Fprintf(&s.out, format+"\n", args...) }

type location struct {
	URI   string
	Range textRange
}

func (s *script) located(l location) string { return s.short(l.URI) + " " + l.Range.String() }

type symbol struct {
	Name, Detail     string
	Kind             int
	Range, Selection textRange
	Children         []symbol
}

func (s *script) symbols(indent string, list []symbol) {
	for _, y := range list {
		s.say("%s%s (%s) %d %s", indent, y.Name, y.Detail, y.Kind, y.Range)
		s.symbols(indent+"  ", y.Children)
	}
}

type item struct {
	Label, Detail, SortText string
	InsertTextFormat        int
	Documentation           *struct{ Value string }
	TextEdit                textEdit
}

// complete shows the labels offered in their order, or with a name the one item
// of that label.
func (s *script) complete(params object, args []string) {
	var r struct{ Items []item }
	s.ask("textDocument/completion", params, &r, func() {
		slices.SortStableFunc(r.Items, func(a, b item) int { return cmp.Compare(a.SortText, b.SortText) })
		var labels []string
		for _, i := range r.Items {
			if len(args) > 0 && i.Label == args[0] {
				doc := ""
				if i.Documentation != nil {
					doc = i.Documentation.Value
				}
				s.say("%s | %s | %s | %s %q", i.Label, i.Detail, doc, i.TextEdit.Range, i.TextEdit.NewText)
			}
			if !strings.HasPrefix(strings.TrimLeft(i.Label, "@"), "db.") {
				labels = append(labels, i.Label)
			}
		}
		if len(args) == 0 {
			s.say("%s", strings.Join(labels, " "))
		}
	})
}

// typed shows what is offered behind text that is typed at a place, and takes
// the text back.
func (s *script) typed(name string, at place, text string) {
	end := place{at.Line, at.Character + len(text)}
	s.change(name, object{"range": object{"start": at.params(), "end": at.params()}, "text": text})
	s.complete(s.at(name, end), nil)
	s.change(name, object{"range": object{"start": at.params(), "end": end.params()}, "text": ""})
}

type textEdit struct {
	Range   textRange
	NewText string
}

type workspaceEdit struct {
	Changes map[string][]textEdit
}

func (s *script) edits(w workspaceEdit) {
	uris := make([]string, 0, len(w.Changes))
	for u := range w.Changes {
		uris = append(uris, u)
	}
	slices.Sort(uris)
	for _, u := range uris {
		for _, e := range w.Changes[u] {
			s.say("%s %s %s", s.short(u), e.Range, strconv.Quote(e.NewText))
		}
	}
}

// apply makes the edits as an editor does.
func apply(text string, edits []textEdit) string {
	offset := func(p place) int {
		at := 0
		for range p.Line {
			at += strings.IndexByte(text[at:], '\n') + 1
		}
		units := 0
		for i, r := range text[at:] {
			if units >= p.Character {
				return at + i
			}
			units += len(utf16.Encode([]rune{r}))
		}
		return len(text)
	}
	slices.SortFunc(edits, func(a, b textEdit) int { return offset(b.Range.Start) - offset(a.Range.Start) })
	for _, e := range edits {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}
