package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryCommandExplainsItself walks all commands: each says what it does and
// shows how it is called, and what it shows is a command line that there is.
func TestEveryCommandExplainsItself(t *testing.T) {
	t.Parallel()
	seen := explained(t)
	for _, want := range []string{"init", "generate", "vet", "check", "format", "import", "lsp", "dev", "serve", "db push", "why", "info", "completion", "version"} {
		if !seen[want] {
			t.Errorf("the help does not lead to gozen %s", want)
		}
	}
}

// explained checks the help of a command and of those below it.
func explained(t *testing.T, path ...string) map[string]bool {
	t.Helper()
	name := strings.Join(path, " ")
	seen := map[string]bool{name: true}
	text := help(t, strings.Join(append([]string{"gozen"}, path...), " "))
	short, _, _ := strings.Cut(text, "\nUsage:\n")
	if len(strings.TrimSpace(short)) < 40 {
		t.Errorf("gozen %s: the help says only %q", name, short)
	}
	for line := range strings.Lines(text) {
		if len(line) > 121 && !strings.Contains(line, "--") {
			t.Errorf("gozen %s: a line of %d letters: %s", name, len(line), line)
		}
	}
	shown := section(text, "Examples:")
	if len(shown) == 0 {
		t.Errorf("gozen %s: the help has no example", name)
	}
	for _, line := range shown {
		example(t, name, line)
	}
	for _, line := range section(text, "Available Commands:") {
		if below := strings.Fields(line)[0]; below != "help" {
			for name := range explained(t, append(path, below)...) {
				seen[name] = true
			}
		}
	}
	return seen
}

// example asks for the help of an example: unknown commands and flags fail.
func example(t *testing.T, name, line string) {
	t.Helper()
	call, _, _ := strings.Cut(line, "  #")
	call = regexp.MustCompile(`\s[<>|]+\s.*|\s[<>].*`).ReplaceAllString(strings.TrimSpace(call), "")
	if !strings.HasPrefix(call, "gozen ") {
		return // another program's
	}
	text := help(t, call)
	usage := section(text, "Usage:")
	if len(usage) == 0 {
		t.Errorf("gozen %s: %q has no usage", name, call)
		return
	}
	var command string
	for word := range strings.FieldsSeq(usage[0]) {
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			break // an argument
		}
		command = strings.TrimSpace(command + " " + word)
	}
	if command == "gozen" || !strings.HasPrefix(call+" ", command+" ") {
		t.Errorf("gozen %s: the example %q is no command, but %q", name, call, usage[0])
	}
}

// help runs a command line with --help.
func help(t *testing.T, call string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", call+" --help")
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(os.Getenv(binaryVariable))+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s --help: %v\n%s", call, err, out)
	}
	return string(out)
}

// section returns the lines below a title.
func section(text, title string) []string {
	_, rest, _ := strings.Cut(text, "\n"+title+"\n")
	var lines []string
	for line := range strings.Lines(rest) {
		if strings.TrimSpace(line) == "" {
			break
		}
		lines = append(lines, strings.TrimRight(line, "\n"))
	}
	return lines
}
