package check_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
)

const prelude = "datasource db { provider = 'postgresql' url = env('DB') }\n"

// files checks a case of one text, or of several parted by "//--- file: name",
// the first being the root.
func files(text string) (*schema.Schema, diag.List) {
	parts := strings.Split(text, "//--- file: ")
	named := map[string]string{"schema.zmodel": parts[0]}
	for _, p := range parts[1:] {
		name, body, _ := strings.Cut(p, "\n")
		named[strings.TrimSpace(name)] = body
	}
	return check.Files("schema.zmodel", func(name string) ([]byte, error) {
		body, ok := named[path.Clean(name)]
		if !ok {
			return nil, os.ErrNotExist
		}
		return []byte(body), nil
	})
}

// codeFiles lists the files that declare diagnostics.
func codeFiles(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("codes*.go")
	if err != nil {
		t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return strings.HasSuffix(n, "_test.go") })
	return append(names, "../syntax/codes.go")
}

// example is a diagnostic's code and the schema that its comment shows.
type example struct{ name, code, text, shown string }

// examples reads the comments of the code constants in a file.
func examples(t *testing.T, file string) []example {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var found []example
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		_, text, ok := strings.Cut(v.Doc.Text(), "Example:\n\n")
		if !ok {
			t.Errorf("%s has no example", v.Names[0].Name)
		}
		lit := v.Values[0].(*ast.BasicLit)
		text = strings.ReplaceAll(text, "\n\t", "\n")[1:]
		found = append(found, example{v.Names[0].Name, strings.Trim(lit.Value, `"`), repeat(text), text})
		return true
	})
	return found
}

// repeat expands REPEAT("x", n) and CHAIN(n), a chain of models that extend each
// other, which keep examples of limits readable.
func repeat(text string) string {
	if strings.HasPrefix(text, "CHAIN(70)") {
		chain := "model A extends B70 { id Int @id }\nabstract model B0 { x Int }\n"
		for i := range 70 {
			chain += fmt.Sprintf("abstract model B%d extends B%d { x%d Int }\n", i+1, i, i)
		}
		return chain
	}
	re := regexp.MustCompile(`REPEAT\("(.)", 300\)`)
	return re.ReplaceAllStringFunc(text, func(s string) string {
		return strings.Repeat(re.FindStringSubmatch(s)[1], 300)
	})
}

func TestEveryCodeHasAnExampleThatHasIt(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, file := range codeFiles(t) {
		for _, ex := range examples(t, file) {
			if first := seen[ex.code]; first != "" {
				t.Errorf("%s and %s share %s", first, ex.name, ex.code)
			}
			seen[ex.code] = ex.name
			t.Run(ex.name, func(t *testing.T) {
				t.Parallel()
				text := ex.text
				if !strings.Contains(text, "datasource") {
					text = withPrelude(text)
				}
				_, diags := files(text)
				if d := cmp.Diff([]string{ex.code}, relevant(diags, ex.code)); d != "" {
					t.Errorf("%s\n%s\n%v", d, text, diags)
				}
			})
		}
	}
}

// withPrelude puts the datasource behind the imports.
func withPrelude(text string) string {
	if strings.HasPrefix(text, "import") {
		line, rest, _ := strings.Cut(text, "\n")
		return line + "\n" + prelude + rest
	}
	return prelude + text
}

// relevant returns the codes of l once each, without the notes that most small
// examples deserve.
func relevant(l diag.List, want string) []string {
	codes := []string{}
	for _, c := range l.Codes() {
		s := string(c)
		note := c == check.CodeNoRules || c == check.CodeNoDatasource
		if (!note || s == want) && !slices.Contains(codes, s) {
			codes = append(codes, s)
		}
	}
	return codes
}
