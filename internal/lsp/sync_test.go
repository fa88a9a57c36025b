package lsp_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/gozen-dev/gozen/internal/lsp"
)

// TestEdits wants the server's text to stay the client's, piece by piece. What
// the server has is seen by formatting: a text in its form is not changed, and
// one that is not comes back as edits of it.
func TestEdits(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	const before = "// äöü € 𝒳 end\r\nmodel A {\n  id Int @id // 𝒳𝒳\n}\n"
	tests := []struct {
		name    string
		changes []object
		want    string
	}{
		{"a character of two units", []object{edit(0, 9, 0, 11, "x")}, strings.Replace(before, "𝒳 end", "x end", 1)},
		{"behind characters of two units", []object{edit(2, 20, 2, 20, "!")}, strings.Replace(before, "𝒳𝒳", "𝒳𝒳!", 1)},
		{"several, each in the text that the one before left", []object{edit(1, 6, 1, 7, "Beta"), edit(1, 10, 1, 10, "2")}, strings.Replace(before, "A {", "Beta2 {", 1)},
		{"a whole text among pieces", []object{{"text": "model B {\n}\n"}, edit(0, 6, 0, 7, "C")}, "model C {\n}\n"},
		{"behind the end of a line", []object{edit(0, 99, 1, 0, "\n")}, strings.Replace(before, "\r\n", "\n", 1)},
		{"behind the end of the text", []object{edit(99, 0, 100, 7, "// end\n")}, before + "// end\n"},
		{"over lines", []object{edit(0, 0, 3, 1, "x")}, "x\n"},
		{"the wrong way round", []object{edit(1, 7, 1, 6, "B")}, strings.Replace(before, "A {", "AB {", 1)},
		{"in the middle of a character", []object{edit(0, 10, 0, 11, "x")}, strings.Replace(before, "𝒳 end", "x end", 1)},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name := fmt.Sprintf("%d.zmodel", i)
			c.open(name, before)
			c.change(name, tt.changes...)
			wantText(t, c, name, tt.want)
		})
	}
	c.bye()
}

func edit(fromLine, from, toLine, to int, text string) object {
	return object{
		"range": object{"start": place{fromLine, from}.params(), "end": place{toLine, to}.params()}, "text": text,
	}
}

// wantText compares the text that the server has with the client's: both make
// the same of it.
func wantText(t *testing.T, c *client, name, want string) {
	t.Helper()
	got := c.findings(name)
	other := fmt.Sprintf("other%d/%s", c.nextID, name)
	c.open(other, want)
	if d := c.findings(other); fmt.Sprint(got) != fmt.Sprint(d) {
		t.Errorf("findings %v instead of %v", got, d)
	}
	var a, b []textEdit
	c.call("textDocument/formatting", object{"textDocument": object{"uri": c.uri(name)}}, &a)
	c.call("textDocument/formatting", object{"textDocument": object{"uri": c.uri(other)}}, &b)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("formatting: %v instead of %v", a, b)
	}
	c.close(other)
}

// TestRandomEdits types and deletes at random and compares after each change.
func TestRandomEdits(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"", "\n", "\r\n", "// é𝒳\n", "model A {", "}", "\n  id Int @id", "'", "𝒳", "\"", " ", "@@allow('all', true)", "/*", "*/", "\r"}
	lines := []string{"model A {", "  id Int @id // 𝒳𝒳", "}", ""}
	text := strings.Join(lines, "\n")
	c.open("a.zmodel", text)
	for range 150 {
		from, to := randomPlace(r, text), randomPlace(r, text)
		if to.offset < from.offset || r.IntN(2) == 0 {
			to = from
		}
		piece := pieces[r.IntN(len(pieces))]
		text = text[:from.offset] + piece + text[to.offset:]
		c.change("a.zmodel", edit(from.line, from.units, to.line, to.units, piece))
		wantText(t, c, "a.zmodel", text)
	}
	c.bye()
}

type spot struct{ line, units, offset int }

// randomPlace is a place between two characters, counted as the protocol does.
func randomPlace(r *rand.Rand, text string) spot {
	runes := []rune(text)
	n := r.IntN(len(runes) + 1)
	var s spot
	for i, c := range runes[:n] {
		s.offset += len(string(c))
		s.units += len(utf16.Encode([]rune{c}))
		if c == '\n' || c == '\r' && (i+1 == len(runes) || runes[i+1] != '\n') {
			s.line, s.units = s.line+1, 0
		}
	}
	if n > 0 && n < len(runes) && runes[n-1] == '\r' && runes[n] == '\n' {
		s.offset--
		s.units-- // no place is between the two
	}
	return s
}

// TestBuffersGoBeforeFiles edits an imported file in the editor only.
func TestBuffersGoBeforeFiles(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	const root = "import './models/user'\ndatasource db { provider = 'sqlite' url = env('U') }\nmodel Post extends Base { @@allow('all', title == '') }\n"
	c.write("schema.zmodel", root)
	c.write("models/user.zmodel", "abstract model Base { id Int @id }\n")
	c.open("schema.zmodel", root)
	if got := codes(c.findings("schema.zmodel")); got != "ZM0205" {
		t.Errorf("as on disk: %s", got)
	}
	c.open("models/user.zmodel", "abstract model Base { id Int @id }\n")
	if got := codes(c.findings("models/user.zmodel")); got != "" {
		t.Errorf("the imported file by itself: %s", got)
	}
	c.replace("models/user.zmodel", "abstract model Base { id Int @id\ntitle String }\n")
	for _, name := range []string{"models/user.zmodel", "schema.zmodel"} {
		if got := codes(c.findings(name)); got != "" {
			t.Errorf("%s with the field in the editor: %s", name, got)
		}
	}
	c.close("models/user.zmodel")
	if got := codes(c.findings("schema.zmodel")); got != "ZM0205" {
		t.Errorf("closed without saving: %s", got)
	}
	c.bye()
}

// TestProjectsChange takes an import away: the file becomes a schema of its own.
func TestProjectsChange(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	const part = "model User { id Int @id @@allow('all', true) }\n"
	c.open("schema.zmodel", "import './part'\ndatasource db { provider = 'sqlite' url = env('U') }\n")
	c.open("part.zmodel", part) // neither is on disk
	if got := codes(c.findings("part.zmodel")); got != "" {
		t.Errorf("imported: %s", got)
	}
	c.replace("schema.zmodel", "datasource db { provider = 'sqlite' url = env('U') }\n")
	if got := codes(c.findings("part.zmodel")); got != "ZM0301" {
		t.Errorf("alone: %s", got)
	}
	c.replace("schema.zmodel", "import './part'\ndatasource db { provider = 'sqlite' url = env('U') }\n")
	if got := codes(c.findings("part.zmodel")); got != "" {
		t.Errorf("imported again: %s", got)
	}
	c.bye()
}

// TestNeverSaved is for documents that are no files.
func TestNeverSaved(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	doc := object{"uri": "untitled:Untitled-1", "version": 1, "text": "import './x'\nmodel A { id Int @id @@allow('all', true) }\n"}
	c.notify("textDocument/didOpen", object{"textDocument": doc})
	m, _ := c.next()
	if got := string(m.Params); !strings.Contains(got, `"untitled:Untitled-1"`) || !strings.Contains(got, "ZM0203") {
		t.Errorf("%s %s", m.Method, got)
	}
	var at *location
	c.call("textDocument/definition", object{
		"textDocument": doc, "position": place{1, 6}.params(),
	}, &at)
	if at == nil || at.URI != "untitled:Untitled-1" {
		t.Errorf("definition: %v", at)
	}
	c.bye()
}

// TestReadsNothingOutside has imports that lead out of the schema's folder, by
// their path and by a link.
func TestReadsNothingOutside(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	c.write("secret.zmodel", "model Secret { id Int @id @@allow('all', true) }\n")
	c.write("app/x", "")
	if err := os.Symlink("../secret.zmodel", filepath.Join(c.dir, "app", "link.zmodel")); err != nil {
		t.Skip("no links here:", err)
	}
	for _, target := range []string{"../secret", "link", "sub/../../secret", "/etc/passwd"} {
		c.open("app/schema.zmodel", "import '"+target+"'\nmodel A { id Int @id\n s Secret }\n")
		for _, f := range c.findings("app/schema.zmodel") {
			if f.Code != "ZM0203" && f.Code != "ZM0209" {
				t.Errorf("%s: %s %s", target, f.Code, f.Message)
			}
		}
		var at *location
		c.call("textDocument/definition", c.at("app/schema.zmodel", place{2, 4}), &at)
		if at != nil {
			t.Errorf("%s leads to %s", target, at.URI)
		}
	}
	c.bye()
}

// TestOddPaths opens files whose URIs need escapes.
func TestOddPaths(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	for _, name := range []string{"a b.zmodel", "ä%41.zmodel", "c#d?.zmodel"} {
		c.write(name, "")
		escaped := "file://" + strings.NewReplacer("%", "%25", " ", "%20", "#", "%23", "?", "%3F", "ä", "%C3%A4").Replace(strings.TrimPrefix(c.uri(name), "file://"))
		c.notify("textDocument/didOpen", object{"textDocument": object{"uri": escaped, "version": 1, "text": "model A {"}})
		m, _ := c.next()
		if !strings.Contains(string(m.Params), `"uri":"`+escaped+`"`) {
			t.Errorf("%s: %s", name, m.Params)
		}
	}
	c.bye()
}
