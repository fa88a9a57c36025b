package syntax_test

import (
	"testing"

	"github.com/gozen-dev/gozen/syntax"
)

func TestEditsAreApplied(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		edits []syntax.Edit
		want  string
	}{
		"none":                                   {nil, "model A {}"},
		"in any order":                           {[]syntax.Edit{{9, 9, " id Int "}, {6, 7, "Bee"}}, "model Bee { id Int }"},
		"two at one place as they came":          {[]syntax.Edit{{0, 0, "a "}, {0, 0, "b "}}, "a b model A {}"},
		"nothing is changed in what is replaced": {[]syntax.Edit{{6, 7, "B"}, {0, 10, "enum E {}"}}, "enum E {}"},
	} {
		if got := syntax.Apply("model A {}", x.edits); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
