package live

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/rt"
)

// maxRemembered bounds the tables whose last change is remembered. A schema has
// fewer; what other processes say may not.
const maxRemembered = 10_000

// anyTable stands for every table, as in rt.Observation.
const anyTable = plan.AnyTable

// Hub knows who waits for changes of which tables. It learns of both from the
// engine: [Hub.Observe] and [Hub.Committed] are for rt.Options.
type Hub struct {
	log  *slog.Logger
	name string // of this process, among those that share the database

	mu      sync.Mutex
	clock   uint64            // counts commits
	changed map[string]uint64 // when a table was changed last
	by      map[string]map[*subscriber]struct{}
	all     map[*subscriber]struct{}
	signals *signals // nil where no other process writes
}

// NewHub returns a hub for which nobody waits yet. The logger may be nil.
func NewHub(log *slog.Logger) *Hub {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Hub{
		log: log, name: rand.Text(),
		changed: map[string]uint64{}, by: map[string]map[*subscriber]struct{}{}, all: map[*subscriber]struct{}{},
	}
}

// subscriber is woken when a table changes that it reads. It holds one call at
// most: who is slow misses none, and is called once for many.
type subscriber struct {
	wake   chan struct{}
	tables []string
}

func (s *subscriber) call() {
	select {
	case s.wake <- struct{}{}:
	default: // it is called already
	}
}

// enter begins a subscription, leave ends it.
func (h *Hub) enter() *subscriber {
	s := &subscriber{wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all[s] = struct{}{}
	h.signals.follow()
	return s
}

func (h *Hub) leave(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(s)
	delete(h.all, s)
}

func (h *Hub) forget(s *subscriber) {
	for _, table := range s.tables {
		delete(h.by[table], s)
		if len(h.by[table]) == 0 {
			delete(h.by, table)
		}
	}
	s.tables = nil
}

// now is a time to hand to watch: it is asked for before anything is read.
func (h *Hub) now() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clock
}

// watch makes s be called for changes of tables, at once if one of them has
// changed since.
func (h *Hub) watch(s *subscriber, tables []string, since uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(s)
	s.tables = tables
	late := h.changed[anyTable] > since
	for _, table := range tables {
		if h.by[table] == nil {
			h.by[table] = map[*subscriber]struct{}{}
		}
		h.by[table][s] = struct{}{}
		late = late || h.changed[table] > since || table == anyTable && h.clock > since
	}
	if late {
		s.call()
	}
}

// Committed tells of a commit of this process.
func (h *Hub) Committed(tables []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.touch(tables)
	h.signals.tell(tables)
}

// touch calls who reads one of the tables.
func (h *Hub) touch(tables []string) {
	if len(h.all) == 0 {
		return // who comes later reads later
	}
	if len(h.changed) > maxRemembered {
		clear(h.changed)
		tables = []string{anyTable}
	}
	h.clock++
	for _, table := range tables {
		h.changed[table] = h.clock
		readers := h.by[table]
		if table == anyTable {
			readers = h.all
		}
		for s := range readers {
			s.call()
		}
	}
	for s := range h.by[anyTable] {
		s.call()
	}
}

// reading collects the tables that the requests of one run look at.
type reading struct {
	mu     sync.Mutex
	tables map[string]struct{}
}

type readingKey struct{}

// Observe notes what a request of a subscription looks at: the session's, the
// user's, and its own.
func (h *Hub) Observe(ctx context.Context, o *rt.Observation) {
	r, _ := ctx.Value(readingKey{}).(*reading)
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, table := range o.Tables {
		r.tables[table] = struct{}{}
	}
}
