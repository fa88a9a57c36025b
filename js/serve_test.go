package js_test

import (
	"bufio"
	"bytes"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
)

// serve serves dir's schema.zmodel from a database, until the test ends, and
// returns the URL of its RPC endpoint.
func serve(t *testing.T, gozen, dir, database string, flags ...string) string {
	t.Helper()
	env := []string{"DATABASE_URL=" + database, "AUTH_SECRET=a secret of more than thirty-two bytes, for tests"}
	run(t, dir, env, gozen, "db", "push", "--schema", "schema.zmodel")
	server := command(t, dir, env, gozen, append([]string{"serve", "--schema", "schema.zmodel", "--listen", "127.0.0.1:0"}, flags...)...)
	var log bytes.Buffer
	server.Stderr = &log
	said, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if stop(t, server); t.Failed() {
			t.Log(log.String())
		}
	})
	data := regexp.MustCompile(`^ +data +(\S+)$`)
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if at := data.FindStringSubmatch(lines.Text()); at != nil {
			return at[1]
		}
	}
	t.Fatal("gozen serve ended before it had said where it serves")
	return ""
}

func stop(t *testing.T, server *exec.Cmd) {
	t.Helper()
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("gozen serve: %v", err)
	}
}
