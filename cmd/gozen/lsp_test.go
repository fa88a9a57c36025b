package main_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// editor talks to a language server that is a process.
type editor struct {
	t   *testing.T
	in  io.WriteCloser
	out *bufio.Reader
}

func (e *editor) send(body string) {
	e.t.Helper()
	if _, err := fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		e.t.Fatal(err)
	}
}

// answer returns the result of the request with this id, and passes over what
// else comes.
func (e *editor) answer(id string) string {
	e.t.Helper()
	for {
		var m struct{ ID, Result, Error json.RawMessage }
		if err := json.Unmarshal(e.message(), &m); err != nil {
			e.t.Fatal(err)
		}
		if string(m.ID) == id {
			if m.Error != nil {
				e.t.Fatalf("request %s: %s", id, m.Error)
			}
			return string(m.Result)
		}
	}
}

// message reads one message. It fails on anything else: standard output belongs
// to the protocol.
func (e *editor) message() []byte {
	e.t.Helper()
	head, err := e.out.ReadString('\n')
	if err != nil {
		e.t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(head, "Content-Length: ")))
	if err != nil {
		e.t.Fatalf("%q is no header", head)
	}
	if _, err := e.out.Discard(len("\r\n")); err != nil {
		e.t.Fatal(err)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(e.out, body); err != nil {
		e.t.Fatal(err)
	}
	return body
}

// TestLanguageServer drives the built binary as an editor does: the
// todo example is opened, looked at and left.
func TestLanguageServer(t *testing.T) {
	t.Parallel()
	path, err := filepath.Abs("../../examples/todo/schema.zmodel")
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Getenv(binaryVariable), "lsp", "--stdio")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e := &editor{t, in, bufio.NewReader(out)}
	uri := "file://" + filepath.ToSlash(path)
	e.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`)
	if got := e.answer("1"); !strings.Contains(got, `"name":"gozen"`) {
		t.Errorf("initialize: %s", got)
	}
	e.send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	text, err := json.Marshal(string(src))
	if err != nil {
		t.Fatal(err)
	}
	e.send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + uri + `","languageId":"zmodel","version":1,"text":` + string(text) + `}}}`)
	if got := string(e.message()); !strings.Contains(got, `"diagnostics":[]`) || !strings.Contains(got, uri) {
		t.Errorf("diagnostics: %s", got)
	}
	line := strings.Count(string(src[:strings.Index(string(src), "model Space ")]), "\n")
	e.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"%s"},"position":{"line":%d,"character":8}}}`, uri, line))
	hover := e.answer("2")
	for _, want := range []string{
		"A team and everything that belongs to it.", "**Who may do what**",
		"- **read**: if `members?[user == auth()]`, but not if `auth() == null`", "```sql", `FROM \"Space\" AS`, `\"userId\" = ?1`,
	} {
		if !strings.Contains(hover, want) {
			t.Errorf("the hover has no %s:\n%s", want, hover)
		}
	}
	e.send(`{"jsonrpc":"2.0","id":3,"method":"shutdown"}`)
	e.answer("3")
	e.send(`{"jsonrpc":"2.0","method":"exit"}`)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
