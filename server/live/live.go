// Package live keeps answers up to date: a read of the RPC protocol as a stream
// of events (Server-Sent Events) that brings the answer, and the new answer
// whenever it has changed.
//
//	hub := live.NewHub(log)
//	db, err := rt.Open(s, conn, rt.Options{Observe: hub.Observe, Committed: hub.Committed})
//	rpc := rpc.NewHandler(…)
//	mux.Handle("/api/live/", http.StripPrefix("/api/live", live.NewHandler(live.Config{Hub: hub, Handler: rpc, …})))
//
//	new EventSource("/api/live/todo/findMany?q=…").onmessage = e => show(JSON.parse(e.data).data)
//
// A subscription is the request itself, made again: by the session that it was
// made with, under the rules as they are, within the limits of the protocol. It
// decides nothing of its own, so that it shows nothing that asking again would
// not. The engine tells which tables a run has looked at (those of the rules, the
// user's row and the session's among them) and which a commit may have changed;
// where they meet, the request is made again, and the answer is sent if it
// differs. What no commit of Gozen's tells (the clock in a rule, other programs'
// writes) is found out when it is made again by itself, every now and then.
package live

import (
	"hash/maphash"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

// Config configures [NewHandler]. Hub, Handler and Principal are required.
type Config struct {
	Hub *Hub
	// Handler answers the reads: the RPC protocol's, below the same path.
	Handler http.Handler
	// Principal says whose a subscription is; see server.Callers.
	Principal func(*http.Request) (string, error)
	// Streams bounds the subscriptions of all, PerPrincipal those of one; default
	// 1000 and 20.
	Streams, PerPrincipal int
	// Settle is how long a subscription waits after a change, for those that come
	// with it; default 50 ms. Refresh is after how long it looks again by itself;
	// default 30 s.
	Settle, Refresh time.Duration
	Logger          *slog.Logger // nil discards
}

// Handler serves subscriptions. Make one with [NewHandler].
type Handler struct {
	Config
	// turns bounds how many requests are made again at once, so that a change that
	// many wait for leaves room for other requests.
	turns  chan struct{}
	closed chan struct{}
	close  sync.Once
	seed   maphash.Seed // of the ids of events

	mu   sync.Mutex
	open int
	by   map[string]int
}

// NewHandler returns the handler of the paths {model}/{operation}, for
// operations that read.
func NewHandler(c Config) *Handler {
	if c.Streams == 0 {
		c.Streams = 1000
	}
	if c.PerPrincipal == 0 {
		c.PerPrincipal = 20
	}
	if c.Settle == 0 {
		c.Settle = 50 * time.Millisecond
	}
	if c.Refresh == 0 {
		c.Refresh = 30 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Handler{
		Config: c, seed: maphash.MakeSeed(), turns: make(chan struct{}, 2*runtime.GOMAXPROCS(0)), closed: make(chan struct{}), by: map[string]int{},
	}
}

// Close ends all subscriptions. Clients connect again by themselves.
func (h *Handler) Close() { h.close.Do(func() { close(h.closed) }) }

// Open is the number of subscriptions.
func (h *Handler) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open
}

// ServeHTTP answers with a stream, or with what the protocol answers where that
// is no success.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h.serve(w, r); err != nil {
		server.Fail(w, r, h.Logger, err)
	}
}

func (h *Handler) serve(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet {
		return server.Refuse(http.StatusBadRequest, "invalid request method, only GET is supported")
	}
	parts := strings.FieldsFunc(r.URL.Path, func(c rune) bool { return c == '/' })
	if len(parts) != 2 {
		return server.Refuse(http.StatusBadRequest, "invalid request path")
	}
	// A procedure may be called as an operation is.
	if kind, ok := query.ParseKind(parts[1]); !ok || kind.Writes() || parts[0][0] == '$' {
		return server.Refuse(http.StatusBadRequest, "only operations that read can be subscribed to")
	}
	who, err := h.Principal(r)
	if err != nil {
		return err
	}
	if err := h.enter(who); err != nil {
		return err
	}
	defer h.leave(who)
	s := &stream{handler: h, subscriber: h.Hub.enter()}
	defer h.Hub.leave(s.subscriber)
	s.serve(w, r)
	return nil
}

func (h *Handler) enter(who string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.open >= h.Streams:
		return server.Refuse(http.StatusServiceUnavailable, "the server has too many subscriptions")
	case h.by[who] >= h.PerPrincipal:
		return server.Refuse(http.StatusTooManyRequests, "you have too many subscriptions; end one")
	}
	h.open++
	h.by[who]++
	return nil
}

func (h *Handler) leave(who string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open--
	if h.by[who]--; h.by[who] == 0 {
		delete(h.by, who)
	}
}
