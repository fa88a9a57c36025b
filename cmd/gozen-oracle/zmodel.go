package main

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
)

// zmodel is a schema on its way: lines of text, one declaration each, so that
// any of them can be left out.
type zmodel struct {
	d      dice
	models []*entity
	enum   bool
	lists  bool // the database has them
}

// entity is a model on its way.
type entity struct {
	name   string
	id     []column
	fields []column // scalars, ids included
	lines  []string
	links  []relation
	keys   [][]column // unique, beside the id

	nulls []string // fields of which rules ask whether they are there
	lists []column // scalar lists

	base  *entity  // that it extends
	label string   // the field that says which model extends it
	subs  []string // what it may say
}

type column struct {
	name string
	kind string
	opt  bool
}

// relation is a relation field, as rules see it.
type relation struct {
	name   string
	target *entity
	many   bool
}

// newSchema makes a random schema that compiles, with its text.
func newSchema(d dice, provider string) (*schema.Schema, string) {
	z := &zmodel{d: d, enum: d.chance(50), lists: provider == "postgresql"}
	for range 1 + d.n(5) + d.n(4) {
		z.model(len(z.models))
	}
	for i := range 1 + d.n(len(z.models)+2) {
		z.relate(i)
	}
	for _, e := range z.models {
		z.compute(e)
	}
	z.inherit()
	for _, e := range z.models {
		z.rules(e)
	}
	return compile(z.text(provider))
}

// compile drops the rules that the checker complains about until it is
// content: most of what it refuses is a rule that compares what cannot be.
func compile(text string) (*schema.Schema, string) {
	for {
		s, diags := check.Source("oracle.zmodel", []byte(text))
		if s != nil && !diags.HasErrors() {
			return s, text
		}
		lines := strings.Split(text, "\n")
		dropped := false
		for _, x := range diags {
			if at := x.Span.Pos().Line - 1; x.Severity == diag.Error && at >= 0 {
				short := withoutRule(lines[at])
				dropped = dropped || short != lines[at]
				lines[at] = short
			}
		}
		if !dropped {
			panic(fmt.Sprintf("gozen-oracle: no rule is at fault: %v\n%s", diags, text))
		}
		text = strings.Join(lines, "\n")
	}
}

// withoutRule cuts the first rule of a line, and all that follows it.
func withoutRule(line string) string {
	for _, word := range []string{"@@allow", "@@deny", "@allow", "@deny"} {
		if before, _, ok := strings.Cut(line, word); ok {
			return strings.TrimRight(before, " ")
		}
	}
	return line
}

func (z *zmodel) text(provider string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "datasource db {\n  provider = %q\n  url = \"env:\"\n}\n", provider)
	if z.enum {
		b.WriteString("enum Color {\n  RED\n  BLUE\n}\n")
	}
	for _, e := range z.models {
		extends := ""
		if e.base != nil {
			extends = " extends " + e.base.name
		}
		fmt.Fprintf(&b, "model %s%s {\n", e.name, extends)
		for _, l := range e.lines {
			b.WriteString("  " + l + "\n")
		}
		b.WriteString("}\n")
	}
	return b.String()
}
