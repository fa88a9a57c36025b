package check_test

import (
	"encoding/json"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// analyze makes an analysis of files; the first is the root.
func analyze(texts ...string) *check.Analysis {
	byName := map[string]string{}
	for i, t := range texts {
		byName[string(rune('a'+i))+".zmodel"] = t
	}
	return check.Analyze("a.zmodel", func(name string) ([]byte, error) {
		if t, ok := byName[path.Clean(name)]; ok {
			return []byte(t), nil
		}
		return nil, os.ErrNotExist
	})
}

// declaration shows where a declaration's name stands.
func declaration(n syntax.Node) string {
	switch n := n.(type) {
	case *syntax.File:
		return n.Name
	case syntax.Decl:
		return n.Ident().At.String()
	case *syntax.Field:
		return n.Name.At.String()
	case *syntax.EnumValue:
		return n.Name.At.String()
	case *syntax.Param:
		return n.Name.At.String()
	case *syntax.Predicate:
		return n.Binding.At.String()
	}
	return "?"
}

func TestUses(t *testing.T) {
	t.Parallel()
	const user = "enum Role { USER ADMIN }\nmodel User { id Int @id\nrole Role @default(USER)\nposts Post[]\n@@allow('all', true) }\n"
	const post = "model Post { id Int @id\nauthor User @relation(fields: [authorId], references: [id])\nauthorId Int\n"
	tests := []struct {
		name, text string
		want       string // a use and what it stands for
	}{
		{"a field's type", "@@allow('all', true) }", "User at a.zmodel:8:8 is a.zmodel:3:7"},
		{"a relation's key", "@@allow('all', true) }", "authorId at a.zmodel:8:32 is a.zmodel:9:1"},
		{"what the key refers to", "@@allow('all', true) }", "id at a.zmodel:8:56 is a.zmodel:3:14"},
		{"an argument's name", "@@allow('all', true) }", "fields at a.zmodel:8:23 is the library's"},
		{"a default of an enum", "@@allow('all', true) }", "USER at a.zmodel:4:20 is a.zmodel:2:13"},
		{"a bare field of a rule", "@@allow('all', authorId > 1) }", "authorId at a.zmodel:10:16 is a.zmodel:9:1"},
		{"a member behind a relation", "@@allow('all', author.role == ADMIN) }", "role at a.zmodel:10:23 is a.zmodel:4:1"},
		{"an enum's value", "@@allow('all', author.role == ADMIN) }", "ADMIN at a.zmodel:10:31 is a.zmodel:2:18"},
		{"an enum's value as text", "@@allow('all', author.role == 'ADMIN') }", "ADMIN at a.zmodel:10:32 is a.zmodel:2:18"},
		{"a member of auth()", "@@allow('all', auth().role == ADMIN) }", "role at a.zmodel:10:23 is a.zmodel:4:1"},
		{"a function", "@@allow('all', auth() == author) }", "auth at a.zmodel:10:16 is the library's"},
		{"a block attribute's field", "@@index([authorId])\n@@allow('all', true) }", "authorId at a.zmodel:10:10 is a.zmodel:9:1"},
		{"a binding", "@@allow('all', author.posts?[p, p.id > 1]) }", "p at a.zmodel:10:33 is a.zmodel:10:30"},
		{"text that ends too early", "@@allow('all', authorId > 1)\n@@allow('read', ", "authorId at a.zmodel:10:16 is a.zmodel:9:1"},
		{"a field without a type", "@@allow('all', authorId > 1)\nnothing\n}", "authorId at a.zmodel:10:16 is a.zmodel:9:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := analyze("datasource db { provider = 'sqlite' url = env('U') }\n" + user + post + tt.text)
			var all []string
			for _, u := range a.Uses {
				text := a.Files[0].Source[u.At.Start():u.At.End()]
				at := declaration(u.Decl)
				if strings.HasPrefix(at, a.Library.Name) {
					at = "the library's"
				}
				all = append(all, text+" at "+u.At.String()+" is "+at)
			}
			if !slices.Contains(all, tt.want) {
				t.Errorf("no %q in\n%s\n%s", tt.want, strings.Join(all, "\n"), lines(a.Diagnostics))
			}
		})
	}
}

func TestUsesAcrossFiles(t *testing.T) {
	t.Parallel()
	a := analyze("import 'b'\nmodel Post extends Base { @@allow('all', title != '') }\n",
		"abstract model Base { id Int @id\ntitle String }\n")
	var got []string
	for _, u := range a.Uses {
		if u.At.File() == "a.zmodel" && !strings.HasPrefix(declaration(u.Decl), a.Library.Name) {
			got = append(got, u.At.String()+" is "+declaration(u.Decl))
		}
	}
	want := []string{"a.zmodel:1:8 is b.zmodel", "a.zmodel:2:20 is b.zmodel:1:16", "a.zmodel:2:42 is b.zmodel:2:1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, at := range []struct{ offset, want int }{{7, 0}, {9, 0}, {10, 0}, {30, 1}, {33, 1}, {34, 1}} {
		u, ok := a.UseAt("a.zmodel", at.offset)
		if !ok || u.At.String()+" is "+declaration(u.Decl) != want[at.want] {
			t.Errorf("at %d: %v", at.offset, u.At)
		}
	}
	if u, ok := a.UseAt("a.zmodel", 14); ok {
		t.Errorf("a keyword is a use: %v", u.At)
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	a := analyze(`enum Role { USER ADMIN }
model User { id Int @id
  role Role
  posts Post[]
  @@allow('read', posts?[p, p.id > 1 && author.role == x]) }
model Post { id Int @id
  author User @relation(fields: [authorId], references: [id])
  authorId Int
  @@deny('read', auth().y == 1) }`)
	var x, y *check.Scope
	for _, u := range a.Files[0].Decls {
		m, ok := u.(*syntax.Model)
		if !ok {
			continue
		}
		syntax.Walk(m.Body[len(m.Body)-1].(*syntax.Attribute).Args[1].Value, func(e syntax.Expr) bool {
			switch e := e.(type) {
			case *syntax.Ref:
				if e.Name.Text == "x" {
					x = a.Scope(e)
				}
			case *syntax.Access:
				if e.Member.Text == "y" {
					y = a.Scope(e)
				}
			}
			return true
		})
	}
	if x == nil || x.Of.Name.Text != "Post" || x.Enum.Name.Text != "Role" || x.Context != "AccessPolicy" ||
		len(x.Bindings) != 1 || a.Element(x.Bindings[0]) != x.Of {
		t.Errorf("the scope of x: %+v", x)
	}
	if y == nil || y.Of != a.Auth() || y.List {
		t.Errorf("the scope of y: %+v", y)
	}
}

// sameFindings wants an analysis to say what a check says.
func sameFindings(t *testing.T, read func(string) ([]byte, error)) {
	t.Helper()
	s, diags := check.Files("schema.zmodel", read)
	a := check.Analyze("schema.zmodel", read)
	if d := cmp.Diff(diags, a.Diagnostics, cmp.Comparer(func(a, b diag.Diagnostic) bool {
		return a.String() == b.String() && a.Hint == b.Hint
	})); d != "" {
		t.Error(d)
	}
	// A check lets go of the tree as it goes along, an analysis keeps it.
	checked, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	analyzed, err := json.Marshal(a.Schema)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(checked), string(analyzed)); d != "" {
		t.Error(d)
	}
	for _, u := range a.Uses {
		if declaration(u.Decl) == "?" {
			t.Errorf("%v stands for a %T", u.At, u.Decl)
		}
	}
}

func TestAnalyzeFindsWhatFilesDoes(t *testing.T) {
	t.Parallel()
	for _, tc := range corpus(t) {
		sameFindings(t, func(name string) ([]byte, error) {
			if data, ok := tc.files[path.Clean(name)]; ok {
				return data, nil
			}
			return nil, os.ErrNotExist
		})
	}
}

// FuzzAnalyze wants text of any kind to be analysed, half-written rules above all.
func FuzzAnalyze(f *testing.F) {
	for _, tc := range corpus(f) {
		f.Add(tc.files["schema.zmodel"], 0, 0)
		f.Add(tc.files["schema.zmodel"], len(tc.files["schema.zmodel"])/2, 5)
	}
	f.Fuzz(func(t *testing.T, src []byte, at, cut int) {
		if at = max(0, min(at, len(src))); cut > 0 && at+cut <= len(src) {
			src = slices.Concat(src[:at], src[at+cut:])
		}
		sameFindings(t, func(name string) ([]byte, error) {
			if name != "schema.zmodel" {
				return nil, os.ErrNotExist
			}
			return src, nil
		})
	})
}
