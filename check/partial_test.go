package check_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

func TestWhatWasReadIsChecked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		want      []string
	}{
		{
			"mistakes beside a broken field", "model A { id Int @id\n s Strin[\n @@allow('read', tru) }\nmodel B { id Int @id x Strng @shiny n Int @default('a') }",
			[]string{"ZM0102 @@allow", "ZM0204 Strng", "ZM0701 @shiny", "ZM0708 'a'"},
		},
		{
			"a relation whose other side is broken", "model A { id Int @id\n bs B[ \n x Int }\nmodel B { id Int @id a A @relation(fields: [aId], references: [id]) aId Int }",
			[]string{"ZM0102 x"},
		},
		{
			"a relation between others", "model A { id Int @id\n bs B[ \n x Int }\nmodel B { id Int @id c C @relation(fields: [cId], references: [id]) cId Int }\nmodel C { id Int @id }",
			[]string{"ZM0102 x", "ZM0601 c"},
		},
		{
			"a rule that cannot reach what is broken", "model A { id Int @id\n x Int[ \n y Int }\nmodel B { id Int @id @@allow('read', n > 1) }",
			[]string{"ZM0102 y", "ZM0205 n"},
		},
		{
			"the operation of a rule that can", "model A { id Int @id\n x Int[ \n y Int b B? }\nmodel B { id Int @id a A @relation(fields: [aId], references: [id]) aId Int @unique @@allow('red', a.z && n) }",
			[]string{"ZM0102 y", "ZM1001 'red'"},
		},
		{
			"a rule that can", "model A { id Int @id\n x Int[ \n y Int bs B[] }\nmodel B { id Int @id a A @relation(fields: [aId], references: [id]) aId Int @@allow('read', a.x?[y] && n > 1) }",
			[]string{"ZM0102 y"},
		},
		{
			"what inherits from a broken base", "abstract model A { id Int @id\n x Int[ \n y Int }\nmodel B extends A { @@index([x]) y Int @@unique([z]) }",
			[]string{"ZM0102 y"},
		},
		{
			"values of a broken enum", "enum E { A, B }\nmodel B { id Int @id e E @default(C) @@allow('read', e == B) }",
			[]string{"ZM0102 ,"},
		},
		{
			"a name whose declaration is not understood", "modl A { id Int @id }\nmodel B { id Int @id a A x Strng }",
			[]string{"ZM0102 modl", "ZM0204 Strng"},
		},
		{
			"an attribute whose declaration is not understood", "attribute @mine(x: )\nmodel B { id Int @id @mine y Int @lengt z Strng }",
			[]string{"ZM0102 )", "ZM0204 Strng"},
		},
		{
			"a declaration that does not end", "model A { id Int @id x Strng\nmodel B { id Int @id y Strng }",
			[]string{"ZM0102 model", "ZM0204 Strng"},
		},
		{
			"the last declaration does not end", "model A { id Int @id x Strng }\nmodel B { id Int @id y Strng",
			[]string{"ZM0204 Strng", "ZM0102 "},
		},
		{
			"an import that is not understood", "import a\nmodel A { id Int @id x Strng }",
			[]string{"ZM0102 import"},
		},
		{
			"an import that is not there", "import 'a'\nmodel A { id Int @id x Strng }",
			[]string{"ZM0203 'a'"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			src := prelude + tt.src
			if strings.HasPrefix(tt.src, "import") {
				src = tt.src
			}
			_, diags := files(src)
			var got []string
			for _, d := range diags {
				got = append(got, string(d.Code)+" "+src[d.Span.Start():d.Span.End()])
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestSyntaxErrorsHaveNoFollowers breaks schemas that are right, one token at a
// time: all that may be said then is what the parser says.
func TestSyntaxErrorsHaveNoFollowers(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for _, tc := range corpus(t) {
		if tc.accept && len(tc.files) == 1 {
			texts[tc.id] = string(tc.files["schema.zmodel"])
		}
	}
	todo, err := os.ReadFile("../examples/todo/schema.zmodel")
	if err != nil {
		t.Fatal(err)
	}
	texts["todo"] = string(todo)
	r, broken := rand.New(rand.NewPCG(3, 4)), 0
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		text := texts[id]
		tokens, _ := syntax.Tokens("a", []byte(text))
		for range 60 {
			k := tokens[r.IntN(len(tokens))].At
			instead := []string{"", "@", "}", "{", "(", "]", ",", "1", "= =", "'", "§"}[r.IntN(11)]
			src := text[:k.Start()] + instead + text[k.End():]
			_, diags := files(src)
			if !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return parsed(d) && d.Severity == diag.Error }) {
				continue
			}
			broken++
			for _, d := range diags {
				if d.Severity == diag.Error && !parsed(d) {
					t.Errorf("%s with %q for %q:\n%s\n%s", id, instead, text[k.Start():k.End()], lines(diags), src)
					break
				}
			}
		}
	}
	if broken < 1000 {
		t.Errorf("only %d texts were broken", broken)
	}
}

func parsed(d diag.Diagnostic) bool { return strings.HasPrefix(string(d.Code), "ZM01") }
