package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
)

// hostile makes texts that are long in one way only, of about n pieces.
func hostile(n int) map[string]string {
	each := func(format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(strings.ReplaceAll(format, "$+", fmt.Sprint(i+1)), "$", fmt.Sprint(i)))
		}
		return b.String()
	}
	in := func(body string) string { return "model A { id Int @id b Boolean\n" + body + "\n}" }
	link := "model M$ { id Int @id next M$+ @relation('r$', fields: [n], references: [id]) n Int @unique prev M$? @relation('r$+')"
	return map[string]string{
		"models":              each("model M$ { id Int @id @@allow('all', true) }\n"),
		"fields":              in(each("f$ Int\n") + "@@allow('all', true)"),
		"secrets":             in(each("token$ String @deny('read', auth() == null)\n")+"@@allow('all', true)") + "model User { id Int @id }",
		"rules":               in(each("@@allow('read', id > $)\n")),
		"denies":              in(each("@@deny('read', id > $)\n@@allow('read', id > $)\n")),
		"columns":             in(each("c$ Int @@allow('read', c$ == auth().id)\n")) + "model User { id Int @id }",
		"unknown types":       in(each("f$ Nope$\n")),
		"unknown names":       in(each("f$ Int @@allow('read', g$ > 1)\n")),
		"unknown attributes":  in(each("f$ Int @nope$\n")),
		"unknown members":     in(each("f$ Int @@allow('read', this.g$ > 1)\n")),
		"unknown functions":   in(each("f$ Int @@allow('read', g$())\n")),
		"unknown bases":       each("model M$ extends N$ { id Int @id }\n"),
		"repeated models":     each("model A { id Int @id }\n"),
		"repeated fields":     in(each("f Int\n")),
		"enum values":         "enum E { " + each("V$ ") + "}\nmodel A { id Int @id e E @@allow('read', e in [" + each("V$, ") + "V0]) }",
		"enums of one value":  each("enum E$ { V }\n"),
		"keys":                in(each("f$ Int @unique\n")),
		"indexes":             in("f Int g Int " + each("@@index([f, g])\n")),
		"one long index":      in(each("f$ Int\n") + "@@index([" + each("f$, ") + "id])"),
		"checks in a chain":   each(link+" @@allow('read', check(next)) }\n") + fmt.Sprintf("model M%d { id Int @id prev M%d? @relation('r%d') @@allow('all', true) }", n, n-1, n-1),
		"subs of a delegate":  "model B { id Int @id kind String @@delegate(kind) @@allow('all', true) }\n" + each("model M$ extends B { x Int }\n"),
		"delegates":           each("model B$ { id Int @id kind String @@delegate(kind) @@allow('all', true) }\n"),
		"relations":           in(each("x$ A? @relation('r$', fields: [i$], references: [id]) i$ Int? y$ A[] @relation('r$')\n")),
		"mixins":              each("type T$ { f$ Int }\n") + "model A with " + each("T$ ") + "{ id Int @id }",
		"comments":            each("// gozen:ignore ZM1905 why not\n") + "model A { id Int @id }",
		"comments of models":  each("// gozen:ignore ZM1905 why not\nmodel M$ { id Int @id }\n"),
		"braces":              each("{"),
		"open models":         each("model M {\n"),
		"characters":          each("%\n"),
		"characters in a row": each("% x "),
		"circles":             each("abstract model A$ extends A$ { }\ntype T$ with T$ { }\n") + "model B extends A0, A1 with T0 T1 { id Int @id }",
		"half types":          each("model M$ { x Int[ y M$+ }\n"),
		"one half type":       "model M { x Int[\n y Int }\n" + each("model M$ { x M y Nope$ @@allow('read', x.n) }\n"),
		"attributes":          in("f Int " + each("@gte($) ")),
		"parameters":          "attribute @a(" + each("_ p$: Int?, ") + "_ q: Int?)\nmodel A { id Int @id f Int @a(" + each("$, ") + "1) }",
		"options":             "plugin p { " + each("a$ = 1\n") + "}",
		"procedures":          each("procedure p$(a: Int): Int\n"),
		"functions":           each("function f$(a: Int): Boolean { }\n"),
		"long chains":         in(strings.Repeat("@@allow('read', "+strings.Repeat("b && ", 99)+"b)\n", n/100)),
		"constants in chains": in(strings.Repeat("@@allow('read', "+strings.Repeat("id != 7 && ", 99)+"b)\n", n/100)),
	}
}

// TestHostileTextsAreJudged gives the checker every text that is long in one way.
func TestHostileTextsAreJudged(t *testing.T) {
	t.Parallel()
	for name, src := range hostile(500) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, diags := check.Source("a.zmodel", []byte(prelude+src))
			if (s == nil) != diags.HasErrors() {
				t.Error("schema and diagnostics disagree")
			}
		})
	}
}

// BenchmarkHostile shows that no way to make a schema long costs much more than
// its length: compare the figures of a text with those of four times the text.
func BenchmarkHostile(b *testing.B) {
	for _, n := range []int{1000, 4000} {
		for name, src := range hostile(n) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(len(src)))
				for b.Loop() {
					check.Source("a.zmodel", []byte(prelude+src))
				}
			})
		}
	}
}
