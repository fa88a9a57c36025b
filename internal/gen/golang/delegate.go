package golang

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// polymorphic reports whether rows of the model may be of models that extend it.
func (g *generator) polymorphic(x *model) bool { return len(g.allSubs(x)) > 0 }

// allSubs lists the models that extend x, directly or not, bases before subs.
func (g *generator) allSubs(x *model) []*model {
	if x.Delegate == nil {
		return nil
	}
	var list []*model
	for _, name := range x.Delegate.Subs {
		if sub := g.byName[name]; sub != nil {
			list = append(list, sub)
			list = append(list, g.allSubs(sub)...)
		}
	}
	return list
}

// hasOwn reports whether a base's rows show fields that the sub-model adds.
func hasOwn(x *model) bool {
	for _, f := range x.fields {
		if f.Base == "" && !f.Omit {
			return true
		}
	}
	return false
}

// subs writes the sealed interface of the models that extend x.
func (g *generator) subs(b *strings.Builder, x *model) {
	if !g.polymorphic(x) {
		return
	}
	var names []string
	for _, sub := range g.allSubs(x) {
		names = append(names, "*"+sub.Go)
	}
	fmt.Fprintf(b, "// %sSub is a %s as the model that it is of: %s.\ntype %sSub interface{ is%s() }\n\n", x.Go, x.Name, strings.Join(names, ", "), x.Go, x.Go)
	for _, sub := range g.allSubs(x) {
		fmt.Fprintf(b, "func (*%s) is%s() {}\n", sub.Go, x.Go)
	}
	b.WriteString("\n")
}

// inherit copies what a base's row has to that of a sub-model.
func inherit(to, from string, base, sub *model) string {
	var b strings.Builder
	for _, f := range base.fields {
		if same := sub.scalar(f.Name); same != nil && same.row() == f.row() {
			fmt.Fprintf(&b, "%s.%s = %s.%s\n", to, same.Go, from, f.Go)
		}
	}
	return b.String()
}

// becoming writes how a base's row shows itself as one of a sub-model, of which
// from has what the sub-model adds: one row or none.
func (g *generator) becoming(x, sub *model) string {
	var b strings.Builder
	fmt.Fprintf(&b, "for _, row := range rows {\nsub := (*from)[row]\n%s", inherit("sub", "(*m)[i]", x, sub))
	if mid := g.byName[sub.Delegate.Base]; mid != x && mid != nil {
		fmt.Fprintf(&b, "if base, ok := (*m)[i].%s.(*%s); ok {\n%s}\n", x.sub, mid.Go, inherit("sub", "base", mid, sub))
	}
	fmt.Fprintf(&b, "(*m)[i].%s = &sub\n}\n", x.sub)
	return b.String()
}

// bareSubs writes how a row becomes one of a sub-model that adds nothing: its
// own level is never read, the base's row says all.
func (g *generator) bareSubs(b *strings.Builder, x *model) {
	if !g.polymorphic(x) || x.Delegate.Discriminator == "" {
		return
	}
	kind := x.scalar(x.Delegate.Discriminator)
	var cases strings.Builder
	for _, sub := range g.allSubs(x) {
		if hasOwn(sub) || sub.Delegate.Base != x.Name || kind == nil {
			continue
		}
		fmt.Fprintf(&cases, "case %q:\nvar sub %s\n%sr.%s = &sub\n", sub.Delegate.Value, sub.Go, inherit("sub", "r", x, sub), x.sub)
	}
	if cases.Len() == 0 {
		return
	}
	value := "r." + kind.Go
	if kind.Type.Kind == schema.EnumKind {
		value = "string(" + value + ")"
	}
	fmt.Fprintf(b, "switch %s {\n%s}\n", value, cases.String())
}
