package main_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheQuickStartWorksAsPrinted runs docs/quick-start.md in an empty folder.
// Only where Gozen's packages come from, and the port, are not as they are there.
func TestTheQuickStartWorksAsPrinted(t *testing.T) {
	t.Parallel()
	want := transcript(t, "../../docs/quick-start.md")
	address := freeAddress(t)
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "gozen"), []byte(stand), 0o700); err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for _, line := range commands(want) {
		script.WriteString("printf '%s\\n' " + quoted(line) + "\n" + line + "\n")
	}
	var out, errs bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 10*patience) // SQLite may have to be compiled
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-eu")
	cmd.Stdin = strings.NewReader(strings.ReplaceAll(script.String(), "127.0.0.1:3000", address))
	cmd.Dir, cmd.Stdout, cmd.Stderr = t.TempDir(), &out, &errs
	cmd.Env = append(append(os.Environ(), goEnvironment(t)...), "DATABASE_URL=", "AUTH_SECRET=", "LISTEN="+address,
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "GOZEN="+os.Getenv(binaryVariable))
	err := cmd.Run()
	got := strings.ReplaceAll(out.String(), address, "127.0.0.1:3000")
	if diff := cmp.Diff(want, prompted(got, commands(want))); diff != "" || err != nil {
		t.Errorf("%v\n%s\n%s", err, diff, errs.String())
	}
}

// stand stands for the command.
const stand = `#!/bin/sh
case $1 in
init) exec "$GOZEN" "$@" --replace "$GOZEN_SOURCE" ;;
dev) exec "$GOZEN" "$@" --listen "$LISTEN" ;;
*) exec "$GOZEN" "$@" ;;
esac
`

// transcript returns the console blocks of a page, one after the other.
func transcript(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, m := range regexp.MustCompile("(?s)\n```console\n(.*?)```\n").FindAllSubmatch(text, -1) {
		all.Write(m[1])
	}
	return all.String()
}

// commands returns the lines of a transcript that were typed.
func commands(transcript string) []string {
	var typed []string
	for line := range strings.Lines(transcript) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			typed = append(typed, strings.TrimSuffix(command, "\n"))
		}
	}
	return typed
}

// prompted puts the prompt before the commands, which the script has printed.
func prompted(out string, typed []string) string {
	var b strings.Builder
	for line := range strings.Lines(out) {
		if len(typed) > 0 && strings.TrimSuffix(line, "\n") == typed[0] {
			b.WriteString("$ ")
			typed = typed[1:]
		}
		b.WriteString(line)
	}
	return b.String()
}

func quoted(line string) string { return "'" + strings.ReplaceAll(line, "'", `'\''`) + "'" }

// freeAddress returns an address on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
