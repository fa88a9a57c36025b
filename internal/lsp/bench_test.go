package lsp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/internal/lsp"
)

// large makes a schema of n linked models of forty lines each.
func large(n int) string {
	var b strings.Builder
	b.WriteString("datasource db { provider = 'postgresql' url = env('DB') }\nenum Role { USER ADMIN }\n")
	b.WriteString("model User {\n  id String @id @default(cuid())\n  role Role @default(USER)\n")
	for i := range n {
		fmt.Fprintf(&b, "  m%ds M%d[]\n", i, i)
	}
	b.WriteString("  @@allow('all', auth() == this)\n}\n")
	for i := range n {
		fmt.Fprintf(&b, "\n/// Model %d.\nmodel M%d {\n  id String @id @default(cuid())\n", i, i)
		for f := range 24 {
			fmt.Fprintf(&b, "  field%d String @length(1, 100) @map(\"field_%d\")\n", f, f)
		}
		b.WriteString(`  owner User @relation(fields: [ownerId], references: [id], onDelete: Cascade)
  ownerId String @default(auth().id)
  views Int @default(0) @gte(0)

  @@index([ownerId, views(sort: Desc)])
  @@deny('all', auth() == null)
  @@allow('all', auth() == owner)
  @@allow('read', (views > 10 && owner.role == ADMIN) || contains(field1, 'x'))
  @@allow('update', owner.role == ADMIN && field2 != 'closed')
}
`)
	}
	return b.String()
}

// keystroke types into the middle of a schema, or takes it back, and waits until
// the server has told what it means.
func keystroke(c *client, lines, n int) {
	change := edit(lines/2, 0, lines/2, 0, " ")
	if n%2 == 1 {
		change = edit(lines/2, 0, lines/2, 1, "")
	}
	c.change("a.zmodel", change)
	c.findings("a.zmodel")
}

// BenchmarkKeystroke is a change and what the server finds then; the schema has
// 2,400 lines.
func BenchmarkKeystroke(b *testing.B) {
	text := large(62)
	c := start(b, lsp.Config{})
	c.open("a.zmodel", text)
	c.findings("a.zmodel")
	lines := strings.Count(text, "\n")
	b.ReportMetric(float64(lines), "lines")
	for n := 0; b.Loop(); n++ {
		keystroke(c, lines, n)
	}
}

// BenchmarkCompletion is a completion right behind a keystroke.
func BenchmarkCompletion(b *testing.B) {
	text := large(62)
	c := start(b, lsp.Config{})
	c.open("a.zmodel", text)
	c.findings("a.zmodel")
	line := strings.Count(text[:strings.LastIndex(text, "owner.role == ADMIN && field2")], "\n")
	for i := 0; b.Loop(); i++ {
		c.change("a.zmodel", edit(0, 0, 0, 0, " "))
		var r struct{ Items []item }
		c.call("textDocument/completion", c.at("a.zmodel", place{line, len("  @@allow('update', owner.ro")}), &r)
		if !slices.ContainsFunc(r.Items, func(i item) bool { return i.Label == "role" }) {
			b.Fatalf("no role among %d", len(r.Items))
		}
	}
}
