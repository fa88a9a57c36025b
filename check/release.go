package check

import (
	"slices"

	"github.com/gozen-dev/gozen/syntax"
)

// A tree takes ten times as much memory as its text, and so does the schema that
// is made of it. A run that nobody asks about its text (see [Analyze]) therefore
// lets go of a declaration's parts as soon as the schema has them: it alone holds
// the tree.

// releaseFields lets go of what the attributes of k's own fields say, where no
// later pass asks for it and nobody inherits them.
func (c *checker) releaseFields(k *container) {
	if c.info != nil || !k.isModel() || k.isDelegate() {
		return
	}
	for _, m := range k.members {
		if m.from != k {
			continue
		}
		if a := m.attr("default"); a != nil {
			a.Args = nil
		}
		m.decl.Attrs = slices.DeleteFunc(m.decl.Attrs, func(a *syntax.Attribute) bool { return !readLater(a.Name.Text) })
	}
}

// releaseRules lets go of what k's own rules say: the schema has it by now.
func (c *checker) releaseRules(k *container) {
	if c.info != nil || k.isDelegate() {
		return
	}
	for _, b := range k.attrs {
		if name := b.attr.Name.Text; b.from == k && (name == "allow" || name == "deny" || name == "validate") {
			b.attr.Args = nil
		}
	}
}

// readLater reports whether passes behind [checker.buildField] ask for a field's
// attribute: for keys, relations, rules, or to point at it.
func readLater(name string) bool {
	switch name {
	case "id", "unique", "relation", "default", "ignore", "encrypted", "deletedAt", "allow", "deny":
		return true
	}
	return false
}

// releaseEnds lets go of how the relations of k were paired.
func releaseEnds(k *container) { k.ends = nil }

// release lets go of everything but the findings.
func (c *checker) release() {
	if c.info == nil {
		*c = checker{diags: c.diags}
	}
}
