package syntax_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// condition parses text as the condition of a rule.
func condition(t *testing.T, text string) (syntax.Expr, diag.List) {
	t.Helper()
	f, diags := syntax.Parse("a.zmodel", []byte("model A {\n@@allow('read', "+text+")\n}"))
	for _, d := range f.Decls {
		for _, m := range d.(*syntax.Model).Body {
			if a := m.(*syntax.Attribute); len(a.Args) == 2 {
				return a.Args[1].Value, diags
			}
		}
	}
	return nil, diags
}

// show prints an expression with every grouping in parentheses.
func show(e syntax.Expr) string {
	switch e := e.(type) {
	case *syntax.StringLit:
		return "'" + e.Value + "'"
	case *syntax.NumberLit:
		if strings.ContainsAny(e.Text[:1], "+-") {
			return "(" + e.Text + ")"
		}
		return e.Text
	case *syntax.BoolLit:
		if e.Value {
			return "true"
		}
		return "false"
	case *syntax.NullLit:
		return "null"
	case *syntax.This:
		return "this"
	case *syntax.Ref:
		if len(e.Labels()) == 0 {
			return e.Name.Text
		}
		var labels []string
		for _, a := range e.Labels() {
			labels = append(labels, a.Name()+": "+show(a.Value))
		}
		return e.Name.Text + "(" + strings.Join(labels, ", ") + ")"
	case *syntax.Call:
		return e.Func.Text + "(" + showAll(e.Args) + ")"
	case *syntax.Access:
		return show(e.X) + "." + e.Member.Text
	case *syntax.Not:
		return "(!" + show(e.X) + ")"
	case *syntax.Binary:
		return "(" + show(e.L) + " " + e.Op + " " + show(e.R) + ")"
	case *syntax.Predicate:
		if e.Binding.Text != "" {
			return "(" + show(e.X) + e.Quant + "[" + e.Binding.Text + ", " + show(e.Cond) + "])"
		}
		return "(" + show(e.X) + e.Quant + "[" + show(e.Cond) + "])"
	case *syntax.ListLit:
		return "[" + showAll(e.Items) + "]"
	case *syntax.ObjectLit:
		var entries []string
		for _, n := range e.Entries {
			entries = append(entries, n.Key.Text+": "+show(n.Value))
		}
		return "{" + strings.Join(entries, ", ") + "}"
	}
	return "?"
}

func showAll(es []syntax.Expr) string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = show(e)
	}
	return strings.Join(parts, ", ")
}

func TestExpressionsGroupLikeTheReference(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"a || b && c", "((a || b) && c)"},
		{"a && b || c", "((a && b) || c)"},
		{"a || b || c && x > 1", "(((a || b) || c) && (x > 1))"},
		{"a || b == c", "(a || (b == c))"},
		{"!a == b", "((!a) == b)"},
		{"!a.b", "(!a.b)"},
		{"!a in l", "((!a) in l)"},
		{"!xs?[p]", "((!xs)?[p])"},
		{"a && !xs?[p]", "(a && ((!xs)?[p]))"},
		{"x in l == a", "((x in l) == a)"},
		{"x < y == a", "((x < y) == a)"},
		{"1 < x < 3", "((1 < x) < 3)"},
		{"a == b == c", "((a == b) == c)"},
		{"a != b == c", "((a != b) == c)"},
		{"xs?[p]?[q]", "((xs?[p])?[q])"},
		{"xs ! [p]", "(xs![p])"},
		{"xs^[p]", "(xs^[p])"},
		{"x>-1", "(x > (-1))"},
		{"bs?[b, cs?[c, c.q && b.p]]", "(bs?[b, (cs?[c, (c.q && b.p)])])"},
		{"((auth())).id", "auth().id"},
		{"t(sort: Desc)", "t(sort: Desc)"},
		{"!!a", "(!(!a))"},
		{"f([1, 'a'], {k: 1, 'q-k': [], })", "f([1, 'a'], {k: 1, q-k: []})"},
		{"this.in == type", "(this.in == type)"},
		{"a.String == Int", "(a.String == Int)"},
		{"with == mutation && procedure", "((with == mutation) && procedure)"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			e, diags := condition(t, tt.in)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			if d := cmp.Diff(tt.want, show(e)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestParseReports(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{
			"a minus with a blank is no token", "model A { @@allow('read', n - 1 > 2) }",
			"a.zmodel:1:29: error ZM0101: unexpected character '-'",
		},
		{
			"a string without its end", "model A {\n id Int @default('a)\n b Int\n}",
			"a.zmodel:2:18: error ZM0101: unexpected character '\\'': the string is not closed",
		},
		{
			"a run of strange characters is one error", "model A { ä% Int }",
			"a.zmodel:1:11: error ZM0101: unexpected character 'ä'",
		},
		{
			"text that is not UTF-8", "model A { id Int @map('\xff') }",
			"a.zmodel:1:24: error ZM0101: unexpected byte 0xff: the file is not UTF-8",
		},
		{
			"several errors in one run", "model A {\n id Int @@@\n a String?[]\n b Int\n c extends\n}\nenum E { }\nmodel B { x Int }\ntype {}",
			"a.zmodel:2:9: error ZM0101: unexpected character '@': an attribute needs a name right behind it\n" +
				"a.zmodel:3:11: error ZM0102: unexpected '[', expected a name\n" +
				"a.zmodel:5:4: error ZM0102: unexpected 'extends', expected a type\n" +
				"a.zmodel:7:10: error ZM0102: unexpected '}', expected an enum value\n" +
				"a.zmodel:9:6: error ZM0102: unexpected '{', expected a name",
		},
		{
			"a missing brace costs one error", "model A {\n id Int\n\nmodel B {\n id Int\n}\n",
			"a.zmodel:4:1: error ZM0102: unexpected 'model', expected '}'",
		},
		{
			"an unclosed comment", "model A { } /* x",
			"a.zmodel:1:13: error ZM0101: unexpected character '/': the comment is not closed",
		},
		{
			"a loose documentation comment", "model A { id Int /// x\n}\n/// end",
			"a.zmodel:1:18: warning ZM1901: documentation comment is not attached to anything\n" +
				"a.zmodel:3:1: warning ZM1901: documentation comment is not attached to anything",
		},
		{
			"an import behind a declaration", "enum E { A }\nimport './b'\n",
			"a.zmodel:2:1: error ZM0102: unexpected 'import', expected a declaration (imports stand before all declarations)",
		},
		{
			"an optional return type", "procedure f(): A?",
			"a.zmodel:1:17: error ZM0102: unexpected '?', expected a declaration (a return type is never optional)",
		},
		{
			"a trailing comma in arguments", "model A { id Int @default(1,) }",
			"a.zmodel:1:29: error ZM0102: unexpected ')', expected an argument",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, diags := syntax.Parse("a.zmodel", []byte(tt.in))
			var lines []string
			for _, d := range diags {
				lines = append(lines, d.String())
			}
			if d := cmp.Diff(strings.Split(tt.want, "\n"), lines); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestNestingIsBounded(t *testing.T) {
	t.Parallel()
	deep := map[string]string{
		"parentheses": strings.Repeat("(", 1e5) + "a" + strings.Repeat(")", 1e5),
		"lists":       strings.Repeat("[", 1e5),
		"predicates":  strings.Repeat("a?[", 1e5),
		"negations":   strings.Repeat("!", 1e5) + "a",
		"chains":      "a" + strings.Repeat(" && a", 1e5),
		"members":     "a" + strings.Repeat(".a", 1e5),
		"calls":       strings.Repeat("f(", 1e5),
		"objects":     strings.Repeat("{a:", 1e5),
		"suffixes":    "a" + strings.Repeat("?[a]", 1e5),
	}
	for name, text := range deep {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := condition(t, text)
			if len(diags) == 0 || diags[0].Code != syntax.CodeTooDeep {
				t.Errorf("want %s, got %v", syntax.CodeTooDeep, diags)
			}
		})
	}
}

func TestDocumentationAttaches(t *testing.T) {
	t.Parallel()
	src := "/// one\n///  two\nmodel A { // tail\n /** block\n  * more */\n id Int /// goes to b\n b Int\n}"
	f, diags := syntax.Parse("a.zmodel", []byte(src))
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	m := f.Decls[0].(*syntax.Model)
	got := []string{m.Doc, m.Body[0].(*syntax.Field).Doc, m.Body[1].(*syntax.Field).Doc}
	if d := cmp.Diff([]string{"one\ntwo", "block\nmore", "goes to b"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(5, len(f.Comments)); d != "" {
		t.Error(d)
	}
}

func TestStringsResolveEscapes(t *testing.T) {
	t.Parallel()
	if _, diags := condition(t, `"a\"\n\u0041\%\\" == 'it''`+"\n"); len(diags) == 0 {
		t.Error("a doubled quote is two strings")
	}
	e, diags := condition(t, `"a\"\n\u0041\%\\\0"`)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	if d := cmp.Diff("a\"\nu0041%\\\x00", e.(*syntax.StringLit).Value); d != "" {
		t.Error(d)
	}
}

func TestSpansCoverTheText(t *testing.T) {
	t.Parallel()
	src := "model A {\n  id Int[] @id(map: 'x') @unique\n}\n"
	f, _ := syntax.Parse("a.zmodel", []byte(src))
	field := f.Decls[0].(*syntax.Model).Body[0].(*syntax.Field)
	got := []string{f.Text(field), f.Text(field.Type), f.Text(field.Attrs[0]), f.Text(field.Attrs[0].Args[0])}
	want := []string{"id Int[] @id(map: 'x') @unique", "Int[]", "@id(map: 'x')", "map: 'x'"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"../examples/todo/schema.zmodel", "../check/library.zmodel"} {
		if src, err := os.ReadFile(name); err == nil {
			f.Add(src)
		}
	}
	f.Add([]byte("model A { @@allow('read', a?[b, !b.c] || -1 in [x(sort: Desc)]) }"))
	f.Add([]byte("plugin p { a = {b: [1, ], 'c': env(\"x\")} } /// x\n\"\\"))
	f.Fuzz(func(t *testing.T, src []byte) {
		file, diags := syntax.Parse("a.zmodel", src)
		last := 0
		for _, c := range file.Comments {
			start, end := c.Span().Start(), c.Span().End()
			if start < last || end > len(src) || !strings.HasPrefix(string(src[start:end]), c.Text) {
				t.Errorf("comment %q has span %v", c.Text, c.Span())
			}
			last = end
		}
		for _, d := range diags {
			inside(t, src, d.Span, d.Message)
			if d.Span.Pos().Line < 1 || d.Span.Pos().Col < 1 {
				t.Errorf("%v has no place", d)
			}
		}
		for _, d := range file.Decls {
			inside(t, src, d.Span(), d.Ident().Text)
		}
	})
}

// inside wants a span to be a piece of the text.
func inside(t *testing.T, src []byte, s diag.Span, what string) {
	t.Helper()
	if s.Start() < 0 || s.End() > len(src) || s.Start() > s.End() {
		t.Errorf("%s has span %v", what, s)
	}
}
