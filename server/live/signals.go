package live

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Signaler is a database through which processes tell each other of what they
// have committed. PostgreSQL's is one.
type Signaler interface {
	// Signal sends a text to every process that listens, this one included. It has
	// at most 7,999 bytes.
	Signal(ctx context.Context, text string) error
	// Signals hands on what is sent, and calls ready when it has begun to listen.
	// It returns when ctx ends or the connection does.
	Signals(ctx context.Context, ready func(), each func(text string)) error
}

const (
	// gather is how long changes are collected before others are told.
	gather = 20 * time.Millisecond
	// pause is between attempts to reach the database.
	pause = time.Second
	// signalBytes bounds a signal.
	signalBytes = 7_900
)

// signals is the hub's part in what processes tell each other. Nil is for a
// database that only this process writes to.
type signals struct {
	hub    *Hub
	ctx    context.Context //nolint:containedctx // of the processes' lifelong conversation
	db     Signaler
	listen sync.Once
	dirty  map[string]struct{} // guarded by the hub's mutex
	poke   chan struct{}
}

// Follow makes the hub tell other processes of commits, and learn of theirs,
// until ctx ends. It is called before anybody subscribes.
//
// Others are told in the background, several commits at once: a process that is
// killed in that moment leaves them to find out when they look again by
// themselves, which subscriptions do every now and then.
func (h *Hub) Follow(ctx context.Context, db Signaler) {
	s := &signals{hub: h, ctx: ctx, db: db, dirty: map[string]struct{}{}, poke: make(chan struct{}, 1)}
	h.mu.Lock()
	h.signals = s
	h.mu.Unlock()
	go s.send()
}

// follow begins to listen, for the first who subscribes.
func (s *signals) follow() {
	if s != nil {
		s.listen.Do(func() { go s.receive() })
	}
}

func (s *signals) tell(tables []string) {
	if s == nil {
		return
	}
	for _, table := range tables {
		s.dirty[table] = struct{}{}
	}
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

func (s *signals) send() {
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.poke:
		}
		if !s.wait(gather) {
			return
		}
		tables := s.take()
		if len(tables) == 0 {
			continue
		}
		if err := s.db.Signal(s.ctx, s.text(tables)); err != nil && s.ctx.Err() == nil {
			s.hub.log.Warn("live: other processes are not told of changes yet", slog.Any("error", err))
			s.hub.mu.Lock()
			s.tell(tables)
			s.hub.mu.Unlock()
			s.wait(pause)
		}
	}
}

func (s *signals) take() []string {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	tables := slices.Sorted(maps.Keys(s.dirty))
	clear(s.dirty)
	return tables
}

// text is who tells, and the tables, a line each.
func (s *signals) text(tables []string) string {
	text := s.hub.name + "\n" + strings.Join(tables, "\n")
	if len(text) > signalBytes {
		return s.hub.name + "\n" + anyTable
	}
	return text
}

func (s *signals) receive() {
	for {
		// What was committed while nobody listened is not known.
		err := s.db.Signals(s.ctx, func() { s.heard([]string{anyTable}) }, func(text string) {
			lines := strings.Split(text, "\n")
			if lines[0] != s.hub.name {
				s.heard(lines[1:])
			}
		})
		if s.ctx.Err() != nil {
			return
		}
		s.hub.log.Warn("live: not told of other processes' changes", slog.Any("error", err))
		if !s.wait(pause) {
			return
		}
	}
}

func (s *signals) heard(tables []string) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.touch(tables)
}

// wait reports whether the conversation goes on after d.
func (s *signals) wait(d time.Duration) bool {
	select {
	case <-s.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
