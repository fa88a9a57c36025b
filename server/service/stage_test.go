package service_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/service"
)

const key = "a key that is long enough for this test"

const notes = `
	datasource db { provider = "sqlite" url = "file:x.db" }
	model User {
		id Int @id
		role String @default("user")
		since DateTime?
		notes Note[]
		teams Team[]
		@@allow('all', true)
	}
	model Team {
		id Int @id
		owner User @relation(fields: [ownerId], references: [id])
		ownerId Int
		@@allow('all', true)
	}
	model Note {
		id Int @id @default(autoincrement())
		text String @trim @length(1, 20)
		secret String? @omit
		password String? @password(saltLength: 4)
		low Int @default(0)
		high Int @default(1)
		teamId Int?
		at DateTime?
		size BigInt?
		owner User @relation(fields: [ownerId], references: [id])
		ownerId Int @default(auth().id)
		@@validate(low < high)
		@@allow('create,update', owner == auth())
		@@allow('read', owner == auth() || auth().role == 'admin' || at < auth().since)
		@@allow('read', auth().teams?[id == this.teamId])
	}
	procedure hello(name: String): String`

// stage is a service that listens on a socket or a port, over a new database.
type stage struct {
	db   *rt.DB
	h    *service.Handler
	http *http.Client
	base string
	log  *logbook
}

// logbook is a log that can be read while it is written.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// count counts the lines that hold all words.
func (l *logbook) count(words ...string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for line := range strings.Lines(l.text.String()) {
		all := true
		for _, w := range words {
			all = all && strings.Contains(line, w)
		}
		if all {
			n++
		}
	}
	return n
}

// each runs a test on a service over every database, on TCP and on a socket.
func each(t *testing.T, test func(t *testing.T, s *stage)) {
	t.Helper()
	gozentest.Each(t, func(t *testing.T, url string) {
		t.Parallel()
		network := "unix"
		if strings.HasPrefix(url, "postgres") {
			network = "tcp"
		}
		test(t, newStage(t, url, network))
	})
}

func newStage(t testing.TB, url, network string) *stage {
	t.Helper()
	st := &stage{log: &logbook{}}
	st.db = openDB(t, url, slog.New(slog.NewTextHandler(st.log, nil)))
	var err error
	if st.h, err = service.New(service.Config{DB: st.db, Key: key, Logger: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.h.Close)
	address := "127.0.0.1:0"
	if network == "unix" {
		address = filepath.Join(t.TempDir(), "s")
	}
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), network, address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() {
		done <- server.Serve(ctx, l, server.Wrap(st.h, server.Options{}), slog.New(slog.DiscardHandler))
	}()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, l.Addr().String())
	}}
	st.http, st.base = &http.Client{Transport: transport}, "http://service.test"
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return st
}

func openDB(t testing.TB, url string, log *slog.Logger) *rt.DB {
	t.Helper()
	s := gozentest.Schema(t, notes)
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	conn, err := open.Open(context.WithoutCancel(t.Context()), url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	hello := func(_ context.Context, _ *rt.Client, args map[string]any) (any, error) {
		return "hello " + args["name"].(string), nil
	}
	db, err := rt.Open(s, conn, rt.Options{Logger: log, Procedures: map[string]rt.Procedure{"hello": hello}})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// post asks with the key, and returns status and body.
func (s *stage) post(t testing.TB, path, body string) (int, string) {
	t.Helper()
	return s.send(t, s.request(t, http.MethodPost, path, body))
}

func (s *stage) request(t testing.TB, method, path, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	return r
}

func (s *stage) send(t testing.TB, r *http.Request) (int, string) {
	t.Helper()
	res, err := s.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, strings.TrimSpace(string(text))
}

// asked is one question and what its answer must be.
type asked struct{ name, path, body, want string }

// ask asks questions in order. Want is the data of the answer, or after an
// exclamation mark status and code, then texts that the answer must hold.
func (s *stage) ask(t *testing.T, list ...asked) {
	t.Helper()
	for _, q := range list {
		status, got := s.post(t, q.path, q.body)
		if !satisfies(status, got, q.want) {
			t.Errorf("%s: %s %s\nwant %s\ngot  %d %s", q.name, q.path, q.body, q.want, status, got)
		}
	}
}

func satisfies(status int, got, want string) bool {
	parts := strings.Split(strings.TrimPrefix(want, "! "), " … ")
	if !strings.HasPrefix(want, "! ") {
		return status == http.StatusOK && strings.HasPrefix(got, `{"data":`+want)
	}
	var answer struct {
		Error struct {
			Name, Message, Code string
		}
	}
	if json.Unmarshal([]byte(got), &answer) != nil || answer.Error.Message == "" {
		return false
	}
	if head := strings.TrimSpace(http.StatusText(status) + " " + answer.Error.Code); head != parts[0] {
		return false
	}
	for _, part := range parts[1:] {
		if !strings.Contains(got, part) {
			return false
		}
	}
	return true
}

// id asks for a transaction and returns its id.
func (s *stage) id(t *testing.T, body string) string {
	t.Helper()
	_, text := s.post(t, "/transaction", body)
	var answer struct{ Data struct{ ID string } }
	if err := json.Unmarshal([]byte(text), &answer); err != nil || len(answer.Data.ID) < 43 {
		t.Fatalf("no transaction: %s", text)
	}
	return answer.Data.ID
}
