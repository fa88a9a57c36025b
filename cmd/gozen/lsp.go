package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/internal/lsp"
)

// lspCommand is the language server. Its standard output belongs to the
// protocol; what it has to tell people goes to standard error.
func lspCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lsp",
		Short: "Serve editors (Language Server Protocol, over standard input and output)",
		Long: "Serve one editor over standard input and output with the Language Server Protocol: diagnostics,\n" +
			"hovers, definitions, references, completion, symbols, renames, formatting and quick fixes.\n" +
			"docs/editors.md says how editors are told to start it.",
		Example: "  gozen lsp\n  gozen lsp --stdio   # the same, for clients that name the channel",
		Args:    misuse(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return serveEditor(cmd) },
	}
	// Clients of several languages name the channel; there is no other.
	cmd.Flags().Bool("stdio", true, "speak over standard input and output")
	return cmd
}

// editorGC lets the heap of a language server grow to five times what is alive,
// which is a few megabytes: an answer comes a third sooner when the collector
// does not run in the middle of it.
const editorGC = 400

func serveEditor(cmd *cobra.Command) error {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(editorGC)
	}
	err := lsp.Serve(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), lsp.Config{
		Version: version(), Explain: explain, Log: cmd.ErrOrStderr(),
	})
	if err != nil && !errors.Is(err, cmd.Context().Err()) {
		return fmt.Errorf("lsp: %w", err)
	}
	return nil
}
