package prisma

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/syntax"
)

// rules prepares the place for a model's rules: Prisma has none, and in ZModel
// nothing is allowed until one says so. It is a comment, so that nothing becomes
// open by a conversion.
func (c *converter) rules(tree *syntax.File, m *syntax.Model) {
	at := m.Span()
	if m.Kind == syntax.TypeDecl || !strings.HasSuffix(tree.Text(m), "}") {
		return
	}
	text := fmt.Sprintf("\n  // Nobody may do anything with %s until a rule says so, such as:\n  // %s\n", m.Name.Text, c.example(m))
	c.edits = append(c.edits, syntax.Edit{Start: at.End() - 1, End: at.End() - 1, Text: text})
}

// example is a rule that may be right for a model: of a user's own row, of what
// belongs to a user, or of what everybody who has signed in may see.
func (c *converter) example(m *syntax.Model) string {
	if c.user == "" {
		return "@@allow('read', true)"
	}
	if m.Name.Text == c.user {
		return "@@allow('all', auth() == this)"
	}
	for _, member := range m.Body {
		f, ok := member.(*syntax.Field)
		if ok && f.Type.Name.Text == c.user && !f.Type.List && m.Kind == syntax.ModelDecl {
			return "@@allow('all', auth() == " + f.Name.Text + ")"
		}
	}
	return "@@allow('read', auth() != null)"
}
