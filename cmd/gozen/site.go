package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/auth/mail"
	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/live"
	"github.com/gozen-dev/gozen/server/metrics"
	"github.com/gozen-dev/gozen/server/service"
)

// Where everything is mounted: where ZenStack's and Auth.js' clients look. Sign-in
// is elsewhere when [flags.address] says so.
const (
	dataPath   = "/api/model"
	restPath   = "/api/rest"
	livePath   = "/api/live"
	authPath   = "/api/auth"
	healthPath = "/healthz"
	readyPath  = "/readyz"
	// mailboxPath is dev's: it shows the mail that nobody has sent.
	mailboxPath = "/mailbox"
)

// plan is what a site is built from but for the schema; it outlives reloads.
type plan struct {
	name     string // of the schema file
	database string
	at       address
	sessions *session.Manager
	rows     bool      // sessions are rows of the database
	v2       bool      // errors have the bodies of ZenStack 2
	mailbox  *mail.Box // gets the mail where no server does; nil in production
	index    bool      // serve the page for developers
	log      *slog.Logger

	operation operation
	metrics   *metrics.Metrics
}

// site is everything that serves one version of a schema.
type site struct {
	handler  http.Handler
	db       *rt.DB
	conn     dialect.DB
	service  *service.Handler // nil without a key
	auth     auth.Authenticator
	signIn   string // for people: how one signs in, or why not
	underway sync.WaitGroup
	end      context.CancelFunc // ends what runs beside the requests
}

// build opens the database for s and puts the handlers together.
func (p *plan) build(ctx context.Context, s *schema.Schema) (*site, error) {
	conn, err := open.Open(ctx, p.database, s)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	life, end := context.WithCancel(ctx)
	st, err := p.assemble(life, s, conn)
	if err != nil {
		end()
		return nil, errors.Join(err, conn.Close())
	}
	st.end = end
	return st, nil
}

// assemble puts a site together that lives as long as ctx.
func (p *plan) assemble(ctx context.Context, s *schema.Schema, conn dialect.DB) (*site, error) {
	hub := live.NewHub(p.log)
	if shared, ok := conn.(live.Signaler); ok {
		hub.Follow(ctx, shared)
	}
	options, err := encryption(rt.Options{Logger: p.log, Observe: p.observer(hub), Committed: hub.Committed})
	if err != nil {
		return nil, err
	}
	p.keysOfRequests(s, &options)
	db, err := rt.Open(s, conn, options)
	if err != nil {
		return nil, fmt.Errorf("open schema: %w", err)
	}
	st := &site{db: db, conn: conn}
	signIn, err := p.signIn(st)
	if err != nil {
		return nil, err
	}
	trusted, err := p.service(st)
	if err != nil {
		return nil, err
	}
	callers := &server.Callers{DB: db, Auth: st.auth, Logger: p.log}
	faces, streams, err := p.faces(s, callers, hub)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, streams.Close) // a shutdown waits for requests, and these would not end
	index := p.missing()
	if p.index {
		if index, err = indexHandler(s, p.name, p.at.signIn, st.signIn); err != nil {
			return nil, err
		}
	}
	st.handler = p.routes(st, handlers{faces, signIn, trusted, index})
	return st, nil
}

// handlers are those of a site.
type handlers struct {
	faces                  map[string]http.Handler
	signIn, trusted, index http.Handler
}

// routes is written out because net/http's mux would redirect a doubled slash,
// which ZenStack's handler overlooks.
func (p *plan) routes(st *site, to handlers) http.Handler {
	ready := p.ready(st)
	missing := p.missing()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case within(path, dataPath):
			to.faces[dataPath].ServeHTTP(w, r)
		case within(path, restPath):
			to.faces[restPath].ServeHTTP(w, r)
		case within(path, livePath):
			to.faces[livePath].ServeHTTP(w, r)
		case path == openapiPath, path == docsPath:
			to.faces[path].ServeHTTP(w, r)
		case within(path, p.at.signIn):
			to.signIn.ServeHTTP(w, r)
		case within(path, servicePath):
			to.trusted.ServeHTTP(w, r)
		case path == mailboxPath && p.mailbox != nil && fromHere(r):
			p.mailbox.ServeHTTP(w, r)
		case path == healthPath:
			healthy(w, r)
		case path == readyPath:
			ready.ServeHTTP(w, r)
		case path == "/":
			to.index.ServeHTTP(w, r)
		default:
			missing.ServeHTTP(w, r)
		}
	})
}

func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

func (p *plan) missing() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		server.Fail(w, r, p.log, server.Refuse(http.StatusNotFound, "nothing is served here"))
	})
}

// healthy answers as long as the process serves anything: who asks would start
// it anew.
func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"status":"ok"}`)) // nobody to tell when the caller has gone
}

// ready answers 200 as long as the database lends a connection: who asks would
// send requests elsewhere.
func (p *plan) ready(st *site) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), server.DefaultLimits().Timeout)
		defer cancel()
		if err := st.conn.Read(ctx, func(dialect.Conn) error { return nil }); err != nil {
			p.log.Error("not ready", slog.Any("error", err))
			server.Fail(w, r, p.log, server.Refuse(http.StatusServiceUnavailable, "the database does not answer"))
			return
		}
		healthy(w, r)
	})
}

// announce says what is served where.
func (p *plan) announce(w io.Writer, l listeners, st *site) {
	base := addressOf(l.site)
	say(w, "gozen %s serves %s\n", version(), p.name)
	if p.index {
		say(w, "  page      %s/\n", base)
	}
	say(w, "  data      %s%s\n  json:api  %s%s (described at %s%s)\n  live      %s%s\n  sign-in   %s%s (%s)\n  health    %s%s, %s\n",
		base, dataPath, base, restPath, base, docsPath, base, livePath, base, p.at.signIn, st.signIn, base, healthPath, readyPath)
	if p.mailbox != nil {
		say(w, "  mailbox   %s%s\n", base, mailboxPath)
	}
	if st.service != nil {
		say(w, "  service   %s%s (for @gozen/client)\n", base, servicePath)
	}
	if l.operators != nil {
		say(w, "  operators %s%s\n", addressOf(l.operators), metricsPath)
	}
	say(w, "  database  %s\n", shownDatabase(p.database))
}

// addressOf is what URLs of the listener begin with.
func addressOf(l net.Listener) string {
	if l.Addr().Network() == "unix" {
		return unixScheme + l.Addr().String() + ":"
	}
	return "http://" + l.Addr().String()
}

// retire closes the site when its last request has ended.
func (st *site) retire() error {
	st.end()
	st.underway.Wait()
	if st.service != nil {
		st.service.Close()
	}
	return st.conn.Close()
}
