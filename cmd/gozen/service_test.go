package main_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
)

// TestTrustedProgramsAreServedOnASocket starts the command on a socket that a
// killed process has left behind, with a service key and without.
func TestTrustedProgramsAreServedOnASocket(t *testing.T) {
	t.Parallel()
	const key = "service key of thirty-two bytes.."
	path := filepath.Join(t.TempDir(), "gozen.sock")
	leaveSocket(t, path)
	env := []string{"DATABASE_URL=" + gozentest.SQLite(t), "AUTH_SECRET=" + secret}
	for _, tt := range []struct{ name, key, want string }{
		{"without a key", "", `"nothing is served here"`},
		{"with a key", key, `{"data":0}`},
	} {
		p := startOn(t, append(env, "GOZEN_SERVICE_KEY="+tt.key), path)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the socket is %v, %v", info, err)
		}
		if got := askSocket(t, path, key); !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %s", tt.name, got)
		}
		p.stop(t)
	}
}

// startOn runs gozen dev on a socket.
func startOn(t *testing.T, env []string, path string) *process {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), os.Getenv(binaryVariable),
		"dev", "--schema", "examples/todo/schema.zmodel", "--listen", "unix:"+path)
	cmd.Env, cmd.Dir = append(os.Environ(), env...), "../.."
	return run(t, cmd)
}

// leaveSocket makes a socket behind which nobody listens.
func leaveSocket(t *testing.T, path string) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func askSocket(t *testing.T, path, key string) string {
	t.Helper()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}}
	defer transport.CloseIdleConnections()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://gozen/api/service/query",
		strings.NewReader(`{"model":"user","operation":"count"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	res, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
