package prisma_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/prisma"
	"github.com/gozen-dev/gozen/syntax"
)

// convert returns the result without the places for rules, and the notes.
func convert(t *testing.T, src string) (text string, notes []string) {
	t.Helper()
	out, found := prisma.Convert([]prisma.File{{Name: "a", Text: []byte(src)}})
	var lines []string
	for line := range strings.SplitSeq(string(out), "\n") {
		if trimmed := strings.TrimSpace(line); trimmed != "" && !strings.HasPrefix(trimmed, "// Nobody may") && !strings.HasPrefix(trimmed, "// @@") {
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
	}
	for _, n := range found {
		notes = append(notes, n.At.String()+" "+n.Text)
	}
	return strings.Join(lines, "\n"), notes
}

func TestConvert(t *testing.T) {
	t.Parallel()
	const user = "model User { id Int @id }\n"
	tests := []struct {
		name, src, want string
		notes           []string
	}{
		{"a model stays what it is", "model User {\n  id Int @id // the key\n}", "model User {\nid Int @id // the key\n}", nil},
		{
			"a generator is left out", "generator g {\n provider = \"x\" /// of Prisma\n}\n" + user, "model User {\nid Int @id\n}",
			[]string{"a:1:11 generator g is left out: it makes Prisma's client"},
		},
		{"a provider's other name", "datasource db { provider = 'postgres' }\n" + user, "datasource db {\nprovider = \"postgresql\"\n}\nmodel User {\nid Int @id\n}", nil},
		{"documentation behind a field goes above it", "model User {\n id Int @id /// the key\n n Int\n}", "model User {\n/// the key\nid Int @id\nn Int\n}", nil},
		{"behind a brace it becomes a comment", "model User { /// people\n id Int @id\n}", "model User { // people\nid Int @id\n}", nil},
		{"behind an enum value", "enum E {\n A /// first\n B\n}\n" + user, "enum E {\n/// first\nA\nB\n}\nmodel User {\nid Int @id\n}", nil},
		{
			"nobody signs in", "model Person { id Int @id }", "model Person {\nid Int @id\n}",
			[]string{"a:1:7 no model is called User: mark the one that signs in with @@auth, and rules can ask for auth()"},
		},
		{
			"what is no ZModel stays", "model User {\n id Int @id\n function Int\n}", "model User {\nid Int @id\nfunction Int\n}",
			[]string{"a:3:2 not understood: unexpected 'function', expected a name"},
		},
		{
			"an id of MongoDB", "model User { id String @id @default(auto()) }", "model User {\nid String @id @default(auto())\n}",
			[]string{"a:1:37 auto() is made by MongoDB: take cuid() or uuid()"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text, notes := convert(t, tt.src)
			if d := cmp.Diff(tt.want, text); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.notes, notes); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEveryModelHasAPlaceForItsRules(t *testing.T) {
	t.Parallel()
	const src = "model User { id Int @id }\nmodel Post { id Int @id by User @relation(fields: [byId], references: [id]) byId Int }\n" +
		"model Tag { id Int @id users User[] }\nview V { id Int @unique u User }\ntype T { x Int }"
	out, _ := prisma.Convert([]prisma.File{{Name: "a", Text: []byte(src)}})
	var got []string
	for line := range strings.SplitSeq(string(out), "\n") {
		if _, rule, ok := strings.Cut(line, "// @@"); ok {
			got = append(got, "@@"+rule)
		}
	}
	want := []string{"@@allow('all', auth() == this)", "@@allow('all', auth() == by)", "@@allow('read', auth() != null)", "@@allow('read', auth() != null)"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	tree, _ := syntax.Parse("a", out)
	for _, d := range tree.Decls {
		if m, ok := d.(*syntax.Model); ok {
			for _, member := range m.Body {
				if a, ok := member.(*syntax.Attribute); ok {
					t.Errorf("%s got the rule %s", m.Name.Text, tree.Text(a))
				}
			}
		}
	}
}

// FuzzConvert wants no input to break the conversion, and whatever is understood
// to be ZModel behind it.
func FuzzConvert(f *testing.F) {
	f.Add([]byte("generator g { a = [\"x\"] /// y\n}\nmodel A { id Int @id /// x\n}"))
	f.Add([]byte("datasource d { provider = \"postgres\" }\nenum E { A /// a\n}\nview V { x Int @unique }"))
	f.Fuzz(func(t *testing.T, src []byte) {
		out, notes := prisma.Convert([]prisma.File{{Name: "a", Text: src}})
		for _, n := range notes {
			if strings.HasPrefix(n.Text, "not understood") {
				return
			}
		}
		if _, diags := syntax.Parse("b", out); diags.HasErrors() {
			t.Errorf("%v\n%s\n---\n%s", diags, src, out)
		}
	})
}
