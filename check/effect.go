package check

import (
	"strings"

	"github.com/gozen-dev/gozen/syntax"
)

// lintEffects warns about attributes that say something about a table on a type
// that no model mixes in: such a type is a shape of JSON, of auth() or of a
// procedure's argument, and has no table.
func (c *checker) lintEffects(k *container) {
	if !k.isType() || k.used {
		return
	}
	for _, m := range k.decl.Body {
		switch m := m.(type) {
		case *syntax.Attribute:
			if !shapes(m.Name.Text) {
				c.noEffect(k.file, m).Hint = "no model mixes in this type, so it has no rows"
			}
		case *syntax.Field:
			for _, a := range m.Attrs {
				if !shapes(a.Name.Text) {
					c.noEffect(k.file, a).Hint = "no model mixes in this type, so the field has no column"
				}
			}
		}
	}
}

// shapes reports whether an attribute says something about a value by itself,
// wherever it is kept. The id of an auth() type is one by custom.
func shapes(name string) bool {
	switch name {
	case "allow", "deny", "unique", "index", "fulltext", "map", "schema", "ignore", "delegate", "delegateMap",
		"relation", "updatedAt", "password", "encrypted", "omit", "computed", "fuzzy", "fullText", "deletedAt":
		return false
	}
	return !strings.HasPrefix(name, "db.")
}
