package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
)

// The error codes of JSON-RPC and of the protocol that are used here.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeUnknownMethod  = -32601
	codeInvalidParams  = -32602
	codeInternal       = -32603
	codeNotInitialized = -32002
	codeRequestFailed  = -32803
	codeCancelled      = -32800
)

// rpcError is how a request fails.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *rpcError) Error() string { return e.Message }

// refuse is the answer to a request that is understood, but cannot be done.
func refuse(format string, args ...any) error {
	return &rpcError{codeRequestFailed, fmt.Sprintf(format, args...)}
}

// message is what travels in both directions.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"` // absent in notifications
	Method  string          `json:"method,omitempty"`
	Params  any             `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *rpcError       `json:"error,omitempty"`
}

// incoming is a message from the client, or why there will be no more.
type incoming struct {
	id     json.RawMessage
	method string
	params json.RawMessage
	answer bool // to a request of ours
	err    error
	fatal  bool
}

// receive reads messages into the queue until there are no more or the server
// is done. It notes what is cancelled at once, before its turn.
func (s *server) receive(in io.Reader, done <-chan struct{}) {
	r := bufio.NewReader(in)
	for {
		body, err := readMessage(r)
		m := incoming{err: err, fatal: err != nil && !errors.Is(err, errTooLarge)}
		if err == nil {
			m = parseMessage(body)
		}
		if m.method == "$/cancelRequest" {
			s.waiting.cancel(m.params)
			continue
		}
		if m.id != nil && m.method != "" {
			s.waiting.add(m.id)
		}
		select {
		case s.queue <- m:
		case <-done:
			return
		}
		if m.fatal {
			return
		}
	}
}

// parseMessage reads the envelope of a message.
func parseMessage(body []byte) incoming {
	var m struct {
		ID     json.RawMessage
		Method *string
		Params json.RawMessage
		Result json.RawMessage
		Error  json.RawMessage
	}
	if !json.Valid(body) {
		return incoming{err: &rpcError{codeParse, "the message is not JSON"}}
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return incoming{err: &rpcError{codeInvalidRequest, "the message is no request"}}
	}
	if bytes.Equal(m.ID, []byte("null")) {
		m.ID = nil
	}
	switch {
	case m.ID != nil && m.ID[0] != '"' && m.ID[0] != '-' && (m.ID[0] < '0' || m.ID[0] > '9'):
		return incoming{err: &rpcError{codeInvalidRequest, "an id is a number or a string"}}
	case m.Method == nil && m.ID != nil && (m.Result != nil || m.Error != nil):
		return incoming{answer: true}
	case m.Method == nil:
		return incoming{id: m.ID, err: &rpcError{codeInvalidRequest, "the message has no method"}}
	}
	return incoming{id: m.ID, method: *m.Method, params: m.Params}
}

// waiting knows the requests that are not answered yet, and which of them
// nobody waits for any more.
type waiting struct {
	mu  sync.Mutex
	ids map[string]bool // true when cancelled
}

func (w *waiting) add(id json.RawMessage) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ids[string(id)] = false
}

func (w *waiting) cancel(params json.RawMessage) {
	var p struct{ ID json.RawMessage }
	if json.Unmarshal(params, &p) != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.ids[string(p.ID)]; ok {
		w.ids[string(p.ID)] = true
	}
}

// take ends the wait for id and reports whether it was cancelled.
func (w *waiting) take(id json.RawMessage) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	cancelled := w.ids[string(id)]
	delete(w.ids, string(id))
	return cancelled
}

// run handles messages in their order. What changes mean is published when no
// message is waiting: who types fast is not answered for every letter.
func (s *server) run(ctx context.Context) error {
	for {
		var m incoming
		select {
		case m = <-s.queue:
		default:
			s.settle()
			select {
			case m = <-s.queue:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if s.failed != nil {
			return s.failed
		}
		if m.method == "exit" || errors.Is(m.err, io.EOF) {
			return s.end()
		}
		if m.fatal {
			return m.err
		}
		s.handle(m)
	}
}

// handle answers one message. Notifications have no answer, right or wrong.
func (s *server) handle(m incoming) {
	if m.answer {
		return // nothing here depends on how our requests went
	}
	if m.err != nil {
		s.log("%v", m.err)
		s.answer(m.id, nil, m.err)
		return
	}
	if m.id != nil && s.waiting.take(m.id) {
		s.answer(m.id, nil, &rpcError{codeCancelled, "cancelled"})
		return
	}
	result, err := s.call(m)
	if m.id != nil {
		s.answer(m.id, result, err)
	} else if err != nil {
		s.log("%s: %v", m.method, err)
	}
}

// survive makes an error of a panic. A panic is our bug; it costs the client one
// answer and not its server, which holds the text of every open file.
func (s *server) survive(what string, err *error) {
	if p := recover(); p != nil {
		s.log("%s: panic: %v\n%s", what, p, debug.Stack())
		*err = &rpcError{codeInternal, "internal error"}
	}
}

// call runs a method.
func (s *server) call(m incoming) (result any, err error) {
	defer s.survive(m.method, &err)
	known := s.notifications
	if m.id != nil {
		known = s.requests
	}
	f := known[m.method]
	if err := s.inOrder(m); err != nil {
		return nil, err
	}
	if f == nil {
		if m.id == nil {
			return nil, nil // the protocol lets servers ignore them
		}
		return nil, &rpcError{codeUnknownMethod, fmt.Sprintf("unknown method %.80q", m.method)}
	}
	return f(m.params)
}

// answer sends the outcome of a request.
func (s *server) answer(id json.RawMessage, result any, err error) {
	m := message{Version: "2.0", ID: id}
	if id == nil {
		m.ID = json.RawMessage("null")
	}
	var known *rpcError
	switch {
	case errors.As(err, &known):
		m.Error = known
	case err != nil:
		m.Error = &rpcError{codeInternal, err.Error()}
	default:
		if m.Result, err = json.Marshal(result); err != nil {
			m.Result, m.Error = nil, &rpcError{codeInternal, err.Error()}
		}
	}
	s.send(m)
}

// notify sends a notification.
func (s *server) notify(method string, params any) {
	s.send(message{Version: "2.0", Method: method, Params: params})
}

// send writes a message. When the client cannot be reached, the server ends.
func (s *server) send(m message) {
	text, err := json.Marshal(m)
	if err == nil {
		err = writeMessage(s.out, text)
	}
	if err != nil && s.failed == nil {
		s.failed = err
	}
}

func (s *server) log(format string, args ...any) {
	if s.config.Log != nil {
		_, _ = fmt.Fprintf(s.config.Log, "gozen lsp: "+format+"\n", args...)
	}
}

// handler runs one method.
type handler func(params json.RawMessage) (any, error)

// with makes a handler of a function that takes its parameters as a struct.
func with[P any](f func(P) (any, error)) handler {
	return func(params json.RawMessage) (any, error) {
		var p P
		if params == nil {
			params = json.RawMessage("{}")
		}
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, &rpcError{codeInvalidParams, err.Error()}
		}
		return f(p)
	}
}
