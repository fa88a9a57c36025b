package check_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
)

const errorsPage = "../docs/errors.md"

// explained is a code as docs/errors.md explains it.
type explained struct {
	code, meaning, cure string
	example, shown      string // the schema, and as the comment writes it
}

// TestErrorsPage holds docs/errors.md to the comments of the code constants and to
// what the compiler prints. -update writes the page anew.
func TestErrorsPage(t *testing.T) {
	t.Parallel()
	var all []explained
	for _, file := range codeFiles(t) {
		all = append(all, explanations(t, file)...)
	}
	slices.SortFunc(all, func(a, b explained) int { return strings.Compare(a.code, b.code) })
	page := []byte(errorsText(all))
	if *update {
		if err := os.WriteFile(errorsPage, page, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	written, err := os.ReadFile(errorsPage)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(written), string(page)); d != "" {
		t.Errorf("run go test ./check -run TestErrorsPage -update\n%s", d)
	}
}

// explanations reads the comments of the code constants in a file: what the code
// means, then "Example:" and a schema.
func explanations(t *testing.T, file string) []explained {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var found []explained
	for _, ex := range examples(t, file) {
		x := explained{code: ex.code, example: ex.text, shown: ex.shown}
		doc := docOf(f, ex.name)
		doc = strings.TrimPrefix(doc, ex.name+": ")
		doc, _, _ = strings.Cut(doc, "Example:\n")
		x.meaning, x.cure = sentence(doc), sentence(check.Cure(diag.Code(ex.code)))
		found = append(found, x)
	}
	return found
}

func docOf(f *ast.File, name string) string {
	doc := ""
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == name {
			doc = v.Doc.Text()
		}
		return true
	})
	return doc
}

// sentence makes one line of a comment, without the reference's codes.
func sentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.LastIndex(text, " ("); i >= 0 && strings.HasPrefix(text[i+2:], "Z") {
		text = text[:i] + "."
	}
	if text == "" {
		return ""
	}
	return text
}

// errorsText is the page.
func errorsText(all []explained) string {
	var b strings.Builder
	b.WriteString(`# What the compiler says

Generated from the compiler by ` + "`go test ./check -run TestErrorsPage -update`" + `; do not edit.

` + "`gozen check schema.zmodel`" + ` prints one line for each finding, ` + "`file:line:col: error ZMnnnn: message`" + `, and on
a terminal the source line with the place marked. ` + "`--json`" + ` prints the same for machines. A code keeps its
meaning for ever. Errors stop a schema from being used; warnings do not.

A warning that is meant is silenced by a comment that gives the reason. It stands above the line that is warned
about, or at its end, and holds for all lines of a field or an attribute that begins there:

` + "```zmodel\n// gozen:ignore ZM1915 a box owns what is in it\n```\n" + `
ZenStack 2 and 3 read a few things differently. The schema's own signs decide, such as ` + "`abstract model`" + ` or ` + "`with`" + `; without
any, the rules of 3 hold. A comment says it for the whole schema:

` + "```zmodel\n// gozen:dialect v2\n```\n")
	section := ""
	for _, x := range all {
		if s := sectionOf(x.code); s != section {
			section = s
			fmt.Fprintf(&b, "\n## %s\n", section)
		}
		b.WriteString(x.text())
	}
	return b.String()
}

func sectionOf(code string) string {
	switch code[2:4] {
	case "01":
		return "Reading the text"
	case "02":
		return "Names and files"
	case "03":
		return "The datasource"
	case "04":
		return "Models, ids and keys"
	case "05":
		return "Inheritance and mixins"
	case "06":
		return "Relations"
	case "07":
		return "Attributes"
	case "08":
		return "Functions"
	case "09":
		return "Expressions"
	case "10":
		return "Access rules"
	case "11":
		return "Validation"
	case "12":
		return "Defaults and columns"
	}
	return "Warnings"
}

// text is the entry of one code: the meaning, the schema, what the compiler
// prints for it, and the cure.
func (x explained) text() string {
	schema := x.example
	if !strings.Contains(schema, "datasource") {
		schema = behind(schema)
	}
	_, diags := files(schema)
	var own diag.List
	for _, d := range diags {
		if string(d.Code) == x.code {
			own = append(own, d)
		}
	}
	if len(own) == 0 {
		panic(x.code + " is not in its example")
	}
	word := "Error"
	if own[0].Severity == diag.Warning {
		word = "Warning"
	}
	var out bytes.Buffer
	_ = diag.Render(&out, own[:1], sources(schema))
	printed := strings.ReplaceAll(strings.TrimRight(out.String(), "\n"), "\t", "    ")
	if len(printed) > 1000 {
		printed, _, _ = strings.Cut(printed, "\n")
	}
	return fmt.Sprintf("\n### %s\n\n%s: %s\n\n```zmodel\n%s\n```\n\n```text\n%s\n```\n\nWhat to do: %s.\n",
		x.code, word, x.meaning, strings.TrimSpace(x.shown), printed, x.cure)
}

// behind puts the datasource behind the first file of an example, so that lines
// count as they are shown.
func behind(text string) string {
	first, rest, more := strings.Cut(text, "//--- file: ")
	if first = strings.TrimRight(first, "\n") + "\n" + prelude; more {
		first += "//--- file: "
	}
	return first + rest
}

// sources returns the texts of a case of several files.
func sources(text string) func(string) []byte {
	parts := strings.Split(text, "//--- file: ")
	return func(name string) []byte {
		if name == "schema.zmodel" {
			return []byte(parts[0])
		}
		for _, p := range parts[1:] {
			if file, body, _ := strings.Cut(p, "\n"); strings.TrimSpace(file) == path.Clean(name) {
				return []byte(body)
			}
		}
		return nil
	}
}

// TestEveryFindingSaysWhatToDo wants a hint with every example's finding.
func TestEveryFindingSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, file := range codeFiles(t) {
		for _, ex := range examples(t, file) {
			text := ex.text
			if !strings.Contains(text, "datasource") {
				text = withPrelude(text)
			}
			_, diags := files(text)
			for _, d := range diags {
				if string(d.Code) == ex.code && d.Hint == "" {
					t.Errorf("%s has no hint: %s", ex.code, d.Message)
				}
			}
		}
	}
}
