package main_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
)

func TestTheTourInTheReadmeWorksAsPrinted(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		p := todo(t, url)
		cmd := exec.CommandContext(t.Context(), "bash", "-eu", "-o", "pipefail")
		cmd.Stdin = strings.NewReader(block(t, "sh tour"))
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), "GOZEN="+p.base)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		got := strings.ReplaceAll(string(out), p.base, "http://127.0.0.1:3000")
		if diff := cmp.Diff(block(t, "text tour"), got); diff != "" {
			t.Error(diff)
		}
	})
}

// block returns the fenced block of the README with this info string.
func block(t *testing.T, info string) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)\n```" + info + "\n(.*?)```\n").FindSubmatch(text)
	if m == nil {
		t.Fatalf("README.md has no block %q", info)
	}
	return string(m[1])
}
