package prisma

import (
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// documentation moves what stands behind a field to the line above it. There
// Prisma takes it for the field's documentation, ZModel for the next one's.
func (c *converter) documentation(tree *syntax.File) {
	members := memberLines(tree)
	tokens, comments := syntax.Tokens(tree.Name, []byte(tree.Source))
	lines := map[int]bool{} // those that a token ends on
	for _, t := range tokens {
		lines[t.At.EndPos().Line] = true
	}
	for _, com := range comments {
		text, isDoc := strings.CutPrefix(com.Text, "///")
		line := com.At.Pos().Line
		if !isDoc || !lines[line] {
			continue
		}
		start, end := com.At.Start(), com.At.End()
		if at, ok := members[line]; ok && at.Start() < start {
			c.edits = append(c.edits,
				syntax.Edit{Start: at.Start(), End: at.Start(), Text: "///" + text + "\n"},
				syntax.Edit{Start: start, End: end})
			continue
		}
		c.edits = append(c.edits, syntax.Edit{Start: start, End: end, Text: "//" + text})
	}
}

// memberLines returns the member that ends on each line.
func memberLines(tree *syntax.File) map[int]diag.Span {
	lines := map[int]diag.Span{}
	note := func(body []syntax.Member) {
		for _, m := range body {
			lines[m.Span().EndPos().Line] = m.Span()
		}
	}
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *syntax.Model:
			note(d.Body)
		case *syntax.Enum:
			note(d.Body)
		case *syntax.Block, *syntax.Function, *syntax.AttributeDecl, *syntax.Procedure:
		default:
			panic("prisma: unknown declaration")
		}
	}
	return lines
}
