package syntax_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/syntax"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	src := "model A { // c\n  s String @db.Text § @@allow('a\n"
	var got []string
	tokens, comments := syntax.Tokens("a", []byte(src))
	for _, k := range tokens {
		if src[k.At.Start():k.At.End()] != k.Text {
			t.Errorf("%q is not at %v", k.Text, k.At)
		}
		got = append(got, k.Text)
	}
	want := []string{"model", "A", "{", "s", "String", "@db.Text", "@@allow", "(", "'a"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(comments) != 1 || comments[0].Text != "// c" {
		t.Errorf("comments: %v", comments)
	}
}
