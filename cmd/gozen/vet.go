package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/internal/vet"
)

func vetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "vet [PACKAGE...]",
		Short: "Find mistakes in Go programs that use a generated client",
		Long: "Find mistakes in Go programs that use a generated client, of which the compiler knows nothing: new rows\n" +
			"that leave out a required field or relation, and structs for gozen.Select that do not fit their model.\n\n" +
			"It is go vet with gozen's analysis in place of its own: packages, build flags, -json and -c are those of\n" +
			"go vet, and so is the exit code. Without packages it is the one of this folder.",
		Example: "  gozen vet ./...\n" +
			"  gozen vet -tags integration ./...\n" +
			"  gozen vet -json ./cmd/server",
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if slices.ContainsFunc(args, func(a string) bool { return a == "-h" || a == "-help" || a == "--help" }) {
				return cmd.Help()
			}
			return goVet(cmd, args)
		},
	}
}

// goVet runs go vet, which runs this program for each package: see [vetTool].
func goVet(cmd *cobra.Command, args []string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	if _, err := exec.LookPath("go"); err != nil {
		return &hinted{fmt.Errorf("vet: %w", err), "install Go, or put it into PATH: gozen vet compiles the program with it"}
	}
	run := exec.CommandContext(cmd.Context(), "go", append([]string{"vet", "-vettool=" + self}, args...)...) //nolint:gosec // it is the caller's own command line
	run.Stdin, run.Stdout, run.Stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	err = run.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exitCode(max(exit.ExitCode(), 1))
	}
	return err
}

// exitCode is that of a program which has said itself what is wrong.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit status %d", int(c)) }

// vetTool answers go vet, when it is that who runs this program: it asks which
// tool this is, which flags it has, and then for one package after the other.
func vetTool(args []string, stdout, stderr io.Writer) (code int, asked bool) {
	var err error
	switch last := len(args) - 1; {
	case len(args) == 1 && args[0] == "-V=full":
		err = writeToolID(stdout)
	case len(args) == 1 && args[0] == "-flags":
		_, err = io.WriteString(stdout, "[]\n")
	case last >= 0 && strings.HasSuffix(args[last], "vet.cfg") && !slices.ContainsFunc(args[:last], func(a string) bool { return !strings.HasPrefix(a, "-") }):
		err = vet.Unit(args[last])
	default:
		return 0, false
	}
	return report(stderr, err), true
}

// writeToolID says which tool this is: what go vet remembers of a package holds
// as long as the tool is the same.
func writeToolID(w io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	f, err := os.Open(self)
	if err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	_, err = fmt.Fprintf(w, "gozen version devel buildID=%x\n", h.Sum(nil))
	return err
}
