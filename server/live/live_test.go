package live_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/live"
	"github.com/gozen-dev/gozen/server/rpc"
)

const schemaText = `
datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}
model User {
    id      String   @id
    role    String   @default("USER")
    members Member[]
    @@allow('read', auth() == this)
}
model Space {
    id      String   @id
    members Member[]
    notes   Note[]
    @@allow('read', members?[userId == auth().id])
}
model Member {
    id      String @id
    user    User   @relation(fields: [userId], references: [id], onDelete: Cascade)
    userId  String
    space   Space  @relation(fields: [spaceId], references: [id])
    spaceId String
    @@allow('read', userId == auth().id)
}
model Note {
    id      String @id
    text    String
    space   Space  @relation(fields: [spaceId], references: [id])
    spaceId String
    @@allow('all', space.members?[userId == auth().id])
    @@allow('all', auth().role == 'ADMIN')
}
`

// sessions is an Authenticator whose sessions can end: the token is the user.
type sessions struct {
	mu    sync.Mutex
	ended map[string]bool
}

func (s *sessions) Authenticate(r *http.Request) (*auth.Identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := r.Header.Get("X-Token")
	if token == "" || s.ended[token] {
		return nil, nil
	}
	return &auth.Identity{Subject: token}, nil
}

func (s *sessions) end(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended[token] = true
}

// process is a server of its own.
type process struct {
	t        *testing.T
	db       *rt.DB
	sessions *sessions
	live     *live.Handler
	url      string
	after    atomic.Pointer[func()] // called once, when a run has read and is not done
}

// newProcess starts a server on a database that has its tables.
func newProcess(t *testing.T, url string, c live.Config) *process {
	t.Helper()
	s, log := gozentest.Schema(t, schemaText), slog.New(slog.DiscardHandler)
	conn, err := open.Open(t.Context(), url, s)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	if c.Refresh == 0 {
		c.Refresh = time.Hour // nothing is found out by looking again
	}
	c.Hub = live.NewHub(nil)
	if shared, ok := conn.(live.Signaler); ok {
		c.Hub.Follow(ctx, shared)
	}
	db, err := rt.Open(s, conn, rt.Options{Logger: log, Observe: c.Hub.Observe, Committed: c.Hub.Committed})
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, db: db, sessions: &sessions{ended: map[string]bool{}}}
	callers := &server.Callers{DB: db, Auth: p.sessions, Logger: log}
	c.Principal = callers.Principal
	protocol := rpc.NewHandler(rpc.Config{Schema: s, Client: callers.Client})
	c.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocol.ServeHTTP(w, r)
		if f := p.after.Swap(nil); f != nil {
			(*f)()
		}
	})
	p.live = live.NewHandler(c)
	web := httptest.NewServer(server.Wrap(p.live, server.Options{}))
	p.url = web.URL
	t.Cleanup(func() {
		p.live.Close()
		web.Close()
		stop()
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// push makes the tables, and two users of whom ann is in the space.
func push(t *testing.T, url string) {
	t.Helper()
	if _, err := migrate.Push(t.Context(), url, gozentest.Schema(t, schemaText), migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	p := newProcess(t, url, live.Config{})
	p.write("User", query.CreateMany, `{"data":[{"id":"ann"},{"id":"bob"}]}`)
	p.write("Space", query.CreateMany, `{"data":[{"id":"home"},{"id":"away"}]}`)
	p.write("Member", query.Create, `{"data":{"id":"m","userId":"ann","spaceId":"home"}}`)
}

func (p *process) write(model string, kind query.Kind, args string) {
	p.t.Helper()
	n, err := query.ParseJSON([]byte(args))
	if err != nil {
		p.t.Fatal(err)
	}
	op, err := query.Decode(p.db.Schema(), p.db.Schema().Model(model), kind, n, query.Limits{})
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.db.Unrestricted("test").JSON(p.t.Context(), op); err != nil {
		p.t.Fatal(err)
	}
}

// stream is what a subscriber receives.
type stream struct {
	t      *testing.T
	status int
	text   *bufio.Scanner
	stop   func()
}

func (p *process) subscribe(user, path, args, lastID string) *stream {
	p.t.Helper()
	ctx, stop := context.WithCancel(p.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path+"?q="+url.QueryEscape(args), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("X-Token", user)
	r.Header.Set("Last-Event-ID", lastID)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		stop()
		_ = res.Body.Close()
	})
	return &stream{t: p.t, status: res.StatusCode, text: bufio.NewScanner(res.Body), stop: stop}
}

const notes = `{"select":{"id":true,"text":true},"orderBy":{"id":"asc"}}`

func (p *process) notes(user string) *stream { return p.subscribe(user, "/note/findMany", notes, "") }

// next waits for the next event, or for a line that only says that somebody is
// there, and returns what it brings.
func (s *stream) next() (event, id, data string) {
	s.t.Helper()
	for s.text.Scan() {
		name, value, _ := strings.Cut(s.text.Text(), ": ")
		switch name {
		case "event":
			event = value
		case "id":
			id = value
		case "data":
			data += value
		case "":
			if s.text.Text() != "" {
				event = "nothing new"
			} else if event+data != "" {
				return event, id, data
			}
		}
	}
	return "end", "", ""
}

// want waits for an answer. That nothing is new is passed over.
func (s *stream) want(name, want string) {
	s.t.Helper()
	event, _, data := s.next()
	for event == "nothing new" {
		event, _, data = s.next()
	}
	if event+data != want {
		s.t.Fatalf("%s: got %s%s, want %s", name, event, data, want)
	}
}

func TestSubscribersSeeWhatTheyMaySeeNow(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		push(t, url)
		p := newProcess(t, url, live.Config{Settle: time.Millisecond})
		ann, bob := p.notes("ann"), p.notes("bob")
		const one, two = `{"data":[{"id":"1","text":"a"}]}`, `{"data":[{"id":"1","text":"a"},{"id":"2","text":"b"}]}`
		ann.want("the answer first", `{"data":[]}`)
		bob.want("the answer first", `{"data":[]}`)
		p.write("Note", query.Create, `{"data":{"id":"1","text":"a","spaceId":"home"}}`)
		ann.want("a note of her space", one)
		p.write("Note", query.Create, `{"data":{"id":"0","text":"x","spaceId":"away"}}`)
		p.write("Note", query.Create, `{"data":{"id":"2","text":"b","spaceId":"home"}}`)
		ann.want("and not of another", two)
		p.write("Member", query.Create, `{"data":{"id":"n","userId":"bob","spaceId":"home"}}`)
		bob.want("what a membership opens", two)
		p.write("Member", query.Delete, `{"where":{"id":"m"}}`)
		ann.want("what its end closes", `{"data":[]}`)
		p.write("User", query.Update, `{"where":{"id":"ann"},"data":{"role":"ADMIN"}}`)
		ann.want("what a role opens", `{"data":[{"id":"0","text":"x"},{"id":"1","text":"a"},{"id":"2","text":"b"}]}`)
		p.write("User", query.Delete, `{"where":{"id":"bob"}}`)
		bob.want("what somebody sees who is no more", `{"data":[]}`)
	})
}

func TestAChangeWhileTheAnswerIsMadeIsNotMissed(t *testing.T) {
	t.Parallel()
	url := gozentest.SQLite(t)
	push(t, url)
	p := newProcess(t, url, live.Config{})
	change := func() { p.write("Note", query.Create, `{"data":{"id":"1","text":"a","spaceId":"home"}}`) }
	p.after.Store(&change)
	ann := p.notes("ann")
	ann.want("the answer without it", `{"data":[]}`)
	ann.want("the answer with it", `{"data":[{"id":"1","text":"a"}]}`)
}

func TestASessionThatEndsEndsWhatItShows(t *testing.T) {
	t.Parallel()
	url := gozentest.SQLite(t)
	push(t, url)
	p := newProcess(t, url, live.Config{Refresh: time.Millisecond})
	p.write("Note", query.Create, `{"data":{"id":"1","text":"a","spaceId":"home"}}`)
	ann := p.notes("ann")
	ann.want("while it lasts", `{"data":[{"id":"1","text":"a"}]}`)
	p.sessions.end("ann")
	ann.want("without any change", `{"data":[]}`)
}

func TestProcessesOfOneDatabaseTellEachOther(t *testing.T) {
	t.Parallel()
	url := gozentest.Postgres(t)
	push(t, url)
	here, there := newProcess(t, url, live.Config{}), newProcess(t, url, live.Config{})
	ann := here.notes("ann")
	ann.want("the answer first", `{"data":[]}`)
	there.write("Note", query.Create, `{"data":{"id":"1","text":"a","spaceId":"home"}}`)
	ann.want("what the other process wrote", `{"data":[{"id":"1","text":"a"}]}`)
	there.write("Member", query.Delete, `{"where":{"id":"m"}}`)
	ann.want("what the other process took away", `{"data":[]}`)
}

func TestWhoHasTheAnswerIsNotSentItAgain(t *testing.T) {
	t.Parallel()
	url := gozentest.SQLite(t)
	push(t, url)
	p := newProcess(t, url, live.Config{Settle: time.Millisecond})
	first := p.notes("ann")
	_, id, data := first.next()
	first.stop()
	if data != `{"data":[]}` || id == "" {
		t.Fatalf("got %q %q", id, data)
	}
	again := p.subscribe("ann", "/note/findMany", notes, id)
	if event, _, data := again.next(); event != "nothing new" || data != "" {
		t.Errorf("got %s %s", event, data)
	}
	p.write("Note", query.Create, `{"data":{"id":"1","text":"a","spaceId":"home"}}`)
	again.want("what is new", `{"data":[{"id":"1","text":"a"}]}`)
}

func TestSubscriptionsAreBounded(t *testing.T) {
	t.Parallel()
	url := gozentest.SQLite(t)
	push(t, url)
	p := newProcess(t, url, live.Config{Streams: 3, PerPrincipal: 2})
	ann := p.notes("ann")
	ann.want("her first", `{"data":[]}`)
	p.notes("ann").want("her second", `{"data":[]}`)
	if s := p.notes("ann"); s.status != http.StatusTooManyRequests {
		t.Errorf("her third: %d", s.status)
	}
	p.notes("bob").want("somebody else's", `{"data":[]}`)
	if s := p.notes("eve"); s.status != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", s.status)
	}
	p.live.Close()
	ann.want("when the server ends", "end")
}

func TestOnlyReadsAreSubscribedTo(t *testing.T) {
	t.Parallel()
	url := gozentest.SQLite(t)
	push(t, url)
	p := newProcess(t, url, live.Config{})
	tests := []struct {
		name, path, args string
		status           int
		holds            string
	}{
		{"a count", "/note/count", "{}", 200, `data: {"data":0}`},
		{"a write", "/note/deleteMany", "{}", 400, "only operations that read"},
		{"a procedure", "/$procs/findMany", "{}", 400, "only operations that read"},
		{"an unknown model", "/nothing/findMany", "{}", 400, "unknown model"},
		{"bad arguments", "/note/findMany", `{"where":{"nothing":1}}`, 422, "rejectedByValidation"},
		{"a hidden path", "/note", "{}", 400, "invalid request path"},
	}
	for _, tt := range tests {
		s := p.subscribe("ann", tt.path, tt.args, "")
		var text strings.Builder
		for s.text.Scan() && !strings.Contains(text.String(), tt.holds) {
			text.WriteString(s.text.Text() + "\n")
		}
		if s.stop(); s.status != tt.status || !strings.Contains(text.String(), tt.holds) {
			t.Errorf("%s: got %d %s", tt.name, s.status, text.String())
		}
	}
}

// gone is a client that takes nothing.
type gone struct{ header http.Header }

func (g gone) Header() http.Header            { return g.header }
func (gone) WriteHeader(int)                  {}
func (gone) Write([]byte) (int, error)        { return 0, io.ErrClosedPipe }
func (gone) FlushError() error                { return nil }
func (gone) SetReadDeadline(time.Time) error  { return nil }
func (gone) SetWriteDeadline(time.Time) error { return nil }

func TestWhoTakesNothingIsDropped(t *testing.T) {
	t.Parallel()
	url := gozentest.SQLite(t)
	push(t, url)
	p := newProcess(t, url, live.Config{})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/note/findMany", nil)
	p.live.ServeHTTP(gone{http.Header{}}, r) // returns
	if n := p.live.Open(); n != 0 {
		t.Errorf("%d are open", n)
	}
}
