package check_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
)

func TestImports(t *testing.T) {
	t.Parallel()
	const model = "model A { id Int @id @@allow('all', true) }\n"
	tests := []struct {
		name, root string
		files      map[string]string
		want       string
	}{
		{"a file in a folder below", "db/s.zmodel", map[string]string{
			"db/s.zmodel": "import 'sub/b'\n" + prelude, "db/sub/b.zmodel": "import './c'\n", "db/sub/c.zmodel": model,
		}, ""},
		{"an absolute root", "/p/s.zmodel", map[string]string{
			"/p/s.zmodel": "import './b'\n" + prelude, "/p/b.zmodel": model,
		}, ""},
		{"a way down and up again", "s.zmodel", map[string]string{
			"s.zmodel": "import 'x/../b'\n" + prelude, "b.zmodel": model,
		}, ""},
		{"a cycle and a file that imports itself", "s.zmodel", map[string]string{
			"s.zmodel": "import './b'\nimport './s'\n" + prelude, "b.zmodel": "import './s'\n" + model,
		}, ""},
		{"one file in two spellings", "s.zmodel", map[string]string{
			"s.zmodel": "import './b'\nimport './B'\n" + prelude, "b.zmodel": model,
		}, ""},
		{"a way out of the folder", "db/s.zmodel", map[string]string{
			"db/s.zmodel": "import '../b'\n" + prelude, "b.zmodel": model,
		}, "db/s.zmodel:1:8: error ZM0209: cannot import \"../b\": it is outside the schema's folder"},
		{"a way out through a folder", "s.zmodel", map[string]string{
			"s.zmodel": "import 'x/../../b'\n" + prelude,
		}, "s.zmodel:1:8: error ZM0209: cannot import \"x/../../b\": it is outside the schema's folder"},
		{"an absolute import", "s.zmodel", map[string]string{
			"s.zmodel": "import '/etc/passwd'\n" + prelude,
		}, "s.zmodel:1:8: error ZM0209: cannot import \"/etc/passwd\": it is outside the schema's folder"},
		{"a backslash", "s.zmodel", map[string]string{
			"s.zmodel": "import '..\\\\b'\n" + prelude,
		}, "s.zmodel:1:8: error ZM0209: cannot import \"..\\\\b\": it is outside the schema's folder"},
		{"a missing file", "s.zmodel", map[string]string{
			"s.zmodel": "import './b'\n" + prelude,
		}, "s.zmodel:1:8: error ZM0203: cannot find schema file \"b.zmodel\""},
		{
			"a missing root", "s.zmodel", nil,
			"s.zmodel:1:1: error ZM0203: cannot read the schema: file does not exist",
		},
		{"errors of every file in one run", "s.zmodel", map[string]string{
			"s.zmodel": "import './b'\n" + prelude + "model X {", "b.zmodel": "enum {}",
		}, "b.zmodel:1:6: error ZM0102: unexpected '{', expected a name\n" +
			"s.zmodel:3:10: error ZM0102: unexpected end of file, expected '}'"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, diags := check.Files(tt.root, func(name string) ([]byte, error) {
				if text, ok := tt.files[strings.ReplaceAll(name, "x/../", "")]; ok {
					return []byte(text), nil
				}
				return nil, os.ErrNotExist
			})
			var got []string
			for _, d := range diags {
				got = append(got, d.String())
			}
			if d := cmp.Diff(tt.want, strings.Join(got, "\n")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSourceHasNoOtherFiles(t *testing.T) {
	t.Parallel()
	s, diags := check.Source("s.zmodel", []byte("import './b'\n"))
	if s != nil || len(diags) == 0 || diags[0].Code != check.CodeImport {
		t.Error(s, diags)
	}
}

func TestReadErrorsAreReported(t *testing.T) {
	t.Parallel()
	_, diags := check.Files("s.zmodel", func(string) ([]byte, error) { return nil, errors.New("disk on fire") })
	if err := diags.Err(); err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Error(err)
	}
}

// TestHints wants each mistake to be met with what to write instead.
func TestHints(t *testing.T) {
	t.Parallel()
	const two = "model Author { id Int @id rank Int books Book[] %s }\n" +
		"enum Kind { DRAFT PUBLIC }\n" +
		"model Book { id Int @id kind Kind title String author Author @relation(fields: [authorId], references: [id]) authorId Int %s }\n"
	in := func(author, book string) string { return fmt.Sprintf(two, author, book) }
	tests := []struct{ name, text, code, hint string }{
		{"a misspelt type", "model A { id Strin @id }", "ZM0204", `did you mean "String"?`},
		{"a misspelt attribute", "model A { id Int @id e String @emial }", "ZM0701", `did you mean "@email"?`},
		{"an attribute with too few at signs", "model A { id Int @id n Int @@unique([n]) @@alow('all', true) }", "ZM0701", `did you mean "@@allow"?`},
		{"an attribute of the other level", "model A { id Int @id n Int @@unique([n]) @@email }", "ZM0701", `did you mean "@email"?`},
		{"a misspelt function", in("", "@@allow('read', containz(title, 'x'))"), "ZM0820", `did you mean "contains"?`},
		{"a misspelt field", in("", "@@allow('read', titel == 'x')"), "ZM0205", `did you mean "title"?`},
		{"a misspelt member", in("", "@@allow('read', author.rnak > 1)"), "ZM0206", `did you mean "rank"?`},
		{"a misspelt operation", in("", "@@allow('raed', true)"), "ZM1001", `did you mean "read"?`},
		{"a misspelt key field", strings.Replace(in("", ""), "[authorId]", "[authrId]", 1), "ZM0607", `did you mean "authorId"?`},
		{"a misspelt enum value", in("", "@@allow('read', kind == DRAFF)"), "ZM0205", `did you mean "DRAFT"?`},
		{"a qualified enum value", in("", "@@allow('read', kind == Kind.DRAFT)"), "ZM0205", "write only the value: DRAFT"},
		{"an outer field in a predicate", in("@@allow('read', books?[authorId > rank])", ""), "ZM0205", "write this.rank for the field of Author"},
		{"a negated collection", in("@@allow('read', !books?[id > 1])", ""), "ZM0205", "write !(books?[…])"},
		{"a member of a list", in("@@allow('read', books.id > 1)", ""), "ZM0206", "ask about its elements: ?[…], ![…] or ^[…]"},
		{"a relation in an index", in("", "@@index([author])"), "ZM0411", "list its key: authorId"},
		{"a bare field for a list of fields", in("", "@@unique(title)"), "ZM0708", "write [title]"},
		{"an enum default in quotes", "enum K { A }\nmodel M { id Int @id k K @default('A') }", "ZM0708", "write it without quotes"},
		{"before() among other operations", in("", "@@deny('update', before().title != title)"), "ZM1003", "make it a rule for 'post-update' alone"},
		{"a user compared with a key", "model User { id Int @id n Int @@allow('all', auth() == n) }", "ZM0901", "compare rows, as in owner == auth(), or keys, as in ownerId == auth().id"},
		{"null for a required field", in("", "@@allow('read', title == null)"), "ZM0901", "a required value is never null"},
		{"mixed operators", in("", "@@allow('read', id > 1 || id < 0 && authorId > 1)"), "ZM1903", "put parentheses around id > 1 || id < 0"},
		{"the user in place of a condition", in("", "@@deny('all', !author)"), "ZM0909", "write author == null"},
		{"a number in quotes", in("", "n Int @default('1')"), "ZM0708", "write it without quotes"},
		{"a text without quotes", in("", "s String @default(1)"), "ZM0708", "write it in quotes"},
		{"a time that is none", in("", "d DateTime @default(1)"), "ZM0708", `write "2024-01-31T00:00:00Z", or now()`},
		{"a comparison with one sign", in("", "@@allow('read', id = 1)"), "ZM0102", "write == to compare"},
		{"a word for a sign", in("", "@@allow('read', id == 1 and title == 'x')"), "ZM0102", "write &&"},
		{"one sign of two", in("", "@@allow('read', id == 1 & title == 'x')"), "ZM0101", "write &&"},
		{"an attribute of a model with one sign", in("", "@@index([title])\n@allow('read', true)"), "ZM0102", "write @@allow for an attribute of the whole model, or put it behind the field that it is for"},
		{"a type of another language", in("", "x varchar"), "ZM0204", "write String"},
		{"a colon before the type", in("", "\nx: Int\n"), "ZM0102", "remove the colon: the type stands right behind the name"},
		{"a comma behind a field", in("", "\nx Int,\n y Int"), "ZM0102", "remove the comma: fields and values are parted by line breaks"},
		{"half a list type", in("", "xs Int[\n y Int"), "ZM0102", "a list is written with both brackets, as in: String[]"},
		{"a comma before a bracket", in("", "@@index([title,])"), "ZM0102", "remove the comma before it"},
		{"a declaration of another language", "class A { id Int @id }", "ZM0102", "write model"},
		{"a misspelt declaration", "modell A { id Int @id }", "ZM0102", `did you mean "model"?`},
		{"a missing brace", "model A { id Int @id ", "ZM0102", "a declaration is not closed: add the missing '}'"},
		{"a comment of another language", "# note\nmodel A { id Int @id }", "ZM0101", "comments begin with //"},
		{"a missing key", "model A { id Int @id bs B[] }\nmodel B { id Int @id a A @relation(fields: [aId], references: [id]) }", "ZM0607", "add the field: aId Int"},
		{"a missing opposite", "model A { id Int @id bs B[] }\nmodel B { id Int @id }", "ZM0601", "add a field of type A to B"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, diags := files(prelude + tt.text)
			for _, d := range diags {
				if d.Code == diag.Code(tt.code) {
					if d := cmp.Diff(tt.hint, d.Hint); d != "" {
						t.Error(d)
					}
					return
				}
			}
			t.Errorf("no %s in\n%s", tt.code, lines(diags))
		})
	}
}

func TestRunsAreAlike(t *testing.T) {
	t.Parallel()
	for _, tc := range corpus(t) {
		_, first := check.Source("a", tc.files["schema.zmodel"])
		_, second := check.Source("a", tc.files["schema.zmodel"])
		if d := cmp.Diff(first, second); d != "" {
			t.Errorf("%s: %s", tc.id, d)
		}
	}
}

// TestExamples wants the examples of the repository to compile without a word.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../examples/guide/schema.zmodel", "../examples/todo/schema.zmodel"} {
		s, diags := check.Files(name, os.ReadFile)
		if s == nil || len(diags) > 0 {
			t.Errorf("%s:\n%s", name, lines(diags))
			continue
		}
		checkRoundTrip(t, s)
	}
}

// TestUnknownConditions pins where a null disarms a rule and where it does not.
func TestUnknownConditions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule string
		warn bool
	}{
		{"@@deny('read', s == 'x')", true},
		{"@@deny('read', !(s == 'x'))", true},
		{"@@deny('read', n > 1 && s != 'x')", true},
		{"@@deny('read', o == auth())", true},
		{"@@deny('read', o.n > 1)", true},
		{"@@deny('update', f)", true},
		{"@@deny('read', n > 1)", false},
		{"@@deny('read', s == null)", false},
		{"@@deny('read', s != null && s != 'x')", false},
		{"@@deny('read', n > 1 && s != null && s != 'x')", false},
		{"@@deny('read', s == null || s != 'x')", false},
		{"@@deny('read', o != null && o.n > 1)", false},
		{"@@deny('read', auth() == null || auth().s == 'x')", false},
		{"@@allow('update', s == 'x')", false},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			_, diags := files(prelude + "model User { id Int @id n Int s String? f Boolean? o User? @relation('o', fields: [oId], references: [id]) oId Int? os User[] @relation('o') @@allow('all', true) " + tt.rule + " }")
			got := false
			for _, d := range diags {
				got = got || d.Code == check.CodeUnknown
			}
			if diags.HasErrors() || got != tt.warn {
				t.Errorf("warned: %t\n%s", got, lines(diags))
			}
		})
	}
}
