// The tests of this package talk to a server as editors do: in messages.
package lsp_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/internal/lsp"
)

// patience bounds waits for what should take a moment.
const patience = 30 * time.Second

type object = map[string]any

// message is anything that the server sends.
type message struct {
	ID     json.RawMessage
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
}

// client is an editor.
type client struct {
	t        testing.TB
	to       io.WriteCloser
	messages chan message
	ended    chan error
	dir      string
	nextID   int
	versions map[string]int
	texts    map[string]string
	held     []message // notifications that nobody has asked for yet
}

// connect starts a server on pipes, without any message yet.
func connect(t testing.TB, c lsp.Config) *client {
	t.Helper()
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- lsp.Serve(context.WithoutCancel(t.Context()), fromClient, toClient, c)
		_ = toClient.Close() // closing a pipe in memory never fails
		_ = fromClient.Close()
	}()
	return newClient(t, toServer, fromServer, ended)
}

func newClient(t testing.TB, to io.WriteCloser, from io.Reader, ended chan error) *client {
	cl := &client{
		t: t, to: to, messages: make(chan message, 1000), ended: ended, dir: t.TempDir(),
		versions: map[string]int{}, texts: map[string]string{},
	}
	go cl.receive(from)
	t.Cleanup(func() { _ = to.Close() })
	return cl
}

func (c *client) receive(from io.Reader) {
	defer close(c.messages)
	for r := bufio.NewReader(from); ; {
		length := 0
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			if line == "\r\n" {
				break
			}
			if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(strings.TrimSpace(n))
			}
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			c.t.Errorf("the server sent %q", body)
			return
		}
		c.messages <- m
	}
}

// raw sends bytes as they are. That nobody reads them any more is noticed by who
// waits for the answer.
func (c *client) raw(text string) { _, _ = io.WriteString(c.to, text) }

func (c *client) send(m any) {
	c.t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		c.t.Fatal(err)
	}
	c.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(text), text))
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	c.send(object{"jsonrpc": "2.0", "method": method, "params": params})
}

// next returns the next message of the server; false at its end.
func (c *client) next() (message, bool) {
	c.t.Helper()
	select {
	case m, ok := <-c.messages:
		return m, ok
	case <-time.After(patience):
		c.t.Fatal("the server says nothing")
		return message{}, false
	}
}

// request sends a request and waits for its answer.
func (c *client) request(method string, params any) message {
	c.t.Helper()
	c.nextID++
	id := strconv.Itoa(c.nextID)
	c.send(object{"jsonrpc": "2.0", "id": c.nextID, "method": method, "params": params})
	return c.answer(id)
}

// answer waits for the answer to a request; what else comes is kept.
func (c *client) answer(id string) message {
	c.t.Helper()
	for {
		m, ok := c.next()
		switch {
		case !ok:
			c.t.Fatalf("the server ended before it answered %s", id)
		case m.Method == "" && string(m.ID) == id:
			return m
		case m.Method != "":
			c.held = append(c.held, m)
		default:
			c.t.Fatalf("an answer to %s instead of %s: %v", m.ID, id, m.Error)
		}
	}
}

// call is request for one that must succeed.
func (c *client) call(method string, params, result any) {
	c.t.Helper()
	m := c.request(method, params)
	if m.Error != nil {
		c.t.Fatalf("%s: %s", method, m.Error.Message)
	}
	if err := json.Unmarshal(m.Result, result); err != nil {
		c.t.Fatalf("%s: %v in %s", method, err, m.Result)
	}
}

// start connects and says hello, as a client that can do everything.
func start(t testing.TB, c lsp.Config) *client {
	t.Helper()
	cl := connect(t, c)
	cl.hello()
	return cl
}

func (c *client) hello() {
	c.t.Helper()
	var result object
	c.call("initialize", object{
		"processId": nil, "rootUri": c.uri(""),
		"workspaceFolders": []object{{"uri": c.uri(""), "name": "w"}},
		"capabilities": object{"textDocument": object{
			"completion":     object{"completionItem": object{"snippetSupport": true}},
			"documentSymbol": object{"hierarchicalDocumentSymbolSupport": true},
		}},
	}, &result)
	c.notify("initialized", object{})
}

// bye ends the conversation as the protocol wants.
func (c *client) bye() {
	c.t.Helper()
	if m := c.request("shutdown", nil); m.Error != nil || string(m.Result) != "null" {
		c.t.Errorf("shutdown: %s %v", m.Result, m.Error)
	}
	c.notify("exit", nil)
	if err := <-c.ended; err != nil {
		c.t.Errorf("the server ended with %v", err)
	}
}

func (c *client) uri(name string) string {
	return "file://" + filepath.ToSlash(filepath.Join(c.dir, name))
}

// short is a URI as the tests write files.
func (c *client) short(uri string) string { return strings.TrimPrefix(uri, c.uri("")+"/") }

// write puts a file on disk.
func (c *client) write(name, text string) {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) open(name, text string) {
	c.t.Helper()
	c.versions[name]++
	c.texts[name] = text
	c.notify("textDocument/didOpen", object{"textDocument": object{
		"uri": c.uri(name), "languageId": "zmodel", "version": c.versions[name], "text": text,
	}})
}

// change sends changes; each is an object as the protocol has it.
func (c *client) change(name string, changes ...object) {
	c.t.Helper()
	c.versions[name]++
	c.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": c.uri(name), "version": c.versions[name]},
		"contentChanges": changes,
	})
}

// replace sends a whole new text.
func (c *client) replace(name, text string) {
	c.t.Helper()
	c.texts[name] = text
	c.change(name, object{"text": text})
}

func (c *client) close(name string) {
	c.t.Helper()
	delete(c.texts, name)
	c.notify("textDocument/didClose", object{"textDocument": object{"uri": c.uri(name)}})
}

type place struct{ Line, Character int }

func (p place) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Character) }

func (p place) params() object { return object{"line": p.Line, "character": p.Character} }

type textRange struct{ Start, End place }

func (r textRange) String() string { return r.Start.String() + "-" + r.End.String() }

type finding struct {
	Range    textRange
	Severity int
	Code     string
	Message  string
	Related  []struct {
		Location struct {
			URI   string
			Range textRange
		}
		Message string
	} `json:"relatedInformation"`
}

// findings waits for what the server has to say about the present text of a file.
func (c *client) findings(name string) []finding {
	c.t.Helper()
	for {
		for i, m := range c.held {
			if list, ok := c.published(name, m); ok {
				c.held = append(c.held[:i:i], c.held[i+1:]...)
				return list
			}
		}
		m, ok := c.next()
		if !ok {
			c.t.Fatal("the server ended")
		}
		c.held = append(c.held, m)
	}
}

func (c *client) published(name string, m message) ([]finding, bool) {
	var p struct {
		URI         string
		Version     *int
		Diagnostics []finding
	}
	if m.Method != "textDocument/publishDiagnostics" || json.Unmarshal(m.Params, &p) != nil || p.URI != c.uri(name) {
		return nil, false
	}
	_, open := c.texts[name]
	current := p.Version == nil && !open || p.Version != nil && *p.Version == c.versions[name]
	return p.Diagnostics, current
}

// at is the parameters of a request about a place.
func (c *client) at(name string, p place) object {
	return object{"textDocument": object{"uri": c.uri(name)}, "position": p.params()}
}
