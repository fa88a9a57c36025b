package check_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
)

// TestMutationsNeverPanic exchanges words between the schemas of the corpus. The
// results are nearly right, and so reach deeper than bytes at random would.
func TestMutationsNeverPanic(t *testing.T) {
	t.Parallel()
	cases := corpus(t)
	var texts [][]string
	var words []string
	token := regexp.MustCompile(`"[^"]*"|'[^']*'|@*[\w.]+|\s+|.`)
	for _, tc := range cases {
		parts := token.FindAllString(string(tc.files["schema.zmodel"]), -1)
		texts = append(texts, parts)
		words = append(words, parts...)
	}
	r := rand.New(rand.NewPCG(1, 2))
	runs := 2000
	if testing.Short() {
		runs = 400
	}
	for range runs {
		text := append([]string(nil), texts[r.IntN(len(texts))]...)
		for range 1 + r.IntN(3) {
			switch i := r.IntN(len(text)); r.IntN(3) {
			case 0:
				text[i] = ""
			case 1:
				text[i] = words[r.IntN(len(words))]
			default:
				text[i] += " " + words[r.IntN(len(words))] + " "
			}
		}
		src := strings.Join(text, "")
		s, diags := check.Source("a.zmodel", []byte(src))
		if (s == nil) != diags.HasErrors() {
			t.Fatalf("schema %t with diagnostics\n%s\n%s", s != nil, lines(diags), src)
		}
	}
}
