// Package lsp is Gozen's language server: what any editor needs to write
// ZModel, over the Language Server Protocol 3.17.
//
//	err := lsp.Serve(ctx, os.Stdin, os.Stdout, lsp.Config{})
//
// The protocol is written here by hand: messages with a length before them
// (wire.go), JSON-RPC with its errors and cancellation (rpc.go), documents that
// are edited piece by piece (document.go), places counted in UTF-16 (text.go).
// Messages are handled one after the other, in the order they came, so an
// answer is always about the text as it was when it was asked for. When none is
// waiting, the server checks what has changed and publishes what it found.
//
// What names mean it asks package check: a [check.Analysis] of each schema that
// an open file belongs to (project.go). Texts in the editor go before files on
// disk. Only files under the schema's own folder are ever read.
package lsp

import (
	"context"
	"errors"
	"io"

	"github.com/gozen-dev/gozen/schema"
)

// Config is what a server needs from its host. The zero value works.
type Config struct {
	// Version is what the server calls itself to clients.
	Version string
	// Explain returns the SQL that a signed-in user's read of a model becomes,
	// with the model's rules in it. When it is nil, hovers show no SQL.
	Explain func(s *schema.Schema, model string) (string, error)
	// Log receives what is wrong with the server or its client, one line each.
	// When it is nil, nobody hears.
	Log io.Writer
}

// errNoShutdown is what [Serve] returns when the client ends the conversation
// without asking for it first: the process should then end with code 1.
var errNoShutdown = errors.New("the client left without a shutdown request")

// Serve answers one client until it says exit. It returns nil when the client
// asked for the shutdown first, as the protocol wants. A read from in that is
// under way when Serve returns is left to end by itself.
func Serve(ctx context.Context, in io.Reader, out io.Writer, c Config) error {
	s := newServer(c, out)
	done := make(chan struct{})
	defer close(done)
	go s.receive(in, done)
	return s.run(ctx)
}
