package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDialect asks by what the dialects differ in: whether a relation may have a
// read rule.
func TestDialect(t *testing.T) {
	t.Parallel()
	const rule = "model A { id Int @id bs B[] @@allow('all', true) }\n" +
		"model B { id Int @id pub Boolean a A @relation(fields: [aId], references: [id]) @allow('read', pub) aId Int @@index([aId])\n@@allow('all', true) }\n"
	const refused = ":81: error ZM1006: field rules are not allowed on relation fields; put them on the key fields " +
		"(the key is aId; ZenStack 2 has them for read: // gozen:dialect v2)\n"
	tests := []struct{ name, src, want string }{
		{"without any sign the rules of v3 hold", rule, "3" + refused},
		{"a sign of v2 decides", rule + "abstract model C { x Int }", ""},
		{"a sign of v3 decides against one of v2", rule + "abstract model C { x Int }\nmutation procedure p(): Int", "3" + refused},
		{"a comment asks for v2", "// gozen:dialect v2\n" + rule, ""},
		{"it may say why", "/* gozen:dialect v2 until we move */" + rule, ""},
		{"it goes before the signs", rule + "mutation procedure p(): Int // gozen:dialect v2", ""},
		{"a comment asks for v3", "// gozen:dialect v3\n" + rule + "abstract model C { x Int }", "4" + refused},
		{"it may be said twice", "// gozen:dialect v2\n// gozen:dialect v2\n" + rule, ""},
		{
			"one that says nothing", "model A { id Int @id @@allow('all', true) } // gozen:dialect",
			"2:45: warning ZM1920: gozen:dialect does not say which (write // gozen:dialect v2, or v3)\n",
		},
		{
			"two that contradict each other", "// gozen:dialect v2\n// gozen:dialect v3\nmodel A { id Int @id @@allow('all', true) }",
			"3:1: warning ZM1920: the schema is already said to be v2 (remove one of the comments: all files are one schema)\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, diags := files(prelude + tt.src)
			if d := cmp.Diff(tt.want, strings.ReplaceAll(lines(diags), "schema.zmodel:", "")); d != "" {
				t.Error(d)
			}
		})
	}
}
