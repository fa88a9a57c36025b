package lsp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/lsp"
	"github.com/gozen-dev/gozen/schema"
)

// told is what a client sees of an answer.
func told(m message) string {
	if m.Error != nil {
		return fmt.Sprintf("%s %d %s", m.ID, m.Error.Code, m.Error.Message)
	}
	return fmt.Sprintf("%s %s", m.ID, m.Result)
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	c := connect(t, lsp.Config{Version: "v1"})
	if got := told(c.request("textDocument/hover", object{})); got != "1 -32002 the first request is initialize" {
		t.Error(got)
	}
	c.open("a.zmodel", "model A {") // not yet: nobody listens
	var r struct {
		ServerInfo   struct{ Name, Version string }
		Capabilities struct {
			TextDocumentSync struct {
				OpenClose bool
				Change    int
			}
			HoverProvider, DefinitionProvider, ReferencesProvider  bool
			DocumentSymbolProvider, DocumentFormattingProvider     bool
			CompletionProvider, RenameProvider, CodeActionProvider object
		}
	}
	c.call("initialize", object{"rootUri": nil, "capabilities": object{}}, &r)
	k := r.Capabilities
	if r.ServerInfo.Name != "gozen" || r.ServerInfo.Version != "v1" || k.TextDocumentSync.Change != 2 || !k.TextDocumentSync.OpenClose ||
		!k.HoverProvider || !k.DefinitionProvider || !k.ReferencesProvider || !k.DocumentSymbolProvider ||
		!k.DocumentFormattingProvider || k.CompletionProvider == nil || k.RenameProvider == nil || k.CodeActionProvider == nil {
		t.Errorf("capabilities: %+v", r)
	}
	if got := told(c.request("initialize", object{})); got != "3 -32600 initialize comes once" {
		t.Error(got)
	}
	if got := told(c.request("textDocument/unknown", object{})); got != `4 -32601 unknown method "textDocument/unknown"` {
		t.Error(got)
	}
	if got := told(c.request("textDocument/hover", []int{1})); !strings.HasPrefix(got, "5 -32602 ") {
		t.Error(got)
	}
	c.notify("$/unknown", object{})
	c.notify("textDocument/didOpen", "no object")
	if got := told(c.request("shutdown", nil)); got != "6 null" {
		t.Error(got)
	}
	if got := told(c.request("textDocument/hover", object{})); got != "7 -32600 the server is shut down" {
		t.Error(got)
	}
	c.notify("exit", nil)
	if err := <-c.ended; err != nil {
		t.Error(err)
	}
	if len(c.held) > 0 {
		t.Errorf("it published what it should not have read: %v", c.held)
	}
}

func TestEndsWithoutShutdown(t *testing.T) {
	t.Parallel()
	ends := map[string]func(*client){
		"exit at once":            func(c *client) { c.notify("exit", nil) },
		"the client hangs up":     func(*client) {},
		"in the middle of one":    func(c *client) { c.raw("Content-Length: 50\r\n\r\n{") },
		"no headers":              func(c *client) { c.raw("{\"jsonrpc\": \"2.0\"}\n") },
		"no length":               func(c *client) { c.raw("Content-Type: x\r\n\r\n{}") },
		"a length below zero":     func(c *client) { c.raw("Content-Length: -1\r\n\r\n") },
		"two lengths":             func(c *client) { c.raw("Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}") },
		"a length that is none":   func(c *client) { c.raw("Content-Length: 99999999999999999999\r\n\r\n") },
		"a header without an end": func(c *client) { c.raw(strings.Repeat("a", 5000)) },
		"too many headers":        func(c *client) { c.raw(strings.Repeat("a: b\r\n", 20)) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t, lsp.Config{})
			end(c)
			_ = c.to.Close()
			if err := <-c.ended; err == nil {
				t.Error("the server thinks that all is well")
			}
		})
	}
}

func TestMalformedMessagesAreAnswered(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"no JSON", `{"id": 9`, "null -32700 the message is not JSON"},
		{"nothing", ``, "null -32700 the message is not JSON"},
		{"a batch", `[{"jsonrpc":"2.0","id":9,"method":"x"}]`, "null -32600 the message is no request"},
		{"a number", `7`, "null -32600 the message is no request"},
		{"no method", `{"jsonrpc":"2.0","id":9}`, "9 -32600 the message has no method"},
		{"nothing at all", `{}`, "null -32600 the message has no method"},
		{"null", `null`, "null -32600 the message has no method"},
		{"a method that is no text", `{"id":9,"method":{}}`, "null -32600 the message is no request"},
		{"an id that is a list", `{"id":[9],"method":"x"}`, "null -32600 an id is a number or a string"},
		{"an id that is text", `{"id":"a","method":"x"}`, `"a" -32601 unknown method "x"`},
		{"deep nesting", `{"id":9,"method":"textDocument/hover","params":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`, "9 -32602"},
		{"places that are negative", `{"id":9,"method":"textDocument/hover","params":{"textDocument":{"uri":"URI"},"position":{"line":-5,"character":-1}}}`, "9 null"},
		{"places far behind the end", `{"id":9,"method":"textDocument/hover","params":{"textDocument":{"uri":"URI"},"position":{"line":99999999,"character":99999999}}}`, "9 null"},
		{"places that are no numbers", `{"id":9,"method":"textDocument/hover","params":{"textDocument":{"uri":"URI"},"position":{"line":1e99,"character":1}}}`, "9 -32602"},
		{"a file that is not open", `{"id":9,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///no/where"},"position":{}}}`, "9 null"},
		{"a URI that is none", `{"id":9,"method":"textDocument/hover","params":{"textDocument":{"uri":"%zz"},"position":{}}}`, "9 null"},
		{"no parameters", `{"id":9,"method":"textDocument/hover"}`, "9 null"},
		{"parameters that are null", `{"id":9,"method":"textDocument/documentSymbol","params":null}`, "9 []"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := start(t, lsp.Config{})
			c.open("a.zmodel", "model A {\n    id Int @id\n}\n")
			c.findings("a.zmodel")
			body := strings.ReplaceAll(tt.body, "URI", c.uri("a.zmodel"))
			c.raw(fmt.Sprintf("content-length: %d\r\nContent-Type: x\r\n\r\n%s", len(body), body))
			m, _ := c.next()
			if got := told(m); !strings.HasPrefix(got, tt.want) {
				t.Errorf("want %s, got %s", tt.want, got)
			}
			c.bye() // it goes on
		})
	}
}

func TestTooLargeAMessageIsSkipped(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	const size = 17 << 20
	c.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n", size))
	c.raw(strings.Repeat(" ", size))
	m, _ := c.next()
	if m.Error == nil || m.Error.Message != "message is larger than 16777216 bytes" {
		t.Error(told(m))
	}
	c.bye()
}

// TestCancel sends a request and its cancellation before the server can have
// come to it: behind the text of a large schema.
func TestCancel(t *testing.T) {
	t.Parallel()
	c := start(t, lsp.Config{})
	c.notify("$/cancelRequest", object{"id": "unknown"})
	c.notify("$/cancelRequest", "nonsense")
	var batch bytes.Buffer
	add := func(m object) {
		text, _ := json.Marshal(m)
		fmt.Fprintf(&batch, "Content-Length: %d\r\n\r\n%s", len(text), text)
	}
	add(object{"method": "textDocument/didOpen", "params": object{"textDocument": object{"uri": c.uri("a.zmodel"), "version": 1, "text": large(60)}}})
	for id := range 20 {
		add(object{"id": 100 + id, "method": "textDocument/completion", "params": c.at("a.zmodel", place{20, 10})})
	}
	add(object{"id": "last", "method": "textDocument/hover", "params": c.at("a.zmodel", place{20, 10})})
	add(object{"method": "$/cancelRequest", "params": object{"id": "last"}})
	c.raw(batch.String())
	for id := range 20 {
		c.answer(fmt.Sprint(100 + id))
	}
	if got := told(c.answer(`"last"`)); got != `"last" -32800 cancelled` {
		t.Error(got)
	}
	c.bye()
}

// TestWatching wants the server to ask for what happens on disk where the client
// can tell, and to read the files again then.
func TestWatching(t *testing.T) {
	t.Parallel()
	c := connect(t, lsp.Config{})
	var r object
	c.call("initialize", object{"capabilities": object{"workspace": object{"didChangeWatchedFiles": object{"dynamicRegistration": true}}}}, &r)
	c.notify("initialized", object{})
	m, _ := c.next()
	if m.Method != "client/registerCapability" || !strings.Contains(string(m.Params), "**/*.zmodel") {
		t.Errorf("%s %s", m.Method, m.Params)
	}
	c.send(object{"jsonrpc": "2.0", "id": m.ID, "result": nil})
	c.open("a.zmodel", "import './b'\nmodel A extends B { @@allow('all', true) }\n")
	if got := codes(c.findings("a.zmodel")); got != "ZM0203" {
		t.Errorf("without the file: %s", got)
	}
	c.write("b.zmodel", "abstract model B { id Int @id }\n")
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": c.uri("b.zmodel"), "type": 1}}})
	if got := codes(c.findings("a.zmodel")); got != "ZM0301" {
		t.Errorf("with the file: %s", got)
	}
	c.bye()
}

func codes(list []finding) string {
	var all []string
	for _, f := range list {
		all = append(all, f.Code)
	}
	return strings.Join(all, " ")
}

// TestFlatSymbols is for clients that know no trees of symbols.
func TestFlatSymbols(t *testing.T) {
	t.Parallel()
	c := connect(t, lsp.Config{})
	var r object
	c.call("initialize", object{"capabilities": object{}}, &r)
	c.open("a.zmodel", "enum E {\n    A\n}\n")
	var got []struct {
		Name, ContainerName string
		Location            location
	}
	c.call("textDocument/documentSymbol", object{"textDocument": object{"uri": c.uri("a.zmodel")}}, &got)
	var all []string
	for _, s := range got {
		all = append(all, s.ContainerName+"/"+s.Name+" "+c.short(s.Location.URI)+" "+s.Location.Range.String())
	}
	if d := cmp.Diff([]string{"/E a.zmodel 0:5-0:6", "E/A a.zmodel 1:4-1:5"}, all); d != "" {
		t.Error(d)
	}
	// Snippets too are only for those who know them.
	var list struct{ Items []item }
	c.call("textDocument/completion", c.at("a.zmodel", place{3, 0}), &list)
	for _, i := range list.Items {
		if i.InsertTextFormat == 2 || strings.Contains(i.TextEdit.NewText, "$") {
			t.Errorf("%s: %q", i.Label, i.TextEdit.NewText)
		}
	}
	c.bye()
}

// TestPanicsCostOneAnswer has a host whose function fails in the worst way.
func TestPanicsCostOneAnswer(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := start(t, lsp.Config{Log: &log, Explain: func(*schema.Schema, string) (string, error) { panic("the host's bug") }})
	c.open("a.zmodel", "model A {\n    id Int @id\n}\n")
	c.findings("a.zmodel")
	if got := told(c.request("textDocument/hover", c.at("a.zmodel", place{0, 6}))); got != "2 -32603 internal error" {
		t.Error(got)
	}
	c.bye()
	if !strings.Contains(log.String(), "gozen lsp: textDocument/hover: panic: the host's bug") {
		t.Errorf("the log: %s", &log)
	}
}

// FuzzServe sends any bytes to a server, bare and behind a proper beginning.
func FuzzServe(f *testing.F) {
	frame := func(texts ...string) []byte {
		var b bytes.Buffer
		for _, t := range texts {
			fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(t), t)
		}
		return b.Bytes()
	}
	f.Add(frame(`{"id":1,"method":"initialize","params":{}}`, `{"method":"exit"}`))
	f.Add(frame(`{"id":1,"method":"x"}`, `{"method":"$/cancelRequest","params":{"id":1}}`))
	f.Add(frame(`{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"untitled:a","version":1,"text":"model A { id Int @id }"}}}`,
		`{"method":"textDocument/didChange","params":{"textDocument":{"uri":"untitled:a"},"contentChanges":[{"range":{"start":{"line":0,"character":3},"end":{"line":0,"character":9}},"text":"x"}]}}`,
		`{"id":2,"method":"textDocument/completion","params":{"textDocument":{"uri":"untitled:a"},"position":{"line":0,"character":10}}}`))
	f.Add([]byte("Content-Length: 3\r\n\r\n{}\n"))
	f.Add([]byte("\r\n\r\n"))
	hello := frame(`{"id":0,"method":"initialize","params":{}}`)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, in := range [][]byte{data, append(bytes.Clone(hello), data...)} {
			var log bytes.Buffer
			_ = lsp.Serve(t.Context(), bytes.NewReader(in), io.Discard, lsp.Config{Log: &log})
			if strings.Contains(log.String(), "panic") {
				t.Fatal(log.String())
			}
		}
	})
}
