// Command gozen compiles a ZModel schema and serves it: an HTTP API in which
// every answer has passed the schema's access rules, with Auth.js sign-in.
//
//	gozen init                           # a schema with users and rules, and a program that uses it
//	gozen generate                       # the schema's typed client
//	gozen vet ./...                      # what is wrong with the use of it
//	gozen dev                            # push, serve, reload when the schema changes
//	gozen check schema.zmodel            # what is wrong with a schema
//	gozen lsp                            # the same and more, for editors
//	gozen import schema.prisma           # a Prisma schema as ZModel, its rules left to write
//	gozen db push                        # bring the database to the schema
//	gozen migrate dev                    # make a migration of what changed, and apply it
//	gozen migrate deploy                 # apply the migrations that are new
//	gozen db pull                        # bring the schema to the database
//	gozen serve                          # production: changes nothing by itself
//	gozen openapi                         # the HTTP API, described
//	gozen why --user 1 read Post/7       # which rule decides, and why
//	gozen info                           # what gozen sees here
//
// Results go to standard output; errors ("gozen: error:") and what to do about
// them ("gozen: hint:") to standard error. The exit code is 0 when all is done,
// 1 when the input or the world is wrong, and 2 when the command line is.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole command with everything it touches but files, network and
// environment as arguments.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if code, asked := vetTool(args, stdout, stderr); asked {
		return code
	}
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return report(stderr, root.ExecuteContext(ctx))
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "gozen",
		Short: "ZModel schemas as typed clients and enforced HTTP APIs",
		Long: "Gozen compiles a ZModel schema, your data and who may do what with it, into a typed client and an\n" +
			"HTTP API in which every answer has passed the schema's rules.\n\n" +
			"Results go to standard output, what is wrong and what to do about it to standard error. The exit\n" +
			"code is 0 when all is done, 1 when the input or the world is wrong, and 2 when the command line is.",
		Example: "  gozen init    # in an empty folder: a schema, and a program that uses it\n" +
			"  gozen dev     # serve the schema while it is being written\n" +
			"  gozen why --anonymous read Post/7",
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              misuse(cobra.NoArgs),
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.AddCommand(
		initCommand(), generateCommand(), vetCommand(), checkCommand(), formatCommand(), importCommand(), openapiCommand(), lspCommand(),
		devCommand(), serveCommand(), dbCommand(), migrateCommand(), whyCommand(), infoCommand(), completionCommand(), versionCommand(),
	)
	return root
}

// usageError is a wrong command line.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// misuse marks what an argument check finds as the command line's fault.
func misuse(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		if err == nil {
			return nil
		}
		if cmd.HasSubCommands() && len(args) > 0 {
			cmd.SuggestionsMinimumDistance = 2
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				err = &hinted{err, "did you mean " + cmd.CommandPath() + " " + near[0] + "?"}
			}
		}
		return &usageError{err}
	}
}

// hinted is an error with what to do about it.
type hinted struct {
	err  error
	hint string
}

func (e *hinted) Error() string { return e.err.Error() }
func (e *hinted) Unwrap() error { return e.err }

// errReported says that what is wrong was printed already, as diagnostics are.
var errReported = errors.New("reported")

func report(stderr io.Writer, err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, errReported) {
		return 1
	}
	if code, ok := errors.AsType[exitCode](err); ok {
		return int(code)
	}
	say(stderr, "gozen: error: %v\n", err)
	if h, ok := errors.AsType[*hinted](err); ok {
		say(stderr, "gozen: hint: %s\n", h.hint)
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		say(stderr, "gozen: hint: run gozen --help\n")
		return 2
	}
	return 1
}

// say prints for people: where nobody reads any more, nothing is lost.
func say(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...)
}
