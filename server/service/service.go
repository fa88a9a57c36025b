// Package service serves trusted programs: what @gozen/client asks for, and
// whoever else has the service key.
//
//	h, err := service.New(service.Config{DB: db, Key: os.Getenv("GOZEN_SERVICE_KEY"), Logger: log})
//	defer h.Close()
//	http.Handle("/api/service/", http.StripPrefix("/api/service", h))
//
// Who has the key may act as any user, under the rules or not, as a program
// that holds a database's password may. So the key is long, compared in constant
// time, and of no use to browsers: what they mark as theirs is refused. Each
// unenforced session is logged, with its reason.
//
// Bodies and results are superjson. The endpoints:
//
//	POST /query        {"model":"Post","operation":"findMany","args":{…}}
//	POST /batch        {"operations":[{"model","operation","args"}, …],"isolationLevel"?}
//	POST /transaction  {"isolationLevel"?,"maxWait"?,"timeout"?}    → {"id"}
//	POST /transaction/ID/commit, /transaction/ID/rollback
//	POST /raw          {"kind":"query"|"execute","sql":["…","…"],"values":[…]}
//	POST /check        {"model","operation","where"?}
//	POST /procedure    {"name","args"?}
//	GET  /schema
//
// Each body may also say who asks, how, and in which transaction: see asking.
package service

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gozen-dev/gozen/internal/gen/typescript"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
)

// minKey is the length of the shortest key.
const minKey = 32

// Config configures [New]. DB and Key are required.
type Config struct {
	DB *rt.DB
	// Key is the secret that callers show, of at least 32 bytes.
	Key string
	// Limits bound a request; zero means [DefaultLimits].
	Limits server.Limits
	// Transactions bounds how many may be open at a time; 0 means 100.
	Transactions int
	Rand         io.Reader    // of transactions' ids; nil is crypto/rand
	Logger       *slog.Logger // nil discards
}

// DefaultLimits returns the limits for trusted programs: those that keep the
// server from being overwhelmed by accident.
func DefaultLimits() server.Limits {
	l := server.DefaultLimits()
	l.Body = 64 << 20
	l.Request.Take = 0
	l.Request.Batch, l.Request.In, l.Request.Values = 100_000, 100_000, 100_000
	l.Request.AllowOmitOverride = true
	return l
}

// Handler serves the endpoints. It must be closed when it serves no more.
type Handler struct {
	db     *rt.DB
	schema *schema.Schema
	key    [sha256.Size]byte
	limits server.Limits
	log    *slog.Logger
	open   *transactions
	shape  []byte // of the schema

	answers server.Answers
}

// New returns a handler. It refuses a key that could be guessed.
func New(c Config) (*Handler, error) {
	if len(c.Key) < minKey {
		return nil, errors.New("the service key is shorter than 32 bytes")
	}
	if c.Limits == (server.Limits{}) {
		c.Limits = DefaultLimits()
	}
	if c.Transactions == 0 {
		c.Transactions = 100
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	s := c.DB.Schema()
	shape, err := typescript.Definition(s)
	if err != nil {
		return nil, fmt.Errorf("describe the schema: %w", err)
	}
	return &Handler{
		db: c.DB, schema: s, key: sha256.Sum256([]byte(c.Key)), limits: c.Limits, log: c.Logger,
		open: newTransactions(c.Transactions, c.Rand), shape: shape,
	}, nil
}

// Close rolls back the transactions that are open.
func (h *Handler) Close() { h.open.close() }

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	doc, err := h.serve(w, r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.answers.Send(w, http.StatusOK, doc)
}

func (h *Handler) serve(w http.ResponseWriter, r *http.Request) (rt.Document, error) {
	if err := h.admit(r); err != nil {
		return rt.Document{}, err
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if name == "schema" && rest == "" && r.Method == http.MethodGet {
		return rt.Document{Data: h.shape}, nil
	}
	if r.Method != http.MethodPost {
		return rt.Document{}, server.Refuse(http.StatusMethodNotAllowed, "only POST is supported, and GET of /schema")
	}
	answer := h.endpoint(name, rest)
	if answer == nil {
		return rt.Document{}, server.Refuse(http.StatusNotFound, "there is no such endpoint")
	}
	b, err := h.read(w, r)
	if err != nil {
		return rt.Document{}, err
	}
	return answer(r.Context(), b)
}

// endpoint answers what stands in a body.
type endpoint func(context.Context, *body) (rt.Document, error)

func (h *Handler) endpoint(name, rest string) endpoint {
	switch {
	case name == "transaction" && rest == "":
		return h.begin // which waits as long as it is told to
	case name == "transaction":
		return h.ending(rest)
	case rest != "":
		return nil
	case name == "query":
		return h.timed(h.query)
	case name == "batch":
		return h.timed(h.batch)
	case name == "raw":
		return h.timed(h.raw)
	case name == "procedure":
		return h.timed(h.procedure)
	case name == "check":
		return h.check
	default:
		return nil
	}
}

// timed bounds how long an endpoint's statements may run.
func (h *Handler) timed(f endpoint) endpoint {
	return func(ctx context.Context, b *body) (rt.Document, error) {
		ctx, cancel := context.WithTimeout(ctx, h.limits.Timeout)
		defer cancel()
		return f(ctx, b)
	}
}
