package lsp

import (
	"encoding/json"
	"io"
)

// state is how far a conversation has come.
type state uint8

const (
	fresh state = iota
	running
	stopping
)

// server is one conversation with a client.
type server struct {
	config  Config
	out     io.Writer
	queue   chan incoming
	waiting *waiting
	failed  error // why the client cannot be reached any more

	state    state
	client   clientCapabilities
	folders  []string // of the workspace
	docs     *documents
	projects projects
	told     map[string]string // what was published, by file

	requests      map[string]handler // methods that want an answer
	notifications map[string]handler // methods that want none
}

// maxQueue bounds the messages that wait: a client that sends faster than it
// is answered has to wait as well.
const maxQueue = 256

func newServer(c Config, out io.Writer) *server {
	s := &server{
		config:  c,
		out:     out,
		queue:   make(chan incoming, maxQueue),
		waiting: &waiting{ids: map[string]bool{}},
		docs:    newDocuments(),
		told:    map[string]string{},
	}
	s.projects = projects{docs: s.docs, byRoot: map[string]*project{}, roots: map[string]string{}}
	s.requests, s.notifications = s.methods()
	return s
}

// methods lists what can be asked, and what can be told.
func (s *server) methods() (requests, notifications map[string]handler) {
	requests = map[string]handler{
		"initialize":                  with(s.initialize),
		"shutdown":                    with(s.shutdown),
		"textDocument/hover":          with(s.hover),
		"textDocument/definition":     with(s.definition),
		"textDocument/references":     with(s.references),
		"textDocument/documentSymbol": with(s.documentSymbol),
		"textDocument/completion":     with(s.completion),
		"textDocument/prepareRename":  with(s.prepareRename),
		"textDocument/rename":         with(s.rename),
		"textDocument/formatting":     with(s.formatting),
		"textDocument/codeAction":     with(s.codeAction),
	}
	notifications = map[string]handler{
		"initialized":                     with(s.initialized),
		"textDocument/didOpen":            with(s.didOpen),
		"textDocument/didChange":          with(s.didChange),
		"textDocument/didClose":           with(s.didClose),
		"textDocument/didSave":            with(s.didSave),
		"workspace/didChangeWatchedFiles": with(s.didChangeWatchedFiles),
	}
	return requests, notifications
}

// inOrder refuses what the protocol does not allow yet, or not any more.
func (s *server) inOrder(m incoming) error {
	switch {
	case s.state == fresh && m.method != "initialize":
		return &rpcError{codeNotInitialized, "the first request is initialize"}
	case s.state != fresh && m.method == "initialize":
		return &rpcError{codeInvalidRequest, "initialize comes once"}
	case s.state == stopping:
		return &rpcError{codeInvalidRequest, "the server is shut down"}
	}
	return nil
}

func (s *server) initialize(p initializeParams) (any, error) {
	s.state = running
	s.client = p.Capabilities
	for _, f := range p.WorkspaceFolders {
		s.folders = append(s.folders, nameOfURI(f.URI))
	}
	if len(s.folders) == 0 && p.RootURI != "" {
		s.folders = []string{nameOfURI(p.RootURI)}
	}
	s.projects.folders = s.folders
	return initializeResult{
		Capabilities: serverCapabilities{
			TextDocumentSync:   syncOptions{OpenClose: true, Change: syncIncremental, Save: true},
			Hover:              true,
			Definition:         true,
			References:         true,
			DocumentSymbol:     true,
			Completion:         completionOptions{TriggerCharacters: []string{"@", ".", "(", "[", "'", "\"", "/"}},
			Rename:             renameOptions{Prepare: true},
			DocumentFormatting: true,
			CodeAction:         codeActionOptions{Kinds: []string{quickFix}},
		},
		ServerInfo: serverInfo{Name: "gozen", Version: s.config.Version},
	}, nil
}

// initialized asks the client to tell when schema files change on disk, where
// it can.
func (s *server) initialized(struct{}) (any, error) {
	if !s.client.Workspace.WatchedFiles.DynamicRegistration {
		return nil, nil
	}
	watch := registration{ID: "files", Method: "workspace/didChangeWatchedFiles"}
	watch.Options.Watchers = []fileWatcher{{Glob: "**/*.zmodel"}}
	s.send(message{
		Version: "2.0", ID: json.RawMessage(`"watch"`), Method: "client/registerCapability",
		Params: registrationParams{Registrations: []registration{watch}},
	})
	return nil, nil
}

func (s *server) shutdown(struct{}) (any, error) {
	s.state = stopping
	return nil, nil
}

// end is how the conversation ended: well, when shutdown came before.
func (s *server) end() error {
	if s.state == stopping {
		return nil
	}
	return errNoShutdown
}
