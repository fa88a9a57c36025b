// The tests of this package build the command once and run it as its users
// do: as a process.
package main_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binaryVariable holds the path of the built command while tests run.
const binaryVariable = "GOZEN_TEST_BINARY"

func TestMain(m *testing.M) {
	os.Exit(withBinary(m))
}

func withBinary(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gozen-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "gozen")
	if out, err := exec.CommandContext(context.Background(), "go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build gozen: %v\n%s", err, out)
		return 1
	}
	if err := os.Setenv(binaryVariable, path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// process is a running gozen that serves.
type process struct {
	cmd  *exec.Cmd
	base string // http://127.0.0.1:port
	out  *lines
	errs *lines
	done chan struct{} // closed when it has ended
}

// start runs gozen with args on a free port and waits until it serves.
func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), os.Getenv(binaryVariable), append(args, "--listen", "127.0.0.1:0")...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Dir = "../.."
	return run(t, cmd)
}

// run starts a command that serves and waits until it does.
func run(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd, out: newLines(), errs: newLines(), done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = cmd.Wait() // how it ended is each test's own question
		p.out.close()
		p.errs.close()
		close(p.done)
	}()
	t.Cleanup(func() { p.stop(t) })
	p.base = p.address(t)
	return p
}

// address waits for the line that says where the process serves.
func (p *process) address(t *testing.T) string {
	t.Helper()
	if line, ok := p.out.find("  data "); ok {
		return strings.TrimSuffix(strings.Fields(line)[1], "/api/model")
	}
	t.Fatalf("gozen ended before it served:\n%s%s", p.out, p.errs)
	return ""
}

// stop ends the process as an operator does, and wants an orderly end.
func (p *process) stop(t *testing.T) {
	t.Helper()
	select {
	case <-p.done:
		return
	default:
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("gozen ended with %d:\n%s", code, p.errs)
	}
}

// kill ends the process in the middle of whatever it does.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.done
}

// lines keeps what a process writes and lets tests wait for a line.
type lines struct {
	mu     sync.Mutex
	more   *sync.Cond
	text   bytes.Buffer
	closed bool
}

func newLines() *lines {
	l := &lines{}
	l.more = sync.NewCond(&l.mu)
	return l
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.more.Broadcast()
	return l.text.Write(p)
}

func (l *lines) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.more.Broadcast()
}

// find waits for the first line that starts with prefix, until the process
// ends or patience does.
func (l *lines) find(prefix string) (string, bool) {
	deadline := time.Now().Add(patience)
	defer time.AfterFunc(patience, l.more.Broadcast).Stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		s := bufio.NewScanner(strings.NewReader(l.text.String()))
		for s.Scan() {
			if strings.HasPrefix(s.Text(), prefix) {
				return s.Text(), true
			}
		}
		if l.closed || !time.Now().Before(deadline) {
			return "", false
		}
		l.more.Wait()
	}
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var _ io.Writer = (*lines)(nil)

// todo starts gozen dev for the example on the database at url.
func todo(t *testing.T, url string) *process {
	t.Helper()
	return start(t, []string{"DATABASE_URL=" + url, "AUTH_SECRET=" + secret}, "dev", "--schema", "examples/todo/schema.zmodel")
}

const secret = "a secret for tests of 32 bytes or more"

// patience bounds waits for what takes a moment on a machine that is not busy.
const patience = time.Minute
