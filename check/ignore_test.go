package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommentsSilenceWarnings(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{
			"above the line",
			"// gozen:ignore ZM1905 the importer makes its rows\nmodel A { id Int @id }", "",
		},
		{
			"at the end of the line",
			"model A { // gozen:ignore ZM1905 the importer makes its rows\n id Int @id\n}", "",
		},
		{
			"above other comments",
			"// gozen:ignore ZM1905 the importer makes its rows\n// more\n/// Doc.\nmodel A { id Int @id }", "",
		},
		{
			"a block comment",
			"/* gozen:ignore ZM1905 the importer makes its rows */\nmodel A { id Int @id }", "",
		},
		{
			"two codes",
			"model A { id Int @id b Boolean c Boolean d Boolean\n// gozen:ignore ZM1903, ZM1911 by design\n@@allow('all', b && c || true) }", "",
		},
		{
			"a rule of several lines",
			"model A { id Int @id s String?\n@@allow('all', true)\n// gozen:ignore ZM1910 null is a draft, which all may see\n@@deny(\n'read',\ns == 'x'\n) }", "",
		},
		{
			"without a reason",
			"// gozen:ignore ZM1905\nmodel A { id Int @id }",
			"1:1: warning ZM1917: gozen:ignore gives no reason",
		},
		{
			"without a code",
			"// gozen:ignore all of it\nmodel A { id Int @id }",
			"1:1: warning ZM1917: gozen:ignore names no code\n2:7: warning ZM1905: model A has no rules: every access to it is denied",
		},
		{
			"of another code",
			"// gozen:ignore ZM1903 why not\nmodel A { id Int @id }",
			"1:1: warning ZM1918: there is no warning ZM1903 to ignore here\n2:7: warning ZM1905: model A has no rules: every access to it is denied",
		},
		{
			"with a line between",
			"// gozen:ignore ZM1905 too far\n\nmodel A { id Int @id }",
			"1:1: warning ZM1918: there is no warning ZM1905 to ignore here\n3:7: warning ZM1905: model A has no rules: every access to it is denied",
		},
		{
			"does not reach into the model below",
			"// gozen:ignore ZM1903 no\nmodel A { id Int @id b Boolean c Boolean d Boolean\n@@allow('all', b && c || d) }",
			"1:1: warning ZM1918: there is no warning ZM1903 to ignore here\n" +
				"3:16: warning ZM1903: '&&' and '||' are mixed without parentheses; they have equal precedence and group left to right",
		},
		{
			"an error is not ignored, and nothing is said of the comment",
			"model A { id Int @id\n// gozen:ignore ZM0204 please\nx Strin }",
			"1:7: warning ZM1905: model A has no rules: every access to it is denied\n3:3: error ZM0204: unknown type Strin",
		},
		{
			"a warning of the parser",
			"model A { id Int @id @@allow('all', true)\n// gozen:ignore ZM1901 kept for the generator\n/// loose\n}", "",
		},
		{
			"a warning of the parser, at the end of its line",
			"model A { id Int @id @@allow('all', true) /* gozen:ignore ZM1901 kept */ /// loose\n}", "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, diags := files(tt.text + "\n" + prelude)
			var got []string
			for _, d := range diags {
				got = append(got, strings.TrimPrefix(d.String(), "schema.zmodel:"))
			}
			if d := cmp.Diff(tt.want, strings.Join(got, "\n")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAWarningAboutTheFileIsSilencedAnywhereInIt(t *testing.T) {
	t.Parallel()
	_, diags := files("model A { id Int @id @@allow('all', true) }\n// gozen:ignore ZM0301 a part of a larger schema")
	if len(diags) > 0 {
		t.Error(lines(diags))
	}
}
