package check_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/schema"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// TestBuild compares what the checker makes of a schema with a golden: in.zmodel
// and, as text for people, the schema that it becomes.
func TestBuild(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/build/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s, diags := check.Source("in.zmodel", archive.Files[0].Data)
			var b strings.Builder
			if s != nil {
				checkRoundTrip(t, s)
				dump(&b, s)
			}
			want := []txtar.File{
				archive.Files[0],
				{Name: "diag", Data: []byte(lines(diags))},
				{Name: "schema", Data: []byte(b.String())},
			}
			if *update {
				archive.Files = want
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(archive.Files, want); d != "" {
				t.Error(d)
			}
		})
	}
}

// dump writes a schema for people to read.
func dump(b *strings.Builder, s *schema.Schema) {
	fmt.Fprintf(b, "provider %q auth %q\n", s.Provider, s.Auth)
	for _, e := range s.Enums {
		fmt.Fprintf(b, "enum %s (%s):", e.Name, e.DBName)
		for _, v := range e.Values {
			fmt.Fprintf(b, " %s=%s", v.Name, v.DBName)
		}
		b.WriteString("\n")
	}
	for _, t := range s.Types {
		fmt.Fprintf(b, "type %s", t.Name)
		if t.Strict {
			b.WriteString(" strict")
		}
		b.WriteString("\n")
		dumpFields(b, t.Fields)
		dumpValidates(b, t.Validates)
	}
	for _, m := range s.Models {
		dumpModel(b, m)
	}
	for _, p := range s.Procedures {
		fmt.Fprintf(b, "procedure %s mutation=%t returns %s:", p.Name, p.Mutation, typeName(p.Returns))
		for _, a := range p.Params {
			fmt.Fprintf(b, " %s %s", a.Name, typeName(a.Type))
		}
		b.WriteString("\n")
	}
	for _, p := range s.Plugins {
		fmt.Fprintf(b, "plugin %s %v\n", p.Name, p.Options)
	}
}

func dumpModel(b *strings.Builder, m *schema.Model) {
	fmt.Fprintf(b, "model %s (%s) id %v %s", m.Name, m.Table, m.ID, m.IDName)
	if m.Schema != "" {
		fmt.Fprintf(b, " schema %s", m.Schema)
	}
	if m.View || m.Ignore {
		fmt.Fprintf(b, " view=%t ignore=%t", m.View, m.Ignore)
	}
	b.WriteString("\n")
	if d := m.Delegate; d != nil {
		fmt.Fprintf(b, "  delegate by %q of %q value %q subs %v\n", d.Discriminator, d.Base, d.Value, d.Subs)
	}
	dumpFields(b, m.Fields)
	for _, k := range m.Uniques {
		fmt.Fprintf(b, "  unique %s %v map %q\n", k.Name, k.Fields, k.Map)
	}
	for _, x := range m.Indexes {
		fmt.Fprintf(b, "  index %+v map %q type %q\n", x.Fields, x.Map, x.Type)
	}
	for _, r := range m.Rules {
		fmt.Fprintf(b, "  %s\n", rule(r))
	}
	dumpValidates(b, m.Validates)
	for _, a := range m.Attributes {
		fmt.Fprintf(b, "  %s %q\n", a.Name, a.Args)
	}
}

func dumpFields(b *strings.Builder, fields []*schema.Field) {
	for _, f := range fields {
		fmt.Fprintf(b, "  %s %s", f.Name, typeName(f.Type))
		for _, p := range f.Params {
			fmt.Fprintf(b, " (%s %s)", p.Name, typeName(p.Type))
		}
		if f.Column != "" && f.Column != f.Name {
			fmt.Fprintf(b, " column %s", f.Column)
		}
		if f.Base != "" {
			fmt.Fprintf(b, " in %s", f.Base)
		}
		b.WriteString(flags(f))
		if d := f.Default; d != nil {
			fmt.Fprintf(b, " default{%s auth=%v func=%s arg=%d format=%q sql=%q}", show(d.Value), d.Auth, d.Func, d.Arg, d.Format, d.SQL)
		}
		if r := f.Relation; r != nil {
			fmt.Fprintf(b, " → %s.%s", r.Target, r.Opposite)
			if r.Name != "" {
				fmt.Fprintf(b, " name %q", r.Name)
			}
			if r.Owner() {
				fmt.Fprintf(b, " %v→%v delete %s update %s", r.Fields, r.References, r.OnDelete, r.OnUpdate)
			}
			if r.Join != nil {
				fmt.Fprintf(b, " join %+v", *r.Join)
			}
		}
		b.WriteString("\n")
		for _, v := range f.Validations {
			fmt.Fprintf(b, "    %s(", v.Name)
			for _, a := range v.Args {
				if a == nil {
					b.WriteString(" -")
				} else {
					b.WriteString(" " + show(a))
				}
			}
			fmt.Fprintf(b, " ) %q\n", v.Message)
		}
		for _, r := range f.Rules {
			fmt.Fprintf(b, "    %s\n", rule(r))
		}
		for _, a := range f.Attributes {
			fmt.Fprintf(b, "    %s %q\n", a.Name, a.Args)
		}
	}
}

func flags(f *schema.Field) string {
	var words []string
	for _, w := range []struct {
		on   bool
		word string
	}{
		{f.Unique, "unique"},
		{f.UpdatedAt, "updatedAt"},
		{f.Omit, "omit"},
		{f.Encrypted, "encrypted"},
		{f.Computed, "computed"},
		{f.DeletedAt, "deletedAt"},
		{f.Ignore, "ignore"},
		{f.Fuzzy, "fuzzy"},
		{f.FullText, "fullText"},
	} {
		if w.on {
			words = append(words, w.word)
		}
	}
	if f.UpdatedIgnore != nil {
		words = append(words, fmt.Sprintf("updatedIgnore%v", f.UpdatedIgnore))
	}
	if f.Password != nil {
		words = append(words, fmt.Sprintf("password%+v", *f.Password))
	}
	if f.Native != nil {
		words = append(words, fmt.Sprintf("db.%s%v", f.Native.Name, f.Native.Args))
	}
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ")
}

func dumpValidates(b *strings.Builder, vs []*schema.Validate) {
	for _, v := range vs {
		fmt.Fprintf(b, "  validate %s %q %v\n", show(v.Cond), v.Message, v.Path)
	}
}

func rule(r *schema.Rule) string {
	word := "deny"
	if r.Allow {
		word = "allow"
	}
	if r.Old {
		word += " old"
	}
	if r.Override {
		word += " override"
	}
	return word + " " + ops(r.Ops) + ": " + show(r.Cond)
}

func ops(o schema.Ops) string {
	var words []string
	for i, w := range []string{"create", "read", "update", "delete", "post-update"} {
		if o&(1<<i) != 0 {
			words = append(words, w)
		}
	}
	return strings.Join(words, ",")
}

func typeName(t schema.ValueType) string {
	text := t.Kind.String()
	if t.Name != "" {
		text += ":" + t.Name
	}
	if t.List {
		text += "[]"
	}
	if t.Optional {
		text += "?"
	}
	return text
}

// show prints an expression; $n is the element of the n-th enclosing scope.
func show(e schema.Expr) string {
	switch e := e.(type) {
	case nil:
		return ""
	case *schema.Literal:
		if e.T.Kind == schema.EnumKind {
			return fmt.Sprintf("%s.%v", e.T.Name, e.Value)
		}
		if s, ok := e.Value.(string); ok {
			return fmt.Sprintf("%s %q", typeName(e.T), s)
		}
		return fmt.Sprintf("%s %v", typeName(e.T), e.Value)
	case *schema.List:
		return "[" + showAll(e.Items) + "]" + typeName(e.T)
	case *schema.Ref:
		root := [...]string{fmt.Sprintf("$%d", e.Scope), "auth", "before", "future"}[e.Root]
		return strings.Join(append([]string{root}, e.Path...), ".")
	case *schema.Not:
		return "!" + show(e.X)
	case *schema.Binary:
		return "(" + show(e.L) + " " + string(e.Op) + " " + show(e.R) + ")"
	case *schema.Predicate:
		return show(e.Over) + string(e.Quant) + "[" + show(e.Cond) + "]"
	case *schema.Call:
		return e.Func + "(" + showAll(e.Args) + "):" + typeName(e.T)
	case *schema.Check:
		return "check(" + show(e.Rel) + " " + ops(e.Op) + ")"
	}
	return "?"
}

func showAll(es []schema.Expr) string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = show(e)
	}
	return strings.Join(parts, ", ")
}
