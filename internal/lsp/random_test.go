package lsp_test

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/internal/lsp"
)

// TestRandomRequests cuts pieces out of a schema and asks everything at random
// places: a half-written text is what a language server mostly sees.
func TestRandomRequests(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../../examples/todo/schema.zmodel")
	if err != nil {
		t.Fatal(err)
	}
	c := start(t, lsp.Config{Explain: explain})
	c.open("a.zmodel", string(src))
	r := rand.New(rand.NewPCG(3, 4))
	rounds := 300
	if testing.Short() {
		rounds = 30
	}
	for range rounds {
		text := string(src)
		for range r.IntN(3) + 1 {
			at := r.IntN(len(text))
			text = text[:at] + text[min(len(text), at+r.IntN(12)):]
		}
		c.replace("a.zmodel", text)
		c.findings("a.zmodel")
		for range 3 {
			at := randomPlace(r, text)
			for _, method := range []string{"hover", "definition", "references", "completion", "prepareRename", "rename", "codeAction", "documentSymbol", "formatting"} {
				params := c.at("a.zmodel", place{at.line, at.units})
				params["newName"] = "renamed"
				params["range"] = object{"start": params["position"], "end": params["position"]}
				if m := c.request("textDocument/"+method, params); m.Error != nil && m.Error.Code != -32803 {
					t.Fatalf("%s at %d:%d: %s in\n%s", method, at.line, at.units, told(m), excerpt(text, at.offset))
				}
			}
		}
	}
	c.bye()
}

func excerpt(text string, offset int) string {
	from := strings.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := strings.Cut(text[from:], "\n")
	return text[from:offset] + "§" + line[offset-from:]
}
