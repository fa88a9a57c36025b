package server

import (
	"log/slog"
	"net/http"
	"sync"

	"github.com/gozen-dev/gozen/auth"
)

// Gate bounds how many requests run at once: in all, and for one principal, so
// that nobody keeps others waiting. Zero is no bound.
type Gate struct {
	Requests, PerPrincipal int
	Logger                 *slog.Logger

	mu      sync.Mutex
	running int
	by      map[principal]int
}

// ticket is a request inside of a gate. Who sent it is known only when its
// session has been looked at, by [Callers].
type ticket struct {
	gate      *Gate
	principal principal
	counts    bool // for the principal
}

// principal is who sent a request, see [Callers.Principal].
type principal struct {
	kind string // user or address
	name string
}

func (a principal) String() string { return a.kind + " " + a.name }

// Wrap lets requests through to h as long as there is room, and refuses others:
// with 503 where the server is full, with 429 where the principal has enough
// under way.
func (g *Gate) Wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.enter() {
			Fail(w, r, g.Logger, Refuse(http.StatusServiceUnavailable, "the server has too many requests under way; try again"))
			return
		}
		x, r := within(r)
		outer := x.ticket
		x.ticket = ticket{gate: g}
		defer func() {
			g.leave(&x.ticket)
			x.ticket = outer
		}()
		h.ServeHTTP(w, r)
	})
}

func (g *Gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.Requests > 0 && g.running >= g.Requests {
		return false
	}
	g.running++
	return true
}

func (g *Gate) leave(t *ticket) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	if !t.counts {
		return
	}
	if g.by[t.principal]--; g.by[t.principal] == 0 {
		delete(g.by, t.principal)
	}
}

// admit counts a request for who sent it. A request outside of a gate, or one
// that is counted already, passes.
func admit(r *http.Request, id *auth.Identity) error {
	t := &exchangeOf(r.Context()).ticket
	if t.gate == nil || t.gate.PerPrincipal <= 0 {
		return nil
	}
	return t.gate.admit(t, principalOf(r, id))
}

func (g *Gate) admit(t *ticket, who principal) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case t.counts:
		return nil
	case g.by[who] >= g.PerPrincipal:
		return Refuse(http.StatusTooManyRequests, "too many requests of yours are under way; wait for their answers")
	case g.by == nil:
		g.by = map[principal]int{}
	}
	g.by[who]++
	t.principal, t.counts = who, true
	return nil
}
